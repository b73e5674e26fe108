"""The machines' face: tokens, batches, the catalogue, and a description that tells the truth."""

import base64
import json
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.test import Client

from recourse.agencies import actions as agencies
from recourse.faces.api import tokens
from recourse.faces.api.errors import TokenNeeded
from recourse.ground.actor import SYSTEM
from tests.disclosure import town as the_town
from tests.disclosure.town import Town

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def town(db) -> Town:
    return the_town.found(NOW)


@pytest.fixture
def http() -> Client:
    return Client(headers={"host": "localhost"})


def ask_token(http: Client, **form: str):
    return http.post("/api/oauth2/token", form)


def bearer(client_id: str = "safety-1") -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(client_id, now=datetime.now(UTC))}"}


def test_a_machine_that_knows_its_secret_gets_a_token(town, http):
    response = ask_token(
        http,
        grant_type="client_credentials",
        client_id="safety-1",
        client_secret=town.safety_secret,
    )

    told = response.json()
    assert (response.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 600)
    assert response["Cache-Control"] == "no-store"
    assert tokens.bearer(f"Bearer {told['access_token']}", now=NOW).client == "safety-1"


def test_the_secret_may_come_as_a_basic_header(town, http):
    given = base64.b64encode(f"safety-1:{town.safety_secret}".encode()).decode()

    response = http.post(
        "/api/oauth2/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {given}"},
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "safety-1", "client_secret": "x"},
            401,
            "invalid_client",
        ),
        (
            {"grant_type": "client_credentials", "client_id": "a\0b", "client_secret": "x"},
            401,
            "invalid_client",
        ),
    ],
)
def test_whoever_does_not_know_it_gets_an_error_as_oauth_words_it(town, http, form, status, error):
    response = ask_token(http, **form)

    assert (response.status_code, response.json()["error"]) == (status, error)


def test_a_stopped_machine_and_an_ended_seat_get_no_token(town, http):
    form = {
        "grant_type": "client_credentials",
        "client_id": "safety-1",
        "client_secret": town.safety_secret,
    }
    agencies.end_seat(seat=town.safety_seat, on=town.day.on, by=SYSTEM, now=NOW)

    assert ask_token(http, **form).status_code == 401


def test_a_token_ends_after_ten_minutes():
    header = f"Bearer {tokens.issue('safety-1', now=NOW)}"
    end = NOW.replace(microsecond=0) + timedelta(seconds=600)

    assert tokens.bearer(header, now=end - timedelta(microseconds=1)).client == "safety-1"
    with pytest.raises(TokenNeeded):
        tokens.bearer(header, now=end)


def forged(token: str, **changed: object) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    again = base64.urlsafe_b64encode(json.dumps({**claims, **changed}).encode()).rstrip(b"=")
    return f"{head}.{again.decode()}.{signature}"


@pytest.mark.parametrize("scheme", ["", "Basic ", "bearer"])
def test_a_header_of_another_kind_is_no_token(scheme):
    with pytest.raises(TokenNeeded):
        tokens.bearer(scheme + tokens.issue("safety-1", now=NOW), now=NOW)


def test_a_changed_token_is_no_token():
    token = tokens.issue("safety-1", now=NOW)
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()

    for attack in (
        forged(token, client_id="school-1"),
        f"{none}.{token.split('.')[1]}.",
        token[:-4] + "AAAA",
        token + "=",
        "a.b.c",
        "x" * 3_000,
    ):
        with pytest.raises(TokenNeeded):
            tokens.bearer(f"Bearer {attack}", now=NOW)


def test_a_receipt_is_no_token(town):
    from recourse.ground.signing import compact_jws
    from recourse.store.keys import vault

    receipt = compact_jws(
        vault().signing_key("access-token"),
        {"aud": tokens.AUDIENCE, "client_id": "safety-1", "exp": 2**40},
    )

    with pytest.raises(TokenNeeded):
        tokens.bearer(f"Bearer {receipt}", now=NOW)


def test_batches_need_a_token_and_the_answer_says_so_in_both_languages(town, http):
    response = http.get("/api/v1/batches/B-20261123-0001")

    told = response.json()
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert told["code"] == "api.token_needed"
    assert told["zh"]["says"]
    assert told["en"]["do"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("batches/B-20261123-0001", 403), ("batches/x", 422), ("batches/B-1%00", 400), ("x", 404)],
)
def test_what_is_not_there_or_not_for_this_seat_is_a_problem(town, http, address, status):
    response = http.get(f"/api/v1/{address}", headers=bearer())

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_a_seat_that_is_no_department_may_not_hand_in(town, http):
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = http.post(
        "/api/v1/batches",
        {"item": "lic.teacher", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")},
        headers=bearer(),
    )

    assert response.status_code == 403
    assert response.json()["code"] == "api.not_for_this_seat"


def test_the_catalogue_and_the_keys_are_public(town, http):
    assert "items" in http.get("/api/v1/catalogue").json()
    (key,) = http.get("/api/v1/keys").json()["keys"]
    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")


def test_the_description_is_openapi_3_1_and_tells_of_every_operation(http):
    told = http.get("/api/openapi.json").json()

    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) >= {"/api/oauth2/token", "/api/v1/look-ups", "/api/v1/batches"}
    for path, operations in told["paths"].items():
        for operation in operations.values():
            described = {int(status) for status in operation["responses"]}
            assert 503 in described, path
            assert described & {200, 201}, path


def test_every_operation_of_the_description_can_be_read(http):
    import schemathesis

    told = http.get("/api/openapi.json").json()

    operations = list(schemathesis.openapi.from_dict(told).get_all_operations())

    assert len(operations) > 25
    assert all(hasattr(operation, "ok") for operation in operations)


def test_no_operation_answers_a_list_of_people(http):
    told = http.get("/api/openapi.json").json()

    text = json.dumps(told).lower()
    for word in ("rating", "rank", "blacklist", "person_id"):
        assert word not in text


def test_a_receipt_verifies_with_the_published_key(town, http):
    from uuid import UUID

    from recourse.disclosure import receipts
    from recourse.ledger.terms import EntryReceipt
    from recourse_verify.receipts import check

    told = receipts.receipts_of(
        [
            EntryReceipt(entry_id=UUID(int=number), log_id=20260, at=NOW, commitment=b"c" * 32)
            for number in range(3)
        ]
    )
    (key,) = http.get("/api/v1/keys").json()["keys"]
    public = base64.urlsafe_b64decode(key["x"] + "=")

    for receipt in json.loads(orjson.dumps(told)):
        check(receipt, public=public)
