"""Entries are sealed onto the chain of the person they concern, in the deed's transaction."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ledger import actions, queries
from recourse.ledger.errors import LogIsBehind
from recourse.ledger.terms import Gauge

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIN, WANG = b"lin-mei-tag-0001", b"wang-lei-tag-002"
SEAT = Actor(kind=ActorKind.SEAT, id=UUID(int=7), agency=UUID(int=9))


def note(tag: bytes | None = LIN, *, kind: str = "own-file", now: datetime = NOON, **facts):
    return actions.note(kind=kind, tag=tag, by=SEAT, now=now, facts=facts)


def test_an_entry_shows_at_once_with_what_it_says():
    receipt = note(kind="lookup", purpose="work_safety.licence_eligibility", items=["a", "b"])

    (card,) = queries.entries_of(LIN)

    assert card.entry_id == receipt.entry_id
    assert card.commitment == receipt.commitment
    assert card.facts == {"purpose": "work_safety.licence_eligibility", "items": ["a", "b"]}
    assert (card.by, card.agency, card.leaf_index) == (SEAT.code, SEAT.agency, None)


def test_a_persons_entries_are_numbered_from_one_and_each_names_the_one_before():
    for minute in range(4):
        note(now=NOON + timedelta(minutes=minute))

    cards = queries.entries_of(LIN)[::-1]

    assert [card.sequence for card in cards] == [1, 2, 3, 4]
    assert cards[0].previous == b""
    assert [card.previous for card in cards[1:]] == [card.commitment for card in cards[:-1]]


def test_nobody_elses_entries_are_among_them():
    note(LIN)
    note(WANG)
    note(None, kind="catalogue-loaded")

    assert len(queries.entries_of(LIN)) == 1
    assert len(queries.entries_of(WANG)) == 1


def test_pages_follow_each_other_without_a_gap():
    for minute in range(5):
        note(now=NOON + timedelta(minutes=minute), place=minute)

    first = queries.entries_of(LIN, limit=2)
    second = queries.entries_of(LIN, limit=9, before=first[-1].entry_id)

    assert [card.facts["place"] for card in (*first, *second)] == [4, 3, 2, 1, 0]


def test_a_new_year_is_a_new_log_and_a_new_chain():
    note(now=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    note(now=datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC))

    new, old = queries.entries_of(LIN)

    assert (old.log_id, new.log_id) == (20260, 20270)
    assert (old.sequence, new.sequence) == (1, 1)


def test_a_deed_that_rolls_back_leaves_no_entry():
    with transaction.atomic():
        note()
        transaction.set_rollback(True)

    assert queries.entries_of(LIN) == []


def test_an_unknown_kind_is_refused_and_leaves_no_trace():
    with pytest.raises(ValueError, match="peek"):
        note(kind="peek")

    assert queries.gauge().waiting == 0


def test_the_system_is_named_as_the_doer():
    actions.note(kind="erased", tag=LIN, by=SYSTEM, now=NOON, facts={})

    assert queries.entries_of(LIN)[0].by == "system"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_queue SET sealed = ''",
        "DELETE FROM ledger_queue",
        "UPDATE ledger_entry SET sealed = NULL, erased_by = 0",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
        "UPDATE ledger_head SET size = 0",
        "DELETE FROM ledger_person_head",
        "TRUNCATE ledger_queue",
        "SELECT ledger_make_partition(1)",
    ],
)
def test_the_application_cannot_change_the_log(attack):
    note()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.parametrize(
    "gauge",
    [
        Gauge(waiting=100_001, oldest_at=NOON),
        Gauge(waiting=1, oldest_at=NOON - timedelta(seconds=10, milliseconds=1)),
    ],
)
def test_look_ups_are_refused_while_the_log_is_behind(gauge):
    with pytest.raises(LogIsBehind):
        queries.refuse_if_behind(gauge, now=NOON)


@pytest.mark.parametrize(
    "gauge",
    [
        Gauge(waiting=0, oldest_at=None),
        Gauge(waiting=100_000, oldest_at=NOON - timedelta(seconds=10)),
    ],
)
def test_look_ups_go_on_while_it_keeps_up(gauge):
    queries.refuse_if_behind(gauge, now=NOON)


def test_the_gauge_counts_what_waits_and_knows_the_oldest():
    note(now=NOON)
    note(now=NOON + timedelta(seconds=5))

    assert queries.gauge() == Gauge(waiting=2, oldest_at=NOON)


def test_what_is_noted_in_one_breath_is_written_at_its_end_in_order_and_chained():
    note(place=0)

    with actions.in_one_breath(now=NOON), actions.in_one_breath(now=NOON):
        receipts = [note(place=1), note(WANG, place=2), note(place=3)]
        assert len(queries.entries_of(LIN)) == 1, "nothing is written yet"

    assert receipts == [None, None, None]
    cards = queries.entries_of(LIN)[::-1]
    assert [card.facts["place"] for card in cards] == [0, 1, 3]
    assert [card.sequence for card in cards] == [1, 2, 3]
    assert [card.previous for card in cards[1:]] == [card.commitment for card in cards[:-1]]
    assert len(queries.entries_of(WANG)) == 1
    assert note(place=4).entry_id, "afterwards each is written at once again"


def test_a_breath_that_fails_leaves_nothing_and_the_next_one_starts_empty():
    def fail():
        note(place=1)
        raise LogIsBehind

    with pytest.raises(LogIsBehind), actions.in_one_breath(now=NOON):
        fail()

    with actions.in_one_breath(now=NOON):
        note(place=2)

    assert [card.facts["place"] for card in queries.entries_of(LIN)] == [2]


def test_a_breath_has_one_instant():
    with pytest.raises(ValueError, match="one instant"), actions.in_one_breath(now=NOON):
        note(now=NOON + timedelta(seconds=1))

    assert queries.entries_of(LIN) == []
