"""A person's bundle: every entry about them of a year, and what proves it whole.

    commitment = SHA-256("recourse/access-entry/v1" || 0x00 || R || P)
    leaf       = 0x01 || commitment

R is 32 random bytes, P the canonical JSON of the entry padded with spaces. Each entry names the
commitment before it, so none can be left out between the first and the head that was signed.

"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recourse_verify import checkpoints, jws, merkle
from recourse_verify.checkpoints import Opened
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.notes import Key
from recourse_verify.policies import Policy
from recourse_verify.texts import from_base64, hash_from_base64

FORMAT = "recourse-bundle/v1"
USE = "recourse-account+jws"
DOMAIN = b"recourse/access-entry/v1\x00"
RANDOM_BYTES = 32


@dataclass(slots=True)
class Year:
    """What was found in one year of a bundle."""

    origin: str
    size: int
    entries: list[dict[str, Any]] = field(default_factory=list)
    waiting: int = 0


def commitment_of(opening: bytes) -> bytes:
    """Return what an opening was committed to with."""
    return hashlib.sha256(DOMAIN + opening).digest()


def leaf_of(commitment: bytes) -> bytes:
    """Return the entry as it stands in the log."""
    return b"\x01" + commitment


def said_in(opening: bytes) -> dict[str, Any]:
    """Return what an entry says.

    Raises:
        Malformed: It is no opening of an entry.

    """
    return jws.object_from(opening[RANDOM_BYTES:].decode(errors="replace"))


def check(text: str, *, public: bytes, logs: Iterable[Key], policy: Policy | None) -> list[Year]:
    """Check a whole bundle.

    Args:
        text: The file.
        public: Key with which the house signs its statements of account.
        logs: Keys of the logs that are trusted.
        policy: Witnesses that must have signed too, if any.

    Raises:
        Wrong: The first thing that does not hold.

    """
    bundle = jws.object_from(text)
    if bundle.get("format") != FORMAT or not isinstance(bundle.get("years"), list):
        raise Malformed(f"a bundle says it is “{FORMAT}” and has years")
    trusted = list(logs)
    return [_year(one, public=public, logs=trusted, policy=policy) for one in bundle["years"]]


def _year(
    told: Mapping[str, Any], *, public: bytes, logs: Sequence[Key], policy: Policy | None
) -> Year:
    """Check one year: the signed head, the chain to it, and each entry's place in the log."""
    account = jws.opened(str(told.get("account")), public=public, typ=USE)
    opened = _opened(told, logs, policy)
    year = Year(str(account.get("log")), 0 if opened is None else opened.checkpoint.size)
    if opened is not None and opened.checkpoint.origin != year.origin:
        raise Wrong("the checkpoint is of another log than the statement of account")
    before = b""
    entries = told.get("entries")
    if not isinstance(entries, list):
        raise Malformed("a year has a list of entries")
    for place, entry in enumerate(entries, start=1):
        where = f"{year.origin}, entry {place}"
        before = _entry(entry, place, before, opened, year, where=where)
    if (account.get("sequence"), account.get("head")) != (len(entries), before.hex()):
        raise Wrong(
            f"the house signed for {account.get('sequence')} entries, {len(entries)} are here"
            " or the last one is another",
            where=year.origin,
        )
    return year


def _opened(told: Mapping[str, Any], logs: Sequence[Key], policy: Policy | None) -> Opened | None:
    """Open the year's checkpoint; a young log has none yet."""
    if told.get("checkpoint") is None:
        return None
    witnesses = [] if policy is None else list(policy.witnesses.values())
    opened = checkpoints.opened(str(told["checkpoint"]), log=logs, witnesses=witnesses)
    if policy is not None:
        policy.require(opened.signers)
    return opened


def _entry(
    entry: object, place: int, before: bytes, opened: Opened | None, year: Year, *, where: str
) -> bytes:
    """Check one entry, and return its commitment."""
    if not isinstance(entry, dict):
        raise Malformed("an entry is an object", where=where)
    opening = entry.get("opening")
    if opening is None:  # erased under a rule: its commitment alone is left
        commitment = hash_from_base64(str(entry.get("commitment")))
        said: dict[str, Any] = {"t": "", "erased": True}
    else:
        data = from_base64(str(opening))
        commitment, said = commitment_of(data), said_in(data)
        if (said.get("seq"), said.get("prev")) != (place, before.hex()):
            raise Wrong("it does not follow the entry before it: one is missing", where=where)
    if entry.get("index") is None:
        year.waiting += 1
    elif opened is None:
        raise Wrong("it claims a place in a log of which no checkpoint is here", where=where)
    else:
        _need_place(entry, commitment, opened, where=where)
    year.entries.append(said)
    return commitment


def _need_place(entry: Mapping[str, Any], commitment: bytes, opened: Opened, *, where: str) -> None:
    """Need an entry to stand where it says.

    Raises:
        Wrong: It does not.

    """
    index, path = entry["index"], entry.get("path")
    if type(index) is not int or not isinstance(path, list):
        raise Malformed("a place in the log is an index with a path", where=where)
    if not merkle.is_included(
        index=index,
        size=opened.checkpoint.size,
        leaf=merkle.leaf_hash(leaf_of(commitment)),
        proof=[hash_from_base64(str(one)) for one in path],
        root=opened.checkpoint.root,
    ):
        raise Wrong("it is not in the log where the bundle says", where=where)


def as_text(years: Sequence[Mapping[str, Any]]) -> str:
    """Return a bundle as a file."""
    return json.dumps({"format": FORMAT, "years": list(years)}, indent=1, ensure_ascii=False)
