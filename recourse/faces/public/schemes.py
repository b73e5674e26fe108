"""Every benefit with its rule, in words and as data; nobody need sign in to read the rules."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from recourse.catalogue import queries as catalogues
from recourse.faces.benefit_pages import rule_page
from recourse.faces.sending import download
from recourse.ground.calendar import civil_date
from recourse.schemes import queries as schemes


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List every scheme, and say of one that is off why."""
    current, today = catalogues.current(), civil_date(timezone.now())
    pages = [rule_page(one, current, on=today) for one in current.schemes.values()]
    return render(request, "public/schemes/list.html", {"catalogue": current, "pages": pages})


@require_GET
def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """Show one scheme: what it gives, its conditions with their articles, what it reads."""
    current, today = catalogues.current(), civil_date(timezone.now())
    page = rule_page(schemes.scheme_of(scheme, of=current), current, on=today)
    return render(request, "public/schemes/scheme.html", {"page": page})


@require_GET
def rules(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the rules as data, as `recourse-verify decision --rule` takes them."""
    text = json.dumps(schemes.rules_as_json(), ensure_ascii=False, indent=1)
    return download(text.encode(), name="rules.json", kind="application/json")
