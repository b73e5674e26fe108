"""Live the city's last months through the house's own doors, day after day.

Every deed happens at the instant it is said to have happened, in order, so the log and
the chains in it are as they would be in a city that had run all along.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from uuid import UUID

from recourse.catalogue import queries as catalogue
from recourse.disclosure.terms import Ask
from recourse.faces.cli.city import cases, files, founding, plan
from recourse.faces.cli.city.desk import Desk
from recourse.faces.cli.city.offices import AGENCIES
from recourse.faces.cli.city.plan import Delivery
from recourse.faces.cli.city.residents import Resident
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import add_months, civil_date, first_of_month, start_of
from recourse.journeys import take_in_batch
from recourse.journeys.tell_of_look_ups import tell_of_look_ups
from recourse.notice import actions as notices
from recourse.notice import queries as inboxes
from recourse.oversight.statistics import actions as statistics
from recourse.oversight.statistics import queries, rules
from recourse.people import queries as people
from recourse.people.terms import DocumentType, Identity

Report = Callable[[int, int], None]
_OPENED_OF_TEN = 7
_DAYS_UNTIL_OPENED = 3
_LOOK_UPS, _LOOK_UP_DAYS = 120, 90
_SEED = 11
MONTHS_COUNTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the city."""

    at: datetime
    happen: Callable[[datetime], None]


def live(
    residents: Sequence[Resident], *, today: date, now: datetime, folder: Path, report: Report
) -> None:
    """Play all that has happened until `now`.

    Args:
        residents: The people; the first is the ready-made login.
        today: Civil date of `now`.
        now: The present; nothing happens after it.
        folder: Where the departments' files are written.
        report: Told how many events are over, of how many.

    """
    with Desk() as desk:
        events = sorted(_events(residents, today, folder, desk), key=lambda event: event.at)
        past = [event for event in events if event.at < now]
        for number, event in enumerate(past, start=1):
            event.happen(event.at)
            report(number, len(past))


def _events(
    residents: Sequence[Resident], today: date, folder: Path, desk: Desk
) -> Iterator[Event]:
    history = plan.deliveries(residents, today=today)
    for delivery in (*history, plan.plain_feed(residents, today=today)):
        if delivery.rows:  # a small city has days on which an office has nothing to tell
            yield _event(delivery.on, 9, partial(deliver, delivery, folder))
    yield _event(history[0].on, 17, partial(_open_logins, residents))
    yield from _openings(residents, history)
    yield from _look_ups(residents, today, desk)
    for months in range(MONTHS_COUNTED):
        counted_on = add_months(first_of_month(today), -months) + rules.RIPE
        yield _event(counted_on, 4, _freeze, minute=23)
    yield _event(today - timedelta(days=1), 10, partial(cases.file_some, residents), minute=30)


def _event(on: date, hour: int, happen: Callable[[datetime], None], *, minute: int = 0) -> Event:
    return Event(at=start_of(on) + timedelta(hours=hour, minutes=minute), happen=happen)


def _freeze(now: datetime) -> None:
    """Count the months that are over, as the worker does each night."""
    for month in rules.due(queries.frozen(), today=civil_date(now)):
        statistics.freeze(month=month, by=SYSTEM, now=now)


def deliver(delivery: Delivery, folder: Path, now: datetime) -> None:
    """Write a department's file, hand it in, have the second post sign it, enter it."""
    path = folder / delivery.file_name
    files.write(path, catalogue.current().items[delivery.item], delivery.rows)
    steward = founding.seat_of(delivery.office, founding.STEWARD)
    signer = founding.seat_of(delivery.office, founding.SIGNER)
    batch = take_in_batch.receive(
        path=path, file_name=path.name, item=delivery.item, by=steward, now=now
    )
    checked = take_in_batch.check(batch=batch.id, by=steward.actor, now=now + timedelta(minutes=1))
    if checked.accepted:
        take_in_batch.sign(batch=batch.id, by=signer, now=now + timedelta(hours=3))
        take_in_batch.enter(batch=batch.id, now=now + timedelta(hours=3, minutes=1))


def _open_logins(residents: Sequence[Resident], now: datetime) -> None:
    founding.open_person_login(residents[0], now=now)
    founding.open_helper_login(residents[1], now=now)


def _openings(residents: Sequence[Resident], history: Sequence[Delivery]) -> Iterator[Event]:
    """Some days after each delivery, most people who were told open what they got.

    Nobody has opened the notices of the last days.
    """
    dice = Random(_SEED)
    by_number = {resident.number: resident for resident in residents}
    for on, delivered in groupby(history, key=lambda delivery: delivery.on):
        told = {
            row["document_number"]
            for delivery in delivered
            for row in delivery.rows
            if delivery.item.startswith("adv.")
        }
        openers = [
            by_number[number]
            for number in sorted(told & by_number.keys())
            if number == residents[0].number or dice.randrange(10) < _OPENED_OF_TEN
        ]
        if on != history[-1].on:
            opened_on = on + timedelta(days=_DAYS_UNTIL_OPENED)
            yield _event(opened_on, 19, partial(_open_notices, openers))


def _open_notices(openers: Sequence[Resident], now: datetime) -> None:
    """Let each person read their inbox."""
    for resident in openers:
        person = people.person_by_document(DocumentType.CITIZEN, resident.number)
        if person is not None:
            _open_all(person, now=now)


def _open_all(person: UUID, *, now: datetime) -> None:
    by = Actor(kind=ActorKind.PERSON, id=person)
    for notice in inboxes.inbox_of(person):
        if notice.is_unread:
            notices.open_notice(person=person, notice=notice.id, by=by, now=now)


def _look_ups(residents: Sequence[Resident], today: date, desk: Desk) -> Iterator[Event]:
    """Agencies ask about people who stand at their counters; four times about the first."""
    dice = Random(_SEED + 1)
    approval = AGENCIES[0]
    about_first = [
        (residents[0], approval, approval.purposes[0], 75),
        (residents[0], approval, approval.purposes[1], 41),
        (residents[0], AGENCIES[1], "work_safety.licence_check", 12),
        (residents[0], AGENCIES[6], "accounting_audit.licence_eligibility", 1),
    ]
    others = [
        (dice.choice(residents[1:]), office, dice.choice(office.purposes), days)
        for days in (dice.randrange(1, _LOOK_UP_DAYS) for _ in range(_LOOK_UPS))
        for office in (dice.choice(AGENCIES),)
    ]
    for number, (resident, office, purpose, days) in enumerate([*about_first, *others]):
        ask = Ask(
            client=founding.machine_of(office),
            purpose=purpose,
            matter=f"{office.short[0].upper()}-{today.year}-{number + 4100}",
            identity=Identity(
                document_type=DocumentType.CITIZEN, number=resident.number, name=resident.name
            ),
        )
        minute = dice.randrange(400)
        on = today - timedelta(days=days)
        yield _event(on, 9, partial(desk.ask, ask), minute=minute)
        yield _event(on, 9, _tell, minute=minute + 1)


def _tell(now: datetime) -> None:
    """Tell whoever was looked up, as the worker does every minute."""
    tell_of_look_ups(by=SYSTEM, now=now)
