"""What went wrong is said in the reader's language, with what to do."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
from django.utils import translation

from recourse.faces import errors
from recourse.faces.middleware import RefusedAsPage, SizeLimit
from recourse.ground.refused import REFUSALS
from tests.faces.town import logged_in


@pytest.mark.parametrize(
    ("language", "says"), [("zh-hans", "没有这个页面"), ("en", "There is no such page")]
)
def test_a_page_that_is_not_there(client, town, language, says):
    answer = client.get(f"/{language}/nowhere/")

    assert answer.status_code == 404
    assert says in answer.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 413])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_failure_has_its_page_in_both_languages(status, language):
    with translation.override(language):
        answer = errors.failed(RequestFactory().get("/"), status)

        assert answer.status_code == status
        assert str(errors.FAILURES[status].do) in answer.content.decode()


def test_django_is_answered_with_our_pages():
    request = RequestFactory().get("/")

    assert errors.bad_request(request, SuspiciousOperation()).status_code == 400
    assert errors.forbidden(request, PermissionError()).status_code == 403


def test_a_bug_is_answered_in_both_languages_without_leaning_on_anything():
    answer = errors.broken(RequestFactory().get("/"))

    text = answer.content.decode()
    assert answer.status_code == 500
    assert "我们这边出了问题" in text
    assert "Something went wrong on our side" in text


def test_a_bug_shows_the_page_and_not_the_fault(town, monkeypatch):
    from recourse.journeys import open_own_file

    browser = logged_in("person")
    browser.raise_request_exception = False
    monkeypatch.setattr(open_own_file, "open_own_file", lambda **_: 1 // 0)

    answer = browser.get("/en/my-file/")

    assert answer.status_code == 500
    assert "division" not in answer.content.decode()


def test_a_form_without_its_token_is_refused(town):
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/en/login/", {"role": "person"})

    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()


def test_what_says_it_is_too_large_is_refused_before_it_is_read(town, settings):
    settings.UPLOAD_MAX_BYTES = 10
    request = RequestFactory().post("/en/desk/uploads/new/", b"x" * 11, content_type="text/plain")

    answer = SizeLimit(pytest.fail)(request)

    assert answer.status_code == 413
    assert request._read_started is False


@pytest.mark.parametrize("code", ["notice.no_such_notice", "intake.no_mandate"])
def test_a_refusal_says_what_which_rule_and_what_to_do(code):
    request = RequestFactory().get("/en/")
    refused = REFUSALS[code](**({"item": "adv.tax"} if "{item}" in REFUSALS[code].says.en else {}))

    with translation.override("en"):
        answer = RefusedAsPage(pytest.fail).process_exception(request, refused)

    assert answer.status_code == refused.status
    if refused.status != 404:
        assert refused.words("en") in answer.content.decode().replace("&#x27;", "'")


def test_a_bug_is_not_taken_for_a_refusal():
    assert (
        RefusedAsPage(pytest.fail).process_exception(RequestFactory().get("/"), KeyError()) is None
    )
