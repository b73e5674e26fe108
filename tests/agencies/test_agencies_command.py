"""`recourse agencies`: the operator says who may hand in and who may ask."""

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from recourse.agencies import queries
from recourse.agencies.errors import UnknownMachine
from recourse.agencies.machines import actions as machines
from recourse.agencies.terms import Role
from recourse.catalogue import actions as catalogue
from recourse.config.settings import CATALOGUE_DIR
from recourse.faces.cli.agencies import ROLES, agencies
from recourse.faces.cli.city import founding
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import credit_code

CODE = credit_code(sequence=4711)
SEAT = f"{CODE}/0101"


@pytest.fixture
def catalogued(db) -> None:
    catalogue.load(folder=CATALOGUE_DIR, by=SYSTEM, now=datetime.now(UTC))


@pytest.fixture
def office(catalogued) -> None:
    done(run("found", CODE, "--zh", "试验局", "--en", "Trial Bureau", *FOUNDING))
    done(run("seat", SEAT, "--role", "data_steward", "--zh", "数据科", "--en", "Data section"))


POST = ("--role", "auditor", "--zh", "科", "--en", "S")
FOUNDING = ("--kind", "emergency_management", "--department", "--alias", "trial")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(agencies, list(arguments))


def done(answer: Result) -> str:
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def today():
    return civil_date(datetime.now(UTC))


def test_the_operator_keeps_an_address_and_takes_it_away(office):
    agency = queries.agency_by_code(CODE).id

    done(run("webhook", "trial", "https://office.example/recalls"))
    kept = queries.webhook(agency)
    done(run("webhook", CODE, "--remove"))

    assert (kept, queries.webhook(agency)) == ("https://office.example/recalls", None)
    assert run("webhook", CODE, "http://office.example/").exit_code == 1
    assert run("webhook", CODE).exit_code == 2
    assert run("webhook", "nobody", "https://office.example/").exit_code == 1


def let_in(name, secret):
    return machines.let_in(client_id=name, secret=secret, by=SYSTEM, now=datetime.now(UTC))


def test_the_command_knows_every_role():
    assert set(ROLES) == set(Role)


def test_an_office_is_founded_with_a_seat_that_a_machine_acts_as_and_may_hand_in(office):
    done(run("mandate", "trial/0101", "--item", "adv.work_safety_person"))

    name, secret = done(run("enrol", SEAT, "trial-1")).split()

    seat = let_in(name, secret)
    assert (seat.agency.code, seat.number, seat.role) == (CODE, "0101", Role.DATA_STEWARD)
    assert queries.may_hand_in(seat.id, "adv.work_safety_person", today())
    assert f"{CODE}\treports\temergency_management\t试验局\tTrial Bureau\n" in done(run("list"))


def test_what_was_given_is_taken_away_again(office):
    done(run("mandate", SEAT, "--item", "lic.teacher", "--from", "2026-01-01"))
    secret = done(run("enrol", SEAT, "trial-1")).split()[1]
    seat = queries.seat_by_number(CODE, "0101").id

    done(run("end-mandate", SEAT, "--item", "lic.teacher"))
    done(run("stop-machine", "trial-1"))

    assert queries.items_of(seat, today()) == []
    with pytest.raises(UnknownMachine):
        let_in("trial-1", secret)


def test_a_machines_secret_is_renewed_without_a_gap(office):
    old = done(run("enrol", SEAT, "trial-1")).split()[1]

    new = done(run("rotate-machine", "trial-1", "--overlap-hours", "1")).split()[1]

    assert let_in("trial-1", old) == let_in("trial-1", new)
    assert run("rotate-machine", "trial-1").exit_code == 1
    done(run("stop-old-secret", "trial-1"))
    with pytest.raises(UnknownMachine):
        let_in("trial-1", old)
    assert run("rotate-machine", "nobody").exit_code == 1
    assert run("rotate-machine", "trial-1", "--overlap-hours", "337").exit_code == 2


def test_an_official_is_invited_by_a_link_and_shut_out_again(office):
    answer = run("invite", SEAT, "wang.fang", "--hours", "1", "--site", "https://x.example/")

    assert "hand it to the official yourself" in answer.stderr
    link = re.fullmatch(r"https://x\.example(/zh-hans/\S+)\n", done(answer))[1]
    assert Client().get(link).status_code == 302
    assert done(run("close-sign-in", SEAT)) == f"{SEAT}\tclosed\n"
    assert Client().get(link).status_code == 403


def test_a_link_leads_to_the_first_name_of_the_site(office):
    assert done(run("invite", SEAT, "wang.fang")).startswith("https://localhost/zh-hans/login/")


def test_a_seat_is_closed_from_a_day_on(office):
    done(run("mandate", SEAT, "--purpose", "work_safety.licence_eligibility"))
    seat = queries.seat_by_number(CODE, "0101").id

    done(run("end-seat", SEAT, "--on", "2999-01-01"))

    assert queries.may_ask(seat, "work_safety.licence_eligibility", today())
    assert not queries.may_ask(seat, "work_safety.licence_eligibility", today().replace(year=2999))


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("found", CODE, "--zh", "甲局", "--en", "A", *FOUNDING), "已经属于", "belongs"),
        (("found", "1", "--zh", "甲局", "--en", "A", *FOUNDING), "代码", "code"),
        (("seat", "nobody/1", *POST), "没有这个机构", "no such"),
        (("seat", SEAT, *POST), "已被使用", "taken"),
        (("mandate", f"{CODE}/1", "--item", "lic.teacher"), "没有这个岗位", "no such seat"),
        (("enrol", f"{CODE}/1", "trial-1"), "没有这个岗位", "no such seat"),
        (("invite", f"{CODE}/1", "wang.fang"), "没有这个岗位", "no such seat"),
        (("close-sign-in", SEAT), "没有人用这个岗位登录", "Nobody signs in"),
        (("stop-machine", "trial-1"), "系统接口", "machine"),
        (("end-seat", SEAT, "--on", "2000-01-01"), "终止日期", "must come after"),
        (("end-mandate", SEAT, "--item", "lic.teacher"), "没有这项权限", "no such mandate"),
    ],
)
def test_a_refusal_is_said_in_both_languages(office, arguments, zh, en):
    answer = run(*arguments)

    assert answer.exit_code == 1
    assert zh in answer.stderr
    assert en in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("mandate", SEAT),
        ("mandate", SEAT, "--item", "lic.teacher", "--purpose", "education.licence_check"),
        ("mandate", SEAT, "--item", "no.such"),
        ("mandate", SEAT, "--purpose", "no.such"),
        ("mandate", "0101", "--item", "lic.teacher"),
        ("enrol", SEAT, "a:b"),
        ("invite", SEAT, "王芳"),
        ("invite", SEAT, "a/b"),
        ("invite", SEAT, "wang.fang", "--hours", "0"),
        ("found", CODE, "--zh", "甲局", "--en", "A", "--kind", "no_such_kind"),
    ],
)
def test_what_is_written_wrongly_does_nothing(office, arguments):
    seat = queries.seat_by_number(CODE, "0101").id

    assert run(*arguments).exit_code == 2
    assert queries.items_of(seat, today()) == []
    assert queries.purposes_of(seat, today()) == []


def test_the_city_has_a_machine_that_may_hand_in(catalogued):
    secrets = founding.found_offices(now=datetime.now(UTC))

    seat = let_in(founding.HANDS_IN, secrets[founding.HANDS_IN])

    assert queries.items_of(seat.id, today())
