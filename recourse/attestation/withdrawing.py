"""Keys in wrong hands: their certificates are withdrawn, and a list that anybody reads says so.

Withdrawn chains move from `former/` to `withdrawn/` of `ISSUER_DIR`: the page on which statements
are checked no longer takes them, and they are found by no name. `withdrawn.json` is the list.
Whoever trusts the authority alone reads it, or asks the authority what it revoked.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import orjson
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from recourse.attestation.errors import NoSuchCertificate, StillSigns
from recourse.attestation.issuer import FORMER, WITHDRAWN, Use, is_for_key_of, kid_of
from recourse_verify.memory import write_whole

LIST = "withdrawn.json"


class Withdrawn(NamedTuple):
    """What was withdrawn, and when at the latest its key signed for the last time."""

    kids: tuple[str, ...]
    signed_until: datetime


def withdraw(kid: str, *, now: datetime) -> Withdrawn:
    """Withdraw a former certificate, and every other one for its key; twice is as good as once.

    The list is written first: whatever fails after it, nothing is believed that it names.

    Args:
        kid: Sixteen hexadecimal digits, small.
        now: When.

    Raises:
        NoSuchCertificate: None of the former ones has this name.
        StillSigns: Its key signs now; another must sign first.

    """
    folder: Path = settings.ISSUER_DIR
    leaf = _leaf(folder, kid)
    in_use = [folder / f"{use}.pem" for use in Use if (folder / f"{use}.pem").exists()]
    if any(is_for_key_of(file, leaf) for file in in_use):
        raise StillSigns
    files = list(_of_key(folder, leaf))
    _write_down(folder, files, now)
    (folder / WITHDRAWN).mkdir(exist_ok=True)
    for file in files:
        file.replace(folder / WITHDRAWN / file.name)
    changed = max((file.stat().st_mtime for file in in_use), default=now.timestamp())
    return Withdrawn(tuple(file.stem for file in files), datetime.fromtimestamp(changed, UTC))


def published() -> bytes:
    """Return the list of what was withdrawn, as JSON."""
    return orjson.dumps({"issuer": settings.PUBLIC_URL, "withdrawn": _listed(settings.ISSUER_DIR)})


def _leaf(folder: Path, kid: str) -> x509.Certificate:
    """Return the certificate of this name, if it is in use, a former one, or withdrawn before."""
    for file in (*folder.glob("*.pem"), *_kept(folder)):
        leaf = x509.load_pem_x509_certificates(file.read_bytes())[0]
        if kid_of(leaf).hex() == kid and file.name != "anchor.pem":
            return leaf
    raise NoSuchCertificate


def _of_key(folder: Path, leaf: x509.Certificate) -> Iterator[Path]:
    """Yield the chains that vouch for the same key."""
    return (file for file in _kept(folder) if is_for_key_of(file, leaf))


def _kept(folder: Path) -> list[Path]:
    """Return the files of chains that sign no more; authorities are named otherwise."""
    names = "[0-9a-f]" * 16 + ".pem"
    return [*sorted((folder / FORMER).glob(names)), *sorted((folder / WITHDRAWN).glob(names))]


def _write_down(folder: Path, files: list[Path], now: datetime) -> None:
    """Add chains to the list."""
    listed = _listed(folder)
    known = {one["kid"] for one in listed}
    for file in files:
        if file.stem not in known:
            der = x509.load_pem_x509_certificates(file.read_bytes())[0].public_bytes(Encoding.DER)
            digest = hashlib.sha256(der).hexdigest()
            at = now.astimezone(UTC).isoformat(timespec="seconds")
            listed.append({"kid": file.stem, "sha256": digest, "withdrawn_at": at})
    write_whole(folder / LIST, orjson.dumps(listed))


def _listed(folder: Path) -> list[dict[str, str]]:
    """Return what the list says so far."""
    try:
        listed: list[dict[str, str]] = orjson.loads((folder / LIST).read_bytes())
    except FileNotFoundError:
        return []
    return listed
