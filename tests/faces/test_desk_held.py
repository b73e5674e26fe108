"""Held rows put right on screen and by file, and files that take their time, over HTTP."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recourse.intake import queries as intake
from recourse.journeys import take_in_batch
from tests.faces.test_desk import FAULTY, GOOD, handed_in
from tests.faces.town import logged_in
from tests.intake import office as offices

SERVED = offices.row(4)["served_on"]


@pytest.fixture
def batch(as_steward):
    return handed_in(as_steward, GOOD + FAULTY).url


def text_of(answer):
    return answer.content.decode()


def form_of(page):
    """Return what a browser would send of the form of a row."""
    inputs = re.findall(r'<input type="text" name="(f_\w+)"(?: value="([^"]*)")?', page)
    boxes = re.findall(r'<textarea name="(f_\w+)"[^>]*>\s*([^<]*)</textarea>', page)
    return {name: value.replace("&#x27;", "'") for name, value in inputs + boxes}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_row_a_page_with_the_fault_beside_its_field(as_steward, batch, language):
    batch = batch.replace("/en/", f"/{language}/")
    listed = text_of(as_steward.get(f"{batch}held/"))

    page = text_of(as_steward.get(f"{batch}held/5/"))

    assert offices.row(4)["name"] not in listed
    assert page.count("govuk-form-group--error") == 1
    assert page.count("V-111") == 3
    assert re.search(r'name="f_served_on"[^>]*autofocus', page)
    assert offices.row(4)["name"] in page
    assert len(page) < 60_000


def test_rows_are_put_right_one_after_the_other_and_sent_as_a_batch(as_steward, as_signer, batch):
    sent = form_of(text_of(as_steward.get(f"{batch}held/5/"))) | {"f_served_on": SERVED}

    following = as_steward.post(f"{batch}held/5/", sent)
    account = text_of(as_steward.get(f"{batch}held/"))
    again = as_steward.post(f"{batch}held/send/")

    assert following.url == f"{batch}held/6/"
    assert "Send the 1 fixed row" in account
    page = text_of(as_signer.get(again.url))
    assert "1 record enters" in page
    number = batch.rstrip("/").rsplit("/", 1)[1]
    assert number in page
    assert again.url.rstrip("/").rsplit("/", 1)[1] in text_of(as_steward.get(f"{batch}held/"))
    assert as_steward.get(f"{batch}held/5/").status_code == 409


def test_what_is_still_wrong_is_said_and_nothing_is_kept(as_steward, batch):
    sent = form_of(text_of(as_steward.get(f"{batch}held/5/")))

    unchanged = as_steward.post(f"{batch}held/5/", sent | {"f_served_on": ""})
    wrong = as_steward.post(f"{batch}held/5/", sent | {"f_served_on": "gestern"})

    assert (unchanged.status_code, wrong.status_code) == (400, 400)
    assert "V-110" in text_of(wrong)
    assert "gestern" in text_of(wrong)
    assert as_steward.post(f"{batch}held/send/").status_code == 409


def test_only_the_departments_steward_opens_a_held_row(as_steward, as_signer, batch):
    stranger = logged_in("other-steward")

    for place in ("held/", "held/5/", "held/file/"):
        assert stranger.get(batch + place).status_code == 404
    assert stranger.post(f"{batch}held/send/").status_code == 404
    assert as_signer.get(f"{batch}held/").status_code == 200
    assert as_signer.get(f"{batch}held/5/").status_code == 403
    for nonsense in ("held/2/", f"held/{'9' * 30}/", "held/?after=x", "held/?after=²"):
        assert as_steward.get(batch + nonsense).status_code == 404


def test_the_corrected_file_is_tied_to_the_batch_that_held_its_rows(as_steward, batch):
    card = intake.batch(batch.rstrip("/").rsplit("/", 1)[1])
    given = intake.held_rows_file(card.id, "csv")
    file = SimpleUploadedFile("fixed.csv", given.read_bytes())
    given.unlink()

    answer = as_steward.post(f"{batch}held/file/", {"file": file})

    account = text_of(as_steward.get(f"{batch}held/"))
    assert answer.url.rstrip("/").rsplit("/", 1)[1] in account
    assert "Fix the next row" not in account
    assert as_steward.post(f"{batch}held/file/", {}).status_code == 400


def test_a_large_file_shows_its_receipt_at_once_and_how_far_its_check_is(as_steward, monkeypatch):
    monkeypatch.setattr(take_in_batch, "CHECK_AT_ONCE_ROWS", 1)
    batch = handed_in(as_steward, GOOD).url
    card = intake.batch(batch.rstrip("/").rsplit("/", 1)[1])

    waiting, plain = text_of(as_steward.get(batch)), text_of(as_steward.get(f"{batch}?still"))
    told = as_steward.get(f"{batch}progress.json").json()
    take_in_batch.check_received(batch=str(card.id), now=card.received_at)

    assert '<meta http-equiv="refresh"' in waiting
    assert "Download the signed receipt" in waiting
    assert '<meta http-equiv="refresh"' not in plain
    assert told == {"says": "Checking: 0 of 3 rows", "done": 0, "rows": 3, "over": False}
    assert as_steward.get(f"{batch}progress.json").json()["over"] is True
    assert "refresh" not in text_of(as_steward.get(batch))


def test_entering_says_how_far_it_is_until_it_is_done(as_steward, as_signer):
    batch = handed_in(as_steward, GOOD).url
    as_signer.post(f"{batch}sign/")

    page = text_of(as_steward.get(batch))
    told = as_steward.get(f"{batch}progress.json").json()
    card = intake.batch(batch.rstrip("/").rsplit("/", 1)[1])
    take_in_batch.enter(batch=card.id, now=card.signed_at)

    assert "data-rc-progress" in page
    assert told["says"] == "Entering: 0 of 3 rows"
    assert as_steward.get(f"{batch}progress.json").json()["over"] is True


def test_of_several_files_one_that_is_refused_stops_no_other(as_steward):
    files = [
        SimpleUploadedFile("a.csv", offices.csv_text(GOOD[:1]).encode()),
        SimpleUploadedFile("b.csv", b"PK\x03\x04"),
        SimpleUploadedFile("c.csv", offices.csv_text(GOOD[1:]).encode()),
    ]

    answer = as_steward.post("/en/desk/uploads/new/", {"item": offices.ITEM, "file": files})

    page = text_of(answer)
    assert len(set(re.findall(r"B-\d{8}-\d{4}(?=</a>)", page))) == 2
    assert page.count("intake.") == 1
    many = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(21)]
    too_many = as_steward.post("/en/desk/uploads/new/", {"item": offices.ITEM, "file": many})
    assert too_many.status_code == 400
