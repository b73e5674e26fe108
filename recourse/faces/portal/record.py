"""One record as a page: what it says in a few lines, what can still be done, its life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item
from recourse.faces.portal.moments import Dot, oldest_first
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.journeys.own_file import OwnRecord
from recourse.notice.terms import Remedy
from recourse.notice.wording import value
from recourse.records.terms import State

SAYS = (
    *("violation_type", "violation_facts", "penalty_content"),
    *("certificate_name", "licence_content"),
    *("honour_name", "honour_level"),
    *("organisation_name", "service_field", "hours"),
)
"""Fields that say what a record is about, in the order a person reads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Everything about one record."""

    own: OwnRecord
    item: Item
    domain: Words
    says: Sequence[Words]
    document_number: str
    remedies: Sequence[Remedy]
    life: Sequence[Dot]
    is_over: bool
    was_recalled: bool


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
        life=oldest_first(own.life),
        is_over=card.state in (State.ENDED, State.ERASED),
        was_recalled=card.ended_at is not None or card.disowned_at is not None,
    )


def _still_open(own: OwnRecord, *, now: datetime) -> list[Remedy]:
    """Return what the person can still do; what is too late is left out."""
    today = civil_date(now)
    return [one for one in own.remedies if one.until_on is None or today <= one.until_on]
