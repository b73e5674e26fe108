"""G8: One person at a time.

… no statement, and no code, is read or changed past the gate or through another person's.
"""

import pytest
from django.db import Error, transaction

from recourse.attestation import queries
from recourse.store.gate import one_person
from tests.guarantees.carrying import issued
from tests.guarantees.city import NOON, as_the_application
from tests.guarantees.test_g08_one_person_at_a_time import as_app  # noqa: F401 - a fixture

pytestmark = pytest.mark.storage
DENIED = r"denied|permission"


def test_statements_are_read_and_changed_through_the_gate_of_their_person_alone(city, as_app):  # noqa: F811 - the fixture
    wang_s, lin_s = issued(city.zhao), issued(city.lin)

    for table in ("statement", "statement_share", "statement_stop"):
        with pytest.raises(Exception, match=DENIED):
            as_app.execute(f"SELECT * FROM {table}")
    assert as_the_application("SELECT id FROM statement_of_one") == []
    with one_person(city.lin):
        assert as_the_application("SELECT id FROM statement_of_one") == [(lin_s.id,)]
        as_the_application(
            "UPDATE statement_of_one SET taken_back_at = now(), taken_back_why = 'wish'"
        )
    assert queries.statement_of(city.zhao, wang_s.id, at=NOON).taken_back_at is None
    with pytest.raises(Error), transaction.atomic():
        as_the_application("DELETE FROM statement_of_one")
    assert (
        as_the_application("SELECT * FROM statement_share_take(%s, 'agency:x', now())", b"\0" * 32)
        == []
    )
