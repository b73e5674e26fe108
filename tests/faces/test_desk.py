"""The desk: hand in, see what became of every row, sign as the second person."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recourse.intake import queries as intake
from recourse.intake.terms import State
from tests.faces.town import POSTS, logged_in
from tests.intake import office as offices

GOOD = [offices.row(index) for index in (1, 2, 3)]
FAULTY = [offices.row(4, served_on=None), offices.row(5, served_on=None, decided_on="2026/13/45")]


def handed_in(browser, rows, *, name="xzcf.csv", language="en", **extra):
    text = offices.csv_text([row | extra for row in rows])
    file = SimpleUploadedFile(name, text.encode())
    data = {"item": offices.ITEM, "file": file}
    return browser.post(f"/{language}/desk/uploads/new/", data)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_file_is_taken_in_and_every_row_accounted_for(as_steward, language):
    answer = handed_in(as_steward, GOOD + FAULTY, language=language)

    page = as_steward.get(answer.url).content.decode()
    assert answer.status_code == 302
    assert ("2 rows are held for you to fix" in page) or ("有2行等待您修正" in page)
    assert "SHA-256" in page
    assert 'aria-current="step"' in page


def test_every_problem_of_every_row_is_listed_with_what_to_do(as_steward):
    batch = handed_in(as_steward, GOOD + FAULTY).url

    page = as_steward.get(f"{batch}findings/").content.decode()

    assert page.count("<tr class=") == 1 + 3
    assert as_steward.get(f"{batch}findings/?after=x").status_code == 404
    assert as_steward.get(f"{batch}findings/?after=²").status_code == 404
    assert as_steward.get(f"{batch}findings/?after={'9' * 5_000}").status_code == 404
    assert (
        "There are no more problems."
        in as_steward.get(f"{batch}findings/?after=999999").content.decode()
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_held_rows_come_back_as_a_file_and_leave_no_copy(as_steward, form):
    batch = handed_in(as_steward, GOOD + FAULTY).url

    answer = as_steward.get(f"{batch}held-rows.{form}")

    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) == int(answer.headers["Content-Length"]) > 0
    assert f"held-rows.{form}" in answer.headers["Content-Disposition"]
    answer.close()


def test_there_are_no_held_rows_to_fetch_where_none_is_held(as_steward):
    batch = handed_in(as_steward, GOOD).url

    assert as_steward.get(f"{batch}held-rows.csv").status_code == 404
    assert as_steward.get(f"{batch}held-rows.exe").status_code == 404


def test_the_receipt_is_signed_and_downloads(as_steward):
    batch = handed_in(as_steward, GOOD).url

    answer = as_steward.get(f"{batch}receipt.jws")

    assert answer.content.count(b".") == 2
    assert answer.headers["Content-Type"] == "application/jose"


def test_a_column_the_catalogue_does_not_name_is_shown_as_dropped(as_steward):
    batch = handed_in(as_steward, GOOD, 手机号码="00000000000").url

    page = as_steward.get(batch).content.decode()

    assert "One column was not stored" in page
    assert "手机号码" in page
    assert "00000000000" not in page


def test_the_second_person_sees_the_effect_and_signs(as_steward, as_signer):
    batch = handed_in(as_steward, GOOD).url
    seen = as_signer.get(batch).content.decode()

    answer = as_signer.post(f"{batch}sign/")

    assert "3 records enter, and each person is told." in seen
    assert answer.url == batch
    number = batch.rstrip("/").rsplit("/", 1)[1]
    assert intake.batch(number).state is State.SIGNED


def test_the_first_person_is_not_offered_the_signature_and_cannot_give_it(as_steward):
    batch = handed_in(as_steward, GOOD).url

    assert "If you sign" not in as_steward.get(batch).content.decode()
    assert as_steward.post(f"{batch}sign/").status_code == 403


def test_a_signature_twice_is_refused_with_the_rule(as_steward, as_signer):
    batch = handed_in(as_steward, GOOD).url
    as_signer.post(f"{batch}sign/")

    answer = as_signer.post(f"{batch}sign/")

    assert answer.status_code == 409
    assert "intake.wrong_state" in answer.content.decode()


def test_the_same_file_again_shows_the_same_batch(as_steward):
    first = handed_in(as_steward, GOOD).url

    assert handed_in(as_steward, GOOD).url == first


def test_an_incomplete_form_says_what_is_missing_on_top_and_beside_the_field(as_steward):
    answer = as_steward.post("/en/desk/uploads/new/", {})

    html = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error: Hand in a file" in html
    assert html.count("Choose what the file is about") == 2
    assert 'href="#id_item"' in html
    assert 'aria-invalid="true"' in html


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(as_steward):
    file = SimpleUploadedFile("nonsense.xlsx", b"PK\x03\x04 this is no workbook")

    answer = as_steward.post("/en/desk/uploads/new/", {"item": offices.ITEM, "file": file})

    html = answer.content.decode()
    assert answer.status_code >= 400
    assert "What you can do" in html
    assert "intake." in html
    assert 'href="/en/desk/uploads/new/"' in html
    listed = as_steward.get("/en/desk/uploads/").content.decode()
    assert "The whole file was refused" in listed
    (number,) = re.findall(r"B-\d{8}-\d{4}(?=</a>)", listed)
    page = as_steward.get(f"/en/desk/uploads/{number}/").content.decode()
    assert "This file was refused" in page


def test_another_departments_batch_looks_as_if_it_were_not_there(as_steward):
    batch = handed_in(as_steward, GOOD + FAULTY).url
    stranger = logged_in("other-steward")

    for place in ("", "findings/", "held-rows.csv", "receipt.jws"):
        assert stranger.get(batch + place).status_code == 404
    assert stranger.get("/en/desk/uploads/B-20990101-0001/").status_code == 404


def test_an_item_without_a_mandate_is_refused_in_plain_words(as_steward):
    form = {"item": "lic.lawyer", "file": SimpleUploadedFile("a.csv", b"a")}

    english = as_steward.post("/en/desk/uploads/new/", form).content.decode()
    form["file"].seek(0)
    chinese = as_steward.post("/zh-hans/desk/uploads/new/", form).content.decode()

    assert "Your seat may not hand in this item." in english
    assert "您的岗位无权报送这个事项" in chinese


def test_problems_stand_in_the_order_of_the_rows_page_by_page(as_steward, monkeypatch):
    batch = handed_in(as_steward, GOOD + FAULTY + FAULTY).url
    number = batch.rstrip("/").rsplit("/", 1)[-1]
    card = intake.batch(number)
    whole = intake.findings_of(card.id)

    pages, after = [], 0
    while page := intake.findings_of(card.id, after, limit=1):
        pages += page
        after = page[-1].id

    assert pages == whole
    assert [one.row for one in whole] == sorted(one.row for one in whole)
    assert "Next page" not in as_steward.get(f"{batch}findings/").content.decode()


def test_a_person_never_opens_a_desk(as_person):
    for place in ("", "uploads/", "uploads/new/"):
        assert as_person.get(f"/en/desk/{place}").status_code == 403


@pytest.mark.parametrize("login", ["case-officer", "agency-officer", "auditor"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_other_roles_have_a_plain_home_without_uploads(town, login, language):
    browser = logged_in(login)

    answer = browser.get(f"/{language}/desk/")

    assert answer.status_code == 200
    assert browser.get(f"/{language}/desk/uploads/").status_code == 403


def test_an_agency_officer_reads_what_the_seat_may_ask(town):
    page = logged_in("agency-officer").get("/en/desk/").content.decode()

    assert "Eligibility to be responsible for work safety" in page
    assert "Work Safety Law" in page


@pytest.mark.parametrize("login", [login for login, _ in POSTS])
def test_every_link_of_every_desk_leads_somewhere(town, login):
    browser = logged_in(login)
    page = browser.get("/en/desk/", follow=True).content.decode()

    for address in set(re.findall(r'href="(/en/[^"#]*)', page)):
        assert browser.get(address).status_code == 200, address
