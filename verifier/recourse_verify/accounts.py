"""The account of a year: of every entry, whether it opens, or by which rule it does not any more.

    signature = the house's, over the digest of the account as canonical JSON
    account   = for each log of the year its checkpoint, the proof of its first entry if that
                links it to another log, and spans of entries

A span says of the entries from `first` to `last` one of these:

* `open`: their contents are there, sealed, and the house could open each;
* `year-key`: the key of the year was destroyed on `on`, once the year was over, as line N of the
  erasure journal tells; from then on nobody opens any entry of that year;
* `set-back`: a backup was restored, and their contents are lost. The log that went on from there
  (`by`) says in its first entry, on `on`, how many were lost.

Every entry stands in one span. There is no other rule: an entry that does not open and is in none
of the last two was erased by nobody who may.

"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from recourse_verify import bundles, checkpoints, jws, merkle, proofs
from recourse_verify.checkpoints import Checkpoint, Opened
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.notes import Key
from recourse_verify.policies import Policy

FORMAT = "recourse-log-account/v1"
USE = "recourse-log-account+jws"
OPEN, YEAR_KEY, SET_BACK = "open", "year-key", "set-back"
CHINA = timezone(timedelta(hours=8))
YEAR = re.compile(r"/([0-9]{4})[b-j]?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Entries of one log that have the same fate."""

    first: int
    last: int
    state: str
    on: date | None
    by: str

    @property
    def where(self) -> str:
        """Name the entries."""
        return _named(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Logged:
    """One log of the year: its checkpoint, what its first entry says, and its spans."""

    opened: Opened
    link: Mapping[str, Any] | None
    spans: tuple[Span, ...]

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the account of it reaches."""
        return self.opened.checkpoint


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The line of the erasure journal that tells of the year's key."""

    line: int
    on: date
    digest: str


@dataclass(slots=True)
class Account:
    """What the house signed for."""

    year: int
    at: str
    destroyed: Destroyed | None
    logs: dict[str, Logged] = field(default_factory=dict)

    def of(self, origin: str) -> Logged:
        """Return what is said of one log.

        Raises:
            Wrong: Nothing is.

        """
        if origin not in self.logs:
            raise Wrong(f"the account of {self.year} says nothing of this log", where=origin)
        return self.logs[origin]

    def counted(self, origin: str) -> dict[str, int]:
        """Return how many entries of a log have which fate."""
        counts = dict.fromkeys((OPEN, YEAR_KEY, SET_BACK), 0)
        for span in self.of(origin).spans:
            counts[span.state] += span.last - span.first + 1
        return counts


def as_text(account: Mapping[str, Any], signature: str) -> str:
    """Return an account as a file."""
    told = {"format": FORMAT, "account": account, "signature": signature}
    return json.dumps(told, indent=1, ensure_ascii=False)


def digest_of(account: Mapping[str, Any]) -> str:
    """Return what the house signs."""
    plain = json.dumps(account, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def account_from(
    text: str, *, public: bytes, logs: Sequence[Key], policy: Policy | None = None
) -> Account:
    """Read an account that the house signed; whether it is complete is not checked yet.

    Args:
        text: The file.
        public: Key with which the house signs.
        logs: Keys of the logs that are trusted.
        policy: Witnesses that must have signed the checkpoints too, if any.

    Raises:
        Wrong: It is none, not the house's, or its checkpoints are not of trusted logs.

    """
    told = jws.object_from(text)
    account = told.get("account")
    if told.get("format") != FORMAT or not isinstance(account, dict):
        raise Malformed(f"an account says it is “{FORMAT}”")
    signed = jws.opened(str(told.get("signature")), public=public, typ=USE)
    if signed.get("account") != digest_of(account):
        raise Wrong("the house signed for another account")
    year, listed = account.get("year"), account.get("logs")
    if type(year) is not int or not isinstance(listed, list) or not listed:
        raise Malformed("an account is of a year, and of the logs of that year")
    found = Account(year, str(account.get("at")), _destroyed(account.get("destroyed")))
    for one in listed:
        log = _logged(one, logs, policy)
        origin = log.checkpoint.origin
        named = YEAR.fullmatch(origin[origin.rfind("/") :])
        if named is None or int(named[1]) != year or origin in found.logs:
            raise Wrong("the log is of another year, or there twice", where=origin)
        found.logs[origin] = log
    return found


def _destroyed(told: object) -> Destroyed | None:
    """Read what is said of the year's key."""
    if told is None:
        return None
    if not isinstance(told, dict) or type(told.get("line")) is not int:
        raise Malformed("a destroyed key is named with the line of the journal that tells of it")
    return Destroyed(told["line"], _day(told.get("on")), str(told.get("digest")))


def _day(told: object) -> date:
    """Read a civil date."""
    if not isinstance(told, str) or not DAY.fullmatch(told):
        raise Malformed("a day is written YYYY-MM-DD")
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise Malformed("there is no such day") from error


def _logged(told: object, logs: Sequence[Key], policy: Policy | None) -> Logged:
    """Read what is said of one log, and open its checkpoint."""
    if not isinstance(told, dict) or not isinstance(told.get("spans"), list):
        raise Malformed("a log in an account has a checkpoint and spans")
    opened = _opened(str(told.get("checkpoint")), logs, policy)
    link = told.get("link")
    said = None if link is None else _said_by(str(link), opened.checkpoint.origin, logs)
    return Logged(opened, said, tuple(map(_span, told["spans"])))


def _opened(note: str, logs: Sequence[Key], policy: Policy | None) -> Opened:
    """Open a checkpoint, with its witnesses if a policy wants them."""
    witnesses = [] if policy is None else list(policy.witnesses.values())
    opened = checkpoints.opened(note, log=logs, witnesses=witnesses)
    if policy is not None:
        policy.require(opened.signers)
    return opened


def _said_by(link: str, origin: str, logs: Sequence[Key]) -> Mapping[str, Any]:
    """Return what the first entry of a log says, after checking its proof."""
    proof = proofs.proof_from(link)
    opened = checkpoints.opened(proof.checkpoint, log=logs)
    leaf = merkle.leaf_hash(bundles.leaf_of(bundles.commitment_of(proof.extra)))
    proofs.check(proof, leaf=leaf, opened=opened)
    said = bundles.said_in(proof.extra)
    if (opened.checkpoint.origin, proof.index, said.get("t")) != (origin, 0, "shard-link"):
        raise Wrong("the link is not the first entry of this log", where=origin)
    return said


def _span(told: object) -> Span:
    """Read one span."""
    if not isinstance(told, dict):
        raise Malformed("a span is an object")
    first, last = told.get("first"), told.get("last")
    if type(first) is not int or type(last) is not int or not 0 <= first <= last:
        raise Malformed("a span has a first and a last entry")
    state, on = str(told.get("state")), told.get("on")
    if state not in {OPEN, YEAR_KEY, SET_BACK} or (on is None) != (state == OPEN):
        raise Malformed(
            "no rule is called so, or its day is missing; what is open has no day",
            where=_named(first, last),
        )
    return Span(first, last, state, None if on is None else _day(on), str(told.get("by", "")))


def faults(account: Account) -> Iterator[Wrong]:
    """Yield everything in an account that its own rules do not allow."""
    yield from _faults_of_the_key(account)
    for origin, log in account.logs.items():
        yield from _faults_of_places(origin, log)
        for span in log.spans:
            what = _fault_of(account, span)
            if what:
                yield Wrong(what, where=f"{origin}, {span.where}")
    yield from _faults_of_losses(account)


def _faults_of_the_key(account: Account) -> Iterator[Wrong]:
    """A year's key is needed until the year is over."""
    gone = account.destroyed
    if gone is not None and gone.on < date(account.year + 1, 1, 1):
        yield Wrong(
            f"the key of {account.year} was destroyed on {gone.on}, before the year was over",
            where=f"line {gone.line} of the journal",
        )


def _faults_of_places(origin: str, log: Logged) -> Iterator[Wrong]:
    """Every entry is accounted for once, and none that is not there."""
    size, at = log.checkpoint.size, 0
    for span in sorted(log.spans, key=lambda one: one.first):
        if span.first > at:
            where = f"{origin}, {_named(at, span.first - 1)}"
            yield Wrong("nothing accounts for it", where=where)
        if span.first < at:
            where = f"{origin}, {_named(span.first, min(at - 1, span.last))}"
            yield Wrong("it is accounted for twice", where=where)
        at = max(at, span.last + 1)
    if at < size:
        yield Wrong("nothing accounts for it", where=f"{origin}, {_named(at, size - 1)}")
    if at > size:
        where = f"{origin}, {_named(size, at - 1)}"
        yield Wrong(f"there is no such entry: the log has {size}", where=where)


def _fault_of(account: Account, span: Span) -> str:
    """Return what the rule of a span does not allow, or nothing."""
    gone = account.destroyed
    if span.state == OPEN:
        return (
            ""
            if gone is None
            else f"it cannot be open: the key of its year was destroyed on {gone.on}"
        )
    if span.state == YEAR_KEY:
        if gone is None:
            return "it is called erased, and no line of the erasure journal tells of its year's key"
        return "" if span.on == gone.on else f"the key of its year was destroyed on {gone.on}"
    link = account.logs[span.by].link if span.by in account.logs else None
    if link is None or "lost" not in _facts(link):
        return "it is called lost, and no log that went on from there tells of it"
    told = _civil_day(link)
    return "" if span.on == told else f"the log that tells of its loss went on on {told}"


def _faults_of_losses(account: Account) -> Iterator[Wrong]:
    """As many are lost as the log that went on says; of an earlier one all may be lost again."""
    counted: Counter[str] = Counter()
    for log in account.logs.values():
        for span in log.spans:
            if span.state == SET_BACK:
                counted[span.by] += span.last - span.first + 1
    may_be_none = False
    for origin, log in sorted(account.logs.items(), reverse=True):
        told = 0 if log.link is None else _facts(log.link).get("lost", 0)
        if counted[origin] != told and not (may_be_none and counted[origin] == 0):
            yield Wrong(
                f"its first entry tells of {told} lost entries, the account of {counted[origin]}",
                where=origin,
            )
        may_be_none = may_be_none or bool(told)


def _facts(link: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts of an entry."""
    facts = link.get("facts")
    return facts if isinstance(facts, dict) else {}


def _civil_day(link: Mapping[str, Any]) -> date | None:
    """Return the civil date of an entry, in China."""
    try:
        return datetime.fromisoformat(str(link.get("at"))).astimezone(CHINA).date()
    except ValueError:
        return None


def faults_beside_journal(account: Account, journal: bytes) -> Iterator[Wrong]:
    """Hold an account against the erasure journal, which only auditors are shown.

    Raises:
        Malformed: A line of the journal does not follow the one before it.

    """
    lines = journal.split(b"\n")[:-1]
    previous = bytes(32).hex()
    name, line = f"year-{account.year:04d}", None
    for number, written in enumerate(lines, start=1):
        told = jws.object_from(written.decode(errors="replace"))
        if (told.get("line"), told.get("prev")) != (number, previous):
            raise Malformed("it does not follow the line before it", where=f"line {number}")
        previous = hashlib.sha256(written).hexdigest()
        if line is None and (told.get("erased"), told.get("key")) == ("key", name):
            line = Destroyed(number, _civil_day(told) or date.min, previous)
    if line != account.destroyed:
        yield Wrong(
            f"the journal says of the key {name}: {_shown(line)};"
            f" the account: {_shown(account.destroyed)}",
            where=f"{account.year}",
        )


def _shown(line: Destroyed | None) -> str:
    return "nothing" if line is None else f"destroyed on {line.on} (line {line.line})"


def _named(first: int, last: int) -> str:
    """Name an entry, or several that follow each other."""
    return f"entry {first}" if first == last else f"entries {first} to {last}"


def spans_of(states: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is said of each entry in turn, with equal ones that follow each other as one."""
    found: list[dict[str, Any]] = []
    for index, state in enumerate(states):
        if found and {**state, "first": found[-1]["first"], "last": index - 1} == found[-1]:
            found[-1]["last"] = index
        else:
            found.append({"first": index, "last": index, **state})
    return found
