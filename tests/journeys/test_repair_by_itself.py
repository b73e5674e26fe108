"""What is due for repair is repaired unasked: all of it, and nothing else."""

from datetime import date, timedelta

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.journeys import amend_record, tasks
from recourse.journeys.repair_by_itself import repair_by_itself
from recourse.notice import queries as notices
from recourse.notice import wording
from recourse.notice.terms import Kind
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import AlreadyFulfilled, FulfilledLater, NothingToFulfil
from recourse.records.terms import Happening, State, Why
from tests.intake import office as offices
from tests.intake.office import NOW
from tests.journeys import amending
from tests.journeys.amending import SOON, Case

DAY = timedelta(days=1)
DONE = {"paid_wan_yuan": "2", "measure": "已按要求完成整改"}


@pytest.fixture
def office(db):
    return offices.found()


@pytest.fixture
def case(office, tmp_path) -> Case:
    return amending.case(office, tmp_path)


def reported(case: Case, *, on: date = date(2026, 11, 22), now=SOON) -> bool:
    return amend_record.report_fulfilled(
        exact=case.exact, fulfilled_on=on, paper=DONE, by=case.office.steward, now=now
    )


def test_what_was_fulfilled_is_kept_sealed_and_told_in_the_history(case):
    assert reported(case) is False

    card = case.card()
    line = files.history_of(case.person, card.id)[-1]
    assert card.fulfilled_on == date(2026, 11, 22)
    assert (line.kind, line.facts) == (
        Happening.FULFILLED,
        {"fulfilled_on": "2026-11-22", "status": "3"},
    )
    assert files.papers_of(case.person, card.id) == {line.sequence: DONE}


def test_it_is_reported_once_and_never_for_a_day_to_come(case):
    with pytest.raises(FulfilledLater):
        reported(case, on=date(2026, 11, 24))
    reported(case)
    with pytest.raises(AlreadyFulfilled):
        reported(case)


def test_a_record_that_lays_no_duty_on_anybody_has_none_to_fulfil(db):
    from tests.notice.making import told, town
    from tests.records.making import NOON

    bureau = town()
    licence = told(bureau, item="lic.special_operation")

    with pytest.raises(NothingToFulfil):
        records.report_fulfilled(
            person=licence.person,
            record=licence.record,
            fulfilled_on=date(2026, 11, 22),
            told={},
            paper={},
            by=SYSTEM,
            now=NOON,
        )


def test_performance_handed_in_with_the_row_counts_from_the_day_it_came(office, tmp_path):
    case = amending.case(office, tmp_path, fulfilment_status="已履行")

    assert case.card().fulfilled_on == date(2026, 11, 23)


def test_on_its_day_and_not_before_it_is_repaired_unasked(case):
    reported(case)
    day = start_of(case.card().repair_from_on)

    assert repair_by_itself(by=SYSTEM, now=day - timedelta(seconds=1)) == 0
    tasks.repair(now=day)

    card = case.card(day)
    assert (card.state, card.ended_why) == (State.ENDED, Why.REPAIRED)
    (notice,) = (one for one in notices.inbox_of(case.person) if one.kind is Kind.RECORD_ENDED)
    letter = notices.letter_of(notice, files.record_of(case.person, card.id, at=day))
    assert "自动修复" in wording.plain_text(letter, "zh-hans")
    assert "nobody had to ask" in wording.plain_text(letter, "en")
    assert repair_by_itself(by=SYSTEM, now=day) == 0


def test_a_report_after_the_shortest_time_repairs_at_once(case):
    day = start_of(case.card().repair_from_on) + 5 * DAY

    assert reported(case, now=day) is True

    assert case.card(day).ended_why is Why.REPAIRED


def test_all_that_are_due_are_repaired_and_nobody_else(office, tmp_path):
    rows = [
        offices.row(index, fulfilment_status="已履行" if index % 2 else "部分履行")
        for index in range(1, 9)
    ]
    amending.handed_in(office, tmp_path, rows, now=NOW)
    cases = [Case(office, tmp_path, row) for row in rows]
    silenced = cases[0]
    records.silence(person=silenced.person, record=silenced.card().id, by=SYSTEM, now=SOON)
    today = date(2026, 11, 24)
    days = sorted({max(case.card().repair_from_on, today) for case in cases})

    for at in (start_of(days[0]), start_of(days[len(days) // 2]), start_of(days[-1])):
        repair_by_itself(by=SYSTEM, now=at)
        repaired = {
            case.row["name"] + case.row["document_number"]
            for case in cases
            if case.card(at).ended_why is Why.REPAIRED
        }
        due = {
            case.row["name"] + case.row["document_number"]
            for case in cases
            if case.row["fulfilment_status"] == "已履行"
            and start_of(case.card(NOW).repair_from_on) <= at
            and case is not silenced
        }
        assert repaired == due

    last = start_of(days[-1])
    records.end_silence(person=silenced.person, record=silenced.card(last).id, by=SYSTEM, now=last)
    assert repair_by_itself(by=SYSTEM, now=last) == 1


def test_where_the_catalogue_asks_for_papers_nothing_is_repaired_unasked(case, monkeypatch):
    from dataclasses import replace

    from recourse.catalogue import queries as catalogue

    reported(case)
    day = start_of(case.card().repair_from_on)
    law = catalogue.current()
    item = law.items[case.card().item]
    asks = replace(item, repair=replace(item.repair, by_itself=False))
    monkeypatch.setattr(
        catalogue, "current", lambda: replace(law, items={**law.items, item.id: asks})
    )

    assert repair_by_itself(by=SYSTEM, now=day) == 0
