"""Which keys there are, since when, and what is to do with them next; never a key.

Months, deliveries and years are told year by year, for a city has hundreds of them. Whoever signs
is named by the public thumbprint that others check with. What is to do has a day.

Law:
    PIPL art. 47, 51 (erasure, and keys kept safe).

"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings

from recourse.attestation import issuer
from recourse.attestation.errors import NotVouchedFor
from recourse.ground.calendar import civil_date
from recourse.ground.keydir import needed_until
from recourse.ground.signing import public_bytes, thumbprint
from recourse.ledger import queries as ledger
from recourse.ledger.publishing.publisher import keys_in
from recourse.people import envelopes
from recourse.people import queries as people
from recourse.people.terms import Generation
from recourse.store.keys import vault

PERIOD: Final = re.compile(r"(month|delivery)-([0-9]{4})-([0-9]{2})")
YEAR: Final = re.compile(r"year-([0-9]{4})")
RETIRE_WITHIN: Final = timedelta(days=30)
RENEW_BEFORE: Final = timedelta(days=60)
SIGNS: Final = ("receipt", "access-token")


class Series(StrEnum):
    """Kinds of keys that last for a period."""

    MONTH = "month"
    DELIVERY = "delivery"
    YEAR = "year"


class Signer(StrEnum):
    """What a key signs."""

    RECEIPT = "receipt"
    ACCESS_TOKEN = "access-token"  # noqa: S105 - the name of a key
    STATEMENTS = "statements"
    SEAL = "seal"
    LOG = "log"


class What(StrEnum):
    """What is to be done about a key."""

    DESTROY_BY_ITSELF = "destroy-by-itself"
    FINISH_ROTATION = "finish-rotation"
    RETIRE = "retire"
    RENEW_CERTIFICATE = "renew-certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysOfYear:
    """The keys of one series that belong to one year: their months, or 0 for the year itself."""

    series: Series
    year: int
    in_use: Sequence[int]
    destroyed: Sequence[int]
    destroyed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationLine:
    """A generation of the key that wraps identities."""

    name: str
    people: int
    since: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that signs, by its public thumbprint."""

    signer: Signer
    name: str
    thumbprint: str
    since: datetime | None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What is to be done about a key, and by when."""

    what: What
    key: str
    by_on: date | None
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRegister:
    """Everything an administrator may know of the keys."""

    to_do: Sequence[ToDo]
    generations: Sequence[GenerationLine]
    rotates: bool
    years: Sequence[KeysOfYear]
    public: Sequence[PublicKey]
    others: Sequence[str]


def key_register(*, now: datetime) -> KeyRegister:
    """Return which keys there are and what is to do; two queries."""
    names, gone = vault().names(), vault().destroyed()
    generations = people.generations()
    public = [*_signing(names), *_certified(), *_of_log()]
    return KeyRegister(
        to_do=[*_overdue(names, now), *_rotation(generations), *_renewals(public, now)],
        generations=_generations(generations),
        rotates=any(one.people for one in generations[:-1]),
        years=_by_year(names, gone),
        public=public,
        others=[name for name in names if _is_other(name)],
    )


def _is_other(name: str) -> bool:
    """Whether a key belongs to none of the lists: it seals or digests for as long as we stand."""
    listed = needed_until(name) is not None or name in SIGNS or envelopes.is_generation(name)
    return not (listed or name.startswith("issuer-"))


def _generations(found: Sequence[Generation]) -> list[GenerationLine]:
    """Return the generations, the current one last."""
    return [
        GenerationLine(
            name=one.name,
            people=one.people,
            since=vault().since(one.name),
            is_current=one is found[-1],
        )
        for one in found
    ]


def _by_year(names: Iterable[str], gone: Iterable[str]) -> list[KeysOfYear]:
    """Return the keys of periods, by series and year, the newest year first."""
    used: dict[tuple[Series, int], list[int]] = {}
    over: dict[tuple[Series, int], list[int]] = {}
    days: dict[tuple[Series, int], list[date]] = {}
    for into, found in ((used, names), (over, gone)):
        for name in found:
            if (place := _place(name)) is None:
                continue
            series, year, month = place
            into.setdefault((series, year), []).append(month)
            at = vault().since(name) if into is over else None
            if at is not None:
                days.setdefault((series, year), []).append(civil_date(at))
    return [
        KeysOfYear(
            series=series,
            year=year,
            in_use=used.get((series, year), []),
            destroyed=over.get((series, year), []),
            destroyed_on=max(days.get((series, year), []), default=None),
        )
        for series, year in sorted(used.keys() | over.keys(), key=lambda one: (one[0], -one[1]))
    ]


def _place(name: str) -> tuple[Series, int, int] | None:
    """Return series, year and month of a key's name; month 0 is the year itself."""
    if match := PERIOD.fullmatch(name):
        return Series(match[1]), int(match[2]), int(match[3])
    if match := YEAR.fullmatch(name):
        return Series.YEAR, int(match[1]), 0
    return None


def _signing(names: Sequence[str]) -> list[PublicKey]:
    """Return the keys that sign receipts and access tokens; none is made by looking."""
    return [
        PublicKey(
            signer=Signer(name),
            name=name,
            thumbprint=thumbprint(public_bytes(vault().signing_key(name))),
            since=vault().since(name),
        )
        for name in SIGNS
        if name in names
    ]


def _certified() -> list[PublicKey]:
    """Return the keys that sign statements and seal papers, where somebody vouches for them."""
    found = []
    for signer, of in ((Signer.STATEMENTS, issuer.issuer), (Signer.SEAL, issuer.seal)):
        try:
            one = of()
        except NotVouchedFor:
            continue
        found.append(
            PublicKey(
                signer=signer,
                name=f"issuer-{signer}",
                thumbprint=one.kid.hex(),
                since=one.chain[0].not_valid_before_utc,
                until=one.vouched_until,
            )
        )
    return found


def _of_log() -> list[PublicKey]:
    """Return the keys that sign the log, as they are published."""
    return [
        PublicKey(signer=Signer.LOG, name=head.origin, thumbprint=key.id.hex(), since=None)
        for head in ledger.heads()
        for key in keys_in(settings.LOG_FILES_DIR / head.folder)
    ]


def _overdue(names: Iterable[str], now: datetime) -> list[ToDo]:
    """Return keys of months and deliveries that are over: the worker destroys them by itself."""
    due = [
        (until, name)
        for name in names
        if (until := needed_until(name)) is not None and not YEAR.fullmatch(name)
    ]
    return [
        ToDo(what=What.DESTROY_BY_ITSELF, key=name, by_on=until)
        for until, name in sorted(due)
        if until <= civil_date(now)
    ]


def _rotation(found: Sequence[Generation]) -> list[ToDo]:
    """Return what is to do with generations before the current one."""
    todo = []
    newest = vault().since(found[-1].name) if found else None
    for one in found[:-1]:
        if one.people:
            todo.append(
                ToDo(what=What.FINISH_ROTATION, key=one.name, by_on=None, people=one.people)
            )
        else:
            by = None if newest is None else civil_date(newest + RETIRE_WITHIN)
            todo.append(ToDo(what=What.RETIRE, key=one.name, by_on=by))
    return todo


def _renewals(public: Iterable[PublicKey], now: datetime) -> list[ToDo]:
    """Return certificates that end soon."""
    return [
        ToDo(what=What.RENEW_CERTIFICATE, key=one.name, by_on=civil_date(one.until))
        for one in public
        if one.until is not None and one.until < now + RENEW_BEFORE
    ]
