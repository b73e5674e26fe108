"""A person reads their own cases, adds a file, fetches one, takes a case back.

Every opening is in the log, in the same transaction. Which case it is comes from the address,
whose it is from the session: another person's case looks as if it were not there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.words import Words
from recourse.journeys import own_case, own_file, who_looked
from recourse.journeys.own_case import CaseInFull, OwnCases, Scene
from recourse.journeys.who_looked import Look
from recourse.ledger import actions as ledger
from recourse.ledger import queries as log
from recourse.ledger.errors import NoSuchEntry
from recourse.ledger.terms import Kind as LogKind
from recourse.notice.terms import Certificate
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import actions as redress
from recourse.redress import certificates, errors, rules
from recourse.redress import queries as cases
from recourse.redress.terms import CaseCard, Event, FollowedCase, NewFile
from recourse.schemes import actions as schemes
from recourse.store.calendar import working_days
from recourse.store.gate import one_person
from recourse.store.keys import vault


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """The page of one case, with the record or the look-up it is about beside it.

    `certificate` proves that the case was erased; None while that has not been done.
    """

    full: CaseInFull
    record: RecordCard | None
    record_title: Words | None
    record_state: Words | None
    look: Look | None
    certificate: Certificate | None


def open_cases(*, person: UUID, by: Actor, now: datetime) -> OwnCases:
    """Return every case of a person, newest first, and what they have begun and not sent.

    Law:
        PIPL art. 45, 50.

    """
    with one_person(person, durable=True):
        cards, begun = cases.cases_of(person, at=now), cases.drafts_of(person, at=now)
        titles = titles_of(records.file_of(person, at=now))
        _note(LogKind.OWN_CASES, person, by, now, {"cases": len(cards)})
    return OwnCases(
        lines=own_case.lines_of(
            cards, titles, calendar=working_days(), schemes=catalogue.current().schemes
        ),
        drafts=own_case.drafts_of(begun, titles),
    )


def titles_of(file: Iterable[RecordCard]) -> dict[UUID, Words]:
    """Return the names of records, from the catalogue under which each entered."""
    return {
        card.id: catalogue.version(card.catalogue_version).items[card.item].name for card in file
    }


def open_case(*, person: UUID, case: UUID, by: Actor, now: datetime) -> OwnCase:
    """Return the page of one case.

    Raises:
        NoSuchCase: There is no such case of this person.

    Law:
        PIPL art. 45, 50; charter G12.

    """
    with one_person(person, durable=True):
        whole = cases.followed_case(person, case, at=now)
        about = whole.card.record_id
        record = None if about is None else records.record_of(person, about, at=now)
        look = _look(person, whole.card.entry_id)
        _note(LogKind.OWN_CASE, person, by, now, {"case": whole.card.number})
    titles = {} if record is None else titles_of([record])
    return OwnCase(
        full=own_case.in_full(whole, titles, _scene(whole, now)),
        record=record,
        record_title=None if record is None else titles[record.id],
        record_state=None if record is None else own_file.state_of(record),
        look=look,
        certificate=_certificate(whole.card, whole.timeline),
    )


def own_certificate(*, person: UUID, case: UUID, by: Actor, now: datetime) -> Certificate:
    """Return the certificate that a case was erased, for its person to keep.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotErased: Nothing has been erased yet.

    Law:
        PIPL art. 45, 47, 50.

    """
    with one_person(person, durable=True):
        card = cases.case_of(person, case, at=now)
        certificate = _certificate(card, cases.timeline_of(person, case))
        if certificate is None:
            raise errors.NotErased
        _note(LogKind.OWN_CERTIFICATE, person, by, now, {"case": card.number})
    return certificate


def _certificate(card: CaseCard, timeline: Sequence[Event]) -> Certificate | None:
    """Sign what became of a case; None while it has not been erased."""
    erasure = rules.erasure_of(card, timeline)
    if erasure is None:
        return None
    key = vault().signing_key("receipt")
    return certificates.issue(erasure, issuer=settings.LOG_NAME, key=key)


def _look(person: UUID, entry: UUID | None) -> Look | None:
    """Return the look-up a case is about; None if the log of that year is gone."""
    if entry is None:
        return None
    try:
        found = log.entry_of(people.tag_of(person), entry)
    except NoSuchEntry:
        return None
    return who_looked.look_in_words(found, who_looked.seats_in([found]), [])


def _scene(whole: FollowedCase, now: datetime) -> Scene:
    """Return the names and words a case is shown with; one query, or two."""
    seats = _seats({event.by for event in whole.timeline})
    return Scene(
        names=_names({whole.card.authority_id}, seats.values()),
        seats=seats,
        catalogue=catalogue.current(),
        calendar=working_days(),
        now=now,
    )


def _seats(doers: Iterable[str]) -> dict[str, SeatCard]:
    """Return the seats among doers by their code; no query if there is none."""
    ids = [UUID(code.removeprefix("seat:")) for code in doers if code.startswith("seat:")]
    return {seat.actor.code: seat for seat in agencies.seats(ids)} if ids else {}


def _names(wanted: Collection[UUID], seats: Iterable[SeatCard]) -> Mapping[UUID, Words]:
    """Return names of agencies; seats that are known already name their own."""
    names = {seat.agency.id: seat.agency.name for seat in seats}
    if not set(wanted) <= set(names):
        names |= {agency.id: agency.name for agency in agencies.agencies()}
    return names


def add_file(*, person: UUID, case: UUID, evidence: NewFile, by: Actor, now: datetime) -> None:
    """Add a file to an open case of one's own; the case page shows its receipt.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        Refused: Any refusal of a file.

    """
    with one_person(person, durable=True):
        redress.add_file(person=person, case=case, evidence=evidence, by=by, now=now)


def fetch_file(
    *, person: UUID, case: UUID, file: UUID, by: Actor, now: datetime
) -> tuple[str, bytes]:
    """Return the name of a file of one's own case and what it holds; fetching it is in the log.

    Raises:
        NoSuchCase: There is no such case of this person.
        NoSuchFile: There is no such file in it.

    """
    with one_person(person, durable=True):
        content = redress.open_file(person=person, case=case, id=file, by=by, now=now)
        names = {one.id: one.name for one in cases.files_of(person, case)}
        _note(LogKind.OWN_CASE, person, by, now, {"case": str(case), "file": str(file)})
    return names[file], content


def take_back(*, person: UUID, case: UUID, by: Actor, now: datetime) -> CaseCard:
    """Take one's own case back.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        OnlyThemselves: Somebody's helper asks; what a person asked for, they alone give up.

    """
    if by.stands_in:
        raise OnlyThemselves
    with one_person(person, durable=True):
        card = redress.take_back(person=person, case=case, by=by, now=now)
        schemes.end_with_case(person=person, case=case, by=by, now=now)
        return card


def _note(
    kind: LogKind, person: UUID, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Write an opening into the log of the person."""
    ledger.note(kind=kind, tag=people.tag_of(person), by=by, now=now, facts=facts)
