"""Hostile wallets: each attack is refused by the code that the specification has for it."""

import base64
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from recourse.attestation.status import queries as lists
from recourse.attestation.wallets import actions, codes, queries
from recourse.attestation.wallets.errors import StatementOver, TooManyOffers
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Kind as Deed
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from tests.attestation.saying import kept, statement, taken_back
from tests.attestation.wallets.conftest import NOW, offered
from tests.attestation.wallets.wallet import (
    CREDENTIAL,
    GRANT,
    NOTIFICATION,
    TOKEN,
    Wallet,
    new_key,
    public,
    unsigned,
)
from tests.ground import vectors
from tests.records.making import person

pytestmark = pytest.mark.slow

WRONG = "000000"


def error(answer) -> str:
    """Return the code of a refusal; no refusal is a fault of ours, a page, or says more."""
    assert 400 <= answer.status_code < 500, answer.content
    told = answer.json()
    assert set(told) == {"error", "error_description"}
    assert told["error_description"].isascii()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "陈" not in answer.content.decode()
    return told["error"]


def primed(held) -> Wallet:
    """Return a wallet that has a nonce, and no token yet."""
    wallet = held.wallet
    wallet.ask_token(WRONG)
    return wallet


def pins(pin: str) -> str:
    """Return digits that are not these."""
    return f"{(int(pin) + 1) % 10**6:06}"


# The code


def test_a_code_is_worth_one_token(held):
    wallet = held.redeemed()
    again = wallet.ask_token(held.offer.pin)

    assert error(again) == "invalid_grant"
    assert wallet.fetch(1)


def test_whoever_comes_with_the_code_and_digits_after_the_wallet_ends_the_offer(held):
    """One of the two is a thief; which, nobody knows."""
    wallet, thief = held.redeemed(), primed(held)

    assert error(thief.ask_token(held.offer.pin)) == "invalid_grant"
    assert error(wallet.ask_credentials(wallet.proofs())) == "invalid_token"
    assert deeds(held)[0] is Deed.WALLET_CLASHED


def test_what_was_fetched_with_an_offer_that_somebody_else_has_too_holds_no_more(held):
    thief, wallet = held.redeemed(), primed(held)
    thief.fetch(2)
    wallet.ask_token(held.offer.pin)

    (batch,) = queries.fetched_of(held.person, held.statement.id)
    assert batch.is_revoked
    assert sum(len(card.revoked) for card in lists.lists()) == 2
    assert queries.outside_of(held.person, held.statement.id, at=NOW).is_good, "it is offered anew"


def deeds(held) -> list:
    return [one.kind for one in ledger.entries_of(people.tag_of(held.person), limit=9)]


def test_whoever_saw_the_code_and_not_the_digits_gets_nothing_and_ends_nothing_after_the_wallet(
    held,
):
    wallet, thief = held.redeemed(), primed(held)
    for _ in range(9):
        assert error(thief.ask_token(pins(held.offer.pin))) == "invalid_grant"

    assert wallet.fetch(1)


def test_a_code_without_digits_is_worth_nothing(held):
    wallet = primed(held)

    assert error(wallet.ask_token(None)) == "invalid_request"
    assert error(wallet.ask_token("")) == "invalid_request"


def test_after_five_wrong_tries_the_right_digits_are_worth_nothing(held):
    wallet = primed(held)
    tries = [error(wallet.ask_token(pins(held.offer.pin))) for _ in range(5)]

    assert tries == ["invalid_grant"] * 5
    assert error(wallet.ask_token(held.offer.pin)) == "invalid_grant"
    assert deeds(held)[0] is Deed.WALLET_MISSED


def test_four_wrong_tries_are_forgiven(held):
    wallet = primed(held)
    for _ in range(4):
        wallet.ask_token(pins(held.offer.pin))

    assert wallet.ask_token(held.offer.pin).status_code == 200


def test_a_code_lives_five_minutes(held, clock):
    wallet = primed(held)
    clock.shift(timedelta(minutes=5))
    wallet.ask_token(held.offer.pin)

    assert error(wallet.ask_token(held.offer.pin)) == "invalid_grant"


@pytest.mark.parametrize(
    "code",
    ["", "x", "é", "A" * 102, "A" * 5000, "'; DROP TABLE wallet_offer; --", "\0"],
    ids=["empty", "short", "not-ascii", "made-up", "long", "sql", "nul"],
)
def test_a_code_that_is_not_ours_opens_nothing(held, code):
    wallet = primed(held)
    answer = wallet.ask_token(held.offer.pin, code=code or " ")

    assert error(answer) == "invalid_grant"


def test_a_token_is_no_code_and_a_code_is_no_token(held):
    wallet = held.redeemed()
    assert error(wallet.ask_token(held.offer.pin, code=wallet.token)) == "invalid_grant"
    wallet.token = wallet.code

    assert error(wallet.ask_credentials(wallet.proofs())) == "invalid_token"


def test_a_code_that_was_changed_opens_nothing(held):
    wallet = primed(held)
    for at in (0, 40, len(wallet.code) - 2):
        spoilt = wallet.code[:at] + ("A" if wallet.code[at] != "A" else "B") + wallet.code[at + 1 :]
        assert error(wallet.ask_token(held.offer.pin, code=spoilt)) == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"pre-authorized_code": None}, "invalid_request"),
    ],
    ids=["no-grant", "authorization-code", "client-credentials", "no-code"],
)
def test_a_request_for_a_token_says_what_it_wants(held, form, code):
    assert error(primed(held).ask_token(held.offer.pin, **form)) == code


def test_nothing_is_said_twice(held):
    wallet = primed(held)
    body = f"grant_type={GRANT}&pre-authorized_code={wallet.code}&tx_code=1&tx_code=2"

    assert (
        error(wallet.ask(TOKEN, body, kind="application/x-www-form-urlencoded"))
        == "invalid_request"
    )


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_token_is_asked_for_in_a_form(held, kind):
    assert error(primed(held).ask(TOKEN, "x=1", kind=kind)) == "invalid_request"


# DPoP


@pytest.mark.parametrize(
    "change",
    [
        {"htm": "GET"},
        {"htu": "https://elsewhere.example/oid4vci/token"},
        {"htu": "https://localhost/oid4vci/credential"},
        {"iat": 1},
        {"iat": int(NOW.timestamp()) + 301},
        {"iat": "now"},
        {"iat": True},
        {"iat": 10**400},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 257},
        {"jti": 7},
        {"ath": "AAAA"},
    ],
    ids=lambda change: "-".join(f"{name}={str(value)[:12]}" for name, value in change.items()),
)
def test_a_dpop_proof_is_for_this_request_alone(held, change):
    wallet = primed(held)
    proof = wallet.dpop(TOKEN, **change)

    assert error(wallet.ask_token(held.offer.pin, dpop=proof)) == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "nonce",
    [None, "", "AAAA", 7, ["x"], "\ud800"],
    ids=["none", "empty", "made-up", "number", "list", "surrogate"],
)
def test_a_dpop_proof_has_a_nonce_of_ours(held, nonce):
    wallet = primed(held)
    answer = wallet.ask_token(held.offer.pin, dpop=wallet.dpop(TOKEN, nonce=nonce))

    assert error(answer) == "use_dpop_nonce"
    assert answer.headers["DPoP-Nonce"]


def test_a_nonce_for_proofs_is_none_for_dpop_and_the_other_way_round(held):
    wallet = primed(held)
    answer = wallet.ask_token(held.offer.pin, dpop=wallet.dpop(TOKEN, nonce=wallet.c_nonce()))
    assert error(answer) == "use_dpop_nonce"
    wallet = held.redeemed()

    assert error(wallet.ask_credentials([wallet.proof(nonce=wallet.nonce)])) == "invalid_nonce"


def test_a_dpop_nonce_lives_five_minutes(held, clock):
    wallet = held.redeemed()
    clock.shift(timedelta(minutes=5))

    assert error(wallet.ask_credentials(wallet.proofs())) == "use_dpop_nonce"


def test_a_dpop_proof_is_used_once(held):
    wallet = held.redeemed()
    proof = wallet.dpop(CREDENTIAL)
    first = wallet.ask(CREDENTIAL, body(wallet, wallet.proofs()), dpop=proof)
    second = wallet.ask(CREDENTIAL, body(wallet, wallet.proofs()), dpop=proof)

    assert first.status_code == 200
    assert error(second) == "invalid_dpop_proof"


def body(wallet, proofs) -> dict:
    wanted = wallet.offer["credential_configuration_ids"][0]
    return {"credential_configuration_id": wanted, "proofs": {"jwt": proofs}}


@pytest.mark.parametrize(
    "text",
    ["", "x", "a.b.c", "....", "é", "{}", "A" * 9_000],
    ids=["none", "x", "abc", "dots", "not-ascii", "json", "long"],
)
def test_what_is_no_dpop_proof_is_refused(held, text):
    wallet = held.wallet
    answer = wallet.http.post(
        TOKEN,
        urlencode({"grant_type": GRANT, "pre-authorized_code": wallet.code, "tx_code": "1"}),
        content_type="application/x-www-form-urlencoded",
        headers={"DPoP": text},
    )
    assert error(answer) == "invalid_dpop_proof"
    credential = wallet.http.post(
        CREDENTIAL,
        {},
        content_type="application/json",
        headers={"DPoP": text, "Authorization": f"DPoP {held.redeemed().token}"},
    )

    assert error(credential) == "invalid_dpop_proof"
    assert credential.status_code == 401


def test_a_stolen_token_is_worth_nothing_without_the_wallets_key(held):
    wallet = held.redeemed()
    thief = Wallet(wallet.offer, nonce=wallet.nonce, token=wallet.token)
    answer = thief.ask_credentials(thief.proofs())

    assert error(answer) == "invalid_token"
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("DPoP ")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer {}", "DPoP", "DPoP x", "Basic eDp5", "DPoP {} {}"],
    ids=["none", "bearer", "nothing", "made-up", "basic", "two"],
)
def test_a_token_is_shown_as_dpop_and_not_otherwise(held, header):
    wallet = held.redeemed()
    given = header.replace("{}", wallet.token)
    answer = wallet.ask(CREDENTIAL, body(wallet, wallet.proofs()), Authorization=given)

    assert error(answer) == "invalid_token"
    assert answer.status_code == 401


def test_a_token_lives_ten_minutes(held, clock):
    wallet = held.redeemed()
    clock.shift(timedelta(minutes=10))
    wallet.ask_credentials(wallet.proofs())

    assert error(wallet.ask_credentials(wallet.proofs())) == "invalid_token"


KEYS = {
    "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
    "RS256": lambda: RSAKey.generate_key(2048),
    "ES384": lambda: ECKey.generate_key("P-384"),
    "HS256": lambda: OctKey.generate_key(256),
}


@pytest.mark.parametrize("algorithm", KEYS)
def test_no_other_algorithm_is_taken(held, algorithm):
    wallet, key = held.redeemed(), KEYS[algorithm]()
    header = {"alg": algorithm, "jwk": {**key.as_dict(private=algorithm == "HS256")}}
    proof = wallet.proof(key, header=header)
    wallet.key, mine = key, wallet.key
    dpop = wallet.dpop(CREDENTIAL, header=header)
    wallet.key = mine

    assert error(wallet.ask_credentials([proof])) == "invalid_proof"
    assert error(wallet.ask(CREDENTIAL, body(wallet, []), dpop=dpop)) == "invalid_dpop_proof"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_what_nobody_signed_is_refused(held, algorithm):
    wallet = held.redeemed()
    claims = {"aud": "https://localhost", "iat": int(NOW.timestamp()), "nonce": wallet.c_nonce()}
    header = {"alg": algorithm, "typ": "openid4vci-proof+jwt", "jwk": public(new_key())}

    assert error(wallet.ask_credentials([unsigned(header, claims)])) == "invalid_proof"


def test_a_public_key_is_no_secret(held):
    """The key in the header, taken as a secret for HMAC, signs nothing."""
    wallet = held.redeemed()
    secret = OctKey.import_key(json.dumps(public(wallet.key)))
    proof = wallet.proof(secret, header={"alg": "HS256", "jwk": public(wallet.key)})

    assert error(wallet.ask_credentials([proof])) == "invalid_proof"


# Proofs of keys


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "https://elsewhere.example"},
        {"aud": ["https://localhost"]},
        {"aud": None},
        {"iat": None},
        {"iat": int(NOW.timestamp()) - 301},
        {"iat": int(NOW.timestamp()) + 301},
        {"iss": "wallet"},
        {"nonce": None},
        {"nonce": 7},
        {"nonce": {"a": 1}},
    ],
    ids=lambda change: "-".join(f"{name}={str(value)[:10]}" for name, value in change.items()),
)
def test_a_proof_is_for_us_and_of_now(held, change):
    wallet = held.redeemed()

    assert error(wallet.ask_credentials([wallet.proof(**change)])) == "invalid_proof"


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": "dpop+jwt"},
        {"typ": None},
        {"kid": "did:example:1#0"},
        {"x5c": ["AAAA"]},
        {"crit": ["b64"], "b64": False},
        {"jwk": None},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "", "y": ""}},
    ],
    ids=["jwt", "dpop", "no-typ", "kid", "x5c", "crit", "no-key", "off-curve", "empty"],
)
def test_a_proof_has_one_shape(held, header):
    wallet = held.redeemed()

    assert error(wallet.ask_credentials([wallet.proof(header=header)])) == "invalid_proof"


def test_a_private_key_in_a_proof_is_refused(held):
    wallet, key = held.redeemed(), new_key()
    header = {"jwk": key.as_dict(private=True)}

    assert error(wallet.ask_credentials([wallet.proof(key, header=header)])) == "invalid_proof"


def test_a_proof_signed_by_another_key_is_refused(held):
    wallet = held.redeemed()
    proof = wallet.proof(new_key(), header={"jwk": public(new_key())})

    assert error(wallet.ask_credentials([proof])) == "invalid_proof"


def test_a_changed_proof_is_refused(held):
    wallet = held.redeemed()
    head, claims, made = wallet.proof().split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"x": 1}
    spoilt = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()

    assert error(wallet.ask_credentials([f"{head}.{spoilt}.{made}"])) == "invalid_proof"


def test_a_member_that_stands_twice_is_refused(held):
    wallet, key = held.redeemed(), new_key()
    from joserfc import jws

    claims = f'{{"aud":"https://localhost","aud":"https://localhost","iat":{int(NOW.timestamp())},"nonce":"{wallet.c_nonce()}"}}'
    header = {"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": public(key)}

    assert (
        error(wallet.ask_credentials([jws.serialize_compact(header, claims, key)]))
        == "invalid_proof"
    )


def test_proofs_are_used_once(held):
    wallet = held.redeemed()
    proofs = wallet.proofs(2)
    first = wallet.ask_credentials(proofs)

    assert first.status_code == 200
    assert error(wallet.ask_credentials(proofs)) == "invalid_nonce"


def test_a_nonce_is_good_for_one_batch_of_whomever(held):
    wallet = held.redeemed()
    nonce = wallet.c_nonce()
    wallet.ask_credentials([wallet.proof(nonce=nonce)])

    assert error(wallet.ask_credentials([wallet.proof(nonce=nonce)])) == "invalid_nonce"


def test_proofs_of_one_batch_have_one_nonce(held):
    wallet = held.redeemed()

    assert error(wallet.ask_credentials([wallet.proof(), wallet.proof()])) == "invalid_nonce"


def test_an_old_or_made_up_nonce_is_refused(held, clock):
    wallet = held.redeemed()
    old = wallet.c_nonce()
    assert error(wallet.ask_credentials([wallet.proof(nonce="AAAA")])) == "invalid_nonce"
    clock.shift(timedelta(minutes=5))
    wallet.ask_credentials(wallet.proofs())

    assert error(wallet.ask_credentials([wallet.proof(nonce=old)])) == "invalid_nonce"


def test_no_key_gets_two_instances(held):
    wallet, key = held.redeemed(), new_key()
    nonce = wallet.c_nonce()
    twice = [wallet.proof(key, nonce=nonce), wallet.proof(key, nonce=nonce)]

    assert error(wallet.ask_credentials(twice)) == "invalid_proof"


def test_a_batch_has_at_most_ten_instances_in_however_many_requests(held):
    wallet = held.redeemed()
    assert error(wallet.ask_credentials(wallet.proofs(11))) == "invalid_credential_request"
    assert len(wallet.fetch(6)) == 6

    assert error(wallet.ask_credentials(wallet.proofs(5))) == "credential_request_denied"
    assert len(wallet.fetch(4)) == 4
    assert error(wallet.ask_credentials(wallet.proofs(1))) == "credential_request_denied"


# The request


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (
            {"credential_configuration_id": "no-violation.transport"},
            "unknown_credential_configuration",
        ),
        (
            {"credential_configuration_id": "org.iso.18013.5.1.mDL"},
            "unknown_credential_configuration",
        ),
        ({"credential_configuration_id": None}, "invalid_credential_request"),
        ({"credential_configuration_id": 7}, "invalid_credential_request"),
        ({"credential_configuration_id": "\ud800"}, "unknown_credential_configuration"),
        ({"credential_identifier": "x"}, "invalid_credential_request"),
        ({"proofs": None}, "invalid_proof"),
        ({"proofs": {}}, "invalid_credential_request"),
        ({"proofs": []}, "invalid_credential_request"),
        ({"proofs": {"jwt": []}}, "invalid_credential_request"),
        ({"proofs": {"jwt": "x"}}, "invalid_credential_request"),
        ({"proofs": {"jwt": [7]}}, "invalid_proof"),
        ({"proofs": {"jwt": [None]}}, "invalid_proof"),
        ({"proofs": {"jwt": ["x"], "di_vp": []}}, "invalid_credential_request"),
        ({"proofs": {"di_vp": [{}]}}, "invalid_proof"),
        ({"proofs": {"attestation": ["x"]}}, "invalid_proof"),
        (
            {"credential_response_encryption": {"jwk": {}, "enc": "A128GCM"}},
            "invalid_encryption_parameters",
        ),
    ],
    ids=lambda one: (
        str(one)[:40]
        if isinstance(one, str)
        else "-".join(f"{k}{str(v)[:14]}" for k, v in one.items())
        .encode("ascii", "replace")
        .decode()
    ),
)
def test_each_fault_of_a_request_has_its_code(held, asked, code):
    wallet = held.redeemed()
    whole = {
        name: value
        for name, value in (body(wallet, wallet.proofs()) | asked).items()
        if value is not None
    }

    assert error(wallet.ask(CREDENTIAL, json.dumps(whole))) == code


def test_an_identifier_is_unknown_for_none_was_given_out(held):
    wallet = held.redeemed()

    assert (
        error(wallet.ask(CREDENTIAL, {"credential_identifier": "x"}))
        == "unknown_credential_identifier"
    )


@pytest.mark.parametrize(
    "raw",
    ["", "x", "[]", "7", "null", '{"a":1,"a":2}', "[" * 5_000, '{"a":NaN}', "\xff", "\0"],
    ids=["empty", "x", "array", "number", "null", "twice", "deep", "nan", "latin", "nul"],
)
def test_what_is_no_request_is_refused(held, raw):
    wallet = held.redeemed()

    assert error(wallet.ask(CREDENTIAL, raw)) == "invalid_credential_request"
    assert error(wallet.ask(NOTIFICATION, raw)) == "invalid_notification_request"


@vectors.needs("openid4vci")
def test_the_request_of_the_specification_for_another_format_is_refused(held):
    wallet = held.redeemed()
    raw = (
        vectors.folder("openid4vci") / "examples" / "credential_request_iso_mdl.json"
    ).read_bytes()

    assert error(wallet.ask(CREDENTIAL, raw)) == "invalid_credential_request"


def test_a_long_request_is_refused_unread(held):
    wallet = held.redeemed()
    answer = wallet.ask(CREDENTIAL, json.dumps({"x": "x" * 70_000}))

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/jwt", "application/x-www-form-urlencoded"]
)
def test_a_request_is_in_json(held, kind):
    assert error(held.redeemed().ask(CREDENTIAL, "{}", kind=kind)) == "invalid_credential_request"


# The statement


def test_a_statement_that_was_taken_back_is_not_handed_out(held):
    wallet = held.redeemed()
    taken_back(held.person, held.statement, now=NOW)

    assert error(wallet.ask_credentials(wallet.proofs())) == "credential_request_denied"
    with pytest.raises(StatementOver):
        offered(held.person, held.statement)


def test_the_code_of_a_statement_that_was_taken_back_opens_nothing(held):
    wallet = primed(held)
    taken_back(held.person, held.statement, now=NOW)

    assert error(wallet.ask_token(held.offer.pin)) == "invalid_grant"


def test_a_statement_that_is_over_is_not_offered(xiao):
    said = kept(xiao, statement(now=NOW), now=NOW)

    with pytest.raises(StatementOver):
        offered(xiao, said, now=NOW + timedelta(days=32))


def test_nobody_offers_the_statement_of_somebody_else(held):
    neighbour = person("李安", sequence=2)

    with pytest.raises(StatementOver):
        offered(neighbour, held.statement)
    for by in (
        SYSTEM,
        Actor(kind=ActorKind.PERSON, id=held.person),
        Actor(kind=ActorKind.HELPER, id=neighbour),
    ):
        with pytest.raises(OnlyThemselves):
            actions.offer(person=neighbour, statement=held.statement, by=by, now=NOW)


def test_a_statement_is_offered_ten_times_in_an_hour(held):
    for _ in range(9):
        offered(held.person, held.statement)

    with pytest.raises(TooManyOffers):
        offered(held.person, held.statement)
    offered(held.person, held.statement, now=NOW + timedelta(hours=1))


def test_a_refused_request_leaves_no_trace(held):
    from django.db import connection

    def taken() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(taken), 0) FROM status_list")
            return cursor.fetchone()[0]

    wallet = held.redeemed()
    before = taken(), deeds(held)
    wallet.ask_credentials([*wallet.proofs(), "x"])
    wallet.ask_credentials(wallet.proofs(), "no-violation.transport")

    assert (taken(), deeds(held)) == before
    assert queries.fetched_of(held.person, held.statement.id) == []


# What became of it


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "invalid_notification_request"),
        ({"event": "credential_accepted"}, "invalid_notification_request"),
        ({"notification_id": "x", "event": "credential_sold"}, "invalid_notification_request"),
        ({"notification_id": "x", "event": "credential_accepted"}, "invalid_notification_id"),
        (
            {
                "notification_id": "00000000-0000-0000-0000-000000000007",
                "event": "credential_deleted",
            },
            "invalid_notification_id",
        ),
    ],
    ids=["nothing", "no-name", "no-such-event", "no-name-of-ours", "no-such-batch"],
)
def test_a_wallet_tells_of_batches_of_its_own(held, told, code):
    assert error(held.redeemed().ask(NOTIFICATION, told)) == code


# The rest


@pytest.mark.parametrize("path", [TOKEN, CREDENTIAL, NOTIFICATION, "/oid4vci/nonce"])
@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_what_is_foreseen_is_answered(db, path, method):
    answer = getattr(Wallet({}).http, method)(path)

    assert answer.status_code == 405


def test_a_page_of_another_site_may_ask(db):
    answer = Wallet({}).http.options(CREDENTIAL, headers={"Origin": "https://wallet.example"})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "DPoP" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_nonces_are_not_foretold_and_nothing_is_kept_of_them(db, clock):
    nonces = {
        codes.nonce(use, now=NOW) for use in (codes.Use.PROOF, codes.Use.DPOP) for _ in range(50)
    }

    assert len(nonces) == 100


def test_the_database_alone_opens_no_offer(held):
    """What is sealed needs the code; what the code carries needs the vault."""
    from django.db import connection

    from recourse.store.gate import one_person

    with one_person(held.person), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wallet_offer_of_one")
        (row,) = cursor.fetchall()
    kept_of_it = b"".join(bytes(one) for one in row if isinstance(one, memoryview | bytes))

    assert "陈晓".encode() not in kept_of_it
    assert held.offer.pin not in str(row)
    assert held.wallet.code.encode() not in kept_of_it
