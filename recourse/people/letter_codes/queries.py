"""Reads of codes on paper: those of one person, through the gate."""

from datetime import datetime
from uuid import UUID

from recourse.people.letter_codes.terms import LetterCode
from recourse.people.models import LetterCodeRow
from recourse.store.gate import one_person


def codes_of(person: UUID, *, now: datetime) -> list[LetterCode]:
    """Return the codes of a person that still work, newest first; one query."""
    with one_person(person):
        rows = LetterCodeRow.objects.filter(person_id=person).order_by("-issued_at", "-id")
        cards = [card_of(row) for row in rows]
    return [card for card in cards if card.works(now)]


def card_of(row: LetterCodeRow) -> LetterCode:
    """Return a code as a term."""
    return LetterCode(
        id=row.id,
        seat=row.seat_id,
        confirmed_by=row.confirmed_by,
        issued_at=row.issued_at,
        until=row.code_until,
        used_at=row.used_at,
        voided_at=row.voided_at,
    )
