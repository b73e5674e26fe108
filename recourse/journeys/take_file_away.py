"""A person takes everything away that is kept about them: as data, or to print and read.

One transaction reads all of it, through the gate to this one person, and puts the taking away into
their log. What is read is what their pages show, and nothing that the pages leave out: letters
that were not opened stay closed, and are named.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.attestation import queries as statements
from recourse.catalogue import queries as catalogue
from recourse.disclosure import queries as disclosure
from recourse.ground.actor import Actor
from recourse.journeys import own_copy
from recourse.journeys.few_prints import need_few
from recourse.journeys.own_copy import Held, Kept
from recourse.journeys.own_file import Desk
from recourse.journeys.who_looked import Look, log_of, look_in_words, seats_in
from recourse.ledger import actions as ledger
from recourse.ledger.terms import LOOK_UPS, EntryCard, Kind
from recourse.notice import queries as notices
from recourse.notice.terms import Letter
from recourse.people import queries as people
from recourse.people.entrustments import queries as entrustments
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import queries as cases
from recourse.schemes import queries as schemes
from recourse.store.calendar import working_days
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCopy:
    """The same contents twice: for programs, and for people."""

    data: dict[str, object]
    letter: Letter


def take_file_away(*, person: UUID, by: Actor, now: datetime, to_print: bool = False) -> OwnCopy:
    """Return a copy of everything that is kept about a person.

    Args:
        person: Whose.
        by: Who takes it.
        now: When.
        to_print: Whether PDF is made of it; as data it can be had without limit.

    Raises:
        TooManyPrints: They had as many PDF made within an hour as an hour has.

    Law:
        PIPL art. 45(1) (copy), 45(3) (portability); GDPR art. 20 as anchor.

    """
    with one_person(person, durable=True):
        histories = records.histories_of(person)
        held = [
            Held(card=card, history=histories.get(card.id, ()))
            for card in records.whole_file_of(person, at=now)
        ]
        entries = log_of(person)
        kept = Kept(
            identity=people.identity_of(person),
            contact=people.contact_of(person),
            records=held,
            told=disclosure.told_of(person),
            inbox=notices.inbox_of(person),
            cases=[
                cases.followed_case(person, card.id, at=now)
                for card in cases.cases_of(person, at=now)
            ],
            benefits=[
                schemes.application_of(person, card.id, at=now)
                for card in schemes.applications_of(person, at=now)
            ],
            helpers=entrustments.entrusted_by(person),
            statements=[
                statements.statement_of(person, card.id, at=now)
                for card in statements.statements_of(person, at=now)
            ],
            looks=_looks(entries, [one.card for one in held]),
            deeds=[entry for entry in entries if entry.kind not in LOOK_UPS],
        )
        facts = {"records": len(held), "entries": len(entries)} | ({"paper": 1} if to_print else {})
        tag = people.tag_of(person)
        ledger.note(kind=Kind.OWN_COPY, tag=tag, by=by, now=now, facts=facts)
        if to_print:
            need_few(tag=tag, now=now)
    desk = _desk(kept, now)
    return OwnCopy(data=own_copy.as_data(kept, desk), letter=own_copy.as_letter(kept, desk))


def _looks(entries: list[EntryCard], file: list[RecordCard]) -> list[Look]:
    """Return the look-ups in words."""
    seats = seats_in(entries)
    return [look_in_words(one, seats, file) for one in entries if one.kind in LOOK_UPS]


def _desk(kept: Kept, now: datetime) -> Desk:
    """Return the words and names that a copy is made with."""
    versions = {one.card.catalogue_version for one in kept.records}
    versions |= {one.catalogue_version for one in kept.benefits}
    return Desk(
        catalogues={version: catalogue.version(version) for version in versions},
        names={agency.id: agency.name for agency in agencies.agencies()},
        calendar=working_days(),
        now=now,
    )
