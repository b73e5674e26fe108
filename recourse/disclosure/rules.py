"""Who may ask what today, and the least that answers it.

The rules this module enforces:

* a purpose is asked under a law that is in force, by an agency of the kind it names, from a
  seat that has its mandate;
* it reads the items it names, of those only the ones whose own law is in force, only as far
  back as it says;
* yes or no where the purpose asks yes or no; else the fields it names, and no others.

Law:
    PIPL art. 6 (the least that serves the purpose), 13, 34.

"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from recourse.catalogue.terms import Answer, Catalogue, Purpose
from recourse.disclosure import errors
from recourse.disclosure.terms import (
    Access,
    Ask,
    Budget,
    Change,
    Changed,
    Earlier,
    First,
    Plan,
)
from recourse.ground.calendar import add_months, civil_date
from recourse.ground.refused import Refused
from recourse.people.terms import Identity
from recourse.records.terms import RecordCard, State, Why

_MATTER = re.compile(r"(?=.{1,40}\Z)[\w〔〕\[\]()（）/.-]*\w[\w〔〕\[\]()（）/.-]*", re.ASCII)
_MATTER_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGITS_OF_A_DOCUMENT = 15
"""Fewest of an identity number, old ones too; separators between them make it no other number."""

_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[CDEGHKMPS]\d{8}|E[A-Z]\d{7}|[CHM]\d{10})(?![A-Za-z0-9])"
)
_APART = re.compile(r"[^0-9A-Za-z]")
_CHANGES: Mapping[Why | None, Changed] = {
    Why.CORRECTED: Changed.CORRECTED,
    Why.WITHDRAWN: Changed.WITHDRAWN,
    Why.REPAIRED: Changed.REPAIRED,
    Why.REVOKED: Changed.REVOKED,
}


def is_matter_number(text: str) -> bool:
    """Whether `text` can be the number of a matter: short, one line, no document number.

    >>> is_matter_number("AQ-2026-0711"), is_matter_number("安许〔2026〕12号")
    (True, True)
    >>> is_matter_number("000000199001010019"), is_matter_number("a b")
    (False, False)
    >>> is_matter_number("110101-19900101-0019"), is_matter_number("1/E12345678")
    (False, False)
    >>> is_matter_number("陈晓")
    False

    """
    if not _MATTER.fullmatch(_MATTER_HAN.sub("x", text)) or _PASSPORT.search(text):
        return False
    return 0 < sum(map(str.isdecimal, text)) < _DIGITS_OF_A_DOCUMENT


def names_somebody(matter: str, identity: Identity) -> bool:
    """Whether the number of a matter holds the name or the document number of whom it is about.

    >>> from recourse.people.terms import DocumentType
    >>> chen = Identity(document_type=DocumentType.PASSPORT, number="XY123456", name="陈晓")
    >>> names_somebody("陈晓-1", chen), names_somebody("A/xy-123456", chen)
    (True, True)
    >>> names_somebody("AQ-2026-0711", chen)
    False

    """
    number, plain = (_APART.sub("", one).upper() for one in (identity.number, matter))
    return identity.name in matter or (bool(number) and number in plain)


def question(
    *, client: str, purpose: str, matter: str, identity: Identity, at_desk: bool = False
) -> Ask:
    """Return a question as it is asked and logged, whoever asks and however.

    A number of a matter that cannot be one, or gives away whom it is about, stands in neither.
    """
    is_sound = is_matter_number(matter) and not names_somebody(matter, identity)
    return Ask(
        client=client,
        purpose=purpose,
        matter=matter if is_sound else "",
        identity=identity,
        fault=None if is_sound else errors.MatterNumber(),
        at_desk=at_desk,
    )


class Day:
    """The catalogue on one civil date: what each purpose comes to, worked out once."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        """Work out the plan of every purpose that has a basis in force."""
        self.catalogue = catalogue
        self.on = on
        self.plans: Mapping[str, Plan] = {plan.purpose.code: plan for plan in self._plans()}

    def _plans(self) -> Iterator[Plan]:
        for purpose in self.catalogue.purposes.values():
            items = tuple(item for item in purpose.items if self._is_readable(item))
            if purpose.enabled and purpose.basis.is_in_force(self.on) and items:
                yield _plan(purpose, items, self.on)

    def _is_readable(self, item: str) -> bool:
        """Whether the item is switched on and stands on a law in force."""
        named = self.catalogue.items.get(item)
        return named is not None and named.enabled and named.has_basis(self.on)

    def knows(self, purpose: str) -> bool:
        """Whether the catalogue names the purpose, in force or not."""
        return purpose in self.catalogue.purposes


def _plan(purpose: Purpose, items: tuple[str, ...], on: date) -> Plan:
    back = purpose.back_months
    return Plan(
        purpose=purpose,
        items=items,
        decided_from=None if back is None else add_months(on, -back),
        contents=purpose.answer is Answer.FIELDS,
        basis=f"{purpose.basis.law}/{purpose.basis.article}",
    )


def refusal_of(ask: Ask, access: Access, day: Day, earlier: Earlier) -> Refused | None:
    """Return why this may not be answered, or None.

    The budget comes last: it is told only to who might otherwise have been answered.
    """
    if not access.is_valid:
        return errors.SeatNotValid()
    if ask.fault is not None:
        return ask.fault
    return _purpose_refusal(ask, access, day) or _budget_refusal(access, earlier)


def name_refusal(ask: Ask, first: First | None) -> Refused | None:
    """Return why a question may not be asked under its name, or None.

    A name belongs to one question: whoever changed the question under it would have the person
    read that the same was asked again.
    """
    if ask.named is None or first is None or first.request == ask.named.request:
        return None
    return errors.NameOfAnotherQuestion()


def _purpose_refusal(ask: Ask, access: Access, day: Day) -> Refused | None:
    if not day.knows(ask.purpose):
        return errors.NoSuchPurpose()
    plan = day.plans.get(ask.purpose)
    if plan is None:
        return errors.PurposeNotInForce()
    if ask.purpose not in access.purposes or access.agency_kind not in plan.purpose.agency_kinds:
        return errors.NoMandate()
    return None


def _budget_refusal(access: Access, earlier: Earlier) -> Refused | None:
    if access.seat_spent + earlier.by_seat >= access.seat_budget:
        return errors.SeatBudgetSpent()
    if access.agency_spent + earlier.by_agency >= access.agency_budget:
        return errors.AgencyBudgetSpent()
    return None


def budget_of(access: Access, earlier: Earlier) -> Budget:
    """Return what is left of today once this question is counted; never less than nothing."""
    seat = access.seat_budget - access.seat_spent - earlier.by_seat - 1
    agency = access.agency_budget - access.agency_spent - earlier.by_agency - 1
    return Budget(access.seat_budget, max(seat, 0), access.agency_budget, max(agency, 0))


def shown_fields(plan: Plan, item: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a record that the purpose names, in the purpose's order."""
    return {code: fields[code] for code in plan.purpose.fields[item] if code in fields}


def change_of(card: RecordCard, *, due_at: datetime) -> Change | None:
    """Return what became of a record that was to stop at `due_at`; None if it still holds.

    A record that lives to its last day holds until then: nobody is told of that. Neither is
    anybody told of a fall that was taken back before its instant.
    """
    if card.state in {State.ENDED, State.ERASED}:
        return _early_end(card, due_at)
    if card.silenced and card.disowned_at is not None:
        return Change(Changed.SILENCED, card.disowned_at)
    return None


def _early_end(card: RecordCard, due_at: datetime) -> Change | None:
    """Return how a record ended before its last day, if it did."""
    if card.ended_at is None:
        was_moved = civil_date(due_at) == card.ends_on
        return Change(Changed.ENDED_EARLY, due_at) if was_moved else None
    if civil_date(card.ended_at) > card.ends_on:
        return None
    return Change(_CHANGES.get(card.ended_why, Changed.ENDED_EARLY), card.ended_at)
