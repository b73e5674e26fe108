"""An organisation asks for a statement: it learns yes, as of when, and nothing else."""

import contextlib
import http.client
import json
import threading
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from recourse_verify import main
from recourse_verify.asking import commands, serving
from recourse_verify.asking.desk import LIVES, MOST_TRIES, TOLD_FOR, Desk, Gone
from recourse_verify.asking.lists import Kept
from recourse_verify.asking.registrations import registration_from
from recourse_verify.asking.signing import TYP, key_in, make_key, request_for
from recourse_verify.certificates import from_x5c
from recourse_verify.errors import Misused, NotFound, Wrong
from recourse_verify.es256 import token_from
from tests.verifier import hostile
from tests.verifier.asking import ALWAYS, OFFICE, SHOWN, Office, Wallet, query, says
from tests.verifier.carrying import (
    AT,
    AUD,
    NONCE,
    NOW,
    URL,
    City,
    Credential,
    Signer,
    new_key,
    status_list,
)


@pytest.fixture(scope="module")
def city():
    return City()


@pytest.fixture
def office(city):
    return Office(city)


@pytest.fixture
def desk(office):
    return office.desk()


@pytest.fixture
def wallet(city, desk):
    return Wallet(city, desk)


@pytest.mark.parametrize("enc", ["A128GCM", "A256GCM"])
def test_the_office_learns_yes_as_of_when_and_nothing_else(office, desk, wallet, enc):
    opened = desk.ask()
    name, request = wallet.asked(opened)

    assert desk.outcome(opened.id)["state"] == "waiting"
    desk.take(name, wallet.answer(request, wallet.shown(request), enc=enc))

    assert desk.outcome(opened.id) == {
        "state": "answered",
        "yes": True,
        "domain": "construction",
        "period": {"from": "2021-11-27", "to": "2026-11-27"},
        "as_of": "2026-11-27",
        "name": "柳晓𬱟",
        "id_last4": "002X",
    }
    office.later(seconds=TOLD_FOR.total_seconds())
    assert desk.outcome(opened.id) == {"state": "over"}
    assert desk._questions == {}


def test_whoever_need_not_be_matched_stays_unnamed_even_if_the_wallet_says_more(city):
    office = Office(city, dcql_query=query(ALWAYS))
    desk = office.desk()
    opened = desk.ask()
    wallet = Wallet(city, desk)
    name, request = wallet.asked(opened)

    desk.take(name, wallet.answer(request, wallet.shown(request, shown=[*SHOWN, 7, 8])))

    told = desk.outcome(opened.id)
    assert told.keys() == {"state", "yes", "domain", "period", "as_of"}


def test_what_the_wallet_is_asked_is_what_the_city_signed(office, desk, wallet):
    opened = desk.ask()
    name, request = wallet.asked(opened, wallet_nonce="w-1")
    token = token_from(desk.request(name), typ=TYP)

    token.need_signed_by(from_x5c(token.header["x5c"])[0].public_key())
    assert request["dcql_query"] == query()
    assert request["wallet_nonce"] == "w-1"
    assert request["response_mode"] == "direct_post.jwt"
    assert request["response_uri"] == f"{OFFICE}/ask/answer/{name}"
    assert request["client_id"] == office.client_id
    assert request["client_id"].startswith("x509_hash:")
    (info,) = request["verifier_info"]
    assert registration_from(
        info["data"], client_id=office.client_id, trust=office.trust, at=AT
    ).wanted == (*ALWAYS, "name", "id_last4")
    assert opened.id not in opened.link
    for nonce in ("", "a b", "ü", "x" * 201):
        with pytest.raises(Wrong):
            desk.request(name, wallet_nonce=nonce)


def test_who_refuses_looks_like_who_never_came(office, desk, wallet):
    refused, never = desk.ask(), desk.ask()
    name, _ = wallet.asked(refused)

    desk.take(name, "error=access_denied&state=x")

    assert desk.outcome(refused.id) == desk.outcome(never.id)
    office.later(seconds=LIVES.total_seconds())
    assert desk.outcome(refused.id) == desk.outcome(never.id) == {"state": "over"}
    with pytest.raises(Gone):
        desk.request(name)


def test_on_ones_own_device_nothing_is_told_before_one_comes_back(desk, wallet):
    opened = desk.ask(return_to=f"{OFFICE}/thanks?a=1")
    name, request = wallet.asked(opened)

    back = desk.take(name, wallet.answer(request, wallet.shown(request)))
    address, _, code = back.partition("&response_code=")

    assert address == f"{OFFICE}/thanks?a=1"
    for other in ("", "x", wallet.asked(desk.ask())[1]["state"], "ü"):
        assert desk.outcome(opened.id, code=other)["state"] == "waiting"
    assert desk.outcome(opened.id, code=code)["yes"]
    for elsewhere in ("https://office.example.evil/", "http://office.example/", "x"):
        with pytest.raises(Wrong, match="not below"):
            desk.ask(return_to=elsewhere)


def test_an_answer_counts_once(desk, wallet):
    opened = desk.ask()
    name, request = wallet.asked(opened)
    form = wallet.answer(request, wallet.shown(request))

    desk.take(name, form)

    with pytest.raises(Gone):
        desk.take(name, form)
    with pytest.raises(Gone):
        desk.request(name)
    assert desk.outcome(opened.id)["yes"]


def test_an_answer_to_one_question_answers_no_other(desk, wallet):
    first, second = desk.ask(), desk.ask()
    (one, asked_one), (two, asked_two) = wallet.asked(first), wallet.asked(second)
    form = wallet.answer(asked_one, wallet.shown(asked_one))

    with pytest.raises(Wrong, match="another key"):
        desk.take(two, form)
    mixed = wallet.answer(asked_two, wallet.shown(asked_one))
    with pytest.raises(Wrong, match="nonce"):
        desk.take(two, mixed)
    stale = wallet.answer(asked_one, wallet.shown(asked_one), state=asked_two["state"])
    with pytest.raises(Wrong, match="state"):
        desk.take(one, stale)

    assert desk.outcome(second.id) == {"state": "not good"}
    assert desk.outcome(first.id)["state"] == "waiting"


def test_what_is_encrypted_to_another_key_is_not_read(desk, wallet):
    opened = desk.ask()
    name, request = wallet.asked(opened)
    other = wallet.asked(desk.ask())[1]["client_metadata"]["jwks"]["keys"][0]
    mine = request["client_metadata"]["jwks"]["keys"][0]
    presented = wallet.shown(request)

    for to in (other, other | {"kid": mine["kid"]}):
        with pytest.raises(Wrong, match="another key"):
            desk.take(name, wallet.answer(request, presented, to=to))
    for enc in ("A192GCM", "A128CBC-HS256"):
        with pytest.raises(Wrong):
            desk.take(name, wallet.answer(request, presented, enc=enc))

    assert desk.outcome(opened.id)["state"] == "waiting"
    desk.take(name, wallet.answer(request, presented))
    assert desk.outcome(opened.id)["yes"]


FORMS = {
    "empty": "",
    "plain": "vp_token=%7B%7D&state=x",
    "two": "response=a.b.c&response=a.b.c",
    "beside": "response=a..c.d.e&state=x",
    "key wrapped": "response=e30.AAAA.AAAA.AAAA.AAAA",
    "short": "response=e30..AA.AA.AA",
    "not base64": "response=!..AA.AA.AA",
    "fields": "&".join(f"a{n}=1" for n in range(20)),
    "bytes": "response=%ff%fe",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_what_is_no_answer_changes_nothing(desk, wallet, form):
    opened = desk.ask()
    name, _ = wallet.asked(opened)

    with pytest.raises(Wrong):
        desk.take(name, form)

    assert desk.outcome(opened.id)["state"] == "waiting"


def test_nobody_tries_for_ever(desk, wallet):
    opened = desk.ask()
    name, _ = wallet.asked(opened)

    for _ in range(MOST_TRIES):
        with pytest.raises(Wrong):
            desk.take(name, "response=x")
    with pytest.raises(Gone):
        desk.take(name, "response=x")

    assert desk.outcome(opened.id) == {"state": "not good"}


TOKENS = {
    "no credential": {},
    "two credentials": {"statement": ["a", "b"]},
    "a text": {"statement": "a"},
    "another": {"statement": ["a"], "more": ["b"]},
    "other name": {"other": ["a"]},
}


@pytest.mark.parametrize("shown", TOKENS.values(), ids=TOKENS.keys())
def test_one_statement_is_taken_and_one_only(desk, wallet, shown):
    name, request = wallet.asked(desk.ask())

    with pytest.raises(Wrong):
        desk.take(name, wallet.answer(request, "", vp_token=shown))


OTHERWISE = {
    "another domain": ({"says": says(domain="tax")}, "something else"),
    "another finding": ({"says": says(finding="adverse_entry")}, "something else"),
    "no finding": ({"says": says(finding=None)}, "does not show finding"),
    "a number for a name": ({"says": says(name=7)}, "does not show name"),
    "too short": ({"says": says(period_from="2025-01-01")}, "36 months"),
    "period backwards": ({"says": says(period_to="2020-01-01")}, "36 months"),
    "no day": ({"says": says(period_from="2021-13-01")}, "period"),
    "an instant": ({"says": says(as_of="2026-11-27T03:58:00Z")}, "as_of is no day"),
    "a day in other letters": ({"says": says(as_of="20261127")}, "as_of is no day"),
    "another kind": ({"claims": {"vct": f"{URL}/vct/report/1"}}, "another kind"),
    "another city": ({"claims": {"iss": "https://x.example"}}, "another city"),
    "for another office": ({"claims": {"aud": "https://x.example"}}, "alone"),
    "no status": ({"drop": ("status",)}, "taken back"),
    "taken back": (
        {"claims": {"status": {"status_list": {"idx": 3, "uri": f"{URL}/status/1"}}}},
        "revoked",
    ),
    "status elsewhere": (
        {"claims": {"status": {"status_list": {"idx": 7, "uri": "https://x.example/1"}}}},
        "no status list",
    ),
    "status beside the lists": (
        {"claims": {"status": {"status_list": {"idx": 7, "uri": f"{URL}/statements/1"}}}},
        "no status list",
    ),
    "status below the lists": (
        {"claims": {"status": {"status_list": {"idx": 7, "uri": f"{URL}/status/../x"}}}},
        "no status list",
    ),
    "bound to nobody": ({"bound": False}, "bound to no key"),
    "signed by the office": ({"claims": {}}, "authority"),
}


@pytest.mark.parametrize(("parts", "why"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_whatever_states_something_else_is_no_yes_and_the_office_is_not_told_why(
    office, wallet, parts, why
):
    city, desk = wallet.city, wallet.desk
    opened = desk.ask()
    name, request = wallet.asked(opened)
    signer = Signer(office.key, office.chain) if why == "authority" else None
    made = Credential(city, signer=signer, **parts)

    with pytest.raises(Wrong, match=why):
        desk.take(name, wallet.answer(request, wallet.shown(request, credential=made)))

    assert desk.outcome(opened.id) == {"state": "not good"}


def test_a_statement_made_for_this_office_alone_is_taken(city, desk, wallet):
    opened = desk.ask()
    name, request = wallet.asked(opened)
    made = Credential(city, claims={"aud": OFFICE})

    desk.take(name, wallet.answer(request, wallet.shown(request, credential=made)))

    assert desk.outcome(opened.id)["yes"]


class Known(Desk):
    """A desk whose name and nonce the hostile presentations were made for."""

    client_id = AUD

    def ask(self):
        opened = super().ask()
        for question in self._questions.values():
            question.nonce = NONCE
        return opened


def test_nothing_hostile_is_ever_a_yes():
    office = Office(hostile.city())
    cases = [case for case in hostile.credentials() if isinstance(case.data, str)]
    taken = [case for case in cases if says_yes(office, case)]

    assert len(cases) > 100
    assert [case.name for case in taken if is_hostile_by_itself(case)] == []


def is_hostile_by_itself(case):
    """Whether it is wrong as it stands, not only for who is not asked or did not ask."""
    return case.holds or (case.aud, case.nonce) == (AUD, NONCE)


def says_yes(office, case):
    """Whether the office would take what a case shows."""
    office.lists[f"{URL}/status/1"] = case.status or hostile.good_status()
    desk = office.desk(Known)
    wallet, opened = Wallet(office.city, desk), desk.ask()
    name, request = wallet.asked(opened)
    with contextlib.suppress(Wrong):
        desk.take(name, wallet.answer(request, case.data))
    return desk.outcome(opened.id)["state"] == "answered"


def test_the_hostile_desk_would_have_taken_a_good_one():
    office = Office(hostile.city())
    desk = office.desk(Known)
    wallet, opened = Wallet(office.city, desk), desk.ask()
    name, request = wallet.asked(opened)

    desk.take(name, wallet.answer(request, hostile.credential().presented(shown=SHOWN)))

    assert desk.outcome(opened.id)["yes"]


REGISTRATIONS = {
    "another certificate": ({"sub": "x509_hash:AAAA"}, "another certificate"),
    "over": ({"exp": NOW}, "valid until"),
    "no end": ({"exp": None}, "no time"),
    "another type": ({"typ": "dc+sd-jwt"}, "type"),
    "another city": ({"iss": "https://x.example"}, "speak"),
    "two statements": ({"dcql_query": {"credentials": query()["credentials"] * 2}}, "what may be"),
    "two kinds": ({"dcql_query": query(kind="a") | {"x": 1}, "iss": None}, "iss"),
    "something else": (
        {"dcql_query": {"credentials": [{"id": "x", "meta": {"vct_values": ["a"]}, "claims": []}]}},
        "understood",
    ),
    "no months": ({"request": {"domain": "tax"}}, "far back"),
    "signed by the office": ({}, "authority"),
}


@pytest.mark.parametrize(("parts", "why"), REGISTRATIONS.values(), ids=REGISTRATIONS.keys())
def test_without_a_registration_that_holds_nobody_is_asked(city, parts, why):
    office = Office(city)
    signer = Signer(office.key, office.chain) if why == "authority" else None
    text = office.registration(signer=signer, **parts)
    read = {"client_id": office.client_id, "trust": office.trust}

    with pytest.raises(Wrong, match=why):
        registration_from(text, at=AT, **read)

    desk = office.desk(registration=lambda at: registration_from(text, at=at, **read))
    with pytest.raises(Wrong):
        desk.ask()


def test_a_registration_that_ends_ends_the_asking(office, desk):
    desk.ask()
    office.later(days=3)

    with pytest.raises(Wrong, match="valid until"):
        desk.ask()


@pytest.mark.parametrize(
    ("months", "as_of", "latest"),
    [
        (12, "2026-11-27", "2025-11-27"),
        (1, "2026-03-31", "2026-02-28"),
        (36, "2024-02-29", "2021-02-28"),
    ],
)
def test_how_far_back_is_counted_in_months(city, months, as_of, latest):
    office = Office(city, request={"domain": "construction", "back_months": months})
    registration = office.registered_at(AT)

    assert (
        registration.reaches_back_from(datetime.fromisoformat(as_of).date()).isoformat() == latest
    )


def test_the_city_is_asked_once_an_hour_and_for_nobody(office, desk, wallet):
    for _ in range(3):
        name, request = wallet.asked(desk.ask())
        desk.take(name, wallet.answer(request, wallet.shown(request)))

    assert office.fetched == [f"{URL}/status/1"]


STRANGERS = {
    "of another city that poses as this one": {"signer": City().statements},
    "of this city, shown by another wallet": {},
    "of another kind": {"claims": {"vct": f"{URL}/vct/report/1"}},
    "that states something else": {"says": says(domain="tax")},
    "with a list of their own choice": {
        "signer": City().statements,
        "claims": {"status": {"status_list": {"idx": 7, "uri": f"{URL}/status/999"}}},
    },
}


@pytest.mark.parametrize("parts", STRANGERS.values(), ids=STRANGERS.keys())
def test_nobody_is_believed_so_far_that_we_fetch_what_they_name(office, desk, wallet, parts):
    opened = desk.ask()
    name, request = wallet.asked(opened)
    made = Credential(wallet.city, **parts)
    stolen = {} if parts else {"key": new_key()}

    with pytest.raises(Wrong):
        desk.take(name, wallet.answer(request, wallet.shown(request, credential=made, **stolen)))

    assert office.fetched == []
    assert desk.outcome(opened.id) == {"state": "not good"}


def test_while_one_text_is_fetched_others_are_had():
    slow, begun, released = f"{URL}/status/1", threading.Event(), threading.Event()
    fetched = []

    def get(address):
        fetched.append(address)
        if address == slow:
            begun.set()
            released.wait(10)
        return address

    kept = Kept(issuer=URL, get=get)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(kept.text, slow, at=AT) for _ in range(2)]
        begun.wait(10)
        try:
            assert kept.text(f"{URL}/status/2", at=AT) == f"{URL}/status/2"
            assert not any(one.done() for one in waiting)
        finally:
            released.set()

    assert [one.result() for one in waiting] == [slow, slow]
    assert sorted(fetched) == [slow, f"{URL}/status/2"]


def test_while_the_city_is_silent_what_was_fetched_serves_until_it_is_over(office):
    kept = Kept(issuer=URL, get=office.get)
    address = f"{URL}/status/1"
    first = kept.text(address, at=AT)
    office.get = None
    silent = Kept(issuer=URL, get=gone)
    silent._texts = kept._texts

    assert silent.text(address, at=AT + timedelta(hours=2)) == first
    with pytest.raises(NotFound):
        silent.text(f"{URL}/status/2", at=AT)
    for elsewhere in ("https://city.example.evil/1", "http://city.example/1", "file:///etc/passwd"):
        with pytest.raises(Wrong, match="not an address"):
            kept.text(elsewhere, at=AT)


def gone(address):
    raise NotFound("gone", where=address)


@contextlib.contextmanager
def open_doors(desk):
    wallets = serving.for_wallets(desk, host="127.0.0.1", port=0)
    own = serving.for_the_desk(desk, port=0, key="k-1")
    with wallets, own:
        for one in (wallets, own):
            one.daemon_threads = False  # so that closing waits for whoever is still served
            threading.Thread(target=one.serve_forever, daemon=True).start()
        yield wallets.server_port, own.server_port
        wallets.shutdown()
        own.shutdown()


def sent(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read()
    connection.close()
    return found


def test_wallets_and_the_desk_have_a_door_each(office, desk, wallet):
    key = {"Authorization": "Bearer k-1"}
    with open_doors(desk) as (wallets, own):
        status, headers, body = sent(own, "POST", "/questions", b"", **key)
        begun = json.loads(body)
        opened = Namespace(id=begun["id"], link=begun["link"])
        name, request = wallet.asked(opened)
        asked = sent(wallets, "POST", f"/ask/ask/{name}", b"wallet_nonce=w-7")
        form = wallet.answer(request, wallet.shown(request)).encode()
        answered = sent(wallets, "POST", f"/ask/answer/{name}", form)
        again = sent(wallets, "POST", f"/ask/answer/{name}", form)
        outcome = json.loads(sent(own, "GET", f"/questions/{begun['id']}", **key)[2])
        page = sent(own, "GET", "/")

        assert (status, headers["Cache-Control"]) == (201, "no-store")
        assert begun["qr"].startswith("data:image/svg+xml")
        assert asked[1]["Content-Type"] == "application/oauth-authz-req+jwt"
        assert asked[1]["Access-Control-Allow-Origin"] == "*"
        assert (answered[0], json.loads(answered[2]), again[0]) == (200, {}, 404)
        returning = f"return_to={OFFICE}/thanks".encode()
        begun = json.loads(sent(own, "POST", "/questions", returning, **key)[2])
        name, request = wallet.asked(Namespace(link=begun["link"]))
        form = wallet.answer(request, wallet.shown(request)).encode()
        back = json.loads(sent(wallets, "POST", f"/ask/answer/{name}", form)[2])["redirect_uri"]
        place, query = f"/questions/{begun['id']}", back.partition("?")[2]

        assert json.loads(sent(own, "GET", place, **key)[2])["state"] == "waiting"
        assert json.loads(sent(own, "GET", f"{place}?{query}", **key)[2])["yes"]
        assert outcome["yes"]
        assert "default-src 'none'" in page[1]["Content-Security-Policy"]
        for path in ("/desk.js", "/desk.css"):
            assert sent(own, "GET", path)[0] == 200
        assert sent(own, "POST", "/questions", b"")[0] == 401
        assert sent(own, "POST", "/questions", b"", Authorization="Bearer k-2")[0] == 401
        assert sent(own, "GET", "/questions/x")[0] == 401
        assert sent(own, "GET", "/nothing", **key)[0] == 404
        assert "Access-Control-Allow-Origin" not in page[1]
        for path in ("/", "/questions", "/ask/questions", f"/ask/answer/{name}"):
            assert sent(wallets, "GET", path)[0] == 404
        assert sent(wallets, "POST", "/ask/answer/x", **{"Content-Length": "9999999"})[0] == 413
        assert sent(wallets, "POST", "/ask/answer/x", b"\xff")[0] == 400
        assert sent(wallets, "POST", f"/ask/ask/{name}", b"&".join([b"a=1"] * 20))[0] == 400


@pytest.fixture
def files(tmp_path, city):
    office = Office(city)
    now = datetime.now(UTC)
    times = {"iat": int(now.timestamp()) - 5, "exp": int(now.timestamp()) + 500}
    (tmp_path / "registration.jwt").write_text(office.registration(**times))
    (tmp_path / "anchor.pem").write_bytes(city.anchor.public_bytes(Encoding.PEM))
    (tmp_path / "own.pem").write_bytes(office.chain[0].public_bytes(Encoding.PEM))
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

    pem = office.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    return Namespace(
        registration=str(tmp_path / "registration.jwt"),
        anchor=str(tmp_path / "anchor.pem"),
        certificate=str(tmp_path / "own.pem"),
        key=str(tmp_path / "key.pem"),
        address=f"{OFFICE}/ask",
        wallet="openid4vp://",
    )


def test_the_tool_opens_on_what_the_city_registered(files):
    assert commands.desk_of(files).ask().link.startswith("openid4vp://?client_id=x509_hash")


def test_the_tool_does_not_open_on_anything_else(files, tmp_path):
    files.address = "https://office.example.evil/ask"
    with pytest.raises(Wrong, match="registered"):
        commands.desk_of(files)

    files.address = OFFICE
    make_key(tmp_path / "other.pem")
    files.key = str(tmp_path / "other.pem")
    with pytest.raises(Wrong, match="another key"):
        commands.desk_of(files)

    files.key = str(tmp_path / "none.pem")
    with pytest.raises(Misused):
        commands.desk_of(files)


def test_a_desks_key_outlives_the_tool(tmp_path):
    file = tmp_path / "desk.key"

    assert commands._desk_key(str(file)) == commands._desk_key(str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert commands._desk_key(None) != commands._desk_key(None)
    file.write_text("short")
    with pytest.raises(Misused):
        commands._desk_key(str(file))


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path, capsys):
    file = tmp_path / "keys" / "ask.pem"
    command = ["ask-key", str(file), "--address", OFFICE]

    assert main.main(command) == 0
    request = x509.load_pem_x509_csr(capsys.readouterr().out.partition("holds")[0].encode())
    assert main.main(command) == 0

    assert file.stat().st_mode & 0o777 == 0o600
    assert request.public_key() == key_in(file.read_bytes()).public_key()
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["office.example"]
    assert main.main(["ask-key", str(file), "--address", "ftp://x"]) == 2
    local = x509.load_pem_x509_csr(request_for(new_key(), address="http://127.0.0.1:1"))
    found = local.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one) for one in found.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_a_list_that_revokes_in_time_is_seen_within_the_hour(city, office, desk, wallet):
    name, request = wallet.asked(desk.ask())
    desk.take(name, wallet.answer(request, wallet.shown(request)))
    office.lists[f"{URL}/status/1"] = status_list(city, {7})
    office.later(hours=1)
    opened = desk.ask()
    name, request = wallet.asked(opened)
    presented = wallet.shown(request, iat=NOW + 3600)

    with pytest.raises(Wrong, match="revoked"):
        desk.take(name, wallet.answer(request, presented))

    assert desk.outcome(opened.id) == {"state": "not good"}
