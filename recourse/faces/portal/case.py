"""Cases as pages: lines with their tags, one case in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from recourse.attestation.rules import undone
from recourse.faces.portal import steps
from recourse.faces.portal.moments import Dot
from recourse.faces.wording import said
from recourse.ground.words import Words
from recourse.journeys.ask import Question
from recourse.journeys.own_case import CaseLine, DraftLine, OwnCases, Step
from recourse.journeys.own_cases import OwnCase
from recourse.redress.rules import MOST_FILES
from recourse.redress.terms import Kind, Outcome, State
from recourse.redress.wording import VIAS, received_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case in a list, with the colour of its tag and where it leads."""

    case: CaseLine
    colour: str
    href: str
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Something begun: where to go on, where to throw it away."""

    draft: DraftLine
    href: str
    forget: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """The list of a person's cases."""

    open: Sequence[Line]
    closed: Sequence[Line]
    begun: Sequence[Begun]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One case in full."""

    own: OwnCase
    line: Line
    timeline: Sequence[Dot]
    is_open: bool
    may_add_file: bool
    received: Words
    via: Words
    may_show_it_was_put_right: bool


def cases_page(own: OwnCases) -> CasesPage:
    """Return the list: what is open, what is over, what was begun."""
    lines = [line_of(one) for one in own.lines]
    return CasesPage(
        open=[one for one in lines if one.case.is_open],
        closed=[one for one in lines if not one.case.is_open],
        begun=[_begun(one) for one in own.drafts],
    )


def line_of(case: CaseLine) -> Line:
    """Return one case with its tag and its links."""
    card = case.card
    review = Question(kind=Kind.REVIEW, reviewed=card.id)
    return Line(
        case=case,
        colour=_colour(case),
        href=reverse("portal:case", kwargs={"case": card.id}),
        review=steps.first(review) if case.may_ask_review else "",
    )


def _colour(case: CaseLine) -> str:
    """Return the colour of a case's tag; its words say the same."""
    state, outcome = case.card.state, case.card.outcome
    if state is State.OPEN:
        return "blue"
    if outcome is Outcome.REFUSED:
        return "yellow"
    return "grey" if state in {State.TAKEN_BACK, State.OVERTAKEN} else "green"


def _begun(draft: DraftLine) -> Begun:
    """Return a draft with its links."""
    question = steps.of_draft(draft)
    return Begun(draft=draft, href=steps.first(question), forget=steps.forget(question))


def case_page(own: OwnCase) -> CasePage:
    """Return the page of a case."""
    full = own.full
    is_open = full.line.is_open
    return CasePage(
        own=own,
        line=line_of(full.line),
        timeline=[_dot(one, full.timeline[-1]) for one in full.timeline],
        is_open=is_open,
        may_add_file=is_open and len(full.files) < MOST_FILES,
        received=received_at(full.card),
        via=VIAS[full.card.via],
        may_show_it_was_put_right=own.record is not None and undone(own.record) is not None,
    )


def _dot(step: Step, newest: Step) -> Dot:
    """Return a line of the timeline as a point of it."""
    says = said(step.says)
    if step.who is not None:
        who = said(step.who)
        says = f"{says}（{who}）" if says[-1:] > "\u2e80" else f"{says} ({who})"
    return Dot(on=step.at, what=says, when="now" if step is newest else "past")
