"""A department's own answers and work, and the lists of a desk as files, over HTTP."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ledger import queries as log
from recourse.ledger.terms import Kind as Entry
from recourse.notice import actions as notices
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.redress import actions, queries, rules
from recourse.redress.phrases import PHRASES
from recourse.redress.terms import Decision, Filing, Ground, Kind, Outcome, State
from tests.faces import town as towns
from tests.faces.test_desk import FAULTY, GOOD, handed_in
from tests.faces.test_plain_words import FORBIDDEN, too_long
from tests.records.making import NOON
from tests.redress.making import decide

LATER = datetime(2026, 12, 15, 4, tzinfo=UTC)
FOUND = "决定书写的是另一个日期。"


@pytest.fixture
def city(db):
    with time_machine.travel(NOON, tick=False):
        town = towns.settle()
        notices.open_notice(person=town.xiao.person, notice=town.xiao.notice, by=SYSTEM, now=NOON)
        bureau = records.outside_of(town.xiao.person, town.xiao.record, at=NOON).authority_id
        for login, role, number in (
            ("bureau-steward", Role.DATA_STEWARD, "31"),
            ("bureau-officer", Role.CASE_OFFICER, "32"),
            ("bureau-looker", Role.AGENCY_OFFICER, "33"),
        ):
            towns.official(login, role, number, bureau, NOON)
    with time_machine.travel(LATER, tick=False):
        yield town


def objection(city, *, now=LATER):
    asked = Filing(
        kind=Kind.OBJECTION, words="日期不对。", ground=Ground.WRONG, record=city.xiao.record
    )
    by = Actor(kind=ActorKind.PERSON, id=city.xiao.person)
    return actions.file(person=city.xiao.person, asked=asked, by=by, now=now)


def to_correct(city):
    """Have an officer decide that the record must be corrected; return the case that follows."""
    case, officer = objection(city), seat_of("bureau-officer")
    decide(case, Decision(outcome=Outcome.TO_CORRECT, words=FOUND), officer, now=LATER)
    cases = queries.cases_of(city.xiao.person, at=LATER)
    return next(one for one in cases if one.kind is Kind.CORRECTION)


def seat_of(login):
    account = get_user_model().objects.get(login=login).id
    return agencies.seat_of_account(account, civil_date(LATER))


def text_of(answer):
    return answer.content.decode()


def rows_of(answer):
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_steward_sees_what_waits_and_corrects_what_was_decided(city, language):
    case, steward = to_correct(city), towns.logged_in("bureau-steward")
    before = len(log.entries_of(people.tag_of(city.xiao.person)))

    listed = text_of(steward.get(f"/{language}/desk/answers/"))
    page = text_of(steward.get(f"/{language}/desk/answers/{case.id}/"))

    assert case.number in listed
    assert "陈晓" not in listed
    assert FOUND in page
    assert "日期不对。" not in page
    assert f'action="/{language}/desk/changes/find/correct/"' in page
    newest = log.entries_of(people.tag_of(city.xiao.person))
    assert len(newest) == before + 1
    assert newest[0].kind is Entry.SENDER_LOOKED


def test_nobody_else_opens_it_and_an_objection_is_the_officers(city):
    case, open_one = to_correct(city), objection(city)
    before = len(log.entries_of(people.tag_of(city.xiao.person)))

    assert towns.logged_in("steward").get(f"/en/desk/answers/{case.id}/").status_code >= 400
    assert towns.logged_in("bureau-officer").get(f"/en/desk/answers/{case.id}/").status_code == 403
    steward = towns.logged_in("bureau-steward")
    assert steward.get(f"/en/desk/answers/{open_one.id}/").status_code >= 400
    with time_machine.travel(case.due.at, tick=False):
        assert (
            towns.logged_in("bureau-steward").get(f"/en/desk/answers/{case.id}/").status_code >= 400
        )

    assert len(log.entries_of(people.tag_of(city.xiao.person))) == before


def test_the_change_begins_with_the_case_and_no_page_shows_whose_number_it_is(city):
    case, steward = to_correct(city), towns.logged_in("bureau-steward")
    page = text_of(steward.get(f"/en/desk/answers/{case.id}/"))

    assert f'name="case" value="{case.id}"' in page
    assert people.identity_of(city.xiao.person).number not in page
    assert steward.post("/en/desk/changes/find/correct/", {"case": "x"}).status_code == 404
    others = towns.logged_in("steward")
    answer = others.post("/en/desk/changes/find/correct/", {"case": str(case.id)})
    assert answer.status_code >= 400


def test_own_work_is_told_in_figures_about_the_department_alone(city):
    handed_in(towns.logged_in("steward"), GOOD + FAULTY)
    steward = towns.logged_in("steward")

    with CaptureQueriesContext(connection) as asked:
        page = text_of(steward.get("/en/desk/performance/?months=3"))
    table = rows_of(steward.get("/en/desk/performance.csv?months=3"))

    assert len(asked) <= 12
    assert len(page) < 60_000
    assert "60 % (3 / 5)" in page
    assert "V-111" in page
    assert [line[-1] for line in table if line[0] == "Rows handed in"] == ["5"]
    assert not {len(line) for line in table} - {5}
    for nonsense in ("x", "²", "99"):
        assert steward.get(f"/en/desk/performance/?months={nonsense}").status_code == 404
    assert towns.logged_in("signer").get("/en/desk/performance/").status_code == 403


def test_every_list_of_a_desk_is_there_as_a_file_and_names_nobody(city):
    case = objection(city)
    steward = towns.logged_in("steward")
    batch = handed_in(steward, GOOD + FAULTY).url

    uploads = rows_of(steward.get("/en/desk/uploads.csv"))
    findings = rows_of(steward.get(f"{batch}findings.csv"))
    cases = rows_of(towns.logged_in("bureau-officer").get("/en/desk/cases.csv"))

    assert [line[4] for line in uploads] == ["Rows", "5"]
    assert len(findings) == 1 + 3
    assert cases[1][0] == case.number
    assert rows_of(steward.get("/en/desk/changes.csv"))[0][0] == "Change"
    waiting = rows_of(towns.logged_in("bureau-steward").get("/en/desk/answers.csv"))
    assert waiting[1][0] == case.number
    looker = towns.logged_in("bureau-looker")
    assert len(rows_of(looker.get("/en/desk/look-ups.csv"))) == 1
    assert "陈晓" not in str([uploads, findings, cases])
    assert steward.get(f"{batch}findings.csv?after=x").status_code == 404


def test_what_is_due_today_is_a_pile_of_its_own(city):
    case, officer = objection(city), towns.logged_in("bureau-officer")

    before = text_of(officer.get("/en/desk/cases/?show=urgent"))
    with time_machine.travel(case.due.at - timedelta(hours=2), tick=False):
        on_the_day = text_of(towns.logged_in("bureau-officer").get("/en/desk/cases/?show=urgent"))

    assert case.number not in before
    assert case.number in on_the_day
    assert "Today, until 24:00" in on_the_day


def test_an_answer_may_begin_with_a_text_and_loses_nothing_that_was_written(city):
    case, officer = objection(city), towns.logged_in("bureau-officer")
    sent = {"step": "phrase", "phrase": "mistake", "words": "另外……", "outcome": ""}

    answer = officer.post(f"/zh-hans/desk/cases/{case.id}/decide/", sent)

    page = text_of(answer)
    assert answer.status_code == 200
    assert "记录与决定书不一致" in page
    assert "另外……" in page
    assert state_of(case) is State.OPEN


def state_of(case):
    return queries.case_of(case.person_id, case.id, at=LATER).state


def test_every_text_to_begin_with_is_short_judges_nobody_and_cites_no_article():
    texts = [
        text
        for kind, phrases in PHRASES.items()
        for one in phrases
        for text in (one.says.zh, one.says.en, one.name.zh, one.name.en)
        if one.outcome in rules.OUTCOMES[kind]
    ]

    assert len(texts) == 4 * sum(map(len, PHRASES.values()))
    assert [text for text in texts if too_long(text) or FORBIDDEN.search(text)] == []
    assert not any(map(rules.names_an_article, texts))


def test_questions_why_somebody_looked_stand_above_the_seats_own_look_ups(city):
    looker = towns.logged_in("bureau-looker")
    bureau = records.outside_of(city.xiao.person, city.xiao.record, at=LATER).authority_id
    asked = Filing(kind=Kind.WHY, words="为什么？", entry=city.xiao.record, agency=bureau)
    by = Actor(kind=ActorKind.PERSON, id=city.xiao.person)
    case = actions.file(person=city.xiao.person, asked=asked, by=by, now=LATER)

    page = text_of(looker.get("/en/desk/look-ups/"))

    assert case.number in page
    assert "In 9 days" in page or "In 7 days" in page or "In 8 days" in page
