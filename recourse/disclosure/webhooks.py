"""Carry a recall to the address of an agency, and believe only an answer that proves it was read.

The rules this module enforces:

* TLS with a name that checks; without TLS only to this machine, in a demo;
* the name is asked once, and the connection goes to an address that was checked: never to a
  private one, whatever the name leads to a moment later;
* no redirect is followed, nothing is waited for longer than `DEADLINE_SECONDS` in all;
* an acknowledgement is a 2xx whose body names the recall and its digest.

The body is signed as a detached JWS with the key of the receipts, under a type of its own.

Law:
    RFC 7515 appendix F; RFC 8037; RFC 8725 section 3.11; RFC 9110 section 15.4.

"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Timer
from urllib.parse import SplitResult
from uuid import UUID

import orjson
from django.conf import settings

from recourse.agencies import rules
from recourse.disclosure import recalls
from recourse.disclosure.terms import Recall
from recourse.ground.signing import detached_jws
from recourse.store.keys import vault

RECALL = "recourse-recall+jws"
DEADLINE_SECONDS = 5.0
LONGEST_ANSWER = 16_384
NOT_PUBLIC = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that a gateway turns into any address of version 4, private ones too (RFC 6052)."""


class NotDelivered(Exception):  # noqa: N818 - a sentence, not an error's name
    """The address did not acknowledge the recall; the text says why, without its contents."""


def deliver(recall: Recall, *, address: str) -> str:
    """Send a recall and return the digest with which it was acknowledged.

    Raises:
        NotDelivered: No answer, another answer than an acknowledgement, or a forbidden address.
        WebhookAddress: The address is none to which anything may be sent.

    """
    parts = rules.check_webhook(address, loopback=settings.DEMO)
    body = orjson.dumps(recalls.whole(recall))
    status, answer = _post(parts, body, _headers(recall.id, body))
    if not 200 <= status < 300:
        raise NotDelivered(f"status {status}")
    return _acknowledged(answer, recall)


def _headers(recall: UUID, body: bytes) -> dict[str, str]:
    """Return the headers; the same recall has the same key, however often it is sent."""
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": f'"{recall}"',
        "Recourse-Signature": detached_jws(vault().signing_key("receipt"), body, typ=RECALL),
    }


def _acknowledged(answer: bytes, recall: Recall) -> str:
    """Return the digest that the answer names, if it names this recall and this digest."""
    meant = {"recall": str(recall.id), "digest": recalls.digest(recall)}
    with suppress(orjson.JSONDecodeError):
        read = orjson.loads(answer)
        if isinstance(read, dict) and {name: read.get(name) for name in meant} == meant:
            return meant["digest"]
    raise NotDelivered("the answer does not name the recall and its digest")


def _post(parts: SplitResult, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Post once and return status and body.

    Raises:
        NotDelivered: It cannot be reached, breaks off, says too much or takes too long.

    """
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = HTTPConnection(parts.netloc)
    is_over = Event()
    try:
        with _connected(parts, is_over) as connection.sock:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, _read(response)
    except (OSError, HTTPException) as error:
        why = "too slow" if is_over.is_set() else type(error).__name__
        raise NotDelivered(why) from error


def _read(response: HTTPResponse) -> bytes:
    """Return the body, up to a limit."""
    answer = response.read(LONGEST_ANSWER + 1)
    if len(answer) > LONGEST_ANSWER:
        raise NotDelivered("the answer is too long")
    return answer


@contextmanager
def _connected(parts: SplitResult, is_over: Event) -> Iterator[socket.socket]:
    """Connect to a checked address, and break off when the time is over."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    plain = socket.create_connection((_checked_address(host, port), port), DEADLINE_SECONDS)
    opened = _in_tls(plain, host) if parts.scheme == "https" else plain
    timer = Timer(DEADLINE_SECONDS, _break_off, (opened, is_over))
    timer.daemon = True
    timer.start()
    try:
        if isinstance(opened, ssl.SSLSocket):
            opened.do_handshake()
        yield opened
    finally:
        timer.cancel()
        opened.close()


def _in_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """Prepare TLS for the name that was asked; the handshake comes when time is kept."""
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _break_off(opened: socket.socket, is_over: Event) -> None:
    """End a connection under whoever waits for it."""
    is_over.set()
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _checked_address(host: str, port: int) -> str:
    """Return the address that a name leads to, if all it leads to may be asked.

    Raises:
        NotDelivered: It leads to a private address.

    """
    found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    is_demo = settings.DEMO and host in rules.LOOPBACK
    if not is_demo and not all(map(_is_public, found)):
        raise NotDelivered("the name leads to a private address")
    return min(found)


def _is_public(text: str) -> bool:
    """Whether an address belongs to the public network, and to nothing behind it."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or address in NOT_PUBLIC
    ):
        return False
    return address.is_global and not address.is_multicast
