"""The desk: name a record exactly, propose what is to be done, sign as another seat, certify."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recourse.intake import queries as intake
from recourse.intake.amendments import queries as amendments
from recourse.intake.amendments.terms import AmendmentState
from recourse.journeys import take_in_batch
from tests.faces.town import logged_in
from tests.intake import office as offices
from tests.records.making import NOON

ROW = offices.row(1, fulfilment_status="未到期")
CODED = {"f_procedure_kind": "1", "f_fulfilment_status": "1"}
NAMED = {
    "item": offices.ITEM,
    "document_type": "01",
    "document_number": ROW["document_number"],
    "number": ROW["decision_no"],
    "decided_on": ROW["decided_on"],
}
WHY = {"learned_on": "2026-11-23"}
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def handed_in(browser: Client, row: dict, *, sign: Client) -> str:
    file = SimpleUploadedFile("xzcf.csv", offices.csv_text([row]).encode())
    where = browser.post("/en/desk/uploads/new/", {"item": offices.ITEM, "file": file}).url
    number = where.rstrip("/").rsplit("/", 1)[1]
    sign.post(f"{where}sign/")
    take_in_batch.enter(batch=intake.batch(number).id, now=NOON)
    return number


@pytest.fixture
def batch(as_steward, as_signer) -> str:
    return handed_in(as_steward, ROW, sign=as_signer)


def proposed(browser: Client, deed: str, **given: str) -> str:
    answer = browser.post(f"/en/desk/changes/find/{deed}/", NAMED | {"sent": "1"} | WHY | given)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


@LANGUAGES
def test_a_record_is_named_exactly_and_shown_as_it_was_sent(as_steward, batch, language):
    assert as_steward.get(f"/{language}/desk/changes/find/").status_code == 200

    page = as_steward.post(f"/{language}/desk/changes/find/", NAMED).content.decode()

    assert ROW["violation_facts"] in page
    assert page.count("changes/find/") >= 4


def test_the_row_of_a_batch_names_it_too(as_steward, batch):
    page = as_steward.post("/en/desk/changes/find/", {"batch": batch, "row": "2"})

    assert ROW["violation_facts"] in page.content.decode()


@LANGUAGES
def test_what_is_missing_is_said_on_top_and_beside_the_field(as_steward, batch, language):
    answer = as_steward.post(f"/{language}/desk/changes/find/", NAMED | {"decided_on": "昨天"})

    assert answer.status_code == 400
    assert 'href="#id_decided_on"' in answer.content.decode()


def test_what_is_not_there_and_what_is_anothers_look_alike(as_steward, batch):
    wrong = as_steward.post("/en/desk/changes/find/", NAMED | {"number": "x"})
    anothers = logged_in("other-steward").post("/en/desk/changes/find/", NAMED)

    assert wrong.status_code == anothers.status_code == 404
    assert "records.no_such_record" in wrong.content.decode()
    assert "records.no_such_record" in anothers.content.decode()


@LANGUAGES
@pytest.mark.parametrize("deed", ["withdraw", "revoke", "correct", "fulfilled"])
def test_every_deed_asks_what_it_needs(as_steward, batch, deed, language):
    address = f"/{language}/desk/changes/find/{deed}/"

    asked = as_steward.post(address, NAMED)
    empty = as_steward.post(address, NAMED | {"sent": "1"})

    assert asked.status_code == 200
    assert "govuk-error-summary" not in asked.content.decode()
    assert empty.status_code == 400
    assert "govuk-error-summary" in empty.content.decode()


@LANGUAGES
def test_one_seat_proposes_and_another_one_signs(as_steward, as_signer, batch, language):
    where = proposed(as_steward, "withdraw", reason="no_basis").replace("/en/", f"/{language}/")
    mine = as_steward.get(where).content.decode()
    theirs = as_signer.get(where).content.decode()
    assert "/sign/" not in mine
    assert "/sign/" in theirs
    assert as_steward.post(f"{where}sign/").status_code == 403

    answer = as_signer.post(f"{where}sign/")

    done = as_signer.get(answer.url).content.decode()
    assert ROW["violation_facts"] not in done
    assert "receipt.jws" in done
    receipt = as_signer.get(f"{where}receipt.jws")
    assert receipt.content.count(b".") == 2
    assert as_signer.post(f"{where}sign/").status_code == 409


def test_a_revocation_names_its_paper(as_steward, as_signer, batch):
    paper = {"document_no": "虚复9号", "paper_on": "2026-11-20", "authority_name": "虚构市人民政府"}

    where = proposed(as_steward, "revoke", reason="on_review", **paper)

    assert "虚复9号" in as_signer.get(where).content.decode()


def test_a_correction_is_checked_and_shown_side_by_side(as_steward, as_signer, batch):
    page = as_steward.post("/en/desk/changes/find/correct/", NAMED).content.decode()
    fields = {f"f_{name}": "" for name in re.findall(r'name="f_(\w+)"', page)}
    said = {f"f_{code}": text for code, text in ROW.items() if f"f_{code}" in fields}
    given = fields | said | CODED | {"f_remarks": "", "reason": "facts"}

    faulty = as_steward.post(
        "/zh-hans/desk/changes/find/correct/",
        NAMED | WHY | {"sent": "1"} | given | {"f_served_on": "2026-13-45"},
    )
    where = proposed(as_steward, "correct", **given | {"f_fine_wan_yuan": "1"})

    assert faulty.status_code == 400
    assert "V-110" in faulty.content.decode()
    assert "日期无法识别或不存在" in faulty.content.decode()
    shown = as_signer.get(where).content.decode()
    assert re.search(r">2</td>.*>1</td>", shown)
    as_signer.post(f"{where}sign/")
    number = where.rstrip("/").rsplit("/", 1)[1]
    agency = intake.batch(batch).agency_id
    assert amendments.amendment(number, agency=agency).state is AmendmentState.DONE


def test_a_change_can_be_given_up(as_steward, as_signer, batch):
    where = proposed(as_steward, "withdraw", reason="twice")

    as_steward.post(f"{where}drop/")

    assert as_signer.post(f"{where}sign/").status_code == 409


@LANGUAGES
def test_performance_is_kept_without_a_second_signature(as_steward, batch, language):
    given = {"sent": "1", "fulfilled_on": "2026-11-22", "paid_wan_yuan": "2"}

    answer = as_steward.post(f"/{language}/desk/changes/find/fulfilled/", NAMED | given)
    again = as_steward.post(f"/{language}/desk/changes/find/fulfilled/", NAMED | given)

    assert answer.status_code == 200
    assert again.status_code == 409


@LANGUAGES
def test_changes_are_listed_without_naming_anybody(as_steward, as_signer, batch, language):
    empty = as_signer.get(f"/{language}/desk/changes/").content.decode()
    proposed(as_steward, "withdraw", reason="no_basis")

    page = as_signer.get(f"/{language}/desk/changes/").content.decode()

    assert "A-20261123-0001" not in empty
    assert "A-20261123-0001" in page
    assert ROW["name"] not in page
    assert ROW["document_number"] not in page
    assert as_signer.get(f"/{language}/desk/changes/?before=x").status_code == 404


@LANGUAGES
def test_a_row_that_comes_back_is_certified_by_the_second_person(
    as_steward, as_signer, batch, language
):
    where = proposed(as_steward, "withdraw", reason="no_basis")
    as_signer.post(f"{where}sign/")
    again = handed_in(as_steward, ROW | {"remarks": "再次报送"}, sign=as_signer)
    address = f"/{language}/desk/uploads/{again}/returning/"
    assert "/returning/" in as_signer.get(f"/{language}/desk/uploads/{again}/").content.decode()
    listed = as_signer.get(address).content.decode()
    assert f"{address}2/" in listed
    assert ROW["name"] not in listed
    assert as_steward.get(f"{address}2/").status_code == 403
    page = as_signer.get(f"{address}2/").content.decode()
    assert ROW["violation_facts"] in page
    assert as_signer.post(f"{address}2/", {}).status_code == 400
    given = {
        "reason": "upheld",
        "document_no": "虚行初9号",
        "paper_on": "2026-11-20",
        "authority_name": "虚构市人民法院",
    }

    answer = as_signer.post(f"{address}2/", given)

    assert answer.status_code == 302
    assert intake.batch(again).accepted == 1
    assert as_signer.get(f"{address}2/").status_code == 409
    assert as_signer.get(address).status_code == 200


def test_nobody_else_changes_anything(as_person, as_steward, as_signer, batch):
    where = proposed(as_steward, "withdraw", reason="no_basis")
    stranger = logged_in("other-steward")

    for browser in (as_person, logged_in("auditor"), logged_in("case-officer")):
        assert browser.get("/en/desk/changes/").status_code == 403
        assert browser.get(where).status_code == 403
    assert as_signer.get("/en/desk/changes/find/").status_code == 403
    assert stranger.get(where).status_code == 404
    assert stranger.get(f"{where}receipt.jws").status_code == 404


def test_a_form_without_its_token_changes_nothing(town, batch, as_steward):
    where = proposed(as_steward, "withdraw", reason="no_basis")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in("signer").cookies

    assert strict.post(f"{where}sign/").status_code == 403
    assert strict.post(f"{where}drop/").status_code == 403


def test_a_person_sees_both_versions_side_by_side(as_steward, as_signer, batch):
    from recourse.ground.actor import SYSTEM
    from recourse.people import actions as people
    from recourse.people import queries as known
    from recourse.people.terms import AccountKind, DocumentType
    from recourse.records import queries as files

    page = as_steward.post("/en/desk/changes/find/correct/", NAMED).content.decode()
    fields = {f"f_{name}": "" for name in re.findall(r'name="f_(\w+)"', page)}
    said = {f"f_{code}": text for code, text in ROW.items() if f"f_{code}" in fields}
    given = fields | said | CODED | {"f_remarks": "", "reason": "facts", "f_fine_wan_yuan": "1"}
    where = proposed(as_steward, "correct", **given)
    as_signer.post(f"{where}sign/")
    person = known.person_by_document(DocumentType.CITIZEN, ROW["document_number"])
    people.open_account(
        login="corrected",
        kind=AccountKind.PERSON,
        person=person,
        display_name="x",
        by=SYSTEM,
        now=NOON,
    )
    newest = max(files.file_of(person), key=lambda card: card.version)

    browser = logged_in("corrected")
    shown = {
        language: browser.get(f"/{language}/my-file/records/{newest.id}/").content.decode()
        for language in ("zh-hans", "en")
    }

    assert "这条记录已更正" in shown["zh-hans"]
    assert "It says now" in shown["en"]
    assert re.search(r'"It said" class="govuk-table__cell">2</td>', shown["en"])
