"""What the pages of a desk show, made from terms of the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext

from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue.terms import Catalogue
from recourse.faces import wording
from recourse.faces.charts import Part, parts
from recourse.faces.desk.waiting import AT_WORK, progress_in_words
from recourse.faces.shelf import Use, use
from recourse.ground.refused import REFUSALS
from recourse.ground.words import Words
from recourse.intake.amendments.queries import COMES_BACK
from recourse.intake.queries import PAGE
from recourse.intake.terms import OUTCOME_WORDS, STATE_WORDS, BatchCard, Outcome, RuleCount, State
from recourse.journeys import admit_kin

COLOURS = {
    Outcome.DUPLICATE: "grey",
    Outcome.HELD: "yellow",
    Outcome.REFUSED: "red",
}
STATE_COLOURS = {
    State.RECEIVED: "grey",
    State.CHECKED: "yellow",
    State.SIGNED: "blue",
    State.ENTERING: "blue",
    State.ENTERED: "green",
    State.REFUSED: "red",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The desk of a seat that does not deliver: what it is for, what it may ask."""

    seat: SeatCard
    title: str
    role: str
    uses: Sequence[Use]
    lets_kin_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRow:
    """One line of the list of uploads."""

    batch: BatchCard
    item: Words
    state: Words
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadsPage:
    """What a department has handed in."""

    seat: SeatCard
    rows: Sequence[UploadRow]
    may_upload: bool
    older_than: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a batch: done, now, or later."""

    name: str
    note: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows came out one way."""

    kind: str
    name: Words
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A rule that rows broke, with its tag."""

    rule: RuleCount
    outcome: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefusal:
    """Why a whole file was refused, and what to do."""

    says: str
    do: str
    law: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """What became of one file."""

    batch: BatchCard
    item: Words
    title: str
    steps: Sequence[Step]
    bar: Sequence[Part]
    counts: Sequence[Count]
    problems: Sequence[Problem]
    refusal: FileRefusal | None
    may_sign: bool
    sent_by_this_seat: bool
    comes_back: bool
    fixes: str
    done: int
    doing: str
    is_at_work: bool
    still: bool
    may_mend: bool


def home_page(seat: SeatCard, purposes: Sequence[str], catalogue: Catalogue) -> HomePage:
    """Return the desk of a case officer, an agency officer or an auditor."""
    titles = {
        Role.CASE_OFFICER: gettext("Case officer"),
        Role.AGENCY_OFFICER: gettext("Agency officer"),
        Role.AUDITOR: gettext("Auditor"),
        Role.COUNTER_CLERK: gettext("Counter clerk"),
    }
    uses = [
        use(catalogue, catalogue.purposes[code]) for code in purposes if code in catalogue.purposes
    ]
    return HomePage(
        seat=seat,
        title=titles.get(seat.role, ""),
        role=seat.role.value,
        uses=uses,
        lets_kin_in=admit_kin.may_admit(seat),
    )


def uploads_page(seat: SeatCard, batches: Sequence[BatchCard], catalogue: Catalogue) -> UploadsPage:
    """Return the list of a department's uploads."""
    rows = [
        UploadRow(
            batch=batch,
            item=catalogue.items[batch.item].name,
            state=STATE_WORDS[batch.state],
            colour=STATE_COLOURS[batch.state],
        )
        for batch in batches
    ]
    return UploadsPage(
        seat=seat,
        rows=rows,
        may_upload=seat.role is Role.DATA_STEWARD,
        older_than=batches[-1].id if len(batches) == PAGE else None,
    )


def batch_page(
    seat: SeatCard,
    batch: BatchCard,
    rules: Sequence[RuleCount],
    catalogue: Catalogue,
    *,
    done: int,
    fixes: str,
    still: bool,
) -> BatchPage:
    """Return what became of a file, for its department.

    Args:
        seat: Who looks.
        batch: The batch.
        rules: What its rows broke.
        catalogue: Names the item.
        done: Rows that are checked, or dealt with, by now.
        fixes: Number of the batch whose held rows it brings again; empty if of none.
        still: Whether the reader wants the page not to load by itself.

    """
    counts = _counts(batch)
    another = batch.seat_id != seat.id
    return BatchPage(
        batch=batch,
        item=catalogue.items[batch.item].name,
        title=_title(batch, seat),
        steps=_steps(batch),
        bar=parts([(count.kind, count.rows) for count in counts]),
        counts=[count for count in counts if count.rows],
        problems=[_problem(rule) for rule in rules],
        refusal=_refusal(batch),
        may_sign=batch.state is State.CHECKED and seat.role is Role.SECOND_SIGNER and another,
        sent_by_this_seat=not another,
        comes_back=batch.state is State.ENTERED and any(one.rule == COMES_BACK for one in rules),
        fixes=fixes,
        done=done,
        doing=progress_in_words(batch, done),
        is_at_work=batch.state in AT_WORK,
        still=still,
        may_mend=batch.held > 0
        and seat.role is Role.DATA_STEWARD
        and batch.state in {State.CHECKED, State.ENTERED},
    )


def _title(batch: BatchCard, seat: SeatCard) -> str:
    """Return the one sentence that says where the batch stands; held rows are for who sent it."""
    if batch.state is State.REFUSED:
        return gettext("This file was refused")
    if batch.state is State.RECEIVED:
        return gettext("Received, and being checked")
    if batch.state is State.CHECKED and batch.held and seat.role is Role.DATA_STEWARD:
        held = wording.number(batch.held)
        return ngettext(
            "%(held)s row is held for you to fix",
            "%(held)s rows are held for you to fix",
            batch.held,
        ) % {"held": held}
    if batch.state is State.CHECKED:
        return gettext("Checked, waits for a second signature")
    if batch.state is State.ENTERED:
        rows = wording.number(batch.accepted)
        return ngettext(
            "%(rows)s record was entered", "%(rows)s records were entered", batch.accepted
        ) % {"rows": rows}
    return gettext("Signed, and being entered")


def _steps(batch: BatchCard) -> list[Step]:
    """Return the five steps, with what is known of each."""
    now_at = _step_now(batch)
    took = _took(batch.received_at, batch.checked_at)
    named = (
        (gettext("Received"), wording.clock(batch.received_at)),
        (gettext("Checked"), took),
        (gettext("Fix held rows"), _held_note(batch)),
        (gettext("Second person signs"), _clock(batch.signed_at) or gettext("two people")),
        (gettext("People are told"), _clock(batch.entered_at) or gettext("same day")),
    )
    return [
        Step(name=name, note=note, when=_when(place, now_at))
        for place, (name, note) in enumerate(named)
    ]


def _step_now(batch: BatchCard) -> int:
    """Return the place of the step that is due."""
    places = {State.RECEIVED: 1, State.SIGNED: 4, State.ENTERING: 4, State.ENTERED: 5}
    if batch.state is State.REFUSED:
        return 1
    return places.get(batch.state, 2 if batch.held else 3)


def _when(place: int, now_at: int) -> str:
    """Return whether the step at `place` is done, now or later."""
    if place < now_at:
        return "done"
    return "now" if place == now_at else "later"


def _held_note(batch: BatchCard) -> str:
    """Return how many rows wait to be fixed."""
    if not batch.held:
        return gettext("nothing to fix")
    return ngettext("%(held)s row", "%(held)s rows", batch.held) % {
        "held": wording.number(batch.held)
    }


def _took(began: datetime, ended: datetime | None) -> str:
    """Return when checking ended and how long it took."""
    if ended is None:
        return gettext("in progress")
    seconds = max(1, round((ended - began).total_seconds()))
    return (
        wording.clock(ended)
        + " · "
        + ngettext("%(seconds)s second", "%(seconds)s seconds", seconds)
        % {"seconds": wording.number(seconds)}
    )


def _clock(at: datetime | None) -> str:
    """Return the time of day, or nothing."""
    return "" if at is None else wording.clock(at)


def _counts(batch: BatchCard) -> list[Count]:
    """Return what became of the rows; together they are all rows of the file."""
    rows = {
        Outcome.ACCEPTED: batch.accepted,
        Outcome.DUPLICATE: batch.duplicate,
        Outcome.HELD: batch.held,
        Outcome.REFUSED: batch.refused,
    }
    return [
        Count(kind=outcome.code, name=OUTCOME_WORDS[outcome], rows=count)
        for outcome, count in rows.items()
    ]


def _problem(rule: RuleCount) -> Problem:
    """Return a broken rule with its tag."""
    words = {
        Outcome.DUPLICATE: pgettext("row", "Duplicate"),
        Outcome.HELD: pgettext("row", "Held"),
        Outcome.REFUSED: pgettext("row", "Refused"),
    }
    return Problem(rule=rule, outcome=words[rule.outcome], colour=COLOURS[rule.outcome])


def _refusal(batch: BatchCard) -> FileRefusal | None:
    """Return why the whole file was refused, if it was."""
    if batch.state is not State.REFUSED:
        return None
    refused = REFUSALS[batch.refusal](**batch.refusal_facts)
    spoken = wording.language()
    return FileRefusal(
        says=refused.words(spoken),
        do=refused.advice(spoken),
        law=refused.provision(spoken),
        code=refused.code,
    )
