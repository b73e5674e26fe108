"""G7: only what the purpose needs. Nobody gives themselves the power to ask: that takes two."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import translation

from recourse.agencies import queries
from recourse.agencies.proposals import queries as asked_for
from tests.faces import town as towns
from tests.faces.test_administration import led_to
from tests.records.making import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = NOON + timedelta(hours=1)
POWERS = """
SELECT 'seat', count(*)::text, max(valid_until_on)::text FROM seat
UNION ALL SELECT 'held', string_agg(account_id::text, ' ' ORDER BY id), '' FROM seat
UNION ALL SELECT 'mandate', count(*)::text, string_agg(code, ' ' ORDER BY id) FROM mandate
UNION ALL SELECT 'machine', count(*)::text, string_agg(secret_digest::text, ' ') FROM machine
UNION ALL SELECT 'invitation', count(*)::text, '' FROM official_invitation
UNION ALL SELECT 'address', string_agg(webhook, ' '), '' FROM agency
"""


@pytest.fixture
def town(db):
    with time_machine.travel(NOW, tick=False):
        yield towns.settle()


def powers() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        return cursor.fetchall()


def at(name: str, *arguments: object) -> str:
    with translation.override("en"):
        return reverse(f"desk:{name}", args=arguments)


def test_an_administrator_alone_gives_no_power_to_anybody_by_any_page(town):
    alone = towns.logged_in("administrator")
    agency = town.office.steward.agency
    officer = queries.seat_by_number(agency.code, "14")
    own = queries.seat_by_number(agency.code, "17")
    before = powers()
    seat = {"number": "77", "unit_zh": "科", "unit_en": "Unit", "look_ups_a_day": "500"}
    wishes = [
        *(
            (at("new-seat", agency.id), seat | {"role": role})
            for role in ("administrator", "auditor")
        ),
        (at("new-address", agency.id), {"address": "https://mine.example/"}),
        *(
            (at(name, post.id), fields)
            for post in (officer, own)
            for name, fields in (
                ("new-mandate", {"code": "work_safety.licence_check"}),
                ("invite", {"name": "my.phone", "hours": "72"}),
                ("new-machine", {"client_id": f"mine-{post.number}"}),
            )
        ),
    ]

    for address, fields in wishes:
        answer = alone.post(address, fields)
        if answer.status_code in {200, 302}:
            waiting = answer.url if answer.status_code == 302 else led_to(answer)
            assert alone.post(f"{waiting}approve/").status_code == 403

    assert len(asked_for.proposals(at=NOW)) >= 5
    assert powers() == before


def test_the_database_itself_refuses_a_power_approved_by_whoever_proposed_it(town):
    alone = towns.logged_in("administrator")
    officer = queries.seat_by_number(town.office.steward.agency.code, "14")
    alone.post(at("invite", officer.id), {"name": "my.phone", "hours": "72"})

    with (
        pytest.raises(Exception, match="proposal_approved_by_another"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE proposal SET state = 'approved', decided_by_id = proposed_by_id,"
            " decided_at = proposed_at"
        )
