"""The person's own side of a record, on their pages, on desks, in letters and in answers."""

import re
from datetime import timedelta

import pytest

from recourse.agencies import queries as agencies
from recourse.faces.doors import oneself
from recourse.ground.actor import SYSTEM
from recourse.journeys import ask
from recourse.notice import queries as notices
from recourse.notice.terms import Kind as Notice
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.redress import queries as cases
from tests.faces.town import logged_in
from tests.records.making import NOON

pytestmark = pytest.mark.django_db
SAID = "当时我已经离职。\n请看<b>离职</b>证明。"
LATER = NOON + timedelta(hours=1)


def at(town, more: str = "", language: str = "en") -> str:
    return f"/{language}/my-file/records/{town.xiao.record}/{more}"


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def said(town):
    statement = files.record_of(town.xiao.person, town.xiao.record, at=LATER).statement
    return None if statement is None else statement.words


def test_a_person_writes_changes_and_takes_back_their_side_of_a_record(town, as_person):
    record = as_person.get(at(town))
    form = as_person.get(at(town, "statement/"))
    saved = as_person.post(at(town, "statement/"), {"words": SAID})
    shown = as_person.get(saved.url)
    again = as_person.get(at(town, "statement/"))
    taken = as_person.post(at(town, "statement/take-back/"))

    assert f'href="{at(town, "statement/")}"' in record.content.decode()
    assert "not told of it until they look again" in words(form)
    assert "Take your statement back" not in words(form)
    assert (saved.status_code, saved.url) == (302, at(town))
    assert "当时我已经离职。<br>请看&lt;b&gt;离职&lt;/b&gt;证明。" in shown.content.decode()
    assert "You wrote or changed your statement" in words(shown)
    assert "请看&lt;b&gt;离职&lt;/b&gt;证明。</textarea>" in again.content.decode()
    assert "Take your statement back" in words(again)
    assert "当时我已经离职" not in words(as_person.get(taken.url))
    assert said(town) is None


@pytest.mark.parametrize(
    ("language", "problem", "sent"),
    [
        ("en", "The statement is 2 characters too long; it may have 500.", "字" * 502),
        ("zh-hans", "说明超出2个字符，最多500个字符。", "字" * 502),
        ("en", "Character 2 is a control character", "好\x07。"),
        ("zh-hans", "第2个字符是控制字符", "好\x07。"),
        ("en", "Character 2 is a control character", "好\0。"),
        ("en", "The statement says nothing.", " \r\n "),
        ("zh-hans", "说明是空的", ""),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_is_lost(
    town, as_person, language, problem, sent
):
    as_person.post(at(town, "statement/"), {"words": SAID})

    page = as_person.post(at(town, "statement/", language), {"words": sent})

    html = page.content.decode()
    assert page.status_code == 400
    assert html.count(problem) == 2, "in the summary and beside the field"
    assert sent.strip() in html
    assert said(town) == SAID


def test_marks_that_turn_the_order_of_words_are_not_shown_and_no_code_is(town, as_person):
    as_person.post(
        at(town, "statement/"), {"words": "\u202e没有\u2066罚款\u2069<script>1</script>"}
    )

    html = as_person.get(at(town)).content.decode()

    assert "没有罚款&lt;script&gt;1&lt;/script&gt;" in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_nobody_reads_or_writes_the_side_of_another_person(town, as_person):
    as_person.post(at(town, "statement/"), {"words": SAID})
    neighbour = logged_in("neighbour")

    answers = [
        neighbour.get(at(town, "statement/")),
        neighbour.post(at(town, "statement/"), {"words": "别人"}),
        neighbour.post(at(town, "statement/take-back/")),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert all("离职" not in one.content.decode() for one in answers)
    assert said(town) == SAID


def test_what_is_erased_has_no_page_for_a_statement(town, as_person):
    as_person.post(at(town, "statement/"), {"words": SAID})
    records.erase(person=town.xiao.person, record=town.xiao.record, by=SYSTEM, now=LATER)

    page = as_person.get(at(town, "statement/"))
    refused = as_person.post(at(town, "statement/"), {"words": "还想说"})

    assert (page.status_code, page.url) == (302, at(town))
    assert refused.status_code == 409 or refused.url == at(town)
    assert "离职" not in as_person.get(at(town)).content.decode()


def test_whoever_answers_a_case_sees_it_next_to_the_record(town, as_person):
    as_person.post(at(town, "statement/"), {"words": SAID})
    me = town.xiao.person
    ask.say_not_me(
        person=me, record=town.xiao.record, language="zh-hans", by=oneself(me), now=LATER
    )
    case = cases.cases_of(me, at=LATER)[0]
    officer = agencies.agency(case.authority_id)

    from recourse.agencies.terms import Role
    from tests.faces.town import official

    official("its-officer", Role.CASE_OFFICER, "77", officer.id, NOON)
    desk = logged_in("its-officer")

    for step in ("", "decide/"):
        page = desk.get(f"/en/desk/cases/{case.id}/{step}")
        assert "What the person says beside it" in words(page)
        assert "当时我已经离职" in words(page)


def test_a_letter_that_shows_the_record_shows_the_statement(town, as_person):
    as_person.post(at(town, "statement/"), {"words": SAID})
    (letter,) = [
        one for one in notices.inbox_of(town.xiao.person) if one.kind is Notice.RECORD_ENTERED
    ]

    page = words(as_person.get(f"/zh-hans/my-file/inbox/{letter.id}/"))
    pdf = as_person.get(f"/zh-hans/my-file/inbox/{letter.id}/letter.pdf")

    assert "您的说明" in page
    assert "当时我已经离职" in page
    assert pdf.content.startswith(b"%PDF")


def test_the_letter_of_a_case_leads_to_the_case(town, as_person):
    me = town.xiao.person
    made = ask.say_not_me(
        person=me, record=town.xiao.record, language="zh-hans", by=oneself(me), now=LATER
    )
    letter = next(one for one in notices.inbox_of(me) if one.kind is Notice.CASE)

    page = as_person.get(f"/en/my-file/inbox/{letter.id}/")

    assert f'href="/en/my-file/cases/{made.id}/"' in page.content.decode()
    assert "Open the case" in words(page)
