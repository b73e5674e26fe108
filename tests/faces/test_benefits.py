"""A person's pages of benefits, the officer's page beside them, and the rules that anybody reads."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recourse.catalogue import queries as catalogues
from recourse.ground.signing import public_bytes, public_jwk
from recourse.schemes import queries as schemes
from recourse.schemes.terms import State
from recourse.store.keys import vault
from recourse_verify.main import main
from tests.faces import town as towns
from tests.faces.test_own_cases import words
from tests.faces.test_portal import MOST_BYTES, MOST_QUERIES, moved_bytes, statements
from tests.records.making import NOON, dates, entered

BENEFITS = "/en/my-file/benefits/"
RENEWAL, GAPS = f"{BENEFITS}renewal.special_operation/", f"{BENEFITS}gaps.special_operation/"


@pytest.fixture
def certified(town):
    """Enter a certificate of the person, so that a rule finds something."""
    in_force = catalogues.current()
    entered(
        town.xiao.person,
        of=in_force.items["lic.special_operation"],
        on=dates(conduct_ended_on=None, served_on=None, valid_until_on=date(2027, 6, 30)),
        fields={"name": "陈晓", "status": "1", "valid_until_on": "2027-06-30"},
        catalogue_version=in_force.version,
        authority=town.office.steward.agency.id,
        now=NOON,
    )
    return town


def applied(browser, town, **given):
    """Apply for acceptance with papers missing; return where the application stands."""
    sent = {"agency": str(town.office.steward.agency.id), **given}
    return browser.post(f"{GAPS}apply/", sent).url


def case_of(browser, application):
    return re.search(
        r"/en/my-file/cases/([0-9a-f-]{36})/", browser.get(application).content.decode()
    )[1]


def refused(town, case):
    """Let the officer of the department refuse, in their own words."""
    told = {
        "step": "sign",
        "outcome": "refused",
        "words": "No training was shown.",
        "reason": "officer",
        "because": "The papers do not show any training.",
    }
    officer = towns.logged_in("case-officer")
    assert officer.post(f"/en/desk/cases/{case}/decide/", told).status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages_small_and_with_few_queries(
    certified, as_person, language
):
    application = applied(as_person, certified, form="yes").replace("/en/", f"/{language}/")
    portal = f"/{language}/my-file/benefits/"
    for page in (
        *(portal, f"{portal}renewal.special_operation/", f"{portal}gaps.special_operation/try/"),
        *(application, f"{application}withdraw/"),
        *(f"/{language}/schemes/", f"/{language}/schemes/recognition.volunteer/"),
    ):
        with CaptureQueriesContext(connection) as asked:
            opened = as_person.get(page)

        assert opened.status_code == 200, page
        assert moved_bytes(opened.content.decode()) <= MOST_BYTES, page
        assert len(statements(asked)) <= MOST_QUERIES + 2, (page, len(statements(asked)))


def test_the_answer_says_why_from_where_and_what_would_change_it(certified, as_person):
    answer = words(as_person.post(f"{RENEWAL}try/", {"declared": "no"}))

    assert "Not every condition is met This is no refusal." in answer
    assert "Certificate for special operations: Valid until 30 June 2027 (your file" in answer
    assert "Administrative Licensing Law, art. 50(1)" in answer
    assert "Do you declare that what you fill in is true? → Yes" in answer


def test_what_the_rule_grants_is_granted_by_one_click_and_given_back_by_two(certified, as_person):
    application = as_person.post(f"{RENEWAL}apply/", {"declared": "yes"}).url

    assert "It holds until 20 February 2027." in words(as_person.get(application))
    as_person.post(f"{application}withdraw/")
    withdrawn = words(as_person.get(application))
    assert "Withdrawn" in withdrawn
    assert "What you put in is erased." in withdrawn
    assert as_person.get(f"{application}receipt.json").status_code == 409


def test_a_refusal_is_an_officers_and_never_reads_as_the_rules(certified, as_person):
    """The rule said yes, the officer no: both stand there, and the way on is one click away."""
    application = applied(as_person, certified, form="yes", training="yes", promise="yes")
    case = case_of(as_person, application)

    refused(certified, case)

    page = as_person.get(application)
    told = words(page)
    assert "An officer said no" in told
    assert "Not met" not in told
    assert f"/en/my-file/cases/{case}/review/words/" in page.content.decode()
    letter = words(as_person.get(f"/en/my-file/cases/{case}/"))
    for said in ("An officer weighed it and refused", "No training was shown.", "court"):
        assert said in letter


def test_the_officer_sees_the_conditions_and_nothing_else_of_the_file(certified, as_person):
    case = case_of(as_person, applied(as_person, certified, form="yes", words="On its way."))

    page = words(towns.logged_in("case-officer").get(f"/en/desk/cases/{case}/"))
    queue = words(towns.logged_in("case-officer").get("/en/desk/cases/"))

    for said in (
        "On its way.",
        "The form and the proof of training are handed in.",
        "Not known yet",
    ):
        assert said in page
    for hidden in ("陈晓", "000001199001010018", "Work-safety penalty", "Valid until"):
        assert hidden not in page
    assert "Application for a benefit" in queue
    mine = words(as_person.get("/en/my-file/cases/"))
    assert "Special-operation certificate, accepted with papers missing" in mine
    assert "陈晓" not in queue


def test_the_receipt_of_a_try_is_checked_without_us(certified, as_person, tmp_path, capsys):
    receipt = as_person.post(f"{RENEWAL}receipt/", {"declared": "yes"})
    rules = Client().get("/en/schemes/rules.json")
    for name, content in (("receipt.json", receipt.content), ("rules.json", rules.content)):
        (tmp_path / name).write_bytes(content)
    key = public_bytes(vault().signing_key("receipt"))
    (tmp_path / "key.json").write_text(public_jwk(key))
    command = ["decision", str(tmp_path / "receipt.json"), "--key", str(tmp_path / "key.json")]

    calendar = ["--calendar", str(settings.CALENDAR_DIR)]
    code = main([*command, "--rule", str(tmp_path / "rules.json"), *calendar, "--json"])

    assert code == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["scheme"], told["answer"]) == ("renewal.special_operation", "yes")
    assert "attachment" in receipt["Content-Disposition"]


HOSTILE = {
    "no-such-scheme": ("try/", {}, 404),
    "other-kind": ("try/", {"declared": "perhaps"}, 400),
    "no-day": ("try/", {"own_until_on": "2027-02-30"}, 400),
    "huge": ("try/", {"own_until_on": "9" * 5_000}, 400),
    "markup": ("try/", {"own_until_on": "<script>alert(1)</script>"}, 400),
    "agency-of-nobody": ("apply/", {"agency": str(uuid4())}, 503),
    "agency-no-uuid": ("apply/", {"agency": "x"}, 400),
    "long-words": ("apply/", {"words": "长" * 6_000}, 400),
}


def test_what_nobody_would_fill_in_is_refused_and_leaves_no_application(town, as_person):
    for name, (step, sent, status) in HOSTILE.items():
        where = RENEWAL if name != "no-such-scheme" else f"{BENEFITS}free.money/"

        answer = as_person.post(where + step, sent)

        assert answer.status_code == status, name
        assert "<script>alert" not in answer.content.decode()
    assert schemes.applications_of(town.xiao.person, at=NOON) == []


def test_fields_that_are_not_asked_for_do_nothing(certified, as_person):
    sent = {"declared": "yes", "licence.status": "2", "automatic": "true", "holds": "no"}

    application = as_person.post(f"{RENEWAL}apply/", sent).url

    assert "The rule granted it by itself" in words(as_person.get(application))


def test_a_neighbours_application_looks_as_if_it_were_not_there(certified, as_person):
    application = applied(as_person, certified, form="yes")
    neighbour = towns.logged_in("neighbour")

    for page in (application, f"{application}receipt.json", f"{application}withdraw/"):
        assert neighbour.get(page).status_code == 404
    assert neighbour.post(f"{application}withdraw/").status_code == 404
    (card,) = schemes.applications_of(certified.xiao.person, at=NOON)
    assert card.state is State.WAITING


def test_no_official_tries_anything_on_anybodys_file(town):
    for login in ("case-officer", "agency-officer", "steward", "auditor"):
        official = towns.logged_in(login)

        assert official.get(BENEFITS).status_code == 403
        assert official.post(f"{RENEWAL}try/", {"declared": "yes"}).status_code == 403


def test_asking_twice_is_refused_kindly(certified, as_person):
    applied(as_person, certified, form="yes")

    again = as_person.post(f"{GAPS}apply/", {"form": "yes"})

    assert again.status_code == 409
    assert "You have applied for this benefit already" in words(again)


def test_the_menu_leads_there_and_the_rules_need_no_sign_in(town, as_person):
    home = as_person.get("/en/my-file/").content.decode()
    public = Client().get("/en/schemes/")

    assert 'href="/en/my-file/benefits/"' in home
    assert "No rule refuses anybody" in words(public)
    assert 'href="/en/schemes/"' in Client().get("/en/").content.decode()
