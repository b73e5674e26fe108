"""What the room `notice` does: write, open, send, deem served.

A notice is written in the transaction of the deed it tells of. It is sent later, one
parcel a transaction; what fails is tried again and then given up, and a person who was not
reached keeps a record that nobody else sees.
"""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from recourse.catalogue import queries as catalogue
from recourse.ground import canonical, uuid7
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date, start_of
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft, Facts
from recourse.ledger.terms import Kind as LogKind
from recourse.notice import channels, rules, wording
from recourse.notice.channels import Parcel
from recourse.notice.errors import NoSuchLetter, NoSuchNotice, NotHeldBack
from recourse.notice.models import Dispatch, Notice
from recourse.notice.queries import card_of, held_back_of, letter_of, notice_of
from recourse.notice.terms import (
    Channel,
    HeldBack,
    Kind,
    NewNotice,
    NoticeCard,
    Progress,
    Served,
)
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import AlreadyNoticed, AlreadyOver
from recourse.records.rules import noticed
from recourse.records.terms import RecordCard, Unused
from recourse.store import binary, copying
from recourse.store.calendar import working_days
from recourse.store.copying import of_instant, of_text, of_uuid
from recourse.store.gate import one_person

log = logging.getLogger(__name__)

NOTICE_COLUMNS = "person_id, id, record_id, kind, catalogue_version, facts, written_at"
NOTICE_HEAD = copying.row_head(7)
DISPATCH_COLUMNS = "person_id, notice_id, channel, state, queued_at"
DISPATCH_HEAD = copying.row_head(5)
NOTICE_FIELDS = (
    *("person_id", "id", "record_id", "kind", "catalogue_version", "facts", "written_at"),
    *("opened_at", "served_on", "served_how"),
)
OPEN = f"""
UPDATE notice_of_one SET opened_at = %(now)s, served_on = coalesce(served_on, %(today)s),
    served_how = coalesce(served_how, %(how)s)
WHERE person_id = %(person)s AND id = %(notice)s AND opened_at IS NULL
RETURNING {", ".join(NOTICE_FIELDS)}
"""
HOLD_BACK = """
INSERT INTO letters_held_back_of_one (person_id, from_on, until_on)
VALUES (%(person)s, %(from_on)s, %(until_on)s)
ON CONFLICT (person_id) DO UPDATE SET from_on = excluded.from_on, until_on = excluded.until_on
"""
NEW_BUNDLE: LiteralString = """
INSERT INTO dispatch_bundle (id, queued_at, people, notices)
VALUES (%b, %b, %b::uuid[], %b::uuid[])
"""
NO_FACTS = copying.of_json(b"{}")


class Parcelled(NamedTuple):
    """Which parcel: the notice of a person, on one of its ways."""

    person: UUID
    notice: UUID
    channel: str


@transaction.atomic(savepoint=False)
def write_many(*, notices: Sequence[NewNotice], by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Put notices into their people's inboxes and ask for them to be sent.

    In the transaction of the deed they tell of: what was done without telling does not exist.

    Law:
        PIPL art. 17, 35 (to be told); charter G2.

    """
    copying.copy_in("notice", NOTICE_COLUMNS, map(_packed, notices))
    _ask_to_send(notices, now)


def _ask_to_send(notices: Sequence[NewNotice], now: datetime) -> None:
    """Let notices wait to be sent, each to its person."""
    waiting = of_text(Channel.INBOX) + of_text(Progress.QUEUED) + of_instant(now)
    copying.copy_in(
        "dispatch",
        DISPATCH_COLUMNS,
        (
            b"".join((DISPATCH_HEAD, of_uuid(new.person_id), of_uuid(new.id), waiting))
            for new in notices
        ),
    )


def _packed(new: NewNotice) -> bytes:
    """Pack one notice."""
    return b"".join(
        (
            NOTICE_HEAD,
            of_uuid(new.person_id),
            of_uuid(new.id),
            copying.NULL if new.record_id is None else of_uuid(new.record_id),
            of_text(new.kind),
            of_text(new.catalogue_version),
            copying.of_json(canonical.dumps(new.facts)) if new.facts else NO_FACTS,
            of_instant(new.written_at),
        )
    )


@transaction.atomic
def write_entered(
    *,
    people: Sequence[bytes],
    records: Sequence[bytes],
    catalogue_version: str,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,
) -> None:
    """Tell people of the records that have just entered, as `write_many` does.

    Args:
        people: Whose record each is; 16 bytes each.
        records: The records, in the same order; 16 bytes each.
        catalogue_version: Whose words the notices use.
        by: Who entered them.
        now: When.

    Law:
        PIPL art. 17, 35 (to be told); charter G2.

    """
    ids = uuid7.many(len(records), now)
    told = (
        of_text(Kind.RECORD_ENTERED.value) + of_text(catalogue_version) + NO_FACTS + of_instant(now)
    )
    rows = copying.by_columns(
        len(ids),
        NOTICE_HEAD + copying.OF_16_BYTES,
        people,
        copying.OF_16_BYTES,
        ids,
        copying.OF_16_BYTES,
        records,
        told,
    )
    copying.copy_in("notice", NOTICE_COLUMNS, rows)
    _tie(people, ids, now)


def _tie(people: Sequence[bytes], notices: Sequence[bytes], now: datetime) -> None:
    """Let notices wait in one row: the worker takes it apart before it sends."""
    if notices:
        whose, which = binary.Identifiers(people), binary.Identifiers(notices)
        with binary.asking(NEW_BUNDLE, [uuid7.uuid7(now), now, whose, which]):
            pass


@transaction.atomic
def open_notice(
    *, person: UUID, notice: UUID, by: Actor, now: datetime
) -> tuple[NoticeCard, RecordCard | None]:
    """Open a notice; if it was not served before, it is served now. Each opening is in the log.

    Returns:
        The notice, and the record it tells of, if it tells of one; both as they are afterwards.

    Raises:
        NoSuchNotice: There is no such notice in this person's inbox.

    Law:
        Charter G2.

    """
    with one_person(person):
        row = _first_opened(person, notice, now)
        card = notice_of(person, notice) if row is None else card_of(row)
        record = _record(card, now)
        opening = (LogKind.OWN_NOTICE, {"notice": str(notice)})
        if row is not None and card.served_how is Served.OPENED and record is not None:
            told = _made_known(card, record, by=by, now=now, also=[opening])
            if told is not None:
                return card, told
        ledger.note_many(
            drafts=[Draft(opening[0], people.tag_of(person), by.code, by.agency, opening[1])],
            now=now,
        )
        return card, record


def _first_opened(person: UUID, notice: UUID, now: datetime) -> Notice | None:
    """Mark a notice as opened, and as served if it was not; None if it was opened before.

    One statement locks, changes and reads. Served by opening it was only if it was served now:
    nothing else serves in that manner, and nothing is opened twice.
    """
    values: dict[str, Any] = {"person": person, "notice": notice, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(OPEN, values | {"today": civil_date(now), "how": str(Served.OPENED)})
        found = cursor.fetchone()
    if found is None:
        return None
    row = Notice(**dict(zip(NOTICE_FIELDS, found, strict=True)))
    row.facts = json.loads(row.facts)
    return row


def _locked(person: UUID, notice: UUID) -> Notice:
    """Return the row, locked until the transaction ends.

    Raises:
        NoSuchNotice: There is no such notice in this person's inbox.

    """
    row = Notice.objects.select_for_update().filter(person_id=person, id=notice).first()
    if row is None:
        raise NoSuchNotice
    return row


def _serve(row: Notice, *, on: date, how: Served, by: Actor, now: datetime) -> None:
    """Keep the first service, and let the notice days of the record run from it."""
    row.served_on, row.served_how = on, how
    row.save(update_fields=["served_on", "served_how"])
    if row.record_id is not None:
        record = files.outside_of(row.person_id, row.record_id, at=now)
        _made_known(card_of(row), record, by=by, now=now)


def _made_known(
    card: NoticeCard,
    record: RecordCard,
    *,
    by: Actor,
    now: datetime,
    also: Sequence[tuple[LogKind, Facts]] = (),
) -> RecordCard | None:
    """Let the notice days of a record run from service; None if nothing is left to wait for."""
    on = card.served_on or civil_date(now)
    days = catalogue.version(card.catalogue_version).items[record.item].notice_working_days
    usable = rules.usable_from(on, working_days=days, calendar=working_days())
    try:
        records.mark_noticed(
            person=card.person_id,
            record=record.id,
            noticed_on=on,
            usable_from_on=usable,
            by=by,
            now=now,
            also=also,
        )
    except (AlreadyNoticed, AlreadyOver):
        log.info("notice %s served; nothing is left to wait for", card.id)
        return None
    return noticed(record, on=on, usable_from_on=usable, at=now)


@transaction.atomic
def hold_back(*, person: UUID, until_on: date, by: Actor, now: datetime) -> HeldBack:
    """Let nothing leave for a person before a day, and nothing count as served by itself.

    Their inbox stays as it is: all letters lie there, and opening one serves it. What they were
    not told of stays unseen by others meanwhile.

    Args:
        person: Whose letters.
        until_on: First day on which they leave again; civil date.
        by: The person.
        now: When.

    Raises:
        HeldBackForNoDay, HeldBackTooLong, HeldBackLately: See `rules.held_back`.

    Law:
        PIPL art. 17; charter G2.

    """
    today = civil_date(now)
    with one_person(person):
        before = held_back_of(person)
        held = rules.held_back(today, until_on, before=before, today=today)
        _keep_days(person, held)
        _put_off(person, held)
        told = {"from_on": held.from_on.isoformat(), "until_on": held.until_on.isoformat()}
        tag = people.tag_of(person)
        ledger.note(kind="letters-held-back", tag=tag, by=by, now=now, facts=told)
        return held


@transaction.atomic
def let_come(*, person: UUID, by: Actor, now: datetime) -> None:
    """Let a person's letters leave again at once.

    Raises:
        NotHeldBack: They leave as always.

    """
    today = civil_date(now)
    with one_person(person):
        held = held_back_of(person)
        if held is None or not held.holds(today):
            raise NotHeldBack
        _keep_days(person, HeldBack(from_on=held.from_on, until_on=today))
        waiting = Dispatch.objects.filter(
            person_id=person, state=Progress.QUEUED, queued_at=start_of(held.until_on)
        )
        waiting.update(queued_at=now)
        tag = people.tag_of(person)
        ledger.note(kind="letters-let-come", tag=tag, by=by, now=now, facts={})


def _put_off(person: UUID, held: HeldBack) -> None:
    """Let what has left already count as served when letters leave again, not before."""
    sent = Dispatch.objects.filter(
        person_id=person,
        state=Progress.SENT,
        deemed_on__gt=held.from_on,
        deemed_on__lt=held.until_on,
    )
    sent.update(deemed_on=held.until_on)


def _keep_days(person: UUID, held: HeldBack) -> None:
    """Keep for which days letters are held back, in place of the last time."""
    values: dict[str, Any] = {
        "person": person,
        "from_on": held.from_on,
        "until_on": held.until_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD_BACK, values)


def send_waiting(*, by: Actor, now: datetime, limit: int = 500) -> int:  # noqa: ARG001 - sending is plumbing; service is what the log knows
    """Carry what waits, one parcel a transaction, and return how many were taken up.

    What waits in bundles is taken apart first, a bundle a transaction.
    A parcel that cannot leave waits twice as long after each attempt; after the last one it
    is given up. A message may arrive twice if the machine stops between sending and noting.
    """
    while _unbundle(now):
        pass
    return _until_done(lambda: _carry_one(now), limit)


@transaction.atomic
def _unbundle(now: datetime) -> bool:
    """Take the bundle that waits longest apart into parcels; return whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dispatch_unbundle(%s)", [now])
        (found,) = cursor.fetchone()
    return bool(found)


def _until_done(step: Callable[[], bool], limit: int) -> int:
    """Take steps until one finds nothing to do, at most `limit`; return how many did something."""
    done = 0
    while done < limit and step():
        done += 1
    return done


@transaction.atomic
def _carry_one(now: datetime) -> bool:
    """Carry the parcel that waits longest; return whether there was one.

    Whatever stops one parcel stops no other: it waits, and the next one is tried.
    """
    parcel = _next("SELECT * FROM dispatch_to_carry(%s)", now)
    if parcel is None:
        return False
    with one_person(parcel.person):
        row, held = _dispatch(parcel), held_back_of(parcel.person)
        if held is not None and held.holds(civil_date(now)) and _may_wait(row):
            row.queued_at = start_of(held.until_on)
            row.save(update_fields=["queued_at"])
        else:
            _attempt(row, now)
    return True


def _may_wait(row: Dispatch) -> bool:
    """Whether a parcel waits while letters are held back.

    What tells of a way in does not: whoever came in by it may have had them held back.
    """
    if row.channel == Channel.INBOX:
        return False
    return notice_of(row.person_id, row.notice_id).kind is not Kind.ACCOUNT


def _attempt(row: Dispatch, now: datetime) -> None:
    """Try to carry one parcel, and note how that went."""
    row.attempts += 1
    try:
        with transaction.atomic():
            _carry(row, now)
    except Exception as error:  # noqa: BLE001 - one parcel must not hold up everybody's
        log.warning("notice %s by %s: %s", row.notice_id, row.channel, type(error).__name__)
        row.queued_at = now + rules.wait_after(row.attempts)
        row.state = Progress.FAILED if row.attempts >= rules.MOST_ATTEMPTS else Progress.QUEUED
    else:
        row.state, row.sent_at = Progress.SENT, now
    row.save(update_fields=["attempts", "queued_at", "state", "sent_at", "deemed_on"])


def _next(sql: LiteralString, at: datetime | date) -> Parcelled | None:
    """Lock the parcel that is next and return which it is; None if there is none.

    The database tells of one parcel at a time, and shows it only through the gate.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [at])
        row = cursor.fetchone()
    return None if row is None else Parcelled(*row)


def _dispatch(parcel: Parcelled) -> Dispatch:
    """Return the row of a locked parcel."""
    return Dispatch.objects.get(
        person_id=parcel.person, notice_id=parcel.notice, channel=parcel.channel
    )


def _carry(row: Dispatch, now: datetime) -> None:
    """Send one parcel and fix the day of its service; or, for the inbox, queue the other ways."""
    if row.channel == Channel.INBOX:
        _choose_ways(row, now)
        return
    channels.send(Channel(row.channel), _parcel(row, now))
    row.deemed_on = rules.deemed_on(
        Channel(row.channel),
        sent_on=civil_date(now),
        agreed=people.takes_electronic_service(row.person_id),
    )


def _choose_ways(row: Dispatch, now: datetime) -> None:
    """Queue the ways a person has besides the inbox, unless the notice was served already."""
    notice = notice_of(row.person_id, row.notice_id)
    of_ways_in = notice.kind is Kind.ACCOUNT
    if notice.served_on is not None and not of_ways_in:
        return  # of ways in they are told also if somebody has opened the letter in their place
    ways = rules.ways(
        people.contact_of(row.person_id),
        agreed=not of_ways_in and people.takes_electronic_service(row.person_id),
        on_paper=_goes_on_paper(notice, now),
    )
    Dispatch.objects.bulk_create(
        Dispatch(
            person_id=row.person_id,
            notice_id=row.notice_id,
            channel=way,
            state=Progress.QUEUED,
            queued_at=now,
        )
        for way in ways
    )


def _goes_on_paper(notice: NoticeCard, now: datetime) -> bool:
    """Return whether terms hang on this notice, so that it must reach its person."""
    if notice.record_id is None:
        return bool(notice.facts.get("on_paper"))
    return files.outside_of(notice.person_id, notice.record_id, at=now).adverse


def _record(notice: NoticeCard, now: datetime) -> RecordCard | None:
    """Return the record a notice tells of, if it tells of one."""
    if notice.record_id is None:
        return None
    return files.record_of(notice.person_id, notice.record_id, at=now)


def _parcel(row: Dispatch, now: datetime) -> Parcel:
    """Return what leaves, and for where; the notice itself only on paper."""
    contact, language = people.contact_of(row.person_id), people.language_of(row.person_id)
    to = {Channel.EMAIL: contact.email, Channel.SMS: contact.mobile, Channel.LETTER: contact.postal}
    text = name = ""
    if row.channel == Channel.LETTER:
        notice = notice_of(row.person_id, row.notice_id)
        text = wording.plain_text(letter_of(notice, _record(notice, now), at=now), language)
        name = people.identity_of(row.person_id).name
    return Parcel(
        notice=row.notice_id, to=to[Channel(row.channel)], name=name, language=language, text=text
    )


def serve_deemed(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Serve what counts as served by today, and return how many were taken up.

    Service counts from the day it was due, not from the day this runs; until this runs
    the record stays unseen, so being late hurts nobody.

    Law:
        Civil Procedure Law art. 90, 91, 95; charter G2.

    """
    return _until_done(lambda: _deem_one(by, now), limit)


@transaction.atomic
def _deem_one(by: Actor, now: datetime) -> bool:
    """Serve the notice that is due longest; return whether there was one."""
    parcel = _next("SELECT * FROM dispatch_to_deem(%s)", civil_date(now))
    if parcel is None:
        return False
    with one_person(parcel.person):
        row = _dispatch(parcel)
        on = rules.counts_on(row.deemed_on or civil_date(now), held_back_of(parcel.person))
        is_later = on > civil_date(now)
        row.deemed_on = on if is_later else None
        row.save(update_fields=["deemed_on"])
        if is_later:
            return True
        notice = _locked(row.person_id, row.notice_id)
        how = Served.LETTER if row.channel == Channel.LETTER else Served.ELECTRONIC
        if notice.served_on is None:
            _serve(notice, on=on, how=how, by=by, now=now)
    return True


@transaction.atomic
def recount(*, by: Actor, now: datetime, after: Unused | None = None) -> Unused | None:
    """Count the notice days of one record anew by the present calendar; they only end later.

    Days off that were announced after service are no working days, so others wait for as long.

    Args:
        by: Who asks.
        now: When.
        after: The record counted before this one.

    Returns:
        The record that was counted, to go on from; None when there is none left.

    Law:
        Civil Code art. 201; charter G2.

    """
    found = files.next_unused(on=civil_date(now), after=after)
    if found is None:
        return None
    record = files.outside_of(found.person, found.record, at=now)
    if record.noticed_on is not None:
        days = catalogue.version(record.catalogue_version).items[record.item].notice_working_days
        records.use_later(
            person=found.person,
            record=found.record,
            usable_from_on=rules.usable_from(
                record.noticed_on, working_days=days, calendar=working_days()
            ),
            by=by,
            now=now,
        )
    return found


@transaction.atomic
def letter_came_back(*, person: UUID, notice: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Note that a letter came back: it serves nobody from now on. What was served stays served.

    Raises:
        NoSuchLetter: No letter with that notice was posted.

    Law:
        Civil Procedure Law art. 91.

    """
    with one_person(person):
        returned = Dispatch.objects.filter(
            person_id=person, notice_id=notice, channel=Channel.LETTER, state=Progress.SENT
        ).update(state=Progress.RETURNED, deemed_on=None)
    if not returned:
        raise NoSuchLetter


def take_back_letters(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Take back the paper letters about an erased record that nobody has fetched yet.

    Only they hold contents; notices and dispatches are codes and days, and stay.

    Law:
        PIPL art. 47.

    """
    with one_person(person):
        _take_back(Notice.objects.filter(person_id=person, record_id=record))


def take_back_letters_of_case(*, person: UUID, case: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Take back the paper letters about an erased case that nobody has fetched yet.

    Law:
        PIPL art. 47.

    """
    with one_person(person):
        _take_back(Notice.objects.filter(person_id=person, facts__case=str(case)))


def _take_back(told: "QuerySet[Notice]") -> None:
    """Take the paper letters of some notices back."""
    for notice in told.order_by("id").values_list("id", flat=True):
        channels.take_back(notice)
