"""The gate shows one person's rows, and nobody's when it is forgotten."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from recourse.store import gate


@pytest.mark.django_db
def test_the_application_cannot_read_the_table_of_records():
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT count(*) FROM record")


@pytest.mark.django_db
def test_a_forgotten_gate_shows_nobody():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_of_one")
        assert cursor.fetchone() == (0,)


ANN, BEN = UUID(int=1), UUID(int=2)


def shown():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('recourse.person', true)")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_inside_a_gate_to_the_same_person_the_database_is_not_asked(django_assert_num_queries):
    with gate.one_person(ANN), django_assert_num_queries(0), gate.one_person(ANN):
        pass


@pytest.mark.django_db
def test_a_gate_inside_another_ones_shows_the_other_again_afterwards():
    with gate.one_person(ANN):
        with gate.one_person(BEN):
            assert shown() == str(BEN)
        assert shown() == str(ANN)
    assert shown() == ""


@pytest.mark.django_db
def test_a_refusal_inside_a_gate_closes_it():
    with gate.one_person(ANN):
        with pytest.raises(LookupError), gate.one_person(BEN):
            raise LookupError
        assert shown() == str(ANN)
        with gate.one_person(BEN):
            assert shown() == str(BEN)
    assert shown() == ""


def test_when_the_transaction_has_ended_nobody_is_shown(committed):
    with gate.one_person(ANN, durable=True):
        assert shown() == str(ANN)

    assert not shown()
    with pytest.raises(LookupError), gate.one_person(ANN):
        raise LookupError
    assert not shown()
