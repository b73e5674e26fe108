"""A wallet fetches what its person offered it, and the person sees that it did."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from recourse.attestation.status import actions as places
from recourse.attestation.status import publishing, rules
from recourse.attestation.terms import Kind
from recourse.attestation.wallets import actions, queries
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.errors import NotOwnStatement, StatementOver
from recourse.attestation.wallets.terms import Event
from recourse.ground.actor import SYSTEM
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Kind as Deed
from recourse.people import queries as people
from recourse.store.gate import one_person
from tests.attestation.saying import kept, statement, taken_back
from tests.attestation.wallets.conftest import NOW, Offered, offered
from tests.attestation.wallets.wallet import NOTIFICATION, new_key, public
from tests.records.making import person


def opened(credential: str) -> tuple[dict, dict, dict]:
    """Return header, what is always visible, and what may be disclosed."""
    token, *disclosures, last = credential.split("~")
    head, body = (
        json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]
    )
    assert last == ""
    shown = {}
    for one in disclosures:
        digest = base64.urlsafe_b64encode(hashlib.sha256(one.encode()).digest()).rstrip(b"=")
        assert digest.decode() in body["_sd"]
        _, name, value = json.loads(base64.urlsafe_b64decode(one + "=="))
        shown[name] = value
    return head, body, shown


def deeds(person) -> list:
    return [entry.kind for entry in ledger.entries_of(people.tag_of(person), limit=50)]


def test_a_wallet_fetches_a_batch_of_each_domain(held, settings):
    wallet = held.redeemed()
    keys = [new_key() for _ in range(5)]
    nonce = wallet.c_nonce()
    answer = wallet.ask_credentials([wallet.proof(key, nonce=nonce) for key in keys])
    other = wallet.fetch(2, "no-violation.education")

    made = [opened(one["credential"]) for one in answer.json()["credentials"]]
    assert [body["cnf"]["jwk"] for _, body, _ in made] == [public(key) for key in keys]
    assert {shown["domain"] for _, _, shown in made} == {"work_safety"}
    assert {opened(one)[2]["domain"] for one in other} == {"education"}
    places = [body["status"]["status_list"] for _, body, _ in made]
    assert len({place["uri"] for place in places}) == len(places) == 5
    assert answer.headers["Cache-Control"] == "no-store"


def test_instances_have_nothing_in_common_that_tells_one_holder_from_another(held, settings):
    made = [opened(one) for one in held.redeemed().fetch(4)]
    own = {"cnf", "status", "_sd"}

    visible = [
        {name: value for name, value in body.items() if name not in own} for _, body, _ in made
    ]
    digests = [set(body["_sd"]) for _, body, _ in made]

    assert visible[0] == {
        "iss": settings.PUBLIC_URL,
        "vct": f"{settings.PUBLIC_URL}/vct/no-violation/1",
        "iat": 1795363200,
        "exp": 1798128000,
        "_sd_alg": "sha-256",
    }
    assert visible == [visible[0]] * 4
    assert len(set.union(*digests)) == sum(map(len, digests))
    assert {len(one) for one in digests} == {11}
    assert all(body["_sd"] == sorted(body["_sd"]) for _, body, _ in made)


def test_a_credential_says_what_the_contract_says(held):
    (made,) = held.redeemed().fetch()
    header, _, shown = opened(made)

    assert (header["alg"], header["typ"], set(header)) == (
        "ES256",
        "dc+sd-jwt",
        {"alg", "typ", "x5c"},
    )
    assert shown == {
        "domain": "work_safety",
        "finding": "no_adverse_entry",
        "period_from": "2023-11-24",
        "period_to": "2026-11-23",
        "as_of": "2026-11-23",
        "statement_id": held.statement.number,
        "name": "陈晓",
        "id_last4": "0018",
        "birth_year": 1990,
    }


def test_of_the_instant_only_the_day_in_this_country_is_told():
    late = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)

    told = {
        one.says["as_of"]
        for kind in Kind
        for seconds in (0, 86399)
        for one in claims_of(statement(kind, now=late + timedelta(seconds=seconds)))
    }

    assert told == {"2026-11-24"}


@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.CORRECTION, Kind.BENEFIT], ids=str)
def test_the_other_kinds_are_one_credential_each(xiao, kind):
    said = kept(xiao, statement(kind, now=NOW), now=NOW)
    (made,) = Offered(xiao, said, offered(xiao, said)).redeemed().fetch()

    shown = opened(made)[2]
    named = {
        Kind.REPORT: {"section_work_safety", "section_education", "period_from", "period_to"},
        Kind.CORRECTION: {"entry", "what", "on"},
        Kind.BENEFIT: {"scheme", "eligible", "rule_version"},
    }
    common = {"as_of", "statement_id", "name", "id_last4", "birth_year"}
    assert set(shown) == common | named[kind]


def test_the_person_sees_which_wallet_fetched_what_and_when(held):
    wallet = held.redeemed()
    wallet.fetch(3)

    (batch,) = queries.fetched_of(held.person, held.statement.id)
    assert batch.wallet_key == wallet.key.thumbprint()
    assert (batch.instances, batch.fetched_at, batch.told) == (3, NOW, None)
    assert batch.configuration == "no-violation.work_safety"
    assert deeds(held.person)[:2] == [Deed.WALLET_FETCHED, Deed.WALLET_OFFERED]


def test_a_wallet_says_what_became_of_a_batch_as_often_as_it_likes(held):
    wallet = held.redeemed()
    answer = wallet.ask_credentials(wallet.proofs()).json()
    told = {"notification_id": answer["notification_id"], "event": "credential_accepted"}

    statuses = [wallet.ask(NOTIFICATION, told).status_code for _ in range(2)]

    assert statuses == [204, 204]
    assert queries.fetched_of(held.person, held.statement.id)[0].told is Event.ACCEPTED


def test_what_is_taken_back_is_revoked_in_every_wallet(held, settings):
    made = [opened(one)[1]["status"]["status_list"] for one in held.redeemed().fetch(3)]
    publishing.publish_due(now=NOW)
    taken_back(held.person, held.statement, now=NOW)
    publishing.publish_due(now=NOW)

    for place in made:
        file = settings.STATUS_DIR / place["uri"].rpartition("/")[2]
        array = publishing.published_in(file).array
        assert rules.status_at(array, place["idx"]) == 1


def test_offers_are_forgotten_after_a_day_and_batches_are_not(held):
    held.redeemed().fetch()
    early = actions.forget(by=SYSTEM, now=NOW + timedelta(hours=23))
    late = actions.forget(by=SYSTEM, now=NOW + timedelta(hours=25))

    assert (early, late) == (0, 1)
    assert len(queries.fetched_of(held.person, held.statement.id)) == 1


def test_a_new_offer_ends_the_one_before(held):
    offered(held.person, held.statement)
    wallet = held.wallet
    wallet.ask_token(held.offer.pin)

    assert wallet.ask_token(held.offer.pin).json()["error"] == "invalid_grant"


def test_a_recipient_is_named_in_the_credential(xiao):
    from dataclasses import replace

    from recourse.attestation.terms import Recipient
    from recourse.ground.uuid7 import uuid7
    from recourse.ground.words import Words

    named = Recipient(
        id=uuid7(NOW),
        name=Words(zh="示例公司", en="Sample company"),
        address="https://company.example",
        request="x",
    )
    said = kept(xiao, replace(statement(now=NOW), recipient=named), now=NOW)
    (made,) = Offered(xiao, said, offered(xiao, said)).redeemed().fetch()

    assert opened(made)[1]["aud"] == "https://company.example"


def on_paper(held):
    return places.place_on_paper(
        person=held.person, statement=held.statement.id, by=SYSTEM, now=NOW
    )


def test_a_statement_has_one_place_on_paper_and_is_revoked_there_too(held, settings):
    first, second = on_paper(held), on_paper(held)
    taken_back(held.person, held.statement, now=NOW)
    publishing.publish_due(now=NOW)
    array = publishing.published_in(publishing.file_of(first.list_id)).array

    assert first == second
    assert rules.status_at(array, first.index) == 1


def test_what_was_taken_back_before_it_was_printed_is_not_printed(held):
    taken_back(held.person, held.statement, now=NOW)

    with pytest.raises(StatementOver):
        on_paper(held)


@pytest.mark.parametrize("day", [NOW, NOW + timedelta(days=400)], ids=["by-a-deed", "on-its-day"])
def test_what_is_erased_gets_no_place_on_paper(held, day):
    if day == NOW:
        with one_person(held.person), connection.cursor() as cursor:
            cursor.execute("UPDATE statement_of_one SET contents = NULL, wrapped_key = NULL")

    with pytest.raises(StatementOver):
        places.place_on_paper(person=held.person, statement=held.statement.id, by=SYSTEM, now=day)

    with one_person(held.person), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM statement_place_of_one")
        assert cursor.fetchone() == (0,)


def test_nobody_places_a_statement_of_somebody_else_on_paper(held):
    with pytest.raises(NotOwnStatement):
        places.place_on_paper(
            person=person("李安", sequence=2), statement=held.statement.id, by=SYSTEM, now=NOW
        )
