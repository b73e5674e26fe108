"""What a person asks for on their own pages: begun, saved, checked, sent, followed, taken back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.terms import Role
from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Polarity
from recourse.faces.doors import oneself
from recourse.faces.portal import forms
from recourse.ground.actor import SYSTEM
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.journeys import ask
from recourse.ledger import actions as ledger
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.redress import actions, drafts, errors, queries, rules
from recourse.redress.terms import Ground, Kind, State
from recourse.store.gate import one_person
from tests.faces.test_portal import MOST_BYTES, MOST_QUERIES, moved_bytes, statements
from tests.faces.town import BACKEND, logged_in
from tests.records.making import NOON, dates, entered
from tests.redress.making import PDF, PNG, refusal

CASES = "/en/my-file/cases/"


def at(town, what: str, step: str = "", language: str = "en") -> str:
    return f"/{language}/my-file/records/{town.xiao.record}/{what}/" + (f"{step}/" if step else "")


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def pdf(name="证明.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def object_to(town, browser, *, ground="wrong", told="我不是负责人。", files=()):
    browser.post(at(town, "objection", "ground"), {"ground": ground, "then": "on"})
    browser.post(at(town, "objection", "words"), {"words": told, "then": "on"})
    for file in files:
        browser.post(at(town, "objection", "files"), {"file": file})
    return browser.post(at(town, "objection", "check"))


def card_of(town) -> object:
    return queries.cases_of(town.xiao.person, at=NOON + timedelta(hours=1))[0]


def record_of(town):
    return records.record_of(town.xiao.person, town.xiao.record, at=NOON + timedelta(hours=1))


def test_an_objection_goes_page_by_page_and_silences_the_record_when_it_is_sent(town, as_person):
    first = as_person.get(at(town, "objection", "ground"))
    to_words = as_person.post(at(town, "objection", "ground"), {"ground": "wrong", "then": "on"})
    to_files = as_person.post(to_words.url, {"words": "我不是负责人。", "then": "on"})
    again = as_person.post(to_files.url, {"file": pdf()})
    shown = as_person.get(again.url)
    to_check = as_person.post(to_files.url, {"then": "on"})
    check = words(as_person.get(to_check.url))

    sent = as_person.post(to_check.url)

    assert "What is wrong with this record?" in words(first)
    assert "证明.pdf" in words(shown)
    assert "SHA-256" in words(shown)
    for text in ("Something in it is wrong", "我不是负责人。", "证明.pdf"):
        assert text in check
    assert record_of(town).state is RecordState.SILENCED
    page = words(as_person.get(sent.url))
    case = card_of(town)
    for text in ("We have received it", case.number, "26 November 2026", "not used", "SHA-256"):
        assert text in page
    assert drafts.files_of(town.xiao.person, Kind.OBJECTION, town.xiao.record, at=NOON) == []


def test_what_was_begun_is_kept_and_found_again(town, as_person):
    as_person.post(at(town, "objection", "ground"), {"ground": "expired", "then": "on"})
    as_person.post(at(town, "objection", "words"), {"words": "Later.", "then": "later"})
    as_person.post(at(town, "objection", "files"), {"file": pdf()})

    listed = words(as_person.get(CASES))
    page = as_person.get(at(town, "objection", "words")).content.decode()

    assert "Begun, not sent" in listed
    assert "Kept until 22 December 2026" in listed
    assert "Later.</textarea>" in page
    assert "证明.pdf" in words(as_person.get(at(town, "objection", "files")))
    assert queries.cases_of(town.xiao.person, at=NOON) == []


def test_what_was_begun_can_be_thrown_away_with_its_files(town, as_person):
    as_person.post(at(town, "objection", "ground"), {"ground": "expired", "then": "later"})
    as_person.post(at(town, "objection", "files"), {"file": pdf()})

    answer = as_person.post(at(town, "objection", "forget"))

    assert answer.url == CASES
    assert "Begun" not in words(as_person.get(CASES))
    assert "证明.pdf" not in words(as_person.get(at(town, "objection", "files")))


def test_a_chosen_file_can_be_removed_before_it_is_sent(town, as_person):
    place = at(town, "objection", "files")
    as_person.post(place, {"file": pdf()})
    (kept,) = drafts.files_of(town.xiao.person, Kind.OBJECTION, town.xiao.record, at=NOON)

    logged_in("neighbour").post(f"/en/my-file/chosen-files/{kept.id}/drop/")
    assert "证明.pdf" in words(as_person.get(place))
    answer = as_person.post(f"/en/my-file/chosen-files/{kept.id}/drop/", {"next": place})

    assert answer.url == place
    assert "证明.pdf" not in words(as_person.get(place))


def test_not_me_is_one_click_and_silent_at_once(town, as_person):
    offered = words(as_person.get(f"/en/my-file/records/{town.xiao.record}/"))
    page = as_person.get(at(town, "not-me"))

    sent = as_person.post(at(town, "not-me"))

    assert "This record is not about me" in offered
    assert page.content.decode().count("<form") == 3  # large print, sign out, and the one button
    assert card_of(town).ground is Ground.NOT_ME
    assert record_of(town).state is RecordState.SILENCED
    assert "First an officer checks who the record is about." in words(as_person.get(sent.url))


def test_asking_twice_is_answered_kindly_with_the_open_case(town, as_person):
    as_person.post(at(town, "not-me"))

    again = as_person.post(at(town, "not-me"))

    assert again.status_code == 409
    assert "the answer is on its way" in words(again)
    assert f"{CASES}{card_of(town).id}/" in again.content.decode()
    assert len(queries.cases_of(town.xiao.person, at=NOON)) == 1


def test_going_back_after_sending_sends_nothing_twice(town, as_person):
    object_to(town, as_person)

    back = as_person.get(at(town, "objection", "check"))
    sent_again = as_person.post(at(town, "objection", "check"))

    assert "the answer is on its way" in words(back)
    assert (back.status_code, sent_again.status_code) == (200, 409)
    assert len(queries.cases_of(town.xiao.person, at=NOON)) == 1


def test_a_ground_that_was_decided_does_not_silence_again_and_the_page_says_what_would(
    town, as_person
):
    object_to(town, as_person)
    refuse(town, card_of(town))

    sent = object_to(town, as_person)

    page = words(as_person.get(sent.url))
    assert "so the record stays in use this time" in page
    assert "Add a file that was not shown before" in page


def refuse(town, case):
    """Refuse a case as the case officer of its department."""
    seat = agencies.create_seat(
        agency=case.authority_id,
        number=f"9{case.number[-3:]}",
        role=Role.CASE_OFFICER,
        unit=Words(zh="异议处理科", en="Objections section"),
        by=SYSTEM,
        now=NOON,
    )
    files = [one.id for one in queries.files_of(case.person_id, case.id)]
    officer = seats.seat(seat)
    for file in files:
        actions.open_file(
            person=case.person_id, case=case.id, id=file, by=officer.actor, now=case.filed_at
        )
    return actions.decide(
        person=case.person_id,
        case=case.id,
        decision=refusal(*files),
        account=uuid7(NOON),
        by=officer,
        now=case.filed_at + timedelta(minutes=1),
    )


def test_a_refusal_is_shown_in_full_and_leads_to_a_review(town, as_person):
    object_to(town, as_person, files=[pdf()])
    case = card_of(town)
    refuse(town, case)

    page = words(as_person.get(f"{CASES}{case.id}/"))
    record = words(as_person.get(f"/en/my-file/records/{town.xiao.record}/"))
    as_person.post(f"{CASES}{case.id}/review/words/", {"words": "请再看一次。", "then": "on"})
    sent = as_person.post(f"{CASES}{case.id}/review/check/")

    for text in (
        "Refused",
        "现场检查记录写明您是主管人员。",
        "An officer weighed it and refused; no article of law is cited",
        "检查记录有您的签字。",
        "Does not prove it",
        "没有写明日期。",
        "Objections section",
        "Have this decision looked at again",
        "Ask for administrative reconsideration",
        "22 January 2027",
        "Go to court",
    ):
        assert text in page, text
    assert "Have this decision looked at again" in record
    assert "Another officer in another seat looks at it again." in words(as_person.get(sent.url))
    assert "The review you asked for" in words(as_person.get(f"{CASES}{case.id}/"))
    assert as_person.get(f"{CASES}{case.id}/review/words/").status_code == 200


def test_what_was_not_refused_cannot_be_reviewed(town, as_person):
    object_to(town, as_person)

    answer = as_person.get(f"{CASES}{card_of(town).id}/review/words/")

    assert answer.status_code == 409
    assert "cannot be reviewed" in words(answer)


def test_silence_is_shown_at_the_instant_without_a_job(town, as_person):
    object_to(town, as_person)
    case = card_of(town)

    with time_machine.travel(case.due.at, tick=False):
        late = logged_in("person")
        page = words(late.get(f"{CASES}{case.id}/"))
        listed = words(late.get(CASES))

    assert "No answer came in time" in page
    assert "ended in your favour" in page
    assert "The last day passed without an answer" in page
    assert "No answer in time: ended for you" in listed


def test_a_case_is_taken_back_only_after_asking_once(town, as_person):
    object_to(town, as_person)
    place = f"{CASES}{card_of(town).id}/"

    asked = words(as_person.get(f"{place}take-back/"))
    as_person.post(f"{place}take-back/")

    assert "The record may then be used again." in asked
    assert card_of(town).state is State.TAKEN_BACK
    assert "Taken back" in words(as_person.get(place))
    assert as_person.get(f"{place}take-back/").url == place
    assert as_person.post(f"{place}take-back/").status_code == 409


def test_a_file_is_added_later_and_fetched_again(town, as_person):
    object_to(town, as_person)
    place = f"{CASES}{card_of(town).id}/"

    added = as_person.post(f"{place}files/", {"file": pdf("照片.png", PNG)})
    (file,) = queries.files_of(town.xiao.person, card_of(town).id)
    fetched = as_person.get(f"{place}files/{file.id}/")

    assert added.url == place
    assert "照片.png" in words(as_person.get(place))
    assert fetched.content == PNG
    assert fetched["Content-Type"] == "application/octet-stream"
    assert fetched["Content-Disposition"].startswith("attachment")


def test_repair_says_first_from_when_and_needs_the_declaration(town, as_person):
    early = as_person.get(at(town, "repair", "start"))
    led_back = as_person.get(at(town, "repair", "words"))
    first = record_of(town).repair_from_on
    ready = NOON.replace(year=first.year, month=first.month, day=first.day)

    with time_machine.travel(ready, tick=False):
        browser = logged_in("person")
        start = words(browser.get(at(town, "repair", "start")))
        browser.post(at(town, "repair", "words"), {"words": "罚款已缴。", "then": "on"})
        browser.post(at(town, "repair", "files"), {"file": pdf()})
        undeclared = browser.post(at(town, "repair", "check"))
        sent = browser.post(at(town, "repair", "check"), {"promised": "on"})
        page = words(browser.get(sent.url))

    assert f"You can ask for repair from {first.day} December 2026" in words(early)
    assert "Object to the record" in words(early)
    assert led_back.url == at(town, "repair", "start")
    for text in ("You can ask for repair today", "Free, no agent needed.", "Papers you need"):
        assert text in start
    assert undeclared.status_code == 400
    assert words(undeclared).count("Tick that what you have said is true") == 2
    assert "You hear by" in page
    assert "counts as repaired" in page


def test_every_wrong_answer_is_said_on_top_and_beside_the_field(town, as_person):
    for step, text in (
        ("ground", "Choose what is wrong with this record"),
        ("words", "Tell us in your own words"),
    ):
        answer = as_person.post(at(town, "objection", step), {"then": "on"})
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "<title>Error: " in html
        assert html.count(text) == 2
        assert f'href="#id_{step}"' in html
        assert f'id="id_{step}"' in html


def test_words_may_be_long_but_not_longer_and_count_a_line_break_once(town, as_person):
    place = at(town, "objection", "words")
    as_person.post(at(town, "objection", "ground"), {"ground": "other", "then": "on"})

    fits = as_person.post(place, {"words": "字\r\n" * 2_500, "then": "on"})
    too_long = as_person.post(place, {"words": "字" * 5_001, "then": "on"})
    with_nul = as_person.post(place, {"words": "a\0b", "then": "on"})

    assert fits.status_code == 302
    assert too_long.status_code == with_nul.status_code == 400
    assert "The text has 5001 characters" in words(too_long)
    assert "字" * 5_001 in too_long.content.decode()


def test_html_in_words_and_file_names_stays_text(town, as_person):
    evil = "<script>alert(1)</script>"
    object_to(town, as_person, told=evil, files=[pdf(f"..\\..\\a{evil}.pdf\r\nX: y")])
    case = card_of(town)

    page = as_person.get(f"{CASES}{case.id}/").content.decode()
    (file,) = queries.files_of(town.xiao.person, case.id)
    fetched = as_person.get(f"{CASES}{case.id}/files/{file.id}/")

    assert evil not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "/" not in file.name
    assert "X" not in fetched.headers or fetched.headers["X"] != "y"


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"MZ nothing", "is not a PDF, JPG or PNG file"), (b"", "The file is empty")],
)
def test_a_file_that_may_not_come_in_is_said_beside_the_field(town, as_person, content, text):
    answer = as_person.post(at(town, "objection", "files"), {"file": pdf("x.pdf", content)})

    assert answer.status_code == 400
    assert words(answer).count(text) == 2


def test_of_a_file_that_is_too_large_no_more_is_read_than_shows_it(town, as_person, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_FILE_BYTES", 100)
    monkeypatch.setattr(rules, "LARGEST_FILE_BYTES", 100)
    read = []
    real = forms.EvidenceForm.evidence
    monkeypatch.setattr(
        forms.EvidenceForm, "evidence", lambda form: read.append(real(form)) or read[-1]
    )

    answer = as_person.post(at(town, "objection", "files"), {"file": pdf(content=PDF + bytes(999))})

    assert answer.status_code == 400
    assert "is larger than" in words(answer)
    assert [len(one.content) for one in read] == [101]


def test_an_eleventh_file_is_refused(town, as_person):
    place = at(town, "objection", "files")
    for index in range(10):
        as_person.post(place, {"file": pdf(f"{index}.pdf", PDF + bytes([index]))})

    answer = as_person.post(place, {"file": pdf("11.pdf", PDF + b"more")})

    assert answer.status_code == 400
    assert words(answer).count("A case holds at most 10 files.") == 2


def looked(town, kind="lookup"):
    """Put a look-up into the log of Xiao, and return its entry."""
    seat = town.office.steward
    with one_person(town.xiao.person):
        tag = people.tag_of(town.xiao.person)
        facts = {"purpose": "work_safety.licence_eligibility", "catalogue": version()}
        return ledger.note(kind=kind, tag=tag, by=seat.actor, now=NOON, facts=facts).entry_id


def version():
    return catalogues.current().version


def test_why_is_asked_of_the_agency_that_the_log_names(town, as_person):
    entry = looked(town)
    place = f"/en/my-file/who-looked/{entry}/why/"
    offered = as_person.get("/en/my-file/who-looked/").content.decode()
    as_person.post(f"{place}words/", {"words": "Why?", "then": "on", "agency": str(uuid4())})

    sent = as_person.post(f"{place}check/", {"agency": str(uuid4())})

    case = card_of(town)
    assert f"{place}words/" in offered
    assert (case.kind, case.entry_id) == (Kind.WHY, entry)
    assert case.authority_id == town.office.steward.agency.id
    page = words(as_person.get(sent.url))
    assert "the agency did not answer" in page
    assert "The look-up" in words(as_person.get(f"{CASES}{case.id}/"))


def test_i_did_not_apply_is_one_click(town, as_person):
    entry = looked(town)
    place = f"/en/my-file/who-looked/{entry}/not-applied/"

    page = words(as_person.get(place))
    as_person.post(place)

    assert "must say why they looked you up" in page
    assert card_of(town).entry_id == entry
    assert as_person.post(place).status_code == 409


def test_only_look_ups_of_ones_own_log_can_be_asked_about(town, as_person):
    own_visit, entry = looked(town, kind="own-file"), looked(town)
    neighbour = logged_in("neighbour")

    for browser, asked in ((neighbour, entry), (as_person, own_visit)):
        for place in ("why/words/", "why/check/", "not-applied/"):
            where = f"/en/my-file/who-looked/{asked}/{place}"
            assert browser.get(where).status_code == 404
            assert browser.post(where, {"words": "x", "then": "on"}).status_code == 404


def test_the_file_in_another_form_is_asked_of_the_holder_or_refused(town, as_person, settings):
    place = "/en/my-file/another-form/"
    settings.HOLDER = "nobody"
    refused = as_person.get(f"{place}form/")
    settings.HOLDER = town.office.steward.agency.code
    as_person.post(f"{place}form/", {"form": "large_print", "then": "on"})

    sent = as_person.post(f"{place}check/")

    assert refused.status_code == 503
    assert "redress.not_taken" in words(refused)
    case = card_of(town)
    assert (case.kind, case.authority_id) == (Kind.ACCESS, town.office.steward.agency.id)
    assert "We have received it" in words(as_person.get(sent.url))


def test_the_first_department_answers_for_the_service_in_the_demo_and_nowhere_else(
    town, as_person, settings
):
    question, me = ask.Question(kind=Kind.ACCESS), town.xiao.person
    settings.DEMO = True
    assert as_person.get("/en/my-file/another-form/form/").status_code == 200

    settings.DEMO = False
    with pytest.raises(errors.NotTaken):
        ask.begin(question, person=me, by=oneself(me), now=NOON)


def test_erasure_is_asked_for_with_or_without_words(town, as_person):
    place = at(town, "erasure", "words")

    checked = as_person.post(place, {"words": "", "then": "on"})
    as_person.post(checked.url)

    assert card_of(town).kind is Kind.ERASURE


def test_a_record_that_speaks_against_somebody_is_not_taken_down_by_a_click(town, as_person):
    assert as_person.get(at(town, "take-down")).url == at(town, "erasure", "words")
    assert as_person.post(at(town, "take-down")).status_code == 409
    assert record_of(town).state is RecordState.UNSEEN


def test_a_record_that_speaks_for_its_person_ends_at_once(town, as_person):
    honour = next(
        one for one in catalogues.current().items.values() if one.polarity is Polarity.POSITIVE
    )
    made = entered(
        town.xiao.person,
        of=honour,
        catalogue_version=version(),
        authority=town.office.steward.agency.id,
        on=dates(),
        fields={},
    )
    place = f"/en/my-file/records/{made.id}/"

    offered = words(as_person.get(place))
    page = words(as_person.get(f"{place}take-down/"))
    as_person.post(f"{place}take-down/")

    assert "Have it taken down" in offered
    assert "It is erased at once." in page
    after = records.record_of(town.xiao.person, made.id, at=NOON + timedelta(hours=1))
    assert after.state is RecordState.ERASED


def own_places(town, case):
    return [
        "cases/",
        f"cases/{case}/",
        f"cases/{case}/sent/",
        f"cases/{case}/files/",
        f"cases/{case}/take-back/",
        f"records/{town.xiao.record}/",
        f"records/{town.xiao.record}/not-me/",
        *(f"records/{town.xiao.record}/objection/{one}/" for one in ("ground", "words", "files")),
        f"records/{town.xiao.record}/objection/check/",
        f"records/{town.xiao.record}/repair/start/",
        f"records/{town.xiao.record}/erasure/words/",
        "another-form/form/",
        "",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_small_and_asks_the_database_twelve_times_at_most(
    town, as_person, settings, language
):
    settings.HOLDER = town.office.steward.agency.code
    catalogues.current()
    object_to(town, as_person, files=[pdf(), pdf("b.png", PNG)])
    case = card_of(town)
    refuse(town, case)
    object_to(town, as_person, ground="other", files=[pdf()])
    as_person.post(at(town, "objection", "ground"), {"ground": "no_basis", "then": "on"})
    as_person.post(at(town, "objection", "words"), {"words": "字" * 5_000, "then": "on"})
    why = f"who-looked/{looked(town)}/why/words/"
    as_person.get(f"/{language}/my-file/")

    for place in (
        *own_places(town, case.id),
        *own_places(town, card_of(town).id)[1:5],
        f"cases/{case.id}/review/words/",
        why,
        "who-looked/",
    ):
        catalogues.current()  # it asks again every few seconds, of which a slow machine has many
        with CaptureQueriesContext(connection) as asked:
            answer = as_person.get(f"/{language}/my-file/{place}")

        assert answer.status_code in {200, 302}, place
        said = statements(asked)
        assert len(said) <= MOST_QUERIES, "\n".join([place, *said])
        assert moved_bytes(answer.content.decode()) <= MOST_BYTES, place


def test_every_opening_is_in_the_log(town, as_person):
    object_to(town, as_person)
    case = card_of(town)
    as_person.get(CASES)
    as_person.get(f"{CASES}{case.id}/")

    page = words(as_person.get("/en/my-file/who-looked/"))

    assert "You opened your list of cases" in page
    assert "You opened one of your cases" in page


def test_a_neighbour_finds_nothing_of_it(town, as_person):
    object_to(town, as_person, files=[pdf()])
    case = card_of(town).id
    (file,) = queries.files_of(town.xiao.person, case)
    neighbour = logged_in("neighbour")
    places = [
        *(f"cases/{case}/{one}" for one in ("", "sent/", "files/", "take-back/")),
        f"cases/{case}/files/{file.id}/",
        f"cases/{case}/review/words/",
        *(f"records/{town.xiao.record}/{one}" for one in ("not-me/", "take-down/")),
        *(f"records/{town.xiao.record}/objection/{one}/" for one in ("ground", "words", "check")),
        f"records/{town.xiao.record}/repair/start/",
    ]

    for place in places:
        assert neighbour.get(f"/en/my-file/{place}").status_code == 404, place
    for place in places:
        if "sent" not in place and str(file.id) not in place:
            answer = neighbour.post(
                f"/en/my-file/{place}", {"words": "x", "ground": "wrong", "file": pdf()}
            )
            assert answer.status_code in {404, 405}, place
    assert card_of(town).state is State.OPEN


def test_nothing_is_sent_without_the_forms_own_token(town):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(*_login("person"))
    object_to(town, logged_in("person"))
    case = card_of(town).id

    for place in (
        at(town, "objection", "check"),
        at(town, "not-me"),
        at(town, "take-down"),
        f"{CASES}{case}/take-back/",
        f"{CASES}{case}/files/",
    ):
        assert strict.post(place).status_code == 403
    assert len(queries.cases_of(town.xiao.person, at=NOON)) == 1


def _login(login):
    return get_user_model().objects.get(login=login), BACKEND


def test_the_home_page_shows_open_cases_with_their_last_day(town, as_person):
    object_to(town, as_person)

    english = words(as_person.get("/en/my-file/"))
    chinese = words(as_person.get("/zh-hans/my-file/"))

    assert "Waiting for an answer" in english
    assert "Answer by 26 November 2026" in english
    assert "最迟答复日：2026年11月26日" in chinese


def test_a_day_that_hangs_on_a_year_without_a_notice_says_so(town, as_person):
    with time_machine.travel(NOON + timedelta(days=36), tick=False):
        browser = logged_in("person")
        page = words(browser.get(at(town, "objection", "ground")))

    assert "provisional" in page


def test_no_step_that_is_not_there(town, as_person):
    assert as_person.get(at(town, "objection", "form")).status_code == 404
    assert as_person.get(at(town, "erasure", "start")).status_code == 404
