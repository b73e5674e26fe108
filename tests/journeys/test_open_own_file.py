"""A person opens their own file, and the log says so."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.journeys import open_own_file as journey
from recourse.ledger import actions as ledger_actions
from recourse.ledger import queries as ledger
from recourse.notice.errors import NoSuchNotice
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records.errors import NoSuchRecord
from recourse.records.terms import State, Why
from tests.notice.making import BUREAU, CONTENTS, told, town
from tests.records.making import NOON, TODAY, dates, person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SHUT = "SELECT set_config('recourse.person', '', true)"
PAGE_QUERIES = 10  # of twelve: two are left for the session and the account


@pytest.fixture
def bureau():
    return town()


def themselves(who):
    return Actor(kind=ActorKind.PERSON, id=who)


def home(who, now=NOON):
    return journey.open_own_file(person=who, by=themselves(who), now=now)


def page(case, now=NOON):
    return journey.open_own_record(
        person=case.person, record=case.record, by=themselves(case.person), now=now
    )


def opened(case, now=NOON):
    return journey.open_own_notice(
        person=case.person, notice=case.notice, by=themselves(case.person), now=now
    )


def looked_up(who, *, by_agency, now=NOON):
    officer = Actor(kind=ActorKind.SEAT, id=by_agency, agency=by_agency)
    ledger_actions.note(kind="lookup", tag=people.tag_of(who), by=officer, now=now, facts={})


def log_of(who):
    return [str(entry.kind) for entry in ledger.entries_of(people.tag_of(who))]


def test_a_new_record_stands_on_the_home_page_with_the_days_to_check_it(bureau):
    case = told(bureau)

    found = home(case.person)

    (line,) = found.records
    assert (line.card.id, line.sender, line.state.en) == (
        case.record,
        BUREAU,
        "New, not yet in use",
    )
    (attention,) = found.attention
    assert (attention.record, attention.notice) == (case.record, case.notice)
    assert (attention.check_until_on, attention.is_served) == (date(2026, 12, 7), False)
    assert "示例市应急管理局于2026年11月23日" in attention.says.zh
    assert "今天打开，就到2026年12月7日为止" in attention.do.zh
    assert (found.counts.held, found.counts.new, found.counts.unread) == (1, 1, 1)


def test_once_the_letter_is_open_the_days_run_from_then(bureau):
    case = told(bureau)
    opened(case)

    found = home(case.person, NOON + 3 * DAY)

    (attention,) = found.attention
    assert (attention.check_until_on, attention.is_served) == (date(2026, 12, 7), True)
    assert "by 7 December 2026" in attention.do.en
    assert found.counts.unread == 0


def test_when_the_days_have_run_the_record_is_in_use_and_needs_no_attention(bureau):
    case = told(bureau)
    opened(case)

    eve = home(case.person, start_of(date(2026, 12, 8)) - timedelta(seconds=1))
    day = home(case.person, start_of(date(2026, 12, 8)))

    assert (eve.counts.new, eve.counts.in_use, len(eve.attention)) == (1, 0, 1)
    assert (day.counts.new, day.counts.in_use, len(day.attention)) == (0, 1, 0)


def test_look_ups_of_twelve_months_are_counted_and_named(bureau):
    case = told(bureau)
    looked_up(case.person, by_agency=bureau, now=NOON - 366 * DAY)
    looked_up(case.person, by_agency=bureau, now=NOON - 2 * DAY)

    found = home(case.person)

    assert (found.counts.look_ups, found.counts.last_look_up_on) == (1, date(2026, 11, 21))
    assert any("Bureau: looked you up" in moment.says.en for moment in found.lately)


def test_what_is_removed_soon_and_what_can_be_repaired_is_counted(bureau):
    repairable = dates(conduct_ended_on=date(2026, 8, 1), decided_on=date(2026, 8, 5))
    case = told(bureau, on=repairable)
    now = start_of(date(2028, 1, 1))

    assert home(case.person).counts.repairable == 1
    counts = home(case.person, now).counts
    assert (counts.soon_removed, counts.next_removal_on) == (1, date(2028, 2, 1))
    assert counts.held == 1
    assert counts.repairable == 0


def test_lately_tells_the_newest_first_and_then_what_lies_ahead(bureau):
    case = told(bureau)
    records.end_early(
        person=case.person, record=case.record, why=Why.REVOKED, by=SYSTEM, now=NOON + DAY
    )

    moments = home(case.person, NOON + 2 * DAY).lately

    assert [(moment.on, moment.is_ahead) for moment in moments] == [
        (date(2026, 11, 24), False),
        (date(2026, 11, 23), False),
        (date(2027, 5, 25), True),
    ]
    assert moments[0].says.en == "The decision was revoked"


def test_a_person_without_records_sees_an_empty_file(bureau):
    li = person("李雷", sequence=2)

    found = home(li)

    assert (found.records, found.attention, found.lately) == ((), (), ())
    assert found.counts.held == found.counts.look_ups == 0


def test_the_page_of_a_record_says_what_it_says_why_and_until_when(bureau):
    case = told(bureau)

    shown = page(case)

    rows = {row.name.en: row.value.zh for row in shown.contents}
    assert CONTENTS["decision_no"] in rows.values()
    assert CONTENTS["document_number"] not in rows.values()
    assert "《安全生产法》" in shown.bases[0].zh
    assert shown.tier.en == "General"
    assert [remedy.code for remedy in shown.remedies] == [
        *("objection", "repair", "statement", "reconsideration", "court", "erasure"),
    ]
    assert {viewer.purpose.zh for viewer in shown.viewers} == {"审查安全生产主要负责人任职资格"}
    assert [moment.is_ahead for moment in shown.life] == [False, False, True, True, True]
    assert shown.life[-1].on == date(2028, 3, 1)
    assert not shown.may_ask_repair


def test_an_ended_record_is_for_nobody_else_and_an_erased_one_says_nothing(bureau):
    case = told(bureau)
    records.erase(person=case.person, record=case.record, by=SYSTEM, now=NOON)

    shown = page(case, NOON + DAY)

    assert (shown.card.state, shown.contents, shown.viewers) == (State.ERASED, (), ())
    assert all(not moment.is_ahead for moment in shown.life)


def test_the_inbox_lists_letters_and_serves_nothing(bureau):
    case = told(bureau)

    (line,) = journey.open_inbox(person=case.person, by=themselves(case.person), now=NOON)

    assert (line.card.id, line.card.is_unread) == (case.notice, True)
    assert line.card.served_on is None
    assert line.subject.en == "Work-safety penalty on a responsible person"


def test_opening_a_letter_serves_it_and_names_the_first_day_of_use(bureau):
    case = told(bureau)

    shown = opened(case)

    assert shown.card.served_on == TODAY
    assert "before 8 December 2026" in shown.letter.lead.en


def test_every_opening_is_in_the_log(bureau):
    case = told(bureau)

    home(case.person)
    page(case)
    journey.open_inbox(person=case.person, by=themselves(case.person), now=NOON)
    opened(case)

    assert log_of(case.person) == [
        *("own-notice", "record-noticed", "own-inbox", "own-record", "own-file"),
    ]


def test_a_person_gets_their_file_even_when_the_log_is_behind(bureau, monkeypatch):
    case = told(bureau)
    monkeypatch.setattr(ledger, "MOST_WAITING", 0)
    ledger_actions.note(kind="config", tag=None, by=SYSTEM, now=NOON - DAY, facts={})

    assert home(case.person).counts.held == 1
    assert page(case).card.id == case.record


def test_a_refused_opening_leaves_no_line_in_the_log(bureau):
    case = told(bureau)
    li = person("李雷", sequence=2)

    with pytest.raises(NoSuchRecord):
        journey.open_own_record(person=li, record=case.record, by=themselves(li), now=NOON)
    with pytest.raises(NoSuchNotice):
        journey.open_own_notice(person=li, notice=case.notice, by=themselves(li), now=NOON)

    assert log_of(li) == []


@pytest.mark.parametrize("records_in_file", [1, 5])
def test_a_page_asks_the_database_ten_times_at_most_however_full_the_file(bureau, records_in_file):
    cases = [told(bureau) for _ in range(records_in_file)]
    case = cases[0]

    for open_page in (
        lambda: home(case.person),
        lambda: page(case),
        lambda: opened(case),
        lambda: opened(case, NOON + DAY),
        lambda: journey.open_inbox(person=case.person, by=themselves(case.person), now=NOON),
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            open_page()
        assert len(statements(asked)) <= PAGE_QUERIES, statements(asked)


def statements(asked):
    """Return what was asked, without the marks of transactions.

    The gate is shut by a statement only inside the transaction of a test; a page's ends with it.
    """
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", SHUT)
    return [query["sql"] for query in asked if not query["sql"].startswith(marks)]


def test_days_that_hang_on_a_year_without_a_notice_say_so_on_the_pages(bureau):
    case = told(bureau)
    unopened = home(case.person, start_of(date(2026, 12, 24)))
    opened(case, start_of(date(2026, 12, 24)))
    served = home(case.person, start_of(date(2026, 12, 25)))
    life = page(case, start_of(date(2026, 12, 25))).life

    aside_zh = "（暂定，2027年放假安排尚未公布）"
    aside_en = " (provisional: the days off of 2027 are not announced yet)"
    assert f"今天打开，就到2027年1月8日{aside_zh}为止" in unopened.attention[0].do.zh
    assert f"by 8 January 2027{aside_en}" in served.attention[0].do.en
    (use,) = (moment for moment in life if moment.on == date(2027, 1, 9))
    assert use.says.zh == f"列明的单位可以查询{aside_zh}"
    assert use.says.en == f"The named bodies may look it up{aside_en}"
    assert sum("暂定" in moment.says.zh for moment in life) == 1
