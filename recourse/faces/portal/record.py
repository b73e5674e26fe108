"""One record as a page: what it says in a few lines, what can still be done, its life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from recourse.attestation.rules import undone
from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item
from recourse.faces.portal import steps
from recourse.faces.portal.case import Line, line_of
from recourse.faces.portal.moments import Dot, oldest_first
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.journeys.ask import Question
from recourse.journeys.own_file import OwnRecord
from recourse.notice.terms import Remedy
from recourse.notice.wording import value
from recourse.records.numbers import number_of
from recourse.records.terms import State
from recourse.redress.terms import Ground, Kind

ASKED = {"objection": Kind.OBJECTION, "repair": Kind.REPAIR, "erasure": Kind.ERASURE}
"""Remedies that are asked for on this site, page by page."""

HERE = {"withdrawal": "portal:take-down", "statement": "portal:statement"}
"""Remedies that are done on a page of their own, at once."""

ENDED = frozenset({"statement", "erasure", "withdrawal", "reconsideration", "court"})
"""Remedies that are left once a record has ended."""

SAYS = (
    *("violation_type", "violation_facts", "penalty_content"),
    *("certificate_name", "licence_content"),
    *("honour_name", "honour_level"),
    *("organisation_name", "service_field", "hours"),
)
"""Fields that say what a record is about, in the order a person reads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something a person can do about a record, and where."""

    remedy: Remedy
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Everything about one record."""

    own: OwnRecord
    item: Item
    domain: Words
    says: Sequence[Words]
    document_number: str
    remedies: Sequence[Way]
    cases: Sequence[Line]
    may_say_not_me: bool
    life: Sequence[Dot]
    is_over: bool
    was_recalled: bool
    number: str
    may_show_it_was_put_right: bool


def record_page(own: OwnRecord, *, now: datetime) -> RecordPage:
    """Return the page of a record, read with the catalogue it was entered under."""
    card = own.card
    catalogue = catalogues.version(card.catalogue_version)
    item = catalogue.items[card.item]
    told = [code for code in SAYS if card.fields.get(code)]
    return RecordPage(
        own=own,
        item=item,
        domain=catalogue.domains[item.domain],
        says=[value(item.field(code), card.fields[code], catalogue) for code in told],
        document_number=card.fields.get(DOCUMENT_NUMBER_FIELD[item.family], ""),
        remedies=_still_open(own, now=now),
        cases=[line_of(one) for one in own.cases],
        may_say_not_me=_may_say_not_me(own),
        life=oldest_first(own.life),
        is_over=card.state in (State.ENDED, State.ERASED),
        number=number_of(card.id, card.received_at),
        may_show_it_was_put_right=undone(card) is not None,
        was_recalled=card.ended_at is not None or card.disowned_at is not None,
    )


def _may_say_not_me(own: OwnRecord) -> bool:
    """Whether “not me” can be said now: the record is used, and it is not being checked for it."""
    is_asked = any(one.is_open and one.card.ground is Ground.NOT_ME for one in own.cases)
    return own.card.state not in (State.ENDED, State.ERASED) and not is_asked


def _still_open(own: OwnRecord, *, now: datetime) -> list[Way]:
    """Return what the person can still do; what is too late is left out.

    A record that has ended can only be asked to be erased; of one that is erased nothing is left.
    """
    today, state = civil_date(now), own.card.state
    left = {State.ENDED: ENDED, State.ERASED: frozenset[str]()}.get(state)
    return [
        Way(remedy=one, href=_where(one.code, own))
        for one in own.remedies
        if (one.until_on is None or today <= one.until_on) and (left is None or one.code in left)
    ]


def _where(code: str, own: OwnRecord) -> str:
    """Return where something is done: on this site, or else where it is told how."""
    question = Question(kind=ASKED.get(code, Kind.OBJECTION), record=own.card.id)
    if code in HERE:
        return reverse(HERE[code], kwargs={"record": own.card.id})
    if code in ASKED:
        return steps.first(question)
    return reverse("public:rights") + "#challenge"
