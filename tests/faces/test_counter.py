"""The counter: the same clock, the same answers for what does not belong together, a receipt."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from recourse.agencies import queries as seats
from recourse.ground import identifiers
from recourse.ground.calendar import start_of
from recourse.journeys import ask
from recourse.ledger import queries as log
from recourse.people import queries as people
from recourse.people import rules as people_rules
from recourse.people.terms import DocumentType, Identity
from recourse.records import queries as records
from recourse.records.numbers import number_of
from recourse.records.terms import State as RecordState
from recourse.redress import queries as cases
from recourse.redress import rules
from recourse.redress.terms import Kind, Via
from recourse.store.keys import vault
from tests.faces.town import logged_in
from tests.records.making import NOON
from tests.redress.making import PDF, PNG

pytestmark = pytest.mark.django_db
COUNTER = "/en/desk/counter/"
LATER = NOON + timedelta(hours=1)


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def clerk(town):
    return logged_in("counter-clerk")


def record_of(town):
    return records.outside_of(town.xiao.person, town.xiao.record, at=LATER)


def objection(town, **changes):
    """Return the form of an objection by the person themselves."""
    who, card = people.identity_of(town.xiao.person), record_of(town)
    return {
        "document_type": who.document_type.value,
        "document_number": who.number,
        "name": who.name,
        "kind": "objection",
        "number": number_of(card.id, card.received_at),
        "ground": "wrong",
        "words": "我不是负责人。",
        "present": "on",
    } | changes


def cases_of(town):
    return cases.cases_of(town.xiao.person, at=LATER)


def kinds(tag):
    return [str(entry.kind) for entry in log.entries_of(tag)]


def test_what_is_handed_in_at_a_counter_is_a_case_like_any_other(town, clerk, as_person):
    paper = SimpleUploadedFile("证明.pdf", PDF)

    answer = clerk.post(COUNTER, objection(town, papers=paper))
    shown = clerk.get(answer.url)
    printed = clerk.get("/zh-hans/desk/counter/done/receipt.pdf")

    (case,) = cases_of(town)
    assert answer.url == "/en/desk/counter/done/"
    assert (case.via, case.filed_at, case.due.on) == (Via.COUNTER, LATER, date(2026, 11, 26))
    assert cases.case_of(town.xiao.person, case.id, at=LATER).words == "我不是负责人。"
    assert [one.name for one in cases.files_of(town.xiao.person, case.id)] == ["证明.pdf"]
    assert record_of(town).state is RecordState.SILENCED
    for text in (case.number, "At a counter", "26 November 2026", "SHA-256"):
        assert text in words(shown)
    assert printed.content.startswith(b"%PDF")
    page = words(as_person.get(f"/en/my-file/cases/{case.id}/"))
    assert "How it came in At a counter" in page
    assert "seat 16" in page
    log_kinds = kinds(people.tag_of(town.xiao.person))
    assert {"case-filed", "receipt-printed"} <= set(log_kinds)


def test_the_number_of_a_record_stands_in_its_letter_and_on_its_page(town, as_person):
    number = objection(town)["number"]

    letter = words(as_person.get(f"/zh-hans/my-file/inbox/{town.xiao.notice}/"))
    page = words(as_person.get(f"/en/my-file/records/{town.xiao.record}/"))

    assert f"记录编号 {number}" in letter
    assert f"Record number {number}" in page


@pytest.mark.parametrize(
    "typed", [str.lower, lambda text: text.replace("-", " "), lambda text: f" {text} "]
)
def test_the_number_may_be_typed_as_people_type(town, clerk, typed):
    sent = objection(town)

    answer = clerk.post(COUNTER, sent | {"number": typed(sent["number"])})

    assert answer.status_code == 302


def test_whatever_does_not_belong_together_is_answered_alike_and_stands_in_the_log(town, clerk):
    other = records.outside_of(town.neighbour.person, town.neighbour.record, at=LATER)
    stranger = identifiers.citizen_number(region="000001", born_on=date(1970, 1, 1), sequence=9)
    wrong = (
        {"number": number_of(other.id, other.received_at)},
        {"number": "R-20261123-0000-0000"},
        {"number": "nonsense"},
        {"name": "王五"},
        {"document_number": stranger},
        {"document_number": stranger, "kind": "access", "form": "paper", "number": ""},
        {"kind": "review", "number": "C-20261123-0000-0000"},
        {"kind": "why", "number": "00000000-0000-7000-8000-000000000000"},
    )

    pages = [clerk.post(COUNTER, objection(town, **one)) for one in wrong]

    said = {
        re.search(r"govuk-error-summary__list.*?</ul>", page.content.decode(), re.DOTALL).group()
        for page in pages
    }
    assert [page.status_code for page in pages] == [400] * len(wrong)
    assert len(said) == 1
    assert "do not belong together" in said.pop()
    assert cases_of(town) == []
    assert record_of(town).state is not RecordState.SILENCED
    digest, _ = people.digests_of(
        Identity(document_type=DocumentType.CITIZEN, number=stranger, name="陈晓")
    )
    unknown = people_rules.person_tag(vault().named("person-tag"), digest)
    assert kinds(people.tag_of(town.xiao.person)).count("counter-missed") == 6
    assert kinds(unknown) == ["counter-missed"] * 2


def test_a_faulty_form_is_refused_before_anybody_is_looked_for(town, clerk):
    stranger = identifiers.citizen_number(region="000001", born_on=date(1970, 1, 1), sequence=9)
    faults = (
        {"words": ""},
        {"words": "字" * 5001},
        {"papers": SimpleUploadedFile("a.exe", b"MZ")},
        {"kind": "repair"},
        {"handed_in_on": "2026-11-24"},
        {"ground": ""},
        {"present": ""},
        {"document_number": "000000199001010018"},
    )
    for fault in faults:
        known = clerk.post(COUNTER, objection(town, **fault))
        for paper in fault.values():
            if hasattr(paper, "seek"):
                paper.seek(0)
        unknown = clerk.post(COUNTER, objection(town, **({"document_number": stranger} | fault)))

        texts = [
            re.search(
                r"govuk-error-summary__list.*?</ul>", page.content.decode(), re.DOTALL
            ).group()
            for page in (known, unknown)
        ]
        assert (known.status_code, unknown.status_code) == (400, 400), fault
        assert texts[0] == texts[1], fault
    assert "counter-missed" not in kinds(people.tag_of(town.xiao.person))
    assert cases_of(town) == []


def test_nothing_that_was_written_is_lost_when_it_is_refused(town, clerk):
    page = clerk.post(COUNTER, objection(town, name="王五"))

    html = page.content.decode()
    assert "我不是负责人。</textarea>" in html
    assert 'value="王五"' in html


@pytest.mark.parametrize(
    ("entered_on", "handed_in_on", "due_on"),
    [
        (date(2026, 11, 24), "2026-11-23", date(2026, 11, 26)),
        (date(2026, 11, 25), "2026-11-23", date(2026, 11, 26)),
        (date(2026, 11, 23), "2026-11-22", date(2026, 11, 25)),
        (date(2026, 11, 23), "2026-11-23", date(2026, 11, 26)),
    ],
)
def test_the_clock_runs_from_the_day_of_handing_in(town, entered_on, handed_in_on, due_on):
    with time_machine.travel(start_of(entered_on) + timedelta(hours=10), tick=False):
        answer = logged_in("counter-clerk").post(
            COUNTER, objection(town, handed_in_on=handed_in_on)
        )

    case = cases.cases_of(town.xiao.person, at=start_of(entered_on) + timedelta(hours=11))[0]
    assert answer.status_code == 302
    assert case.due.on == due_on
    assert case.filed_at <= start_of(entered_on) + timedelta(hours=10)


@pytest.mark.parametrize(
    ("handed_in_on", "problem"),
    [("2026-11-24", "cannot be later than today"), ("2026-11-18", "More than 2 working days")],
)
def test_no_later_day_and_none_that_would_decide_by_silence(town, clerk, handed_in_on, problem):
    page = clerk.post(COUNTER, objection(town, handed_in_on=handed_in_on))

    assert page.status_code == 400
    assert problem in words(page)
    assert cases_of(town) == []


def test_one_second_decides_on_which_day_it_is_entered_last(town):
    midnight = start_of(date(2026, 11, 26))
    answers = []
    for at in (midnight, midnight - timedelta(seconds=1)):
        with time_machine.travel(at, tick=False):
            answers.append(
                logged_in("counter-clerk").post(COUNTER, objection(town, handed_in_on="2026-11-23"))
            )

    assert [one.status_code for one in answers] == [400, 302]


def test_access_needs_no_number_and_goes_to_whoever_holds_the_file(town, clerk):
    sent = objection(town, kind="access", number="", ground="", form="large_print", words="")

    answer = clerk.post(COUNTER, sent)

    assert answer.status_code == 302
    (case,) = cases_of(town)
    assert (case.kind, case.via) == (Kind.ACCESS, Via.COUNTER)
    assert case.authority_id == ask.holder()


def test_the_same_question_twice_is_one_case_and_the_attempt_is_in_the_log(town, clerk):
    clerk.post(COUNTER, objection(town))

    again = clerk.post(COUNTER, objection(town))

    assert again.status_code == 400
    assert len(cases_of(town)) == 1
    assert "counter-missed" in kinds(people.tag_of(town.xiao.person))


@pytest.mark.parametrize("login", ["steward", "case-officer", "agency-officer", "person"])
def test_nobody_else_comes_to_the_counter(town, login):
    browser = logged_in(login)

    for address in (COUNTER, f"{COUNTER}done/", f"{COUNTER}done/receipt.pdf"):
        assert browser.get(address).status_code == 403
    assert browser.post(COUNTER, objection(town)).status_code == 403
    assert cases_of(town) == []


def test_a_receipt_is_printed_by_the_session_that_entered_it_for_half_an_hour(town, clerk):
    clerk.post(COUNTER, objection(town, papers=SimpleUploadedFile("照片.png", PNG)))
    colleague = logged_in("second-counter-clerk")
    stolen = colleague.session
    stolen["rc_counter"] = clerk.session["rc_counter"]
    stolen.save()

    assert logged_in("counter-clerk").get(f"{COUNTER}done/").status_code == 404
    assert colleague.get(f"{COUNTER}done/").status_code == 404
    with time_machine.travel(LATER + timedelta(minutes=30), tick=False):
        assert clerk.get(f"{COUNTER}done/").status_code == 200
    with time_machine.travel(LATER + timedelta(minutes=30, seconds=1), tick=False):
        assert clerk.get(f"{COUNTER}done/").status_code == 404


def test_the_clerks_pages_show_nothing_of_the_record_but_what_the_receipt_names(town, clerk):
    form = words(clerk.get(COUNTER))
    answer = clerk.post(COUNTER, objection(town))
    shown = words(clerk.get(answer.url))
    card = records.record_of(town.xiao.person, town.xiao.record, at=LATER)

    hidden = [text for code, text in card.fields.items() if code != "name" and len(text) > 3]
    assert hidden
    for page in (form, shown):
        assert [text for text in hidden if text in page] == []
    for address in (f"/en/desk/cases/{cases_of(town)[0].id}/", f"/en/my-file/records/{card.id}/"):
        assert clerk.get(address).status_code in {403, 404}


def test_a_seat_of_a_counter_answers_no_case(town, clerk):
    seat = seats.seat_by_number(town.office.steward.agency.code, "16")

    assert not any(rules.may_answer(kind, seat.role) for kind in Kind)
