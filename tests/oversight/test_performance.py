"""How one agency does its own work: counted of the agency, never of a person."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.agencies.terms import SeatCard
from recourse.intake.rules import in_time_from
from recourse.intake.terms import BatchCard
from recourse.journeys import take_in_batch
from recourse.oversight.performance.queries import performance_of
from recourse.oversight.performance.terms import Figures
from recourse.redress import actions
from recourse.redress.terms import Ground
from recourse.store.calendar import working_days
from tests.intake import office as offices
from tests.redress import making

pytestmark = pytest.mark.slow
SINCE = date(2026, 11, 1)


def handed_in(folder, rows, by: SeatCard, now: datetime = offices.NOW) -> BatchCard:
    path = offices.csv_file(folder, rows)
    got = take_in_batch.receive(path=path, file_name="a.csv", item=offices.ITEM, by=by, now=now)
    return take_in_batch.check(batch=got.id, by=by.actor, now=now)


def counted(agency, *, now=offices.NOW, months=2):
    return performance_of(agency, since_on=SINCE, months=months, now=now)


def test_what_came_in_is_counted_by_month_and_by_the_rule_that_held_it(tmp_path, db):
    office = offices.found()
    fresh = (offices.TODAY - timedelta(days=4)).isoformat()
    good = [offices.row(1), offices.row(2, decided_on=fresh, served_on=fresh)]
    good[1]["repair_notice_served_on"] = fresh
    twin = offices.row(1)
    handed_in(tmp_path, [*good, offices.row(3, served_on=None), twin], office.steward)
    next_month = offices.NOW + timedelta(days=10)
    handed_in(
        tmp_path, [offices.row(4, served_on=None, decided_on="x")], office.steward, next_month
    )
    handed_in(tmp_path, [offices.row(5)], office.other_steward)

    with CaptureQueriesContext(connection) as asked:
        found = counted(office.steward.agency.id, now=next_month)

    (november, first), (december, second) = found.months
    assert (november, december) == (SINCE, date(2026, 12, 1))
    assert (first.files, first.rows, first.accepted, first.held, first.late_rows) == (1, 4, 2, 1, 1)
    assert (first.first_rows, first.first_accepted) == (4, 2)
    assert (second.rows, second.held) == (1, 1)
    assert [(one.rule, one.rows) for one in found.held_by_rule] == [("V-111", 2), ("V-110", 1)]
    assert found.whole.rows == 5
    assert len(asked) == 5


def test_answers_are_counted_when_they_are_given_and_silence_at_its_instant(db):
    town = making.office()
    cases = [
        making.objection(making.standing_record(town, sequence=number, name=name))
        for number, name in enumerate(("陈晓", "李安", "王宁", "赵一"), start=1)
    ]
    upheld, refused, silent, taken_back = cases
    making.decide(upheld, making.granted(), town.officer)
    making.decide(refused, making.refusal(), town.officer)
    actions.take_back(
        person=taken_back.person_id, case=taken_back.id, by=town.officer.actor, now=making.TUESDAY
    )
    answers = Figures(answered=2, unanswered=1, objections=3, upheld=1)

    at_the_instant = counted(town.agency, now=making.DUE_AT).whole
    actions.close_overdue(by=town.officer.actor, now=making.DUE_AT)

    assert at_the_instant == answers
    assert counted(town.agency, now=making.DUE_AT).whole == answers
    before = counted(town.agency, now=making.DUE_AT, months=1).whole
    assert before == Figures()
    assert silent.due.on.month == 12


def test_what_is_counted_names_nobody_and_no_case(db):
    town = making.office()
    case = making.objection(making.standing_record(town), ground=Ground.WRONG)
    making.decide(case, making.granted(), town.officer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_ended")
        (kept,) = cursor.fetchall()

    assert {case.id, case.person_id, case.record_id}.isdisjoint(kept)
    assert {one.type for one in fields(Figures)} == {int}


def test_seven_working_days_after_the_decision_are_in_time():
    calendar = working_days()
    monday = date(2026, 11, 23)

    first = in_time_from(monday, calendar=calendar)

    assert calendar.add(first, 7) >= monday
    assert calendar.add(first - timedelta(days=1), 7) < monday


@pytest.mark.parametrize(("since", "months"), [(date(2026, 11, 2), 1), (SINCE, 0), (SINCE, 25)])
def test_only_whole_months_and_no_more_than_two_years_are_counted(since, months, db):
    with pytest.raises(ValueError, match="whole months"):
        performance_of(UUID(int=7), since_on=since, months=months, now=offices.NOW)
