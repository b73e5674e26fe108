"""What goes into an answer, and where an application stands; pure.

The rules this module enforces:

* only standing records count: what is contested, not yet usable or ended is as if not there, and
  what is not there is unknown, never a no (charter G2, G3);
* a rule alone may grant and never refuses; a refusal is an officer's, in a case (charter G12);
* nobody answers in time: it is granted at that instant, without a job (charter G4);
* the end of a grant is fixed when it is given.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from recourse.catalogue.terms import Scheme, Source
from recourse.ground.calendar import add_months, civil_date
from recourse.records.terms import RecordCard
from recourse.records.terms import State as RecordState
from recourse.redress.terms import CaseCard, Outcome
from recourse.redress.terms import State as CaseState
from recourse.schemes.terms import Given, Input, Origin, State
from recourse_verify.answers import text_of
from recourse_verify.expressions import Declared, Kind


def inputs_of(
    scheme: Scheme,
    declared: Mapping[str, Declared],
    *,
    file: Iterable[RecordCard],
    given: Given,
) -> tuple[Input, ...]:
    """Return every input of a scheme with its value, by name.

    Args:
        scheme: The scheme.
        declared: Kind of each name, from the catalogue.
        file: The person's own records.
        given: What they filled in.

    """
    cards = [card for card in file if card.state is RecordState.STANDING]
    found = {
        **_from_file(scheme, declared, cards),
        **{name: given.get(name) for name in scheme.asks},
    }
    return tuple(
        Input(name=name, value=found.get(name), origin=_origin(name, scheme, found.get(name)))
        for name in sorted(declared)
    )


def strangers(scheme: Scheme, given: Given) -> frozenset[str]:
    """Return names that were filled in and that the scheme does not ask for."""
    return frozenset(given.keys() - scheme.asks.keys())


def _origin(name: str, scheme: Scheme, value: str | bool | None) -> Origin:
    if value is None:
        return Origin.NOWHERE
    return Origin.PERSON if name in scheme.asks else Origin.FILE


def _from_file(
    scheme: Scheme, declared: Mapping[str, Declared], cards: Iterable[RecordCard]
) -> dict[str, str | bool | None]:
    """Return the values that standing records give; of several the latest counts."""
    standing = list(cards)
    found: dict[str, str | bool | None] = {}
    for name, source in scheme.reads.items():
        card = _latest(source, standing)
        for field in source.fields:
            place = f"{name}.{field}"
            text = "" if card is None else card.fields.get(field, "")
            found[place] = _read(declared[place], text) if place in declared else None
    return found


def _latest(source: Source, cards: Iterable[RecordCard]) -> RecordCard | None:
    mine = [card for card in cards if card.item == source.item]
    return max(
        mine, key=lambda card: (card.fields.get(source.latest_by, ""), card.id), default=None
    )


def _read(declared: Declared, text: str) -> str | None:
    """Return a field in the one spelling a rule knows; what cannot be read is unknown."""
    if declared.kind is Kind.CODE:
        return text if text in declared.codes else None
    try:
        if declared.kind is Kind.DATE:
            return date.fromisoformat(text).isoformat()
        number = Decimal(text)
        return str(text_of(number)) if number.is_finite() else None
    except (ValueError, InvalidOperation):
        return None


def erase_on(applied_on: date, *, keep_months: int) -> date:
    """Return the day on which what was put in is erased; withdrawing only moves it earlier.

    Law:
        PIPL art. 19.

    """
    return add_months(applied_on, keep_months)


class Outside(NamedTuple):
    """What is known of an application without opening it."""

    applied_at: datetime
    withdrawn_at: datetime | None
    valid_days: int
    is_automatic: bool


def granted_on(
    outside: Outside, *, case: CaseCard | None, review: CaseCard | None, at: datetime
) -> date | None:
    """Return since which day a benefit is granted at the instant `at`; None if it is not.

    Granted by the rule, by an officer, by the officer who reviewed a refusal, or by silence.
    """
    if outside.is_automatic:
        return civil_date(outside.applied_at)
    for one in (case, review):
        if one is None or one.closed_at is None or one.closed_at > at:
            continue
        if one.state is CaseState.SILENT or one.outcome is Outcome.GRANTED:
            return civil_date(one.closed_at)
    return None


def state_of(
    outside: Outside, *, case: CaseCard | None, review: CaseCard | None, at: datetime
) -> State:
    """Return where an application is at the instant `at`."""
    if outside.withdrawn_at is not None and outside.withdrawn_at <= at:
        return State.WITHDRAWN
    since = granted_on(outside, case=case, review=review, at=at)
    if since is not None:
        is_over = civil_date(at) >= since + timedelta(days=outside.valid_days)
        return State.OVER if is_over else State.GRANTED
    if case is not None and case.state is CaseState.DECIDED:
        return State.REFUSED
    if case is not None and case.state is CaseState.TAKEN_BACK:
        return State.WITHDRAWN
    return State.WAITING


def longest(scheme: Scheme) -> int:
    """Return for how many days a benefit is granted where an officer or silence does it."""
    return max(one.valid_days for one in scheme.outcomes)


def changes_in(receipt: Mapping[str, object]) -> Iterator[tuple[tuple[str, str | bool], ...]]:
    """Yield the sets of changes that a receipt names."""
    answer = receipt["answer"]
    assert isinstance(answer, Mapping)  # noqa: S101 - made by `recourse_verify.answers`
    for several in answer["changes"]:
        yield tuple((one["name"], one["to"]) for one in several)
