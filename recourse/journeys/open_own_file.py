"""A person opens their own file: the whole, one record, its certificate, the inbox, one letter.

Every opening is in the log, in the same transaction, like anybody else's look. But
nobody is kept from their own file because the log is behind: that refusal is for others.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from recourse.agencies import queries as agencies
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue
from recourse.disclosure import queries as disclosure
from recourse.ground.actor import Actor
from recourse.journeys import own_file
from recourse.journeys.own_file import Desk, InboxLine, OwnFile, OwnNotice, OwnRecord
from recourse.ledger import actions as ledger
from recourse.ledger import queries as log
from recourse.notice import actions as notice_actions
from recourse.notice import certificates
from recourse.notice import queries as notices
from recourse.notice.terms import Certificate
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.records import rules
from recourse.records.errors import NotErased
from recourse.records.terms import Event, RecordCard
from recourse.redress import queries as redress
from recourse.store.calendar import working_days
from recourse.store.gate import one_person
from recourse.store.keys import vault

MOST_ENTRIES = 2_000
"""Entries opened to count a year's look-ups; a person's own openings are among them."""


def open_own_file(*, person: UUID, by: Actor, now: datetime) -> OwnFile:
    """Return the home page of a person: records, what needs attention, what happened lately.

    Law:
        PIPL art. 45 (access and copy); Shandong Social Credit Regulations art. 21, 37.

    """
    with one_person(person, durable=True):
        cards, inbox = records.file_of(person, at=now), notices.inbox_of(person)
        cases = redress.cases_of(person, at=now)
        tag = people.tag_of(person)
        entries = log.entries_of(tag, limit=MOST_ENTRIES)
        ledger.note(kind="own-file", tag=tag, by=by, now=now, facts={"records": len(cards)})
    desk = _desk({card.catalogue_version for card in cards}, now)
    return own_file.home(cards, inbox, entries, cases, desk)


def open_own_record(*, person: UUID, record: UUID, by: Actor, now: datetime) -> OwnRecord:
    """Return the page of one record.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    Law:
        PIPL art. 45, 48; Shandong Social Credit Regulations art. 37.

    """
    with one_person(person, durable=True):
        card = records.record_of(person, record, at=now)
        history = records.history_of(person, record)
        told = [one for one in disclosure.told_of(person) if one.record_id == record]
        before = _version_before(person, history, now)
        cases = redress.cases_of(person, at=now)
        tag = people.tag_of(person)
        ledger.note(kind="own-record", tag=tag, by=by, now=now, facts={"record": str(record)})
    desk = _desk({card.catalogue_version}, now)
    return own_file.page_of(
        card,
        history,
        catalogue.current(),
        desk,
        told=told,
        cases=cases,
        certificate=_certificate(card, history),
        before=before,
    )


def _version_before(person: UUID, history: Sequence[Event], now: datetime) -> RecordCard | None:
    """Return what a corrected record said before, if it was corrected."""
    before = next((event.facts["before"] for event in history if "before" in event.facts), None)
    return None if before is None else records.record_of(person, UUID(str(before)), at=now)


def own_certificate(*, person: UUID, record: UUID, by: Actor, now: datetime) -> Certificate:
    """Return the certificate that a record was erased, for its person to keep.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NotErased: Nothing has been erased yet.

    Law:
        PIPL art. 45, 47, 50.

    """
    with one_person(person, durable=True):
        card = records.outside_of(person, record, at=now)
        certificate = _certificate(card, records.history_of(person, record))
        if certificate is None:
            raise NotErased
        tag = people.tag_of(person)
        facts = {"record": str(record)}
        ledger.note(kind="own-certificate", tag=tag, by=by, now=now, facts=facts)
    return certificate


def _certificate(card: RecordCard, history: Sequence[Event]) -> Certificate | None:
    """Sign what became of a record; None while it has not been erased."""
    erasure = rules.erasure_of(card, history)
    if erasure is None:
        return None
    kind = catalogue.version(card.catalogue_version).items[card.item].name
    key = vault().signing_key("receipt")
    return certificates.issue(erasure, kind=kind, issuer=settings.LOG_NAME, key=key)


def open_inbox(*, person: UUID, by: Actor, now: datetime) -> tuple[InboxLine, ...]:
    """Return the letters of a person, newest first; looking at the list serves nothing."""
    with one_person(person, durable=True):
        inbox, cards = notices.inbox_of(person), records.file_of(person, at=now)
        tag = people.tag_of(person)
        ledger.note(kind="own-inbox", tag=tag, by=by, now=now, facts={"letters": len(inbox)})
    desk = _desk({card.catalogue_version for card in cards}, now)
    return own_file.inbox_of(inbox, {card.id: card for card in cards}, desk)


def open_own_notice(*, person: UUID, notice: UUID, by: Actor, now: datetime) -> OwnNotice:
    """Open one letter: it is served by that, if it was not before.

    A letter that a helper reads is not served by it, and stays unread: the days to check a
    record run for the person, from when the person has read of it.

    Raises:
        NoSuchNotice: There is no such letter in this person's inbox.

    Law:
        PIPL art. 17; charter G2.

    """
    with one_person(person, durable=True):
        if by.stands_in:
            return _read_by_helper(person, notice, by, now)
        card, record = notice_actions.open_notice(person=person, notice=notice, by=by, now=now)
        return OwnNotice(card=card, letter=notices.letter_of(card, record, at=now))


def _read_by_helper(person: UUID, notice: UUID, by: Actor, now: datetime) -> OwnNotice:
    """Return a letter for a helper to read; it is in the log, and nothing else happens."""
    card = notices.notice_of(person, notice)
    about = card.record_id
    record = None if about is None else records.record_of(person, about, at=now)
    facts = {"notice": str(notice)}
    ledger.note(kind="own-notice", tag=people.tag_of(person), by=by, now=now, facts=facts)
    return OwnNotice(card=card, letter=notices.letter_of(card, record))


def _desk(versions: Iterable[str], now: datetime) -> Desk:
    """Return the words and names a page needs; one query, and one for each new version."""
    catalogues: dict[str, Catalogue] = {version: catalogue.version(version) for version in versions}
    names = {agency.id: agency.name for agency in agencies.agencies()}
    return Desk(catalogues=catalogues, names=names, calendar=working_days(), now=now)
