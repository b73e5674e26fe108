"""The pages by which a person asks for something: which there are, in which order, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recourse.faces.wording import said
from recourse.journeys.ask import Asking, Question
from recourse.journeys.own_case import FORMS, GROUNDS, DraftLine
from recourse.redress.terms import Form, Ground, Kind

STEPS: Mapping[Kind, Sequence[str]] = {
    Kind.OBJECTION: ("ground", "words", "files", "check"),
    Kind.REPAIR: ("start", "words", "files", "check"),
    Kind.REVIEW: ("words", "files", "check"),
    Kind.WHY: ("words", "check"),
    Kind.ACCESS: ("form", "check"),
    Kind.ERASURE: ("words", "check"),
}
ANSWERED = ("ground", "words", "form")
"""Steps that leave an answer."""

CHOSEN_FIRST = frozenset({"ground", "form", "start"})
"""Steps on which somebody may still choose to ask something else than what is open already."""

TITLES: Mapping[Kind, Promise] = {
    Kind.OBJECTION: _("Say that a record is wrong"),
    Kind.REPAIR: _("Repair a record"),
    Kind.REVIEW: _("Have a decision looked at again"),
    Kind.WHY: _("Ask why they looked"),
    Kind.ACCESS: _("Have my file in another form"),
    Kind.ERASURE: _("Ask for a record to be erased"),
}
ASKED: Mapping[Kind, tuple[Promise, Promise]] = {
    Kind.OBJECTION: (
        _("What is wrong? Say it in your own words"),
        _("You need no legal words. Please write nothing about other people."),
    ),
    Kind.REPAIR: (
        _("What have you done to put it right?"),
        _("For example what you paid or mended, and when. A few sentences will do."),
    ),
    Kind.REVIEW: (
        _("Why should somebody look again?"),
        _("Say what was overlooked. Another officer in another seat reads it."),
    ),
    Kind.WHY: (
        _("What would you like to know?"),
        _("For example which matter it was about. They see your question and this look-up."),
    ),
    Kind.ERASURE: (
        _("Why should it be erased? You may leave this empty"),
        _("For example because there is no ground to keep it any more."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer on the page that shows all of them, and where to change it."""

    name: Promise
    value: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a journey."""

    asking: Asking
    step: str

    @property
    def kind(self) -> str:
        """What is asked for."""
        return str(self.asking.question.kind)

    @property
    def title(self) -> Promise:
        """The name of the journey."""
        return TITLES[self.asking.question.kind]

    @property
    def number(self) -> int:
        """The place of this page, from 1."""
        return STEPS[self.asking.question.kind].index(self.step) + 1

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(STEPS[self.asking.question.kind])

    @property
    def before(self) -> str:
        """The page before this one; of the first, where the journey began."""
        steps = STEPS[self.asking.question.kind]
        if self.number > 1:
            return address(self.asking.question, steps[self.number - 2])
        return origin(self.asking.question)

    @property
    def after(self) -> str:
        """The page after this one."""
        steps = STEPS[self.asking.question.kind]
        return address(self.asking.question, steps[min(self.number, self.total - 1)])

    @property
    def origin(self) -> str:
        """Where the journey began."""
        return origin(self.asking.question)

    @property
    def missing(self) -> str:
        """The first step whose answer is missing; empty if there is none."""
        kind = self.asking.question.kind
        needed = [one for one in STEPS[kind] if one in ANSWERED and kind is not Kind.ERASURE]
        return next((one for one in needed if not self.asking.answers.get(one)), "")

    @property
    def is_open_already(self) -> bool:
        """Whether the same is being decided, so that asking again brings nothing."""
        return self.asking.same is not None and self.step not in CHOSEN_FIRST

    @property
    def has_files(self) -> bool:
        """Whether this journey takes files."""
        return "files" in STEPS[self.asking.question.kind]

    @property
    def files_step(self) -> str:
        """Where files are chosen."""
        return address(self.asking.question, "files")

    @property
    def lines(self) -> list[Line]:
        """What was answered, to be checked."""
        question, answers = self.asking.question, self.asking.answers
        return [
            Line(
                name=_name(question.kind, one),
                value=_shown(one, answers.get(one, "")),
                change=f"{address(question, one)}?then=check",
            )
            for one in STEPS[question.kind]
            if one in ANSWERED
        ]


def _name(kind: Kind, step: str) -> Promise:
    """Return the short name of an answer."""
    if step == "words" and kind is Kind.REPAIR:
        return _("What you have done")
    return {"ground": _("What is wrong"), "words": _("In your own words"), "form": _("Form")}[step]


def _shown(step: str, answer: str) -> str:
    """Return an answer as a person reads it."""
    if step == "ground" and answer:
        return said(GROUNDS[Ground(answer)])
    if step == "form" and answer:
        return said(FORMS[Form(answer)])
    return answer


def address(question: Question, step: str) -> str:
    """Return where a step of a journey is."""
    return reverse(f"portal:ask-{question.kind}", kwargs={**_named(question), "step": step})


def _named(question: Question) -> dict[str, UUID]:
    """Return what an address names: of a review only the case, which knows its record."""
    if question.reviewed is not None:
        return {"case": question.reviewed}
    where = {"record": question.record, "entry": question.entry}
    return {name: one for name, one in where.items() if one is not None}


def forget(question: Question) -> str:
    """Return where a draft is thrown away."""
    return reverse(f"portal:forget-{question.kind}", kwargs=_named(question))


def first(question: Question) -> str:
    """Return where a journey begins."""
    return address(question, STEPS[question.kind][0])


def origin(question: Question) -> str:
    """Return the page from which a journey begins."""
    if question.reviewed is not None:
        return reverse("portal:case", kwargs={"case": question.reviewed})
    if question.record is not None:
        return reverse("portal:record", kwargs={"record": question.record})
    return reverse("portal:who-looked" if question.entry else "portal:cases")


def of_draft(draft: DraftLine) -> Question:
    """Return the question that a draft belongs to."""
    is_review, is_why = draft.kind is Kind.REVIEW, draft.kind is Kind.WHY
    return Question(
        kind=draft.kind,
        record=None if is_review else draft.record,
        entry=draft.points_at if is_why else None,
        reviewed=draft.points_at if is_review else None,
    )
