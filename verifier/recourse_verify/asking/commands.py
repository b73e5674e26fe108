"""The commands of an organisation that asks: make a key, open a desk."""

import argparse
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recourse_verify import certificates
from recourse_verify.asking import serving
from recourse_verify.asking.desk import WALLET, Desk
from recourse_verify.asking.lists import Kept
from recourse_verify.asking.registrations import Registration, registration_from
from recourse_verify.asking.signing import (
    client_id_of,
    kept_secret,
    key_in,
    make_key,
    request_for,
)
from recourse_verify.certificates import host_of, is_below
from recourse_verify.errors import Malformed, Misused, Wrong
from recourse_verify.texts import utf8
from recourse_verify.trust import Trust

Result = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]


def add(command: Command) -> None:
    """Describe the commands."""
    key = command(
        "ask-key", _ask_key, "make the key that signs requests, and ask for a certificate"
    )
    key.add_argument("key", metavar="FILE", help="where the key is kept, or to be kept")
    key.add_argument("--address", required=True, metavar="URL", help="as you are registered")

    ask = command("ask", _ask, "ask people for a statement: the tool of a registered organisation")
    ask.add_argument("--registration", required=True, metavar="URL|FILE", help="signed by the city")
    ask.add_argument("--anchor", required=True, metavar="PEM", help="authority of the city")
    ask.add_argument("--key", required=True, metavar="FILE", help="made by ask-key")
    ask.add_argument("--certificate", required=True, metavar="PEM", help="yours first")
    ask.add_argument("--address", required=True, metavar="URL", help="where wallets reach it")
    ask.add_argument("--host", default="127.0.0.1", help="address to listen on, for wallets")
    ask.add_argument("--port", type=int, default=8091, help="port for wallets, behind your TLS")
    ask.add_argument("--desk-port", type=int, default=8092, help="port for the desk, here only")
    ask.add_argument("--desk-key", metavar="FILE", help="keeps the desk's key; made if not there")
    ask.add_argument("--wallet", default=WALLET, metavar="LINK", help="what links begin with")


def _ask_key(given: argparse.Namespace) -> Result:
    """Make a key and print a request for a certificate."""
    if not host_of(given.address):
        raise Misused("--address takes an https address")
    try:
        key = make_key(Path(given.key))
    except OSError as error:
        raise Misused(f"{given.key} cannot be written: {error.strerror}") from error
    request = request_for(key, address=given.address).decode()
    if not given.json:
        print(request, end="")
    return {"holds": True, "request": request} if given.json else {"holds": True}


def _ask(given: argparse.Namespace) -> Result:
    """Serve until stopped."""
    desk = desk_of(given)
    key = _desk_key(given.desk_key)
    with (
        serving.for_wallets(desk, host=given.host, port=given.port) as wallets,
        serving.for_the_desk(desk, port=given.desk_port, key=key) as own,
    ):
        print(f"desk http://127.0.0.1:{own.server_port}/#{key}", flush=True)
        print(f"wallets {desk.address} port {wallets.server_port}", flush=True)
        threading.Thread(target=wallets.serve_forever, daemon=True).start()
        try:
            own.serve_forever()
        except KeyboardInterrupt:
            return {"holds": True}
    return {"holds": True}


def _desk_key(name: str | None) -> str:
    """Return the key of the desk: one for this time, or the one that a file keeps."""
    if name is None:
        return secrets.token_urlsafe(24)
    try:
        return kept_secret(Path(name))
    except OSError as error:
        raise Misused(f"{name} cannot be kept: {error.strerror}") from error
    except Malformed as error:
        raise Misused(f"{name} holds no key: take the file away, and one is made") from error


def desk_of(given: argparse.Namespace) -> Desk:
    """Return the desk that the arguments describe.

    Raises:
        Wrong: The registration is not for this key, or not for this address.

    """
    trust = Trust(anchors=certificates.from_pem(_bytes(given.anchor), where=given.anchor))
    chain = certificates.from_pem(_bytes(given.certificate), where=given.certificate)
    key = key_in(_bytes(given.key))
    if chain[0].public_key() != key.public_key():
        raise Wrong("the certificate is of another key", where=given.certificate)
    address = given.address.rstrip("/")
    current = _registration(given.registration, client_id_of(chain[0]), trust)
    first = current(_now())
    if not host_of(address) or not is_below(address, first.recipient):
        raise Wrong(f"--address is not below {first.recipient}, which the city registered")
    return Desk(
        address=address,
        key=key,
        chain=chain,
        trust=trust,
        registration=current,
        lists=Kept(issuer=first.issuer),
        wallet=given.wallet,
        clock=_now,
    )


def _registration(place: str, client_id: str, trust: Trust) -> Callable[[datetime], Registration]:
    """Return what reads the registration anew whenever it is needed."""
    is_address = place.startswith(("http://", "https://"))
    kept = Kept(issuer=place.rpartition("/")[0]) if is_address else None

    def current(at: datetime) -> Registration:
        text = kept.text(place, at=at) if kept else utf8(_bytes(place))
        return registration_from(text, client_id=client_id, trust=trust, at=at)

    return current


def _now() -> datetime:
    return datetime.now(UTC)


def _bytes(name: str) -> bytes:
    """Read a file."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Misused(f"{name} cannot be read: {error.strerror}") from error
