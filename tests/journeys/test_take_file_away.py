"""A person takes a copy of everything away, as data that is described and as a PDF."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import jsonschema_rs
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recourse.faces.doors import oneself
from recourse.faces.public import schemas
from recourse.journeys import benefits, issue_statement, show_statement
from recourse.journeys.own_copy import SCHEMA
from recourse.journeys.take_file_away import take_file_away
from recourse.notice.printing import pdf_of
from tests.attestation.making import another, choice
from tests.faces import town as towns
from tests.faces.town import logged_in
from tests.records.making import NOON

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def town(db):
    return towns.settle()


def copy_of(who):
    return take_file_away(person=who.person, by=oneself(who.person), now=LATER)


def text_of(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub(r"\s", "", "".join(pages))


def test_the_data_is_as_it_is_described(town):
    described = json.loads((Path(schemas.__file__).parent / Path(SCHEMA).name).read_text())
    jsonschema_rs.meta.validate(described)

    data = json.loads(json.dumps(copy_of(town.xiao).data))

    jsonschema_rs.validate(described, data)
    assert data["records"][0]["fields"]["decision_no"]["value"]
    assert data["person"]["name"] == "陈晓"


def test_what_was_applied_for_is_in_it_with_all_that_was_put_in(town):
    about = {"person": town.xiao.person, "by": oneself(town.xiao.person), "now": NOON}
    card = benefits.apply(scheme="gaps.special_operation", given={"form": True}, words="", **about)

    copy = copy_of(town.xiao)

    described = json.loads((Path(schemas.__file__).parent / Path(SCHEMA).name).read_text())
    data = json.loads(json.dumps(copy.data))
    jsonschema_rs.validate(described, data)
    (one,) = data["benefits"]
    assert (one["number"], one["receipt"]["inputs"]["form"]["value"]) == (card.number, True)
    assert card.number in text_of(pdf_of(copy.letter, language="en", written_at=LATER))


def test_it_holds_everything_of_this_person_and_nothing_of_another(town):
    data = json.dumps(copy_of(town.xiao).data, ensure_ascii=False)

    assert str(town.xiao.record) in data
    assert str(town.xiao.notice) in data
    assert str(town.neighbour.record) not in data
    assert "李安" not in data


def test_it_holds_what_was_stated_and_who_was_shown_it_by_a_code(town):
    who, me = town.xiao.person, oneself(town.xiao.person)
    card = issue_statement.issue(person=who, choice=choice(), by=me, now=LATER)
    recipient = show_statement.recipients()[0].code
    _, code = show_statement.make_code(
        person=who, statement=card.id, recipient=recipient, by=me, now=LATER
    )
    show_statement.open_by_code(
        code=code, recipient=recipient, called="3号窗口", address="10.0.0.1", now=LATER
    )

    data = json.loads(json.dumps(copy_of(town.xiao).data))

    jsonschema_rs.validate(
        json.loads((Path(schemas.__file__).parent / Path(SCHEMA).name).read_text()), data
    )
    assert data["statements"][0]["says"]["finding"] == "no_adverse_entry"
    assert any("3号窗口" in line["words"]["zh"] for line in data["other_log_entries"])


def test_however_full_the_file_records_and_histories_are_read_once(town):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            copy_of(town.xiao)
        return len([one for one in queries if ' FROM "record' in one["sql"]])

    assert asked() == 2
    another(town.office.steward.agency.id, town.xiao.person, decided_on=date(2026, 10, 8))
    assert len(copy_of(town.xiao).data["records"]) == 2
    assert asked() == 2


def test_a_letter_that_was_not_opened_is_named_and_stays_closed(town):
    (letter,) = copy_of(town.xiao).data["letters"]

    assert letter["opened_at"] is None
    assert letter["served_on"] is None
    assert set(letter) == {"id", "title", "written_at", "opened_at", "served_on"}


def test_taking_it_is_the_last_line_of_the_log_and_the_next_copy_has_it(town):
    copy_of(town.xiao)

    lines = [entry["words"]["en"] for entry in copy_of(town.xiao).data["other_log_entries"]]

    assert "You took a copy of everything about you" in lines


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_says_what_the_data_says(town, language):
    copy = copy_of(town.xiao)

    said = text_of(pdf_of(copy.letter, language=language, written_at=LATER))

    assert copy.data["records"][0]["number"] in said
    assert copy.data["records"][0]["fields"]["decision_no"]["value"] in said


@pytest.mark.parametrize("file", ["my-file.json", "my-file.pdf"])
def test_only_the_person_takes_it(town, file):
    address = f"/en/my-file/take-away/{file}"
    answer = logged_in("person").get(address)

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert logged_in("steward").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_description_is_published_and_nothing_beside_it(town):
    answer = Client().get(SCHEMA)

    assert answer["Content-Type"] == "application/schema+json"
    assert Client().get("/schemas/own-file-2.json").status_code == 404
