"""What the owner of the tables can do past the gate, and what not even the owner can."""

import psycopg
import pytest
from django.db import ProgrammingError, connection

from recourse.ground.actor import SYSTEM
from recourse.ground.sealing import CannotOpen
from recourse.records import actions, queries
from recourse.store.gate import one_person
from tests.conftest import owner
from tests.records.making import NOON, entered, person

pytestmark = pytest.mark.slow


def test_sealed_contents_moved_to_another_record_do_not_open(committed):
    chen = person("陈晓")
    new, other = entered(chen), entered(chen)
    with owner() as past_the_gate:
        past_the_gate.execute("ALTER TABLE record DISABLE TRIGGER record_is_never_undone")
        past_the_gate.execute(
            "UPDATE record SET wrapped_key = source.wrapped_key, payload = source.payload"
            " FROM record source WHERE source.id = %s AND record.id = %s",
            [new.id, other.id],
        )
        past_the_gate.execute("ALTER TABLE record ENABLE TRIGGER record_is_never_undone")

    with pytest.raises(CannotOpen):
        queries.record_of(chen, other.id, at=NOON)


def test_words_moved_beside_another_record_do_not_open(committed):
    chen = person("陈晓")
    new, other = entered(chen), entered(chen)
    actions.say(person=chen, record=new.id, words="只说这一条。", by=SYSTEM, now=NOON)
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE record_statement SET record_id = %s", [other.id])

    with pytest.raises(CannotOpen):
        queries.record_of(chen, other.id, at=NOON)


def test_words_are_put_beside_nobodys_record_through_another_persons_gate(committed):
    chen, li = person("陈晓"), person("李明", sequence=2)
    new = entered(chen)
    words = "INSERT INTO record_statement_of_one VALUES (%s, %s, now(), '', '')"

    with (
        pytest.raises(ProgrammingError, match="check option"),
        one_person(li),
        connection.cursor() as cursor,
    ):
        cursor.execute(words, [chen, new.id])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE record_event SET kind = 'nothing'", "DELETE FROM record_event"],
)
def test_not_even_the_owner_rewrites_history(committed, statement):
    entered(person("陈晓"))

    with owner() as past_the_gate, pytest.raises(psycopg.IntegrityError, match="only added to"):
        past_the_gate.execute(statement)
