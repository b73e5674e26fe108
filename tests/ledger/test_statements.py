"""The SQL of writing an entry finds a person's head by key, whatever the planner believes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from recourse.ledger import statements

pytestmark = [pytest.mark.django_db, pytest.mark.storage]


def test_moving_a_head_joins_nothing_so_no_plan_can_read_every_head():
    names = {
        "log_id": 1,
        "at": datetime(2026, 11, 23, tzinfo=UTC),
        "key_id": "year-2026",
        "entry_ids": [UUID(int=1)],
        "entry_tags": [b"tag"],
        "sealed": [b"sealed"],
        "commitments": [b"0" * 32],
        "tags": [b"tag"],
        "sequences": [1],
        "heads": [b"0" * 32],
        "wrapped_keys": [b"key"],
    }

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statements.WRITE, names)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Conflict Arbiter Indexes: ledger_person_head_pkey" in plan
    assert "Join" not in plan
    assert "Nested Loop" not in plan
