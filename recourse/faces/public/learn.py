"""What there is to learn: articles in Markdown, and one honour at a time, with consent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recourse.faces.content import reading, rules
from recourse.faces.content.rendering import html_of
from recourse.faces.content.terms import Reader
from recourse.faces.wording import language, said
from recourse.ground.calendar import civil_date


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """List the articles: for people first, then for departments."""
    every = reading.articles(settings.CONTENT_DIR)
    shown = {
        "people": [one.text for one in every if one.reader is Reader.PEOPLE],
        "departments": [one.text for one in every if one.reader is Reader.DEPARTMENTS],
    }
    return render(request, "public/learn/list.html", shown)


@require_safe
def article(request: HttpRequest, article: str) -> HttpResponse:
    """Show one article."""
    every = {one.text.name: one for one in reading.articles(settings.CONTENT_DIR)}
    if article not in every:
        raise Http404
    text = every[article].text
    shown = {"text": text, "body": html_of(said(text.body), language=language())}
    return render(request, "public/learn/article.html", shown)


@require_safe
def exemplar(request: HttpRequest) -> HttpResponse:
    """Show the story of the day, if anybody agrees to be shown; there is no list of them.

    No search engine is to keep it: what its person takes back is to be gone.
    """
    today = civil_date(timezone.now())
    found = rules.shown(reading.exemplars(settings.CONTENT_DIR), on=today)
    body = html_of(said(found.text.body), language=language()) if found else ""
    shown = {"exemplar": found, "body": body, "months": rules.LONGEST_CONSENT_MONTHS}
    answer = render(request, "public/learn/exemplar.html", shown)
    answer["X-Robots-Tag"] = "noindex, noarchive"
    answer["Cache-Control"] = "no-store"
    return answer
