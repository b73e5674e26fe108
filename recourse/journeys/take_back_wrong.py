"""A record was wrong: take back the statements that show it, tell the person, offer a fresh one."""

from datetime import datetime

from django.db import transaction

from recourse.attestation import actions, queries, rules
from recourse.attestation.terms import StatementCard, StoppedRecord, TakenBack
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.notice import actions as notices
from recourse.notice.terms import Kind, NewNotice
from recourse.records import queries as records
from recourse.store.gate import one_person


@transaction.atomic(durable=True)
def take_back_next(*, by: Actor, now: datetime) -> bool:
    """Take back what shows one record that ended early, if it was wrong; say whether one waited.

    A record that was repaired, or erased, was right when the statement was issued: what happens
    later takes nothing back. A correction notice tells of the end itself and stays. A statement
    that is erased by now is taken back all the same: its copies are in other hands.

    Law:
        PIPL art. 8, 46; charter G10.

    """
    stopped = actions.take_stop(by=by, now=now)
    if stopped is None:
        return False
    with one_person(stopped.person):
        taken = [
            actions.take_back(
                person=stopped.person, statement=card.id, why=TakenBack.WRONG, by=by, now=now
            )
            for card in _wrong(stopped, now)
        ]
        letters = [letter_about(card, now) for card in taken]
        if letters:
            notices.write_many(notices=letters, by=by, now=now)
    return True


def _wrong(stopped: StoppedRecord, now: datetime) -> list[StatementCard]:
    """Return the statements that still hold and were issued while the record read wrong."""
    ended = records.outside_of(stopped.person, stopped.record, at=now)
    if ended.ended_at is None or ended.ended_why not in rules.WRONG:
        return []
    shown = queries.carrying(stopped.person, stopped.record, at=now)
    return [card for card in shown if card.holds and card.issued_at < ended.ended_at]


def letter_about(card: StatementCard, now: datetime) -> NewNotice:
    """Return the letter about one statement that was taken back."""
    return NewNotice(
        person_id=card.person,
        id=uuid7(now),
        record_id=None,
        kind=Kind.STATEMENT,
        catalogue_version=catalogue.current().version,
        facts={
            "number": card.number,
            "kind": str(card.kind),
            "issued_on": civil_date(card.issued_at).isoformat(),
            "statement": str(card.id),
            "why": str(card.taken_back_why),
        },
        written_at=now,
    )
