"""The desk of those who answer cases, over HTTP."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.journeys import answer_case
from recourse.journeys.who_looked import who_looked
from recourse.ledger import queries as log
from recourse.ledger.terms import Kind as Entry
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.redress import actions, queries
from recourse.redress.terms import Filing, Ground, Kind, NewFile, State
from tests.faces import town as towns
from tests.records.making import NOON
from tests.redress.making import PDF, PNG

LATER = datetime(2026, 12, 15, 4, tzinfo=UTC)
"""When the notice days of the town's records have run."""

MOST_QUERIES = 12
"""That a page asks of the database, besides who is signed in."""

OFFICER = "answers-cases"
MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('recourse.person', ''")
"""Of transactions; the gate is shut by a statement only inside the transaction of a test."""

WORDS = "我不是负责人。<script>alert(1)</script>"
REFUSAL = {
    "outcome": "refused",
    "words": "检查记录写明<b>您</b>是主管人员。",
    "reason": "officer",
    "because": "有您的签字。",
}


@pytest.fixture
def city(db):
    with time_machine.travel(NOON, tick=False):
        town = towns.settle()
        for one in (town.xiao, town.neighbour):
            notices.open_notice(person=one.person, notice=one.notice, by=SYSTEM, now=NOON)
        bureau = records.outside_of(town.xiao.person, town.xiao.record, at=NOON).authority_id
        for login, role in ((OFFICER, Role.CASE_OFFICER), ("looker", Role.AGENCY_OFFICER)):
            towns.official(login, role, f"2{len(login)}", bureau, NOON)
    with time_machine.travel(LATER, tick=False):
        yield town


@pytest.fixture
def officer(city):
    return towns.logged_in(OFFICER)


def filed(city, *, ground=Ground.WRONG, evidence=(), now=LATER):
    about = city.xiao
    asked = Filing(kind=Kind.OBJECTION, words=WORDS, ground=ground, record=about.record)
    by = Actor(kind=ActorKind.PERSON, id=about.person)
    return actions.file(person=about.person, asked=asked, evidence=evidence, by=by, now=now)


def place(case, part="", language="en"):
    return f"/{language}/desk/cases/{case.id}/{part}"


def text_of(answer):
    return answer.content.decode()


def told(notice):
    return notice.facts.get("what")


def state_of(case, at=LATER):
    return queries.case_of(case.person_id, case.id, at=at).state


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_queue_shows_the_last_day_in_words_and_names_nobody(city, officer, language):
    case = filed(city)

    page = text_of(officer.get(f"/{language}/desk/cases/"))

    assert case.number in page
    assert {"zh-hans": "2026年12月18日", "en": "18 December 2026"}[language] in page
    assert {"zh-hans": "还有3天", "en": "In 3 days"}[language] in page
    assert {"zh-hans": "尚无人办理", "en": "Nobody yet"}[language] in page
    assert "陈晓" not in page


def test_a_case_is_taken_on_and_found_in_its_pile(city, officer):
    case = filed(city)
    assert case.number in text_of(officer.get("/en/desk/cases/?show=nobodys"))
    assert "Nothing waits here" in text_of(officer.get("/en/desk/cases/?show=mine"))

    officer.post(place(case, "take/"))

    assert case.number in text_of(officer.get("/en/desk/cases/?show=mine"))
    assert "Nothing waits here" in text_of(officer.get("/en/desk/cases/?show=nobodys"))


def test_the_queue_goes_on_after_its_last_line(city, officer, monkeypatch):
    first = filed(city)
    second = filed(city, ground=Ground.OTHER)
    monkeypatch.setattr("recourse.faces.desk.cases.QUEUE_AT_ONCE", 2)
    page = text_of(officer.get("/en/desk/cases/"))

    (after,) = re.findall(r"after=([^\"&]+)", page)

    assert first.number in page
    assert second.number in page
    assert "Nothing waits here" in text_of(officer.get(f"/en/desk/cases/?after={after}"))
    for nonsense in ("x", "1-x", "²-1", f"{'9' * 40}-{first.id}"):
        assert officer.get("/en/desk/cases/", {"after": nonsense}).status_code == 404


def test_the_persons_words_stand_next_to_the_record_and_nothing_in_them_runs(city, officer):
    case = filed(city)

    page = text_of(officer.get(place(case)))

    assert "我不是负责人。&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "未履行安全生产管理职责" in page


def test_a_name_is_shown_only_where_that_is_the_question(city, officer):
    plain, identity = filed(city), filed(city, ground=Ground.NOT_ME)

    assert "陈晓" not in text_of(officer.get(place(plain)))
    page = text_of(officer.get(place(identity)))

    assert "陈晓" in page
    assert people.identity_of(city.xiao.person).number in page
    assert plain.number in page  # also open about the same record


def test_each_opening_is_in_the_persons_log_in_plain_words(city, officer):
    case = filed(city, ground=Ground.NOT_ME)
    before = len(log.entries_of(people.tag_of(city.xiao.person)))

    officer.get(place(case))

    newest = log.entries_of(people.tag_of(city.xiao.person))
    assert len(newest) == before + 1
    assert newest[0].kind is Entry.CASE_OPENED
    me = Actor(kind=ActorKind.PERSON, id=city.xiao.person)
    look = who_looked(person=city.xiao.person, by=me, now=LATER).looks[0]
    assert (look.officer, look.matter) == (f"2{len(OFFICER)}", case.number)
    assert "your name and number" in look.saw.en
    seen = text_of(towns.logged_in("person").get("/zh-hans/my-file/who-looked/"))
    assert "答复您提出的事项" in seen
    assert "综合科" in seen


def test_a_file_is_saved_and_never_shown_and_each_opening_is_written_down(city, officer):
    case = filed(city, evidence=(NewFile('a"\r\n证明.pdf', PDF),))
    (file,) = queries.files_of(case.person_id, case.id)
    before = len(log.entries_of(people.tag_of(case.person_id)))

    for _ in range(2):
        answer = officer.get(place(case, f"files/{file.id}/"))

    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(log.entries_of(people.tag_of(case.person_id))) == before + 2
    assert officer.get(place(case, f"files/{case.id}/")).status_code == 404


@pytest.mark.parametrize("login", ["steward", "signer", "auditor", "person"])
def test_other_roles_do_not_come_in(city, login):
    case, somebody = filed(city), towns.logged_in(login)

    for address in ("/en/desk/cases/", place(case), place(case, "decide/")):
        assert somebody.get(address).status_code == 403
    for deed in ("take/", "accept/", "extend/", "decide/"):
        assert somebody.post(place(case, deed)).status_code == 403


def test_an_agency_officer_answers_why_and_nothing_else(city):
    case, somebody = filed(city), towns.logged_in("looker")

    assert case.number not in text_of(somebody.get("/en/desk/cases/"))
    for part in ("", "decide/"):
        assert somebody.get(place(case, part)).status_code == 403
    assert somebody.post(place(case, "take/")).status_code == 403


def test_another_agencys_case_and_a_guessed_one_look_alike(city):
    case, stranger = filed(city), towns.logged_in("case-officer")

    theirs = stranger.get(place(case))
    guessed = stranger.get(f"/en/desk/cases/{case.person_id}/")

    assert (theirs.status_code, guessed.status_code) == (403, 403)
    assert re.sub(r"[0-9a-f-]{36}|csrf\S+ value=\S+", "", text_of(theirs)) == re.sub(
        r"[0-9a-f-]{36}|csrf\S+ value=\S+", "", text_of(guessed)
    )
    assert stranger.post(place(case, "decide/"), REFUSAL | {"step": "sign"}).status_code == 403


def test_a_deed_needs_the_token_of_its_form(city):
    case, client = filed(city), Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(login=OFFICER), backend=towns.BACKEND)

    for deed in ("take/", "accept/", "extend/", "decide/"):
        assert client.post(place(case, deed), REFUSAL | {"step": "sign"}).status_code == 403
    assert state_of(case) is State.OPEN


def test_the_exact_letter_is_shown_before_it_is_sent_and_nothing_is_kept(city, officer):
    case = filed(city)

    preview = text_of(officer.post(place(case, "decide/"), REFUSAL | {"step": "preview"}))

    assert "This letter will be sent" in preview
    assert "Your objection was refused" in preview
    assert "检查记录写明&lt;b&gt;您" in preview
    assert "Legal ground of the refusal" not in preview
    assert state_of(case) is State.OPEN
    assert len(inbox.inbox_of(case.person_id)) == 2  # the record and the receipt

    again = text_of(officer.post(place(case, "decide/"), REFUSAL | {"step": "edit"}))
    assert "有您的签字。" in again
    assert "Error:" not in again

    answer = officer.post(place(case, "decide/"), REFUSAL | {"step": "sign"})

    assert answer.url == place(case)
    assert "Signed and sent" in text_of(officer.get(place(case)))
    decided = next(one for one in inbox.inbox_of(case.person_id) if told(one) == "decided")
    sent = inbox.letter_of(decided, None)
    for section in sent.sections:
        for words in (section.heading, *section.paragraphs, *(row.name for row in section.rows)):
            assert words.en in preview.replace("&#x27;", "'").replace("&quot;", '"')


def test_a_decision_signed_twice_is_one_decision(city, officer):
    case = filed(city)
    officer.post(place(case, "decide/"), REFUSAL | {"step": "sign"})
    told = len(inbox.inbox_of(case.person_id))

    answer = officer.post(place(case, "decide/"), REFUSAL | {"step": "sign"})

    assert answer.status_code == 409
    assert "redress.case_over" in text_of(answer)
    assert len(inbox.inbox_of(case.person_id)) == told
    assert officer.get(place(case, "decide/")).url == place(case)


def test_an_unread_file_stops_the_letter_and_keeps_what_was_written(city, officer):
    case = filed(city, evidence=(NewFile("照片.png", PNG),))
    sent = REFUSAL | {"weight_0": "does_not_prove", "file_because_0": "没有日期。"}

    answer = officer.post(place(case, "decide/"), sent | {"step": "preview"})

    assert answer.status_code == 409
    assert "Files that are not opened yet: 1." in text_of(answer)
    assert "没有日期。" in text_of(answer)
    (file,) = queries.files_of(case.person_id, case.id)
    officer.get(place(case, f"files/{file.id}/"))
    answer = officer.post(place(case, "decide/"), sent | {"step": "preview"})
    assert "It does not prove what you say. 没有日期。" in text_of(answer)


def test_a_judgement_that_cites_an_article_is_not_sent(city, officer):
    case = filed(city)
    sent = REFUSAL | {"because": "根据第三十九条，不行。", "step": "preview"}

    answer = officer.post(place(case, "decide/", "zh-hans"), sent)

    assert answer.status_code == 422
    assert "办理人员的判断里不能引用法律条文" in text_of(answer)


def test_a_legal_ground_is_an_article_chosen_from_the_catalogue(city, officer):
    case = filed(city)
    form = text_of(officer.get(place(case, "decide/")))
    (law, *_), sent = (
        re.findall(r'value="(work_safety_law\|[^"]+)"', form),
        REFUSAL | {"reason": "law"},
    )

    good = officer.post(place(case, "decide/"), sent | {"article": law, "step": "preview"})
    bad = officer.post(place(case, "decide/"), sent | {"article": "moon|1", "step": "preview"})

    assert "Work Safety Law, art." in text_of(good)
    assert "有您的签字。" not in text_of(good).split("<form method")[-2]
    assert bad.status_code == 400


def test_an_incomplete_decision_says_what_is_missing(city, officer):
    case = filed(city)

    page = officer.post(place(case, "decide/"), {"outcome": "refused", "step": "sign"})

    assert page.status_code == 400
    assert "Write what you found" in text_of(page)
    assert "Choose why you refuse" in text_of(page)
    assert 'href="#id_reason"' in text_of(page)
    assert state_of(case) is State.OPEN


def test_when_the_day_is_over_the_page_says_that_silence_has_decided(city, officer):
    case = filed(city)

    with time_machine.travel(case.due.at, tick=False):
        late = towns.logged_in(OFFICER)
        page = text_of(late.get(place(case)))
        answer = late.post(place(case, "decide/"), REFUSAL | {"step": "sign"})

    assert "Silence has decided" in page
    assert 'decide/"' not in page
    assert answer.status_code == 409
    assert "redress.too_late" in text_of(answer)


def test_a_clock_runs_longer_for_the_one_reason_there_is(city, officer):
    case = filed(city)

    assert officer.post(place(case, "extend/"), {"reason": "busy"}).status_code == 422
    officer.post(place(case, "extend/"), {"reason": "other_body"})

    page = text_of(officer.get(place(case)))
    assert "24 December 2026" in page
    assert "It takes longer" not in page


def test_a_repair_is_accepted_with_a_clock_of_its_own(city, officer):
    about = city.xiao
    ready = records.record_of(about.person, about.record, at=LATER).repair_from_on
    now = datetime(ready.year, ready.month, ready.day, 4, tzinfo=UTC)
    asked = Filing(kind=Kind.REPAIR, words="已经改正。", record=about.record, promised=True)
    by = Actor(kind=ActorKind.PERSON, id=about.person)
    with time_machine.travel(now, tick=False):
        client = towns.logged_in(OFFICER)
        case = actions.file(person=about.person, asked=asked, by=by, now=now)
        assert "accept by" in text_of(client.get("/en/desk/cases/"))

        client.post(place(case, "accept/"))

        assert client.post(place(case, "accept/")).status_code == 409
        assert "Accept the application" not in text_of(client.get(place(case)))
        assert "accept by" not in text_of(client.get("/en/desk/cases/"))


def test_a_page_asks_the_database_twelve_times_at_most(city, officer):
    case = filed(city, evidence=(NewFile("a.pdf", PDF), NewFile("b.png", PNG)))
    officer.get(place(case))
    seat = agencies.seat_of_account(
        get_user_model().objects.get(login=OFFICER).id, civil_date(LATER)
    )

    with CaptureQueriesContext(connection) as asked:
        answer_case.open_case(case=case.id, by=seat, now=LATER)

    said = [one["sql"] for one in asked if not one["sql"].startswith(MARKS)]
    assert len(said) <= MOST_QUERIES, said


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_letter_is_there_as_pdf_in_the_language_of_the_page(city, officer, language):
    case = filed(city)
    officer.post(place(case, "decide/"), REFUSAL | {"step": "sign"})
    me, letter = towns.logged_in("person"), inbox.inbox_of(case.person_id)[0]

    page = text_of(me.get(f"/{language}/my-file/inbox/{letter.id}/"))
    answer = me.get(f"/{language}/my-file/inbox/{letter.id}/letter.pdf")

    assert f"/{language}/my-file/inbox/{letter.id}/letter.pdf" in page
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    neighbour = towns.logged_in("neighbour")
    assert neighbour.get(f"/en/my-file/inbox/{letter.id}/letter.pdf").status_code == 404


def test_a_refusal_signed_on_the_desk_lets_the_record_be_heard_again(city, officer):
    case = filed(city)
    assert (
        records.outside_of(case.person_id, case.record_id, at=LATER).state is RecordState.SILENCED
    )

    officer.post(place(case, "decide/"), REFUSAL | {"step": "sign"})

    after = LATER + timedelta(minutes=1)
    assert records.outside_of(case.person_id, case.record_id, at=after).standing
