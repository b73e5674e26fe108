"""A recall is carried over real HTTP; only an answer that proves it was read counts."""

import base64
import json
import socket
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from recourse.agencies.errors import WebhookAddress
from recourse.disclosure import recalls, webhooks
from recourse.disclosure.terms import Changed, Recall
from recourse.disclosure.webhooks import NotDelivered
from recourse.ground.signing import public_bytes
from recourse.store.keys import vault
from tests.disclosure.listening import Said, honestly, machine

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
RECALL = Recall(
    id=UUID(int=1),
    number=1,
    entry_id=UUID(int=2),
    matter="AQ-2026-0711",
    changed=Changed.WITHDRAWN,
    since=AT,
    told_at=AT,
    acknowledged_at=None,
)
DIGEST = recalls.digest(RECALL)
TRUTH = {"recall": str(RECALL.id), "digest": DIGEST}


@pytest.fixture
def listening():
    with machine() as running:
        yield running


def answer(**changed) -> bytes:
    return json.dumps(TRUTH | changed).encode()


def test_an_answer_that_names_recall_and_digest_acknowledges(listening):
    ours, address = listening

    assert webhooks.deliver(RECALL, address=address) == DIGEST
    (heard,) = ours.heard
    assert heard.recall["entry"] == str(RECALL.entry_id)
    assert heard.headers["Idempotency-Key"] == f'"{RECALL.id}"'


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # its new name is not widely read yet
def test_the_body_is_signed_and_another_library_verifies_it(listening):
    ours, address = listening
    webhooks.deliver(RECALL, address=address)
    (heard,) = ours.heard
    head, nothing, signature = heard.headers["Recourse-Signature"].split(".")
    public = public_bytes(vault().signing_key("receipt"))
    x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})

    body = base64.urlsafe_b64encode(heard.body).rstrip(b"=").decode()
    read = jws.deserialize_compact(f"{head}.{body}.{signature}", key, algorithms=["EdDSA"])

    assert nothing == ""
    assert read.payload == heard.body
    assert read.headers()["typ"] == webhooks.RECALL


@pytest.mark.parametrize(
    "said",
    [
        Said(500, answer()),
        Said(404, answer()),
        Said(204),
        Said(200),
        Said(200, b"ok"),
        Said(200, b"[]"),
        Said(200, answer(recall=str(UUID(int=9)))),
        Said(200, answer(digest="0" * 64)),
        Said(200, answer(digest=DIGEST.upper())),
        Said(200, b" " * 20_000 + answer()),
    ],
    ids=lambda said: f"{said.status}-{said.body[:12]!r}-{len(said.body)}",
)
def test_any_other_answer_does_not(listening, said):
    ours, address = listening
    ours.says = lambda _: said

    with pytest.raises(NotDelivered):
        webhooks.deliver(RECALL, address=address)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(listening, status):
    ours, address = listening
    ours.says = lambda heard: (
        honestly(heard)
        if heard.path == "/elsewhere"
        else Said(status, headers=(("Location", "/elsewhere"),))
    )

    with pytest.raises(NotDelivered, match=str(status)):
        webhooks.deliver(RECALL, address=address)
    assert [heard.path for heard in ours.heard] == ["/recalls"]


@pytest.mark.slow
def test_whoever_says_nothing_is_left_after_the_deadline(listening, monkeypatch):
    monkeypatch.setattr(webhooks, "DEADLINE_SECONDS", 0.2)
    ours, address = listening
    ours.says = lambda _: (ours.released.wait(10), Said())[1]

    with pytest.raises(NotDelivered):
        webhooks.deliver(RECALL, address=address)


@pytest.mark.slow
def test_whoever_speaks_one_byte_at_a_time_is_left_after_the_deadline(monkeypatch):
    monkeypatch.setattr(webhooks, "DEADLINE_SECONDS", 0.4)
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server, is_over))
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"

        with pytest.raises(NotDelivered):
            webhooks.deliver(RECALL, address=address)
        is_over.set()
        thread.join()


def drip(server: socket.socket, is_over: threading.Event) -> None:
    """Send a head that never ends, a byte each time the other would just still wait."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not is_over.wait(0.05):
            try:
                connection.sendall(b"x")
            except OSError:
                return


def test_nobody_there_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]

    with pytest.raises(NotDelivered):
        webhooks.deliver(RECALL, address=f"http://127.0.0.1:{free}/")


@pytest.mark.parametrize(
    "address",
    [
        "http://office.example/",
        "ftp://office.example/",
        "https://user@office.example/",
        "https://user:secret@office.example/",
        "https://office.example/#part",
        "https://office.example:99999/",
        "https:///recalls",
        "https://office.example/a b",
        "https://办公室.example/",
        "https://office.example/\r\nX: y",
        "office.example",
        "",
        "https://office.example/" + "x" * 500,
    ],
)
def test_an_address_that_is_more_or_less_than_one_is_refused(address):
    with pytest.raises(WebhookAddress):
        webhooks.deliver(RECALL, address=address)


def test_outside_a_demo_this_machine_is_no_address(listening, settings):
    settings.DEMO = False
    ours, address = listening

    with pytest.raises(WebhookAddress):
        webhooks.deliver(RECALL, address=address)
    with pytest.raises(NotDelivered, match="private"):
        webhooks.deliver(RECALL, address=address.replace("http", "https"))
    assert ours.heard == []


@pytest.mark.parametrize(
    "leads_to",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.1.2.3", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1"),
        *("64:ff9b::a00:1", "2002:a00:1::1", "ff02::1"),
    ],
)
def test_a_public_name_that_leads_to_a_private_address_is_not_asked(monkeypatch, leads_to):
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (leads_to, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NotDelivered, match="private"):
        webhooks.deliver(RECALL, address="https://office.example/recalls")


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    asked = []
    answers = iter([[(0, 0, 0, "", ("93.184.216.34", 443))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    monkeypatch.setattr(socket, "create_connection", lambda to, _: asked.append(to) or refuse())

    with pytest.raises(NotDelivered):
        webhooks.deliver(RECALL, address="https://office.example/recalls")
    assert asked == [("93.184.216.34", 443)]


def refuse() -> None:
    raise ConnectionRefusedError


def test_the_digest_is_of_what_never_changes():
    told = recalls.document(RECALL)

    assert set(told) == {"recall", "entry", "matter_number", "changed", "since", "told_at"}
    assert recalls.digest(RECALL) == DIGEST
