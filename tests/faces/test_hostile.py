"""What nobody sends by mistake is refused, in both languages, and breaks nothing."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from recourse.faces.api import tokens
from recourse.faces.middleware import ProblemsForMachines, SizeLimit
from tests.disclosure import town as the_town

pytestmark = pytest.mark.django_db
TOKEN, BATCHES = "/api/oauth2/token", "/api/v1/batches"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def http() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def bearer(db) -> dict[str, str]:
    the_town.found(datetime.now(UTC))
    return {"Authorization": f"Bearer {tokens.issue('safety-1', now=datetime.now(UTC))}"}


def is_problem(answer, status: int) -> bool:
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    return (answer.status_code, told["status"]) == (status, status) and all(
        told[spoken]["says"] and told[spoken]["do"] for spoken in ("zh", "en")
    )


def test_a_machines_name_with_a_nul_is_no_name(http):
    town = the_town.found(datetime.now(UTC))
    form = {"grant_type": "client_credentials", "client_secret": town.safety_secret}

    answer = http.post(TOKEN, {**form, "client_id": "safety-1\0"})

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_item_with_a_nul_is_malformed(http, bearer):
    form = {"item": "a\0b", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}

    assert is_problem(http.post(BATCHES, form, headers=bearer), 422)


def test_too_many_fields_are_not_read(http, bearer):
    fields = "&".join(f"f{number}=1" for number in range(20_000))

    assert is_problem(http.post(TOKEN, fields, content_type=FORM), 400)
    assert is_problem(http.post(BATCHES, fields, content_type=FORM, headers=bearer), 400)
    assert http.post("/en/login/", fields, content_type=FORM).status_code == 400


def test_a_form_in_parts_without_its_boundary_is_not_read(http, bearer):
    answer = http.post(BATCHES, b"x", content_type="multipart/form-data", headers=bearer)

    assert is_problem(answer, 400)


@pytest.mark.parametrize(
    "place",
    ["/en/desk/uploads/x%00/", "/en/catalogue/?q=%00", "/en/?%00=1", "/zh-hans/desk/?before=%00"],
)
def test_an_address_with_a_nul_is_not_read(http, place):
    assert http.get(place).status_code == 400


def test_a_cookie_with_a_nul_is_not_read(http):
    http.cookies["sessionid"] = "\0" * 32

    assert http.get("/en/login/").status_code == 400


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("get", TOKEN, 405),
        ("put", "/api/v1/catalogue", 405),
        ("get", "/api/nowhere", 404),
        ("post", "/api/v2/batches/", 404),
        ("get", "/api/", 404),
        ("get", "/api/v1/catalogue?x=%00", 400),
    ],
)
def test_whatever_is_refused_below_the_api_is_a_problem(http, method, place, status):
    assert is_problem(getattr(http, method)(place), status)


def test_a_method_that_is_not_taken_is_told_which_is(http):
    assert http.get(TOKEN)["Allow"] == "POST"
    assert http.post("/api/v1/catalogue")["Allow"] == "GET"


def test_a_body_that_says_it_is_too_large_is_a_problem(settings):
    settings.UPLOAD_MAX_BYTES = 10
    request = RequestFactory().post(BATCHES, b"x" * 11, content_type="text/plain")

    answer = ProblemsForMachines(SizeLimit(pytest.fail))(request)

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_without_its_length_is_told_that_one_is_needed(http, bearer):
    headers = {**bearer, "Transfer-Encoding": "chunked"}

    answer = http.generic("POST", BATCHES, headers=headers)

    assert is_problem(answer, 411)
    assert "Content-Length" in answer.json()["en"]["do"]
