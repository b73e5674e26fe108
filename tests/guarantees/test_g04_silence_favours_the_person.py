"""G4: Silence favours the person.

A deadline the authority misses decides for the person, by itself, at that instant: the record
is suspended, then withdrawn.
"""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from django.db import IntegrityError, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.notice import queries as notices
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.records.terms import Why
from recourse.redress import actions, errors, queries, rules, timeline
from recourse.redress.terms import Kind, State
from recourse.store.calendar import working_days
from recourse.store.gate import one_person
from tests.guarantees.asking import ask, question
from tests.guarantees.cases import REFUSED, decide, objection, officer, oneself, repair
from tests.guarantees.city import SECOND
from tests.residents import WANG

OBJECTION_DUE = datetime(2026, 11, 26, 16, tzinfo=UTC)
"""Monday noon and three working days: Thursday, 24:00 in Qingdao."""
REPAIR_DUE = datetime(2026, 12, 7, 16, tzinfo=UTC)
"""Ten working days: Monday fortnight, 24:00."""


def found(now):
    (reply,) = ask(question(WANG), now=now)
    assert reply.status == 200
    return reply.body["found"]


def test_the_instant_decides_for_the_person_and_no_job_has_run(city):
    case = objection(city)

    before = queries.case_of(city.wang, case.id, at=OBJECTION_DUE - SECOND)
    after = queries.case_of(city.wang, case.id, at=OBJECTION_DUE)

    assert (before.state, after.state) == (State.OPEN, State.SILENT)
    card = records.record_of(city.wang, city.fine, at=OBJECTION_DUE)
    assert (card.state, card.ended_why) == (RecordState.ENDED, Why.WITHDRAWN)
    assert not found(OBJECTION_DUE - SECOND)
    assert not found(OBJECTION_DUE + SECOND)


def test_an_unanswered_repair_is_granted_to_the_second(city):
    repair(city)

    assert found(REPAIR_DUE - timedelta(seconds=2))
    assert not found(REPAIR_DUE)
    assert records.outside_of(city.wang, city.fine, at=REPAIR_DUE).ended_why is Why.REPAIRED


@pytest.mark.parametrize("late", [timedelta(0), SECOND, timedelta(days=30)])
def test_no_officer_decides_against_the_person_once_the_day_is_over(city, late):
    case, by = objection(city), officer(city)

    with pytest.raises(errors.TooLate):
        decide(case, REFUSED, by, now=OBJECTION_DUE + late)
    with pytest.raises(errors.TooLate):
        actions.extend(
            person=city.wang,
            case=case.id,
            reason="other_body",
            by=by,
            now=OBJECTION_DUE + late,
        )

    assert not found(OBJECTION_DUE + late + SECOND)


def test_the_worker_adds_a_letter_and_changes_nothing_however_late_it_runs(city):
    case = objection(city)
    late = OBJECTION_DUE + timedelta(days=20)
    before = records.outside_of(city.wang, city.fine, at=late)

    actions.close_overdue(by=SYSTEM, now=late)
    actions.close_overdue(by=SYSTEM, now=late + SECOND)

    after = records.outside_of(city.wang, city.fine, at=late)
    assert (after.state, after.ended_at, after.ended_why) == (
        before.state,
        before.ended_at,
        before.ended_why,
    )
    assert after.erase_on <= before.erase_on
    silent = [one for one in notices.inbox_of(city.wang) if one.facts.get("what") == "silent"]
    assert [one.facts["case"] for one in silent] == [str(case.id)]


def test_a_worker_that_dies_half_way_leaves_the_outcome_and_tries_again(city, monkeypatch):
    objection(city)

    def crash(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(timeline.notices, "write_many", crash)
        with pytest.raises(KeyboardInterrupt):
            actions.close_overdue(by=SYSTEM, now=OBJECTION_DUE)
    assert not found(OBJECTION_DUE + SECOND)

    assert actions.close_overdue(by=SYSTEM, now=OBJECTION_DUE + SECOND) == 1


def test_taking_back_after_the_day_takes_nothing_from_the_person(city):
    case = objection(city)

    with pytest.raises(errors.TooLate):
        actions.take_back(person=city.wang, case=case.id, by=oneself(city.wang), now=OBJECTION_DUE)

    assert not found(OBJECTION_DUE + SECOND)


SOMEBODY = "decided_by = gen_random_uuid(), decided_by_account = gen_random_uuid()"
NO = "state = 'decided', outcome = 'refused'"
WHY = "reason = 'officer_says_no'"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("due_at = due_at + interval '1 day'", "due later only by a named extension"),
        (f"{NO}, {WHY}, {SOMEBODY}, closed_at = due_at", "redress_case_decided_in_time"),
        (f"{NO}, {WHY}, closed_at = filed_at", "redress_case_decision_is_whole"),
        (f"{NO}, {SOMEBODY}, closed_at = filed_at", "redress_case_refusal_has_one_reason"),
    ],
)
def test_the_application_can_neither_move_the_day_nor_decide_late_or_without_a_reason(
    city, change, rule
):
    case = objection(city)

    with (
        pytest.raises(IntegrityError, match=rule),
        transaction.atomic(),
        one_person(city.wang),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE redress_case_of_one SET {change} WHERE id = %s", [case.id])


def test_what_silence_decided_stays_decided(city):
    case = objection(city)
    actions.close_overdue(by=SYSTEM, now=OBJECTION_DUE)

    with (
        pytest.raises(IntegrityError, match="a closed case stays closed"),
        transaction.atomic(),
        one_person(city.wang),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE redress_case_of_one SET state = 'open', closed_at = NULL WHERE id = %s",
            [case.id],
        )


@pytest.mark.parametrize("kind", Kind)
def test_no_clock_ends_before_the_last_working_day_of_the_law_or_after_it(kind):
    days = rules.CLOCKS[kind].working_days
    on = date(2026, 1, 1)
    while on <= date(2026, 12, 1):
        noon = start_of(on) + timedelta(hours=12)
        due = rules.due(noon, days, calendar=working_days())

        between = (on + timedelta(days=1 + n) for n in range((due.on - on).days))
        assert sum(map(chinese_calendar.is_workday, between)) == days
        assert chinese_calendar.is_workday(due.on)
        assert due.at == start_of(due.on + timedelta(days=1))
        on += timedelta(days=1)


def test_no_silence_is_ever_against_the_person():
    """Every kind of case that hangs on a record ends it when nobody answers; none keeps it."""
    about_a_record = {Kind.OBJECTION, Kind.CORRECTION, Kind.REPAIR, Kind.ERASURE}

    for kind in about_a_record:
        assert rules.falls(kind, reviewed=None) in {Why.WITHDRAWN, Why.REPAIRED}
        if kind is not Kind.CORRECTION:
            assert rules.falls(Kind.REVIEW, reviewed=kind) == rules.falls(kind, reviewed=None)
