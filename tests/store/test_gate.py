"""The gate shows one person's rows, and nobody's when it is forgotten."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import citizen_number
from recourse.people import actions as people
from recourse.people import queries
from recourse.people.terms import DocumentType, Identity
from recourse.store import binary
from recourse.store.gate import known_of, one_person

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.storage]


@pytest.fixture
def two():
    """Two people who are known."""
    identities = [
        Identity(
            document_type=DocumentType.CITIZEN,
            number=citizen_number(region="000001", born_on=date(1990, 5, 1), sequence=at),
            name=name,
        )
        for at, name in enumerate(["李娜", "张伟"])
    ]
    return people.admit(identities=identities, by=SYSTEM, now=NOW)


def shown() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM person_of_one")
        return [person for (person,) in cursor]


@pytest.mark.parametrize("table", ["person", "person_identity", "record", "record_event", "notice"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM {}",
        "SELECT person_id FROM {} LIMIT 1",
        "UPDATE {} SET person_id = person_id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "COPY {} TO STDOUT",
        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
        "DROP TABLE {}",
    ],
)
def test_the_application_can_neither_read_nor_change_the_tables_of_people(table, statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_a_forgotten_gate_shows_nobody(two):
    assert shown() == []


def test_a_gate_shows_one_person_and_closes_behind_them(two):
    li_na, zhang_wei = two

    with one_person(li_na):
        assert shown() == [li_na]
    assert shown() == []
    with one_person(zhang_wei):
        assert shown() == [zhang_wei]
    with one_person(uuid4()):
        assert shown() == []


def test_a_gate_within_a_gate_gives_the_view_back(two):
    li_na, zhang_wei = two

    with one_person(li_na):
        with one_person(zhang_wei):
            assert shown() == [zhang_wei]
        assert shown() == [li_na]
        with one_person(li_na):
            assert shown() == [li_na]
        assert shown() == [li_na]
    assert shown() == []


def test_a_gate_closes_when_what_it_was_opened_for_fails(two):
    with pytest.raises(RuntimeError, match="fails"), one_person(two[0]):
        raise RuntimeError("fails")

    assert shown() == []


def test_nobody_is_changed_through_another_persons_gate(two):
    li_na, zhang_wei = two
    change = "UPDATE person_of_one SET language = 'en' WHERE person_id = %s"

    with one_person(li_na), connection.cursor() as cursor:
        cursor.execute(change, [zhang_wei])
        assert cursor.rowcount == 0
        cursor.execute(change, [li_na])
        assert cursor.rowcount == 1
    with one_person(zhang_wei), connection.cursor() as cursor:
        cursor.execute("SELECT language FROM person_of_one")
        assert cursor.fetchone() == ("zh-hans",)


def test_a_row_cannot_be_given_to_somebody_else(two):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        one_person(two[0]),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE person_of_one SET person_id = %s", [two[1]])


def test_a_condition_that_leaks_sees_no_other_row(two):
    """A view without a barrier would call the condition for rows it does not show."""
    with one_person(two[0]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM person_of_one"
            " WHERE 1 / (CASE WHEN person_id = %s THEN 0 ELSE 1 END) = 1",
            [two[1]],
        )
        assert [person for (person,) in cursor] == [two[0]]


def test_long_arrays_are_bound_in_the_callers_transaction():
    digests = [bytes([at]) * 32 for at in range(200)]

    with binary.asking("SELECT unnest(%b::bytea[])", [digests]) as answers:
        assert [digest for (digest,) in answers] == digests
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        binary.asking("SELECT nothing FROM nowhere", []),
    ):
        pass
    assert shown() == []


def test_what_was_asked_of_somebody_is_kept_for_their_gate_alone(two):
    first, second = two
    tags = {person: queries.tag_of(person) for person in two}

    with one_person(first):
        assert queries.tag_of(first) == tags[first]
        known_of(first)["tag"] = b"kept"
        with one_person(second):
            assert queries.tag_of(second) == tags[second]
            assert known_of(first) == {}, "not theirs, not now"
            assert queries.tag_of(first) == tags[first]
        assert queries.tag_of(first) == b"kept"

    assert queries.tag_of(first) == tags[first]
