"""A key in wrong hands: nobody believes it any more, and its people are told."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from django.test import Client

from recourse.attestation import errors, queries
from recourse.attestation import issuer as room
from recourse.attestation.issuer import Use
from recourse.attestation.status import publishing
from recourse.attestation.status import queries as lists
from recourse.attestation.terms import State, TakenBack
from recourse.faces.cli.issuer import issuer as command
from recourse.ground.actor import SYSTEM
from recourse.journeys import issue_statement as journey
from recourse.journeys.print_statement import print_statement
from recourse.journeys.withdraw_key import take_back_doubtful, withdraw_key
from recourse.notice import queries as notices
from tests.attestation.making import NOON, choice, themselves, town, vouched
from tests.records.making import person

pytestmark = pytest.mark.django_db
STOLEN, LATER = NOON + timedelta(hours=1), NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def city(settings: Any, tmp_path: Any) -> None:
    vouched(settings, tmp_path)
    settings.STATUS_DIR = tmp_path / "status"
    settings.DEMO = True
    town()


def renewed(use: Use = Use.STATEMENTS, at: datetime = STOLEN) -> str:
    """Have another key sign from an instant on; return the name of the one before."""
    before = room.issuer() if use is Use.STATEMENTS else room.seal()
    room.next_key(use)
    room.make_demo_authority(NOON)
    folder = room.settings.ISSUER_DIR
    for file in folder.glob("*.pem"):
        os.utime(file, (at.timestamp(), at.timestamp()))
    return before.kid.hex()


def withdrawn(kid: str, now: datetime = LATER) -> int:
    return withdraw_key(kid=kid, by=SYSTEM, now=now)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def issued(who: Any, now: datetime) -> Any:
    return journey.issue(person=who, choice=choice("tax"), by=themselves(who), now=now)


@pytest.mark.parametrize("use", list(Use), ids=str)
def test_nobody_is_told_to_believe_a_withdrawn_key(use):
    kid = renewed(use)
    web = Client(headers={"host": "localhost"})
    before = web.get(f"/issuer/chain/{kid}.pem").content
    pinned = b"".join(room.published_chains())

    withdrawn(kid)

    (listed,) = web.get("/issuer/withdrawn.json").json()["withdrawn"]
    assert listed["kid"] == kid
    assert datetime.fromisoformat(listed["withdrawn_at"]) == LATER.astimezone(UTC)
    assert before in pinned
    assert before not in b"".join(room.published_chains())
    assert web.get(f"/issuer/chain/{kid}.pem").status_code == 404
    assert before.decode() not in web.get("/en/verify/").content.decode()


def test_nothing_is_withdrawn_at_first():
    told = Client(headers={"host": "localhost"}).get("/issuer/withdrawn.json")

    assert told.json() == {"issuer": "https://records.example", "withdrawn": []}
    assert told.headers["Cache-Control"] == "no-cache"


def test_what_a_stolen_key_may_have_signed_is_taken_back_and_its_people_told():
    zhao, lin = person("赵平"), person("林安", sequence=2)
    old, older = issued(zhao, NOON), issued(lin, NOON)
    print_statement(person=zhao, statement=old.id, by=themselves(zhao), now=NOON)
    kid = renewed()
    fresh = issued(zhao, STOLEN)

    assert withdrawn(kid) == 2
    while take_back_doubtful(by=SYSTEM, now=LATER):
        pass

    for who, card in ((zhao, old), (lin, older)):
        now = queries.statement_of(who, card.id, at=LATER)
        assert (now.state, now.taken_back_why) == (State.TAKEN_BACK, TakenBack.KEY)
        (letter,) = [one for one in notices.inbox_of(who) if one.kind == "statement"]
        words = notices.letter_of(letter, None)
        assert "wrong hands" in words.lead.en
        assert "art. 57" in str(words)
    assert queries.statement_of(zhao, fresh.id, at=LATER).state is State.GOOD
    assert sum(len(card.revoked) for card in lists.lists()) == 1


def test_what_its_person_takes_back_meanwhile_stays_theirs_and_nothing_stops():
    zhao = person("赵平")
    card = issued(zhao, NOON)
    withdrawn(renewed())
    journey.take_back(person=zhao, statement=card.id, by=themselves(zhao), now=LATER)

    assert take_back_doubtful(by=SYSTEM, now=LATER)
    assert not take_back_doubtful(by=SYSTEM, now=LATER)

    assert queries.statement_of(zhao, card.id, at=LATER).taken_back_why is TakenBack.WISH
    assert notices.inbox_of(zhao) == []


def test_withdrawing_twice_is_withdrawing_once():
    zhao = person("赵平")
    issued(zhao, NOON)
    kid = renewed()

    assert (withdrawn(kid), withdrawn(kid)) == (1, 0)

    told = Client(headers={"host": "localhost"}).get("/issuer/withdrawn.json").json()
    assert len(told["withdrawn"]) == 1


def test_a_key_that_signs_is_not_withdrawn_and_nothing_changes():
    kid = room.issuer().kid.hex()

    with pytest.raises(errors.StillSigns):
        withdrawn(kid)
    with pytest.raises(errors.NoSuchCertificate):
        withdrawn("0" * 16)

    assert room.published_chain(kid)


def test_a_withdrawn_key_is_vouched_for_no_more():
    chain, anchor = room.issuer().chain, room.issuer().anchor
    withdrawn(renewed())

    with pytest.raises(errors.KeyWithdrawn):
        room.install(Use.STATEMENTS, chain, anchor)


def test_status_lists_are_signed_anew_by_the_key_that_signs_now():
    publishing.publish_due(now=NOON)
    renewed()

    moved = publishing.publish_due(now=NOON + timedelta(minutes=1))

    assert moved == len(lists.lists()) > 0
    assert publishing.publish_due(now=NOON + timedelta(minutes=2)) == 0


def test_an_operator_withdraws_by_a_command(monkeypatch):
    monkeypatch.setattr("recourse.faces.cli.issuer.open_house", lambda: None)
    monkeypatch.setattr(
        "recourse.journeys.withdraw_key.withdraw_key", lambda *, kid, by, now: len(kid)
    )
    kid = renewed()

    assert run("withdraw", kid).exit_code == 2
    done = run("withdraw", kid, "--yes")

    assert done.exit_code == 0, done.output
    assert "16 statements are to be taken back" in done.output


def test_a_demo_vouches_for_a_new_key():
    before = room.issuer().kid
    room.next_key(Use.STATEMENTS)
    room.make_demo_authority(NOON)

    leaf: x509.Certificate = room.issuer().chain[0]
    assert room.issuer().kid != before
    assert leaf.public_key() == room.private_key(room.key_names(Use.STATEMENTS)[0]).public_key()
