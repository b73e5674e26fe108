"""A person's bundle: every entry about them, year by year, and what proves it whole.

    commitment = SHA-256("recourse/access-entry/v1" || 0x00 || R || P)
    leaf       = 0x01 || commitment
    account    = the house's signature on: which logs, how many entries in each, the last
                 commitment of each, and a digest over all commitments of this year in order

R is 32 random bytes, P the canonical JSON of the entry padded with spaces. Each entry names the
commitment before it. An entry whose contents were erased stands there by its commitment alone;
the account binds it all the same, and whoever checks is told how many those are.

A year has one chain. If its log was frozen, another log of the year goes on (2026b after 2026): its
checkpoint is among `continued`, and an entry in it says so by `log`.

"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
LONGEST_WAIT = timedelta(days=1)
LETTER = re.compile(r"[b-j]")


@dataclass(slots=True)
class Year:
    """What was found in one year of a bundle; `at` is when the house signed for it."""

    origin: str
    at: str
    size: int
    entries: list[dict[str, Any]] = field(default_factory=list)
    commitments: list[bytes] = field(default_factory=list)
    waiting: int = 0
    erased: int = 0


def commitment_of(opening: bytes) -> bytes:
    """Return what an opening was committed to with."""
    return hashlib.sha256(DOMAIN + opening).digest()


def leaf_of(commitment: bytes) -> bytes:
    """Return the entry as it stands in the log."""
    return b"\x01" + commitment


def digest_of(commitments: Iterable[bytes]) -> str:
    """Return the digest over all commitments of a year, in order."""
    return hashlib.sha256(b"".join(commitments)).hexdigest()


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
    told = bundle.get("years")
    if bundle.get("format") != FORMAT or not isinstance(told, list) or not told:
        raise Malformed(f"a bundle says it is “{FORMAT}” and has at least one year")
    trust = _Trust(public, list(logs), policy)
    found = [_checked(one, trust) for one in told]
    ends = [end for _, end, _ in found]
    for _year, _end, account in found:
        if account.get("logs") != ends:
            raise Wrong("the house signed for other logs, or other ends of them, than are here")
    if len({end[0] for end in ends}) < len(ends):
        raise Wrong("a log is there twice")
    return [year for year, _, _ in found]


def grew(older: Iterable[Year], newer: Iterable[Year]) -> None:
    """Require that a bundle holds all that an older one of the same person held, in place.

    What an older statement of account shows and a newer one does not was taken out.

    Raises:
        Wrong: It does not.

    """
    now = {year.origin: year.commitments for year in newer}
    for year in older:
        found = now.get(year.origin, [])
        for place, commitment in enumerate(year.commitments):
            if found[place : place + 1] != [commitment]:
                where = f"{year.origin}, entry {place + 1}"
                raise Wrong(f"it was here at {year.at}, and is not here any more", where=where)


@dataclass(frozen=True, slots=True)
class _Trust:
    """Whom the one who checks trusts."""

    public: bytes
    logs: Sequence[Key]
    policy: Policy | None


End = list[object]
"""Name of a log, number of entries, last commitment: as the account lists them."""


def _checked(told: object, trust: _Trust) -> tuple[Year, End, Mapping[str, Any]]:
    """Check one year: the signed account, the chain, and each entry's place in the log."""
    if not isinstance(told, dict) or not isinstance(told.get("entries"), list):
        raise Malformed("a year has a list of entries")
    account = jws.opened(str(told.get("account")), public=trust.public, typ=USE)
    origin = str(account.get("log"))
    if origin not in {key.name for key in trust.logs}:
        raise Wrong(f"you gave no key of the log {origin}")
    opened = _opened(told, origin, trust)
    size = sum(one.checkpoint.size for one in opened.values())
    chain = _Chain(Year(origin, str(account.get("at")), size), opened)
    for entry in told["entries"]:
        chain.follow(entry)
    commitments = chain.commitments
    end: End = [origin, len(commitments), commitments[-1].hex() if commitments else ""]
    if account.get("chain") != digest_of(commitments):
        raise Wrong("the house signed for other entries than are here", where=origin)
    return chain.year, end, account


def _opened(told: Mapping[str, Any], origin: str, trust: _Trust) -> dict[str, Opened]:
    """Open the checkpoints of a year's logs; a young log has none yet, which no policy accepts."""
    continued = told.get("continued", [])
    if not isinstance(continued, list):
        raise Malformed("the logs that continue a year's first one are a list of checkpoints")
    notes = [one for one in (told.get("checkpoint"), *continued) if one is not None]
    if not notes and trust.policy is not None:
        raise Wrong("there is no checkpoint that witnesses could have signed", where=origin)
    found = [_believed(str(one), origin, trust) for one in notes]
    by_origin = {one.checkpoint.origin: one for one in found}
    if len(by_origin) < len(found):
        raise Malformed("a year has two checkpoints of one log")
    return by_origin


def _believed(note: str, origin: str, trust: _Trust) -> Opened:
    """Open one checkpoint, of the year's first log or of one that goes on from it."""
    witnesses = [] if trust.policy is None else list(trust.policy.witnesses.values())
    opened = checkpoints.opened(note, log=trust.logs, witnesses=witnesses)
    if trust.policy is not None:
        trust.policy.require(opened.signers)
    found = opened.checkpoint.origin
    if found != origin and not (found[:-1] == origin and LETTER.fullmatch(found[-1])):
        raise Wrong("the checkpoint is of another log than the statement of account")
    return opened


class _Chain:
    """Follows a person's entries of one year from the first to the last."""

    def __init__(self, year: Year, opened: Mapping[str, Opened]) -> None:
        """Begin before the first."""
        self.year, self._opened = year, opened
        self.commitments = year.commitments

    def follow(self, entry: object) -> None:
        """Check the next entry.

        Raises:
            Wrong: It does not follow, or stands elsewhere than it says.

        """
        where = f"{self.year.origin}, entry {len(self.commitments) + 1}"
        if not isinstance(entry, dict):
            raise Malformed("an entry is an object", where=where)
        said, commitment = self._read(entry, where)
        if entry.get("index") is None:
            self._wait(said, where)
        else:
            self._place(entry, commitment, where)
        self.commitments.append(commitment)
        self.year.entries.append(said)

    def _read(self, entry: Mapping[str, Any], where: str) -> tuple[dict[str, Any], bytes]:
        """Return what an entry says, and its commitment."""
        if entry.get("opening") is None:
            self.year.erased += 1
            return {}, hash_from_base64(str(entry.get("commitment")))
        opening = from_base64(str(entry["opening"]))
        said = said_in(opening)
        before = self.commitments[-1].hex() if self.commitments else ""
        place = said.get("seq")
        if type(place) is not int or (place, said.get("prev")) != (
            len(self.commitments) + 1,
            before,
        ):
            raise Wrong("it does not follow the entry before it: one is missing", where=where)
        return said, commitment_of(opening)

    def _wait(self, said: Mapping[str, Any], where: str) -> None:
        """Let an entry wait for its place, if it happened just before the account was signed."""
        self.year.waiting += 1
        try:
            waited = datetime.fromisoformat(self.year.at) - datetime.fromisoformat(str(said["at"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Wrong("it is not in the log, and nothing says since when", where=where) from error
        if waited > LONGEST_WAIT:
            raise Wrong(f"it was not in the log {waited.days} days later", where=where)

    def _place(self, entry: Mapping[str, Any], commitment: bytes, where: str) -> None:
        """Need an entry to stand where it says."""
        index, path = entry["index"], entry.get("path")
        if type(index) is not int or not isinstance(path, list):
            raise Malformed("a place in the log is an index with a path", where=where)
        if self.year.waiting:
            raise Wrong("it is in the log, but one before it waits", where=where)
        opened = self._opened.get(str(entry.get("log", self.year.origin)))
        if opened is None:
            raise Wrong("it claims a place in a log of which no checkpoint is here", where=where)
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
