"""“Why did you look?” and reviews on the desk, over HTTP: who answers, who must not, by when."""

from datetime import timedelta

import pytest
import time_machine

from recourse.agencies.terms import Role
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.redress import actions, queries
from recourse.redress.terms import Filing, Ground, Kind, NewFile, Outcome, State
from recourse.store.gate import one_person
from tests.faces import town as towns
from tests.faces.test_desk_cases import LATER, REFUSAL, place, state_of, text_of
from tests.records.making import NOON
from tests.redress.making import PDF

FIRST, SECOND, LOOKER, ELSEWHERE = "decides", "reviews", "looks", "looks-elsewhere"
BECAUSE = "申请人办理许可时，依法核对了这一条记录。"
ANSWER = {"outcome": "granted", "words": BECAUSE}


@pytest.fixture
def city(db):
    """Found a town with two case officers and an agency officer, and one who is elsewhere."""
    with time_machine.travel(NOON, tick=False):
        town = towns.settle()
        notices.open_notice(person=town.xiao.person, notice=town.xiao.notice, by=SYSTEM, now=NOON)
        bureau = records.outside_of(town.xiao.person, town.xiao.record, at=NOON).authority_id
        posts = (
            (FIRST, Role.CASE_OFFICER, bureau),
            (SECOND, Role.CASE_OFFICER, bureau),
            (LOOKER, Role.AGENCY_OFFICER, bureau),
            (ELSEWHERE, Role.AGENCY_OFFICER, town.office.steward.agency.id),
        )
        for number, (login, role, agency) in enumerate(posts, start=31):
            towns.official(login, role, str(number), agency, NOON)
    with time_machine.travel(LATER, tick=False):
        yield town


@pytest.fixture
def bureau(city):
    return records.outside_of(city.xiao.person, city.xiao.record, at=NOON).authority_id


def oneself(city):
    return Actor(kind=ActorKind.PERSON, id=city.xiao.person)


def why(city, bureau):
    """Let the bureau look Xiao up, and let Xiao ask why."""
    with one_person(city.xiao.person):
        receipt = ledger.note(
            kind="lookup",
            tag=people.tag_of(city.xiao.person),
            by=Actor(kind=ActorKind.SEAT, id=city.xiao.record, agency=bureau),
            now=NOON,
            facts={
                "purpose": towns.PURPOSE,
                "catalogue": catalogue.current().version,
                "matter": "AQ-2026-0711",
            },
        )
    asked = Filing(kind=Kind.WHY, words="为什么查我？", entry=receipt.entry_id, agency=bureau)
    return actions.file(person=city.xiao.person, asked=asked, by=oneself(city), now=LATER)


def refused(city, *, evidence=()):
    """Let Xiao object, and let the first officer refuse it on the desk."""
    asked = Filing(
        kind=Kind.OBJECTION, words="不对。", ground=Ground.WRONG, record=city.xiao.record
    )
    case = actions.file(
        person=city.xiao.person, asked=asked, evidence=evidence, by=oneself(city), now=LATER
    )
    first = towns.logged_in(FIRST)
    answer = first.post(place(case, "decide/"), REFUSAL | {"step": "sign"})
    assert answer.status_code == 302, text_of(answer)
    return case


def review_of(city, case, *, evidence=()):
    """Let Xiao ask for the review of a refused objection."""
    asked = Filing(kind=Kind.REVIEW, words="请再看一次。", record=case.record_id, reviewed=case.id)
    return actions.file(
        person=city.xiao.person, asked=asked, evidence=evidence, by=oneself(city), now=LATER
    )


def card(case, at=LATER):
    return queries.case_of(case.person_id, case.id, at=at)


def test_whoever_looked_finds_the_question_and_answers_it_and_the_person_reads_why(city, bureau):
    case, looker = why(city, bureau), towns.logged_in(LOOKER)

    listed = text_of(looker.get("/en/desk/cases/"))
    page = text_of(looker.get(place(case)))
    looker.post(place(case, "take/"))
    form = text_of(looker.get(place(case, "decide/")))
    preview = text_of(looker.post(place(case, "decide/"), ANSWER | {"step": "preview"}))
    signed = looker.post(place(case, "decide/"), ANSWER | {"step": "sign"})

    assert case.number in listed
    assert "AQ-2026-0711" in page
    assert "为什么查我？" in page
    assert "陈晓" not in page
    assert "Only for a refusal" not in form, "why somebody looked is not refused"
    assert "Here is the answer" in preview
    assert BECAUSE in preview
    assert signed.url == place(case)
    assert (card(case).state, card(case).outcome) == (State.DECIDED, Outcome.GRANTED)
    me = towns.logged_in("person")
    assert BECAUSE in text_of(me.get(f"/zh-hans/my-file/cases/{case.id}/"))
    assert "综合科" in text_of(me.get(f"/zh-hans/my-file/cases/{case.id}/"))
    newest = inbox.inbox_of(case.person_id)
    assert "decided" in {one.facts.get("what") for one in newest}


def test_why_cannot_be_refused_whatever_is_sent(city, bureau):
    case, looker = why(city, bureau), towns.logged_in(LOOKER)

    for outcome in ("refused", "to_correct"):
        answer = looker.post(place(case, "decide/"), REFUSAL | {"outcome": outcome, "step": "sign"})
        assert answer.status_code == 400

    assert state_of(case) is State.OPEN


def test_an_officer_of_another_agency_does_not_answer_why(city, bureau):
    case, stranger = why(city, bureau), towns.logged_in(ELSEWHERE)

    assert case.number not in text_of(stranger.get("/en/desk/cases/"))
    assert stranger.get(place(case)).status_code == 403
    for deed in ("take/", "decide/"):
        sent = stranger.post(place(case, deed), ANSWER | {"step": "sign"})
        assert sent.status_code == 403
    assert state_of(case) is State.OPEN


def test_why_is_answered_to_the_last_but_one_minute_and_then_silence_is_on_record(city, bureau):
    case = why(city, bureau)
    minute = timedelta(minutes=1)
    with time_machine.travel(case.due.at - minute, tick=False):
        late = towns.logged_in(LOOKER).post(place(case, "decide/"), ANSWER | {"step": "sign"})
    assert late.status_code == 409
    assert state_of(case, case.due.at - minute) is State.OPEN

    with time_machine.travel(case.due.at, tick=False):
        desk = text_of(towns.logged_in(LOOKER).get(place(case)))
        page = text_of(towns.logged_in("person").get(f"/en/my-file/cases/{case.id}/"))

    assert state_of(case, case.due.at) is State.SILENT
    assert "Silence has decided" in desk
    assert "No answer came in time" in page
    assert "That is on record." in page


def test_a_review_is_answered_by_another_officer_who_sees_the_first_decision(city):
    first = refused(city)
    case, reviewer = review_of(city, first), towns.logged_in(SECOND)

    page = text_of(reviewer.get(place(case)))
    signed = reviewer.post(place(case, "decide/"), ANSWER | {"step": "sign"})

    assert "The decision under review" in page
    assert first.number in page
    assert "检查记录写明&lt;b&gt;您" in page
    assert "Another officer must answer this" not in page
    assert signed.url == place(case)
    assert (card(case).state, card(case).outcome) == (State.DECIDED, Outcome.GRANTED)
    after = records.outside_of(case.person_id, first.record_id, at=LATER)
    assert after.state is RecordState.ENDED


def test_whoever_decided_does_not_review_it_neither_by_page_nor_by_address(city):
    first = refused(city)
    case, same = review_of(city, first), towns.logged_in(FIRST)

    page = text_of(same.get(place(case)))
    preview = same.post(place(case, "decide/"), ANSWER | {"step": "preview"})
    signed = same.post(place(case, "decide/"), ANSWER | {"step": "sign"})

    assert "Another officer must answer this" in page
    assert "Your seat made the decision under review" in page
    assert (preview.status_code, signed.status_code) == (403, 403)
    assert "another officer in another seat" in text_of(preview)
    assert "another officer in another seat" in text_of(signed)
    assert state_of(case) is State.OPEN
    after = records.outside_of(case.person_id, first.record_id, at=LATER)
    assert after.state is RecordState.SILENCED, "a review of an objection keeps it silent"


def test_a_reviewer_opens_every_new_file_before_signing(city):
    first = refused(city)
    case = review_of(city, first, evidence=(NewFile("证明.pdf", PDF),))
    reviewer = towns.logged_in(SECOND)
    (file,) = queries.files_of(case.person_id, case.id)
    sent = ANSWER | {"weight_0": "proves", "file_because_0": "盖章的证明。", "step": "sign"}

    unread = reviewer.post(place(case, "decide/"), sent)
    reviewer.get(place(case, f"files/{file.id}/"))
    read = reviewer.post(place(case, "decide/"), sent)

    assert unread.status_code == 409
    assert read.status_code == 302
    assert card(case).state is State.DECIDED


def test_an_agency_officer_reviews_nothing(city):
    case, looker = review_of(city, refused(city)), towns.logged_in(LOOKER)

    assert case.number not in text_of(looker.get("/en/desk/cases/"))
    assert looker.get(place(case)).status_code == 403
    assert looker.post(place(case, "decide/"), ANSWER | {"step": "sign"}).status_code == 403
    assert state_of(case) is State.OPEN
