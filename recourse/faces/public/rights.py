"""The rights handbook, its forms on paper, and the two guides."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Catalogue, Item
from recourse.faces.public.handbook.whole import handbook
from recourse.faces.public.paper.forms import PAPERS
from recourse.faces.public.paper.printing import pdf_of
from recourse.faces.sending import download
from recourse.faces.wording import language
from recourse.redress.rules import DRAFT_DAYS

GUIDES = ("object", "repair")


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """List what a person may demand, and where to get help in person."""
    return render(request, "public/rights/list.html", {"rights": handbook(now=timezone.now())})


@require_safe
def right(request: HttpRequest, right: str) -> HttpResponse:
    """Show one right: who, what to bring, how, by when, what if nobody answers."""
    whole = handbook(now=timezone.now())
    if right not in whole:
        raise Http404
    shown = {"right": whole[right], "has_guide": right in GUIDES}
    return render(request, "public/rights/right.html", shown)


@require_safe
def guide(request: HttpRequest, guide: str) -> HttpResponse:
    """Lead through an objection or a repair, step by step."""
    if guide not in GUIDES:
        raise Http404
    shown = {
        "right": handbook(now=timezone.now())[guide],
        "items": _repairable(catalogues.current()),
        "draft_days": DRAFT_DAYS,
    }
    return render(request, f"public/guides/{guide}.html", shown)


@require_safe
def form(request: HttpRequest, form: str, *, is_large: bool = False) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send an empty form as PDF, to print and bring to a counter."""
    if form not in PAPERS:
        raise Http404
    spoken = "zh" if language().startswith("zh") else "en"
    name = f"{form}{'-large' if is_large else ''}-{spoken}.pdf"
    made = pdf_of(form, language=spoken, is_large=is_large)
    return download(made, name=name, kind="application/pdf")


def _repairable(catalogue: Catalogue) -> list[Item]:
    """Return the items that can be repaired, by name."""
    able = [one for one in catalogue.items.values() if one.enabled and one.repair is not None]
    return sorted(able, key=lambda item: item.name.en)
