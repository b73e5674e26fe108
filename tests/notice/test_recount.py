"""Days off that are announced after service: the notice days end later, never earlier."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ledger import queries as ledger
from recourse.notice import actions
from recourse.notice.tasks import recount
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import Why
from tests.notice import making
from tests.notice.making import told
from tests.records.making import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bureau():
    return making.town()


def opened(case, *, now) -> None:
    actions.open_notice(person=case.person, notice=case.notice, by=SYSTEM, now=now)


def record_at(case, at):
    return files.outside_of(case.person, case.record, at=at)


def test_days_off_that_are_announced_after_service_let_use_begin_later(bureau, settings, tmp_path):
    case = told(bureau)
    opened(case, now=NOON)
    assert record_at(case, NOON).usable_from_on == date(2026, 12, 8)
    assert count_anew(NOON) == 1
    assert record_at(case, NOON).usable_from_on == date(2026, 12, 8), "nothing was announced"

    announce(settings, tmp_path, off=("2026-12-03", "2026-12-04"))
    assert count_anew(NOON + DAY) == 2, "what moved later is looked at once more"

    use = start_of(date(2026, 12, 10))
    assert record_at(case, NOON).usable_from_on == date(2026, 12, 10)
    assert not record_at(case, use - timedelta(seconds=1)).standing
    assert record_at(case, use).standing
    kinds = [str(event.kind) for event in files.history_of(case.person, case.record)]
    assert kinds == ["entered", "noticed", "retimed"]
    log = [str(entry.kind) for entry in ledger.entries_of(people.tag_of(case.person))]
    assert log.count("record-retimed") == 1


def test_days_that_become_working_days_let_use_begin_no_earlier(bureau, settings, tmp_path):
    usual = settings.CALENDAR_DIR
    announce(settings, tmp_path, off=("2026-12-03", "2026-12-04"))
    case = told(bureau)
    opened(case, now=NOON)
    settings.CALENDAR_DIR = usual

    count_anew(NOON + DAY)

    assert record_at(case, NOON).usable_from_on == date(2026, 12, 10)


def test_what_is_in_use_or_over_is_not_counted_anew(bureau, settings, tmp_path):
    used, ended = told(bureau), told(bureau, sequence=2, name="李雷")
    opened(used, now=NOON)
    opened(ended, now=NOON)
    records.end_early(
        person=ended.person, record=ended.record, why=Why.REVOKED, by=SYSTEM, now=NOON
    )
    announce(settings, tmp_path, off=("2026-12-03", "2026-12-04"))

    assert count_anew(start_of(date(2026, 12, 8))) == 0

    assert record_at(used, NOON).usable_from_on == date(2026, 12, 8)
    assert record_at(ended, NOON).usable_from_on == date(2026, 12, 8)


def count_anew(now) -> int:
    """Count everybody's notice days anew, as the worker does; return how many were looked at."""
    count, following = 0, actions.recount(by=SYSTEM, now=now)
    while following is not None:
        count, following = count + 1, actions.recount(by=SYSTEM, now=now, after=following)
    return count


def announce(settings, folder, *, off) -> None:
    """Let the rest of 2026 have these days off, as a notice of the State Council would."""
    folder.mkdir(exist_ok=True)
    for path in Path(settings.CALENDAR_DIR).glob("202[567].yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    year = folder / "2026.yaml"
    if off:
        more = (
            f"  - name: {{zh: 放假, en: Day off}}\n    dates: [{', '.join(off)}]\nworking_weekends:"
        )
        year.write_text(year.read_text("utf-8").replace("working_weekends:", more), "utf-8")
    settings.CALENDAR_DIR = folder


def test_the_worker_counts_everybody_each_night_in_jobs_that_go_on_where_the_last_one_ended(
    bureau, settings, tmp_path, monkeypatch
):
    cases = [told(bureau, sequence=number, name=f"陈{number}") for number in range(1, 5)]
    for case in cases:
        opened(case, now=NOON)
    announce(settings, tmp_path, off=("2026-12-03",))
    asked = []
    monkeypatch.setattr("recourse.notice.tasks.A_JOB", 3)
    monkeypatch.setattr("recourse.store.queue.defer", lambda task, **told: asked.append(told))

    recount(now=NOON + DAY)
    while asked:
        recount(now=NOON + DAY, **asked.pop())

    days = {record_at(case, NOON).usable_from_on for case in cases}
    assert days == {date(2026, 12, 9)}
