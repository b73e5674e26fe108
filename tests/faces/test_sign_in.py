"""Signing in with the city's identity service: who is let in, and every answer that is not."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from recourse.config.identity_service import NEEDED, identity_service
from recourse.faces.doors import oneself
from recourse.faces.sign_in import provider
from recourse.faces.sign_in.terms import Claims
from recourse.faces.sign_in.views import SHOWN
from recourse.ground.identifiers import citizen_number
from recourse.journeys import entrust
from recourse.people import queries as people
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.terms import NewEntrustment, Scope
from recourse.people.models import Session
from tests.faces.identity_service import CLIENT, STRONG, WEAK
from tests.faces.town import logged_in
from tests.records.making import NOON

START = "/login/with-identity-service/start/"
REFUSED = "/login/with-identity-service/refused/"
NUMBER = citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=1)
UNKNOWN = citizen_number(region="000001", born_on=date(1971, 3, 9), sequence=77)
XIAO = {"document_type": "01", "document_number": NUMBER, "name": "陈晓"}


@pytest.fixture
def eid(town, service):
    """The identity service, after Xiao has shown it her card; nobody has an account yet."""
    get_user_model().objects.filter(login="person").update(person_id=uuid4())
    service.person = dict(XIAO)
    return service


def begin(client: Client, language: str = "en", **query: str) -> dict[str, str]:
    """Follow the link on the login page; return what the identity service is asked."""
    answer = client.get(f"/{language}{START}", query)
    assert answer.status_code == 302, answer
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}


def come_back(client: Client, service, asked: dict[str, str]):
    """Prove who one is, and follow the way back."""
    return client.get(service.authorized(asked).removeprefix("http://testserver"))


def sign_in(client: Client, service, language: str = "en", **query: str):
    return come_back(client, service, begin(client, language, **query))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused_as(answer) -> str:
    assert answer.status_code == 302
    assert REFUSED in answer.url, answer.url
    return answer.url.split("/")[-2]


def test_a_person_signs_in_and_sees_their_own_file(client, town, eid):
    answer = sign_in(client, eid)

    assert answer.url == "/en/my-file/"
    assert client.session["_auth_user_backend"] == "recourse.faces.ways_in.IdentityService"
    page = client.get("/en/my-file/").content.decode()
    assert "Nobody else can see it yet" in page
    assert "Signed in" in page
    assert client.get(f"/en/my-file/records/{town.xiao.record}/").status_code == 200
    assert client.get(f"/en/my-file/records/{town.neighbour.record}/").status_code == 404


def test_the_account_opened_for_them_names_nobody_and_is_used_again(client, town, eid):
    sign_in(client, eid)
    sign_in(Client(), eid)

    (account,) = get_user_model().objects.filter(person_id=town.xiao.person)
    assert account.display_name == ""
    assert NUMBER not in account.login
    assert "sub-7" not in account.login
    assert not account.has_usable_password()


def test_the_service_is_asked_with_everything_that_binds_its_answer(client, eid):
    asked = begin(client)

    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == "http://testserver/login/answer/"
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == STRONG
    assert (asked["prompt"], asked["max_age"]) == ("login", "300")
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    again = begin(client)
    assert not {again[name] for name in ("state", "nonce", "code_challenge")} & set(asked.values())


def test_signing_in_gives_a_new_session_key_also_the_second_time(client, eid):
    keys = []
    for _ in range(2):
        asked = begin(client)
        keys.append(client.session.session_key)
        come_back(client, eid, asked)
        keys.append(client.session.session_key)

    assert len(set(keys)) == 3  # the key of the first visit, and one for each sign-in


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(client, town, eid):
    sign_in(client, eid)
    client.session["left"] = "behind"
    eid.person = XIAO | {
        "document_number": citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=2),
        "name": "李安",
    }

    sign_in(client, eid)

    assert client.get(f"/en/my-file/records/{town.xiao.record}/").status_code == 404
    assert "left" not in client.session


def test_signing_out_ends_the_session(client, eid):
    sign_in(client, eid)
    key = client.session.session_key

    client.post("/en/logout/")

    assert client.get("/en/my-file/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_whoever_was_led_to_the_way_in_comes_back_to_their_page_in_their_language(client, eid):
    asked_for = client.get("/zh-hans/my-file/inbox/").url
    html = client.get(asked_for).content.decode()
    link = re.search(rf'href="(/zh-hans{START}[^"]*)"', html)[1]
    asked = {k: v[0] for k, v in parse_qs(urlsplit(client.get(link).url).query).items()}

    assert come_back(client, eid, asked).url == "/zh-hans/my-file/inbox/"


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "portal", "\\\\x"])
def test_signing_in_never_leads_to_another_site(client, eid, away):
    assert sign_in(client, eid, next=away).url == "/en/my-file/"


def test_who_is_not_in_the_token_is_asked_of_userinfo(client, town, eid):
    eid.userinfo = XIAO | {"sub": "sub-7"}

    assert sign_in(client, eid).url == "/en/my-file/"


def test_the_claims_may_have_other_names(client, eid, settings):
    settings.IDENTITY_SERVICE = eid.settings(
        claims=Claims(document_type="idType", document_number="idNo", name="realName")
    )
    eid.person = {"idType": "01", "idNo": NUMBER, "realName": "陈晓"}

    assert sign_in(client, eid).url == "/en/my-file/"


FORGED = {
    "nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "aud of another site": {"aud": "another"},
    "no aud": {"aud": None},
    "iss of another service": {"iss": "https://elsewhere.example"},
    "no iss": {"iss": None},
    "azp of another site": {"azp": "another"},
    "two audiences and no azp": {"aud": [CLIENT, "another"]},
    "expired": {"exp": 1_000_000_000},
    "no exp": {"exp": None},
    "issued tomorrow": {"iat": 4_000_000_000},
    "no sub": {"sub": None},
    "empty sub": {"sub": ""},
    "no auth_time": {"auth_time": None},
    "auth_time not a number": {"auth_time": "now"},
    "proved for an earlier sign-in": {"auth_time": 1_000_000_000},
    "proved tomorrow": {"auth_time": 4_000_000_000},
    "at_hash of another token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_says_something_else_lets_nobody_in(client, eid, how):
    eid.claims = FORGED[how]

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"
    assert not is_in(client)
    assert not get_user_model().objects.filter(login__startswith="person:").exists()


@pytest.mark.parametrize("signs", ["by_a_stranger", "unsigned"])
def test_a_token_that_the_service_did_not_sign_lets_nobody_in(client, eid, signs):
    eid.signs = getattr(eid, signs)

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"
    assert not is_in(client)


def test_a_token_signed_with_the_shared_secret_lets_nobody_in(client, eid):
    from joserfc import jwt
    from joserfc.jwk import OctKey

    secret = OctKey.import_key("s3cret-and-long-enough-for-a-mac")
    eid.signs = lambda claims: jwt.encode({"alg": "HS256", "kid": eid.key.kid}, claims, secret)

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "\x00", "ey.ey.ey.ey"])
def test_what_is_no_token_lets_nobody_in(client, eid, token):
    eid.signs = lambda claims: token

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"


@pytest.mark.parametrize("acr", [WEAK, None, ["eid-high"], "", 0])
def test_a_weaker_proof_does_not_open_a_file(client, eid, acr):
    eid.claims = {"acr": acr}

    assert refused_as(sign_in(client, eid)) == "sign_in.not_sure_enough"
    assert not is_in(client)


@pytest.mark.parametrize("sub", ["sub-8", None])
def test_userinfo_of_somebody_else_lets_nobody_in(client, eid, sub):
    eid.userinfo = XIAO | {"sub": sub}

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"
    assert not is_in(client)


@pytest.mark.parametrize("issuer", ["https://elsewhere.example", None, ""])
def test_an_answer_of_another_service_lets_nobody_in(client, eid, issuer):
    eid.answer = {"iss": issuer}

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"
    assert not is_in(client)


def test_a_service_that_never_names_itself_may_go_without_but_not_name_another(client, eid):
    eid.description = {"authorization_response_iss_parameter_supported": None}
    eid.answer = {"iss": "https://elsewhere.example"}
    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"

    eid.answer = {"iss": None}
    assert sign_in(client, eid).url == "/en/my-file/"


def test_an_answer_is_believed_once(client, eid):
    back = eid.authorized(begin(client)).removeprefix("http://testserver")
    client.get(back)
    client.post("/en/logout/")

    assert refused_as(client.get(back)) == "sign_in.not_awaited"
    assert not is_in(client)


def test_an_answer_is_believed_only_where_it_was_asked_for(client, eid):
    back = eid.authorized(begin(client)).removeprefix("http://testserver")
    victim = Client()
    begin(victim)

    assert refused_as(victim.get(back)) == "sign_in.not_awaited"
    assert not is_in(victim)


def test_a_code_of_another_sign_in_lets_nobody_in(client, eid):
    """Whoever slips their own code into somebody's answer fails at the verifier."""
    theirs = eid.authorized(begin(Client()))
    asked = begin(client)
    code = parse_qs(urlsplit(theirs).query)["code"][0]

    answer = client.get(
        "/login/answer/", {"code": code, "state": asked["state"], "iss": eid.issuer}
    )

    assert refused_as(answer) == "sign_in.not_trusted"
    assert not is_in(client)


def test_an_answer_that_comes_after_a_quarter_of_an_hour_is_too_late(client, eid):
    import time_machine

    back = eid.authorized(begin(client)).removeprefix("http://testserver")

    with time_machine.travel(datetime.now(tz=UTC) + timedelta(seconds=901), tick=False):
        assert refused_as(client.get(back)) == "sign_in.not_awaited"


def test_several_windows_may_sign_in_at_once_but_not_without_end(client, eid):
    asked = [begin(client) for _ in range(4)]

    assert refused_as(come_back(client, eid, asked[0])) == "sign_in.not_awaited"
    assert come_back(client, eid, asked[1]).url == "/en/my-file/"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "sign_in.not_signed_in"),
        ("login_required", "sign_in.not_signed_in"),
        ("unmet_authentication_requirements", "sign_in.not_sure_enough"),
    ],
)
def test_whoever_stops_half_way_is_told_so(client, eid, error, code):
    eid.answer = {"error": error, "code": None}

    assert refused_as(sign_in(client, eid)) == code


def test_an_answer_without_a_code_lets_nobody_in(client, eid):
    eid.answer = {"code": None}

    assert refused_as(sign_in(client, eid)) == "sign_in.not_trusted"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"document_number": None},
        {"document_number": 7},
        {"document_number": NUMBER[:-1] + "0"},
        {"document_number": "110101199003070011"},
        {"document_type": None},
        {"document_type": "eID"},
        {"name": None},
        {"name": " "},
    ],
)
def test_without_a_document_that_can_be_read_nobody_is_looked_for(client, eid, spoilt):
    eid.person |= spoilt

    assert refused_as(sign_in(client, eid)) == "sign_in.nobody_named"
    assert not is_in(client)


def test_a_document_held_under_another_name_opens_no_file(client, eid):
    eid.person["name"] = "陈小"

    assert refused_as(sign_in(client, eid)) == "people.known_by_another_name"
    assert not is_in(client)


def test_a_closed_account_stays_closed_and_ends_its_sessions(client, town, eid):
    sign_in(client, eid)
    get_user_model().objects.filter(person_id=town.xiao.person).update(is_active=False)

    assert client.get("/en/my-file/").status_code == 302
    assert refused_as(sign_in(Client(), eid)) == "people.account_closed"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_whoever_has_no_file_is_told_so_and_leaves_no_trace(client, eid, language):
    eid.person["document_number"] = UNKNOWN
    accounts = get_user_model().objects.count()

    answer = sign_in(client, eid, language)
    page = client.get(answer.url)

    said = {"en": "Nothing is held about you", "zh-hans": "我们没有关于您的任何记录"}
    assert said[language] in page.content.decode()
    assert UNKNOWN not in answer.url
    assert get_user_model().objects.count() == accounts
    assert not Session.objects.exists()
    assert not is_in(client)


def code_of(person) -> str:
    """Return the code by which somebody may become the helper of `person`."""
    new = NewEntrustment(scope=Scope.READ, last_on=date(2027, 2, 23))
    now = NOON + timedelta(hours=1)
    return entrust.name_helper(person=person, new=new, by=oneself(person), now=now)[1]


def test_a_helper_without_a_file_comes_in_with_a_code_and_accepts(client, town, eid):
    eid.person |= {"document_number": UNKNOWN, "name": "周平"}

    typed = client.post("/en/help-somebody/", {"code": code_of(town.xiao.person)})
    answer = sign_in(client, eid, next="/en/my-file/helping/accept/")
    offer = client.get(answer.url).content.decode()
    client.post(answer.url, {"agreed": "on", "then": "accept"})

    assert typed.url == "/en/login/?next=/en/my-file/helping/accept/"
    assert answer.url == "/en/my-file/helping/accept/"
    assert "Help 陈晓?" in offer
    (card,) = entrustments.entrusted_by(town.xiao.person)
    assert people.identity_of(card.helper).name == "周平"
    assert "Nothing is held about you" in client.get("/en/my-file/records/").content.decode()


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "?"])
def test_a_code_that_opens_nothing_lets_nobody_in_who_has_no_file(client, eid, code):
    eid.person["document_number"] = UNKNOWN
    accounts = get_user_model().objects.count()

    client.post("/en/help-somebody/", {"code": code})
    answer = sign_in(client, eid)

    assert "nothing-held" in answer.url
    assert get_user_model().objects.count() == accounts
    assert not is_in(client)


def test_a_helper_under_eighteen_is_not_let_in(client, town, eid):
    child = citizen_number(region="000001", born_on=date(2010, 3, 9), sequence=78)
    eid.person["document_number"] = child
    accounts = get_user_model().objects.count()

    client.post("/en/help-somebody/", {"code": code_of(town.xiao.person)})
    answer = sign_in(client, eid)

    assert refused_as(answer) == "people.helper_too_young"
    assert get_user_model().objects.count() == accounts


def test_the_page_that_says_so_is_nobodys_to_forge_and_soon_gone(client, eid):
    import time_machine

    address = reverse("sign-in:nothing-held")
    eid.person["document_number"] = UNKNOWN
    given = sign_in(client, eid).url

    with time_machine.travel(datetime.now(tz=UTC) + timedelta(seconds=601), tick=False):
        late = client.get(given)

    for answer in (client.get(address), client.get(f"{address}?at=x"), late):
        assert answer.status_code == 302
        assert answer.url.endswith("/login/")


@pytest.mark.parametrize("part", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_service_that_is_down_lets_nobody_in_and_it_is_said(client, eid, part):
    eid.down = {part}

    answer = client.get(f"/en{START}")
    if REFUSED not in answer.url:
        query = parse_qs(urlsplit(answer.url).query)
        answer = come_back(client, eid, {name: values[0] for name, values in query.items()})

    assert refused_as(answer) == "sign_in.service_silent"
    assert not is_in(client)


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": None},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://elsewhere.example/keys"},
        {"userinfo_endpoint": ["https://elsewhere.example"]},
        {"userinfo_endpoint": "https://[elsewhere"},
        {"token_endpoint_auth_methods_supported": 7},
        {"issuer": None},
    ],
)
def test_a_service_that_describes_itself_as_another_or_over_open_lines_is_not_asked(
    client, eid, description
):
    eid.description = description

    assert refused_as(client.get(f"/en{START}")) == "sign_in.service_silent"


@pytest.mark.parametrize("code", sorted(SHOWN))
def test_every_refusal_reads_in_both_languages_and_shows_the_way_in(client, db, code):
    for language, button in (("en", "Try again"), ("zh-hans", "重试")):
        answer = client.get(f"/{language}{REFUSED}{code}/")

        html = answer.content.decode()
        assert answer.status_code == SHOWN[code].status
        assert SHOWN[code]().words(language) in html
        assert SHOWN[code]().advice(language) in html
        assert f'href="/{language}/login/">{button}' in html


def test_no_other_refusal_is_shown_at_such_an_address(client, db):
    assert client.get(f"/en{REFUSED}people.no_such_person/").status_code == 404


def test_no_cache_keeps_any_step(client, eid):
    asked = client.get(f"/en{START}")
    answer = sign_in(Client(), eid)

    for step in (asked, answer):
        assert "no-store" in step.headers["Cache-Control"]


OUT = "/en/login/with-identity-service/signed-out/"


def test_whoever_signs_out_is_shown_the_way_out_of_the_service_too(client, eid):
    eid.description = {"end_session_endpoint": f"{eid.issuer}/end?x=1"}
    sign_in(client, eid)

    answer = client.post("/en/logout/")

    assert answer.url == OUT
    assert not is_in(client)
    page = client.get(OUT).content.decode()
    (there,) = re.findall(r'href="([^"]*/end[^"]*)"', page)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(unescape(there)).query).items()}
    back = "http://testserver/"
    assert asked == {"x": "1", "client_id": CLIENT, "post_logout_redirect_uri": back}


@pytest.mark.parametrize("where", [None, "http://elsewhere.example/end", "javascript:alert(1)", 7])
def test_a_way_out_that_is_none_is_not_shown(client, eid, where):
    eid.description = {"end_session_endpoint": where}

    page = client.get(OUT).content.decode()

    assert "You are signed out" in page
    assert "Sign out of the identity service too" not in page


def test_a_service_that_is_down_keeps_nobody_in(client, eid):
    sign_in(client, eid)
    provider.described_in.cache_clear()
    eid.down = {"/.well-known/openid-configuration"}

    assert "You are signed out" in client.post("/en/logout/", follow=True).content.decode()
    assert not is_in(client)


def test_what_failed_is_said_to_the_operator_and_not_about_whom(client, eid, caplog):
    eid.claims = {"nonce": "another"}

    sign_in(client, eid)

    (line,) = [record.getMessage() for record in caplog.records if "sign_in" in record.name]
    assert line == "sign-in refused: sign_in.not_trusted nonce"


def test_without_a_service_nobody_signs_in_and_no_session_lives_on(client, eid, settings):
    sign_in(client, eid)
    settings.IDENTITY_SERVICE = None

    assert client.get("/en/my-file/").status_code == 302
    assert refused_as(client.get(f"/en{START}")) == "sign_in.not_connected"
    assert START not in client.get("/en/login/").content.decode()


def test_no_official_comes_in_this_way(client, town, eid):
    official = get_user_model().objects.get(login="steward")
    session = logged_in("steward").session

    session["_auth_user_backend"] = "recourse.faces.ways_in.IdentityService"
    session.save()
    client.cookies["sessionid"] = session.session_key

    assert str(official.pk) == session["_auth_user_id"]
    assert client.get("/en/desk/").status_code == 302


def test_outside_the_demo_it_is_the_only_way_in_and_made_up_people_do_not_pass(
    client, eid, settings
):
    settings.DEMO = False

    page = client.get("/en/login/").content.decode()

    assert START in page
    assert 'id="roles"' not in page
    assert refused_as(sign_in(client, eid)) == "sign_in.nobody_named"


def test_behind_a_server_with_tls_a_form_is_believed(town, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    browser = Client(enforce_csrf_checks=True)
    over_tls = {"host": "testserver", "x-forwarded-proto": "https", "origin": "https://testserver"}
    token = browser.get("/en/login/").context["csrf_token"]

    answer = browser.post(
        "/en/text-size/",
        {"text": "large", "csrfmiddlewaretoken": str(token)},
        headers=over_tls,
    )

    assert answer.status_code == 302


GIVEN = dict(zip(NEEDED, ("https://eid.example", "city", "secret", "high, higher"), strict=True))


def test_the_settings_come_from_the_environment(monkeypatch):
    for name in NEEDED:
        monkeypatch.delenv(name, raising=False)
    assert identity_service("city.example") is None

    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    found = identity_service("city.example")

    assert found is not None
    assert found.acr == ("high", "higher")
    assert found.return_to == "https://city.example/login/answer/"
    assert "secret" not in repr(found)
    monkeypatch.setenv("RECOURSE_OIDC_CLAIMS", "idType, idNo, realName")
    assert identity_service("city.example").claims.document_number == "idNo"


@pytest.mark.parametrize("missing", NEEDED)
def test_a_service_named_by_half_does_not_start(monkeypatch, missing):
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)

    with pytest.raises(ImproperlyConfigured):
        identity_service("city.example")


def test_claims_named_by_half_do_not_start(monkeypatch):
    for name, value in (GIVEN | {"RECOURSE_OIDC_CLAIMS": "idType,idNo"}).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured):
        identity_service("city.example")
