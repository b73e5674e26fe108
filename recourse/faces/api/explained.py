"""Every kind of problem, explained at the address that its `type` names."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from ninja import Router, Schema

from recourse.faces.api import problems
from recourse.faces.api.errors import NotFound
from recourse.faces.api.schemas import ProblemOut, SaysOut
from recourse.ground.refused import REFUSALS, Refused

router = Router(tags=["problems"], auth=None)
PUBLIC_REFUSALS = frozenset({404, 500, 503})


class KindOut(Schema):
    """One kind of problem: its code never changes its meaning. What varies is shown as `…`."""

    type: str
    code: str
    status: int
    zh: SaysOut
    en: SaysOut


class KindsOut(Schema):
    """Every kind of problem, by code."""

    problems: list[KindOut]


@router.get("", response={200: KindsOut, PUBLIC_REFUSALS: ProblemOut}, operation_id="problems")
def every(request: HttpRequest) -> KindsOut:  # noqa: ARG001 - Django's signature
    """Return every kind of problem."""
    return KindsOut(problems=[kind(REFUSALS[code]) for code in sorted(REFUSALS)])


@router.get(
    "/{str:code}",
    response={200: KindOut, 303: None, PUBLIC_REFUSALS: ProblemOut},
    operation_id="problem",
)
def one(request: HttpRequest, code: str) -> KindOut | HttpResponse:
    """Explain one kind of problem; a browser is led to a page that does."""
    refused = REFUSALS.get(code)
    if refused is None:
        raise NotFound
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        page = redirect(reverse("api-documentation:problem", args=[code]))
        page.status_code = 303
        return page
    return kind(refused)


def kind(refused: type[Refused]) -> KindOut:
    """Return a kind of problem."""
    return KindOut(
        type=problems.type_of(refused.code),
        code=refused.code,
        status=refused.status,
        zh=said(refused, "zh"),
        en=said(refused, "en"),
    )


def said(refused: type[Refused], language: str) -> SaysOut:
    """Return what a kind of problem says in one language."""
    left_open: defaultdict[str, str] = defaultdict(lambda: "…")
    return SaysOut(
        says=refused.says.to(language).format_map(left_open),
        law="" if refused.law is None else refused.law.to(language),
        do=refused.do.to(language).format_map(left_open),
    )
