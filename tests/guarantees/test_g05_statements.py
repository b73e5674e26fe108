"""G5: Everything ends.

… also what a person carried away and could read here again: it is erased with the record it
shows, in every copy of the database that is ever restored.
"""

import pytest

from recourse.attestation import queries
from recourse.attestation.terms import Kind, State
from recourse.ground.actor import SYSTEM
from recourse.journeys import erasing
from recourse.store import journal
from tests.conftest import owner
from tests.guarantees.carrying import issued
from tests.guarantees.city import NOON, SECOND

pytestmark = pytest.mark.storage
COPY = "SELECT wrapped_key, contents, erase_on FROM statement WHERE id = %s"
BACK = "UPDATE statement SET wrapped_key = %s, contents = %s, erase_on = %s WHERE id = %s"


def test_a_report_is_gone_with_what_it_shows_and_a_restored_backup_brings_nothing_back(city):
    report, clean = issued(city.wang, Kind.REPORT), issued(city.lin)
    with owner() as past_the_gate:
        backup = past_the_gate.execute(COPY, [report.id]).fetchone()

    erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON + SECOND)
    at_once = queries.statement_of(city.wang, report.id, at=NOON + SECOND)
    erasing.erase_due(by=SYSTEM, now=NOON + 2 * SECOND)

    assert (at_once.state, at_once.statement) == (State.ERASED, None)
    assert not queries.has_contents(city.wang, report.id)
    assert queries.statement_of(city.lin, clean.id, at=NOON + SECOND).state is State.GOOD
    assert [line.erased for line in journal.read().lines] == ["record", "statement"]

    with owner() as past_the_gate:
        past_the_gate.execute("SET session_replication_role = replica")
        past_the_gate.execute(BACK, [*backup, report.id])
        past_the_gate.execute("DELETE FROM journal_line")
    assert any("statement" in fault and "read again" in fault for fault in erasing.faults())
    erasing.replay(by=SYSTEM, now=NOON + 3 * SECOND)

    assert list(erasing.faults()) == []
    assert not queries.has_contents(city.wang, report.id)


def test_what_was_erased_is_neither_put_back_nor_changed(city):
    report = issued(city.wang, Kind.REPORT)
    attempts = (
        "UPDATE statement SET erase_on = erase_on + 1",
        "UPDATE statement SET contents = 'x'",
        "UPDATE statement SET valid_until = valid_until + 1",
        "UPDATE statement SET carries = '{}'",
    )

    for attempt in attempts:
        with (
            owner() as past_the_gate,
            pytest.raises(Exception, match=r"statement_stays|never changed"),
        ):
            past_the_gate.execute(attempt)

    assert queries.statement_of(city.wang, report.id, at=NOON).statement == report.statement
