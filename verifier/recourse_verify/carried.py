"""The commands that check what a person carries: a credential, a paper code, a sealed PDF."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from recourse_verify import certificates, credentials, es256, papers, sealed
from recourse_verify.credentials import Asked, Expected
from recourse_verify.errors import Malformed, Misused
from recourse_verify.texts import utf8
from recourse_verify.trust import Trust

Result = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]
MOST_BYTES = 32 << 20


def add(command: Command) -> None:
    """Describe the commands."""
    cred = command("cred", _cred, "check a credential of any issuer (SD-JWT VC)")
    cred.add_argument("file", help="the credential, or what a wallet showed; - reads it from stdin")
    cred.add_argument("--aud", metavar="ID", help="whom the wallet was asked to show it to: you")
    cred.add_argument("--nonce", metavar="TEXT", help="what the wallet was asked to repeat")
    cred.add_argument(
        "--fresh",
        type=int,
        metavar="SECONDS",
        default=credentials.FRESH_SECONDS,
        help="how old its answer may be (300)",
    )
    cred.add_argument("--key", metavar="FILE", help="key of an issuer without certificates (JWK)")
    _common(cred)

    code = command("qr", _qr, "check the code on a paper statement")
    code.add_argument("text", help="what the code says (RC1:…), or a file that holds it")
    code.add_argument("--chain", action="append", default=[], metavar="PEM", help="of the issuer")
    _common(code)

    pdf = command("pdf", _pdf, "check a sealed PDF statement, and the credential inside")
    pdf.add_argument("file", help="the PDF file")
    _common(pdf)


def _common(parser: argparse.ArgumentParser) -> None:
    """Ask whom to trust, and for what else every check needs."""
    add_to = parser.add_argument
    add_to("--anchor", action="append", default=[], metavar="PEM", help="authority you trust")
    status = parser.add_mutually_exclusive_group()
    status.add_argument(
        "--status", action="append", default=[], metavar="FILE", help="a status list that it names"
    )
    status.add_argument(
        "--without-status", action="store_true", help="do not ask whether it was called back"
    )
    add_to("--recipient", metavar="ID", help="who you are, if it was made for you alone")
    add_to("--at", metavar="TIME", help="check as of this time (RFC 3339); else now")


def _cred(given: argparse.Namespace) -> Result:
    """Check a credential."""
    if (given.aud is None) != (given.nonce is None):
        raise Misused("--aud and --nonce belong together")
    if given.key is not None and given.anchor:
        raise Misused("give --anchor or --key, not both")
    asked = None if given.aud is None else Asked(given.aud, given.nonce)
    expected = _expected(given, asked=asked, fresh_seconds=given.fresh)
    return {"holds": True, **credentials.check(_text(given.file).strip(), expected)}


def _qr(given: argparse.Namespace) -> Result:
    """Check the code of a paper."""
    if not given.chain:
        raise Misused("give the issuer's certificates: --chain PEM")
    text = given.text
    if not text.lstrip().startswith(papers.PREFIX):
        text = _text(text).rstrip("\r\n")
    chains = [_certificates(one) for one in given.chain]
    return {"holds": True, **papers.check(text, _expected(given), chains=chains)}


def _pdf(given: argparse.Namespace) -> Result:
    """Check a sealed statement."""
    return {"holds": True, **sealed.check(_bytes(given.file), _expected(given))}


def _expected(given: argparse.Namespace, **more: Any) -> Expected:  # noqa: ANN401 - passed on
    """Return what the user expects."""
    return Expected(
        at=_time(given.at),
        trust=_trust(given),
        recipient=given.recipient,
        lists=[_text(name) for name in given.status],
        may_lack_status=given.without_status,
        **more,
    )


def _trust(given: argparse.Namespace) -> Trust:
    """Return whom the user trusts."""
    if getattr(given, "key", None) is not None:
        try:
            return Trust(key=es256.key_from(es256.object_from(_bytes(given.key))))
        except Malformed as error:
            raise Misused(f"{given.key}: {error}") from error
    if not given.anchor:
        raise Misused("say whom you trust: --anchor PEM")
    return Trust(anchors=[one for name in given.anchor for one in _certificates(name)])


def _certificates(name: str) -> Sequence[x509.Certificate]:
    """Read certificates."""
    try:
        return certificates.from_pem(_bytes(name))
    except Malformed as error:
        raise Misused(f"{name}: {error}") from error


def _time(text: str | None) -> datetime:
    """Read a time, or the clock."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misused("--at takes a time like 2026-11-27T12:00:00Z") from error
    if found.tzinfo is None:
        raise Misused("--at takes a time with its zone, like 2026-11-27T12:00:00Z")
    return found


def _text(name: str) -> str:
    """Read a file as UTF-8."""
    return utf8(_bytes(name))


def _bytes(name: str) -> bytes:
    """Read a file, or what is piped in."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Misused(f"{name[:80]} cannot be read: {error}") from error
    if len(data) > MOST_BYTES:
        raise Misused(f"{name} is larger than anything that is checked here")
    return data
