"""What a statement may say, what prevents it, how long it is good, and when it is gone.

The rules this module enforces:

* a statement covers items that are in force today and carry the person's right to take them
  along; a field of public life, a period of at most five years, never a day that has not come;
* only a record that anyone else could be shown at that very instant prevents it, or is in it:
  what is unseen, being checked, ended or erased never is;
* a report shows all that is used in the fields the person chose, so that it does not mislead;
  what is being checked, or is not used any more, only if the person themselves wants it shown;
* a report is good no longer than what it carries, and is erased with it;
* nothing that happens later takes a statement back; only what was wrong when it was issued does;
* what was carried away can be taken back to its last good day, whether or not it is erased here.

Law:
    Charter G1, G2, G3, G5, G9; Shandong Social Credit Regulations art. 21, 37, 38; PIPL art. 6, 45.

"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from recourse.attestation import errors
from recourse.attestation.terms import (
    VALID_DAYS,
    Choice,
    Kind,
    Mark,
    Period,
    State,
    Subject,
    Undone,
)
from recourse.catalogue.terms import Catalogue, Item
from recourse.ground import identifiers
from recourse.ground.calendar import add_months, civil_date
from recourse.ground.words import Words
from recourse.people.terms import DocumentType, Identity
from recourse.records import rules as life
from recourse.records.terms import RecordCard, Why
from recourse.records.terms import State as RecordState

CARRY = "carry"
"""The right of the catalogue that an item must name before anything of it is carried away."""

LONGEST_MONTHS = 60
KEEP_DAYS = 30
"""For how long the person can read a statement after it is over; days."""

MOST_A_DAY = 20

_UNDONE: Mapping[Why, Undone] = {
    Why.CORRECTED: Undone.CORRECTED,
    Why.WITHDRAWN: Undone.WITHDRAWN,
    Why.REVOKED: Undone.REVOKED,
    Why.REPAIRED: Undone.REPAIRED,
}
WRONG = frozenset({Why.CORRECTED, Why.WITHDRAWN, Why.REVOKED})
"""Ends that say a record should never have read so; repair says nothing of the past."""

_WITH_BIRTH_DATE = frozenset(
    {DocumentType.CITIZEN, DocumentType.FOREIGN_RESIDENT, DocumentType.RESIDENCE_PERMIT}
)
_EIGHTEEN = 18


def may_be_carried(item: Item, on: date) -> bool:
    """Whether records of an item may stand in what a person carries, on a civil date."""
    return item.enabled and CARRY in item.rights and item.has_basis(on)


def covered(
    catalogue: Catalogue, domains: Iterable[str], on: date, *, kind: Kind
) -> tuple[Item, ...]:
    """Return the items that a statement over these domains looks through, in order.

    Args:
        catalogue: The version in force.
        domains: Codes of domains.
        on: Civil date of the statement.
        kind: A report looks through all of them, “no violation” through adverse ones only.

    """
    chosen = set(domains)
    return tuple(
        item
        for item in catalogue.items.values()
        if item.domain in chosen
        and may_be_carried(item, on)
        and (kind is not Kind.NO_VIOLATION or item.is_adverse)
    )


def domains_for(kind: Kind, catalogue: Catalogue, on: date) -> dict[str, Words]:
    """Return the domains about which a statement of this kind can be asked for, with names."""
    items = covered(catalogue, catalogue.domains, on, kind=kind)
    there = {item.domain for item in items}
    return {code: name for code, name in catalogue.domains.items() if code in there}


def check(choice: Choice, catalogue: Catalogue, on: date) -> None:
    """Refuse a choice of which nothing can be stated.

    Raises:
        NoDomain: No field is chosen.
        NotStated: Nothing can be stated of one of the fields.
        BeyondRequest: It is for an organisation whose request lies in another field.
        PeriodReversed: The period ends before it begins.
        PeriodAhead: It has days that have not come.
        PeriodTooLong: It is longer than five years.

    Law:
        Shandong Social Credit Regulations art. 38 (five years).

    """
    if not choice.domains:
        raise errors.NoDomain
    if not set(choice.domains) <= domains_for(choice.kind, catalogue, on).keys():
        raise errors.NotStated
    if not _fits(choice, catalogue):
        raise errors.BeyondRequest
    period = choice.period
    if period.last < period.first:
        raise errors.PeriodReversed
    if period.last > on:
        raise errors.PeriodAhead
    if period.first < earliest(period.last):
        raise errors.PeriodTooLong


def _fits(choice: Choice, catalogue: Catalogue) -> bool:
    """Whether what is bound to an organisation tells it no more than its purpose needs.

    Law:
        Charter G7; PIPL art. 6.

    """
    if choice.recipient is None:
        return True
    asked = catalogue.requests.get(choice.recipient.request)
    return asked is not None and choice.domains == (asked.domain,)


def earliest(last: date) -> date:
    """Return the first day of the longest period that ends on `last`."""
    return add_months(last, -LONGEST_MONTHS)


def in_the_way(
    file: Iterable[RecordCard], items: Iterable[Item], period: Period, at: datetime
) -> list[RecordCard]:
    """Return the records for which “no adverse record” would not be true at the instant `at`.

    The day that counts is the day of the decision: it stands on the document, and everybody
    who reads a statement takes a period to mean it.

    Law:
        Charter G2, G3, G4, G5.

    """
    codes = {item.id for item in items}
    return [
        card
        for card in file
        if card.adverse
        and card.item in codes
        and _is_in(period, card.decided_on)
        and life.standing(card, at)
    ]


def shown(
    file: Iterable[RecordCard], items: Iterable[Item], choice: Choice, at: datetime
) -> list[RecordCard]:
    """Return the records that a report shows, in the order of their decisions."""
    codes = {item.id for item in items}
    there = [card for card in file if card.item in codes and _is_in(choice.period, card.decided_on)]
    found = [
        card
        for card in there
        if life.standing(card, at) or (card.id in choice.also and may_be_added(card, at))
    ]
    return sorted(found, key=lambda card: (card.decided_on, card.id))


def to_be_added(
    file: Iterable[RecordCard], items: Iterable[Item], period: Period, at: datetime
) -> list[RecordCard]:
    """Return the records that a report leaves out unless the person wants them shown."""
    codes = {item.id for item in items}
    return [
        card
        for card in file
        if card.item in codes and _is_in(period, card.decided_on) and may_be_added(card, at)
    ]


def may_be_added(card: RecordCard, at: datetime) -> bool:
    """Whether a person may have a report show a record that is not used at the instant `at`.

    What is being checked, and what was repaired or has lived to its end. Never what others have
    not been allowed to see yet, and never what was wrong: for that there is a correction notice.

    Law:
        PIPL art. 45 (a copy of one's own); charter G2, G3 (for everybody else it is silent).

    """
    on = civil_date(at)
    if card.usable_from_on is None or card.usable_from_on > min(on, card.ends_on):
        return False
    if card.state is RecordState.SILENCED:
        return True
    return card.state is RecordState.ENDED and card.ended_why in {None, Why.REPAIRED}


def _is_in(period: Period, on: date) -> bool:
    return period.first <= on <= period.last


def marks(card: RecordCard, *, is_corrected: bool) -> tuple[Mark, ...]:
    """Return what must be known beside an entry of a report."""
    known = (
        (Mark.CORRECTED, is_corrected),
        (Mark.REPAIRED, card.ended_why is Why.REPAIRED),
        (Mark.DISPUTED, card.state is RecordState.SILENCED),
        (Mark.ENDED, card.state is RecordState.ENDED),
    )
    return tuple(mark for mark, holds in known if holds)


def undone(card: RecordCard) -> Undone | None:
    """Return what became of a record that no longer holds; None if there is no notice of it.

    Of an erased record there is none: it is gone from every answer (charter G5).
    """
    if card.state is not RecordState.ENDED or card.ended_why is None:
        return None
    return _UNDONE.get(card.ended_why)


def valid_until(kind: Kind, on: date, carried: Iterable[RecordCard]) -> date:
    """Return the last day on which a statement issued on the civil date `on` is good.

    A report is good no longer than anything in it may be shown. A correction notice speaks for
    the person, so what it tells of does not shorten it.

    Law:
        Charter G5.

    """
    last = on + timedelta(days=VALID_DAYS[kind])
    if kind is Kind.CORRECTION:
        return last
    return min([last, *(_last_day(card) for card in carried)])


def _last_day(card: RecordCard) -> date:
    """Return the last day on which a record may be shown by its person in a report."""
    ends = card.erase_on if card.state is RecordState.ENDED else card.ends_on
    return ends - timedelta(days=1)


def erase_on(good_until: date, carried: Iterable[RecordCard]) -> date:
    """Return the day from which nobody can read a statement here: no later than its records.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    kept = good_until + timedelta(days=KEEP_DAYS)
    return min([kept, *(card.erase_on for card in carried)])


def state_of(
    *,
    valid_until: date,
    erase_on: date,
    is_taken_back: bool,
    has_contents: bool,
    at: datetime,
) -> State:
    """Return where a statement is in its life; the later fact wins, and no job has to have run."""
    on = civil_date(at)
    if not has_contents or on >= erase_on:
        return State.ERASED
    if is_taken_back:
        return State.TAKEN_BACK
    return State.GOOD if on <= valid_until else State.OVER


def holds(*, valid_until: date, is_taken_back: bool, at: datetime) -> bool:
    """Whether whoever checks a copy of a statement is told that it holds.

    Copies are in other hands: that the statement is erased here changes nothing for them. So for
    just as long it can be taken back.

    Law:
        Charter G10.

    """
    return not is_taken_back and civil_date(at) <= valid_until


def subject_of(identity: Identity) -> Subject:
    """Return as much of somebody as lets others match a face to the paper.

    Law:
        PIPL art. 6 (the least).

    """
    number = identity.number
    dated = identity.document_type in _WITH_BIRTH_DATE and len(number) == _EIGHTEEN
    return Subject(
        name=identity.name,
        id_last4=number[-4:],
        birth_year=identifiers.born_on(number).year if dated else None,
    )


def is_too_many(issued_at: Sequence[datetime], now: datetime) -> bool:
    """Whether a person was given as many statements today as one day has."""
    today = civil_date(now)
    return sum(civil_date(at) == today for at in issued_at) >= MOST_A_DAY
