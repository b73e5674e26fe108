"""The condition of repair by itself: the rule in Python and what the worker is handed agree."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date, start_of
from recourse.records import actions, queries, rules
from recourse.records.terms import Life, State, Why
from recourse.store.gate import one_person
from tests.records.making import NOON, TODAY, dates, entered, item, person

BY_ITSELF = replace(item(), repair=replace(item().repair, by_itself=True))
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
lives = st.builds(
    lambda repair, ends, erase: Life(
        repair_from_on=repair, ends_on=max(repair, ends), erase_on=max(repair, ends, erase)
    ),
    days,
    days,
    days,
)


@given(old=lives, new=lives)
def test_the_next_version_ends_no_later_than_either(old: Life, new: Life):
    """A correction never restarts a window, and never lengthens one."""
    life = rules.corrected_life(old, new)

    assert life.ends_on == min(old.ends_on, new.ends_on)
    assert life.erase_on == min(old.erase_on, new.erase_on)
    assert life.repair_from_on == min(old.repair_from_on, new.repair_from_on)
    assert life.ends_on <= life.erase_on


def handed_to_the_worker(at) -> set:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_to_repair(%s, %s)", [[BY_ITSELF.id], at])
        return set(cursor.fetchall())


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    life=st.fixed_dictionaries(
        {
            "fulfilled": st.none() | st.integers(-40, 0),
            "falls": st.none() | st.integers(1, 300),
            "silenced": st.booleans(),
            "ended": st.booleans(),
        }
    ),
    after=st.integers(-30, 400),
    seconds=st.sampled_from([-1, 0, 1]),
)
def test_what_the_worker_is_handed_is_what_the_rule_says(transactional, life, after, seconds):
    with transactional():
        chen = person("陈晓")
        new = entered(chen, on=dates(conduct_ended_on=TODAY - timedelta(days=30)))
        named = {"person": chen, "record": new.id, "by": SYSTEM, "now": NOON}
        if life["fulfilled"] is not None:
            on = TODAY + timedelta(days=life["fulfilled"])
            actions.report_fulfilled(**named, fulfilled_on=on, told={}, paper={})
        if life["falls"] is not None:
            at = start_of(TODAY) + timedelta(days=life["falls"])
            actions.let_fall(**named, at=at, why=Why.REPAIRED)
        if life["silenced"]:
            actions.silence(**named)
        if life["ended"]:
            actions.end_early(**named, why=Why.WITHDRAWN)
        instant = start_of(new.repair_from_on + timedelta(days=after))
        instant += timedelta(seconds=seconds)

        card = queries.outside_of(chen, new.id, at=instant)
        due = rules.repair_is_due(card, BY_ITSELF, civil_date(instant))

        assert handed_to_the_worker(instant) == ({(chen, new.id)} if due else set())


@pytest.fixture
def transactional(db):
    """Take back what each example wrote."""
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def taken_back():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return taken_back


@pytest.mark.django_db
def test_what_is_due_is_found_by_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname ~ '^record_[0-9]+_to_repair$'"
        )
        assert cursor.fetchone() == (16,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("fulfilled_on = NULL", "record_fulfilment_stays"),
        ("fulfilled_on = date '2026-01-01'", "record_fulfilment_stays"),
    ],
)
def test_performance_once_reported_stays(change, constraint):
    chen = person("陈晓")
    new = entered(chen)
    actions.report_fulfilled(
        person=chen, record=new.id, fulfilled_on=TODAY, told={}, paper={}, by=SYSTEM, now=NOON
    )

    with pytest.raises(IntegrityError) as refused, one_person(chen), connection.cursor() as cursor:
        cursor.execute(f"UPDATE record_of_one SET {change} WHERE id = %s", [new.id])

    assert refused.value.__cause__.diag.constraint_name == constraint


@pytest.mark.django_db
def test_a_version_keeps_what_its_record_was():
    chen = person("陈晓")
    old = entered(chen)
    new = old._replace(id=old.batch_id, payload=b'{"name":"x"}', ends_on=old.ends_on)

    version = actions.correct(
        person=chen, record=old.id, new=new, told={"reason": "facts"}, by=SYSTEM, now=NOON
    )

    card = queries.record_of(chen, version.id, at=NOON)
    assert (card.version, card.fields, card.state) == (2, {"name": "x"}, State.UNSEEN)
    assert queries.record_of_fact(chen, old.source_digest, at=NOON).id == version.id
    assert queries.record_of(chen, old.id, at=NOON).ended_why is Why.CORRECTED
