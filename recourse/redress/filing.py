"""What a filing must have before it becomes a case; asks no table of its own."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from os import urandom
from typing import NamedTuple

from recourse.ground import numbers
from recourse.ground.calendar import civil_date
from recourse.records.errors import AlreadyOver
from recourse.records.terms import RecordCard
from recourse.records.terms import State as RecordState
from recourse.redress import errors, rules
from recourse.redress.terms import Filing, Kind, NewFile

_ABOUT_A_RECORD = frozenset({Kind.OBJECTION, Kind.REPAIR, Kind.ERASURE})
_MAY_SAY_NOTHING = frozenset({Kind.ACCESS, Kind.ERASURE, Kind.BENEFIT})
OVER = frozenset({RecordState.ENDED, RecordState.ERASED})


class CheckedFile(NamedTuple):
    """A file that may come in."""

    name: str
    media_type: str
    content: bytes
    sha256: bytes


def number(now: datetime) -> str:
    """Return the number of a new case: its civil date and forty random bits."""
    return numbers.written("C", civil_date(now), int.from_bytes(urandom(5)))


def check(filing: Filing) -> None:
    """Refuse a filing that lacks what its kind needs.

    Raises:
        WordsMissing: It says nothing.
        WordsTooLong: It says more than anybody reads.
        NotAsked: Something that its kind needs is missing.
        NoPromise: An application for repair comes without the declaration.

    """
    if not filing.words.strip() and filing.kind not in _MAY_SAY_NOTHING:
        raise errors.WordsMissing
    if len(filing.words) > rules.LONGEST_WORDS:
        raise errors.WordsTooLong(limit=rules.LONGEST_WORDS)
    if (missing := _missing(filing)) is not None:
        raise errors.NotAsked(missing=missing)
    if filing.kind is Kind.REPAIR and not filing.promised:
        raise errors.NoPromise


def _missing(filing: Filing) -> str | None:
    """Return the name of the first thing that is missing, or None."""
    needed = {
        "record": filing.kind in _ABOUT_A_RECORD,
        "ground": filing.kind is Kind.OBJECTION,
        "reviewed": filing.kind is Kind.REVIEW,
        "entry": filing.kind is Kind.WHY,
        "agency": filing.kind in {Kind.WHY, Kind.ACCESS, Kind.BENEFIT},
        "form": filing.kind is Kind.ACCESS,
        "scheme": filing.kind is Kind.BENEFIT,
    }
    for name, is_needed in needed.items():
        is_there = getattr(filing, name) is not None
        if is_needed != is_there and not (name == "record" and filing.kind is Kind.REVIEW):
            return name
    return "kind" if filing.kind is Kind.CORRECTION else None


def check_record(filing: Filing, record: RecordCard, now: datetime) -> None:
    """Refuse what cannot be asked about this record today.

    Raises:
        AlreadyOver: It is used no more; only its erasure can still be asked for.
        NothingToRepair: It is not adverse.
        TooEarlyToRepair: The least time is not over.

    """
    erasable = filing.kind is Kind.ERASURE and record.state is RecordState.ENDED
    if record.state in OVER and not erasable:
        raise AlreadyOver
    if filing.kind is not Kind.REPAIR:
        return
    if record.repair_from_on is None:
        raise errors.NothingToRepair
    if civil_date(now) < record.repair_from_on:
        raise errors.TooEarlyToRepair(first_day=record.repair_from_on.isoformat())


def checked(files: Sequence[NewFile], *, there: int = 0) -> list[CheckedFile]:
    """Return the files with what they are and their digests; the same file once.

    Args:
        files: What comes in.
        there: How many files the case has already.

    Raises:
        TooManyFiles: The case would hold too many.
        FileTooLarge: A file is too large.
        FileKind: A file is something else than it may be.

    """
    if len(files) + there > rules.MOST_FILES:
        raise errors.TooManyFiles(limit=rules.MOST_FILES)
    found = {one.sha256: one for one in map(_checked, files)}
    return list(found.values())


def _checked(file: NewFile) -> CheckedFile:
    """Return one file with what it is."""
    if len(file.content) > rules.LARGEST_FILE_BYTES:
        raise errors.FileTooLarge(name=_shown(file.name), limit_mb=rules.LARGEST_FILE_BYTES >> 20)
    media_type = rules.media_type_of(file.content)
    if media_type is None:
        raise errors.FileKind(name=_shown(file.name))
    return CheckedFile(_shown(file.name), media_type, file.content, sha256(file.content).digest())


def _shown(name: str) -> str:
    """Return a file's name as it is kept: without folders and without what does not show."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in plain if letter.isprintable())[:120] or "file"
