"""Words of the room `notice`: what is told, how it travels, what a letter is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.ground.words import Words


class Kind(StrEnum):
    """What a notice tells."""

    RECORD_ENTERED = "record.entered"
    RECORD_ENDED = "record.ended"
    RECORD_CORRECTED = "record.corrected"
    RECORD_RETURNED = "record.returned"
    LOOK_UP = "look_up"
    CASE = "message"
    HELPER = "helper"
    STATEMENT = "statement"
    BENEFIT = "benefit"
    ACCOUNT = "account"


class Channel(StrEnum):
    """The ways a notice travels."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"


class Progress(StrEnum):
    """How far a notice has come on one channel."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"


class Served(StrEnum):
    """How a notice was served."""

    OPENED = "opened"
    ELECTRONIC = "electronic"
    LETTER = "letter"


class NewNotice(NamedTuple):
    """A notice about to be written.

    `facts` holds only codes and dates that neither the record nor the catalogue
    knows; for `record.entered` it is empty, for the others it says why. A notice of a look-up
    names no record.
    """

    person_id: UUID
    id: UUID
    record_id: UUID | None
    kind: str
    catalogue_version: str
    facts: Mapping[str, str | int]
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCard:
    """One notice in a person's inbox."""

    person_id: UUID
    id: UUID
    record_id: UUID | None
    kind: Kind
    catalogue_version: str
    facts: Mapping[str, str | int]
    written_at: datetime
    opened_at: datetime | None
    served_on: date | None
    served_how: Served | None

    @property
    def is_unread(self) -> bool:
        """Whether the person has not opened it yet."""
        return self.opened_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name and what it stands for."""

    name: Words
    value: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, then paragraphs, then rows; text only, so a page can escape all of it."""

    heading: Words
    paragraphs: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The words of a notice, in both languages."""

    title: Words
    lead: Words
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who may be told of a record, what for, and under which article."""

    who: Words
    purpose: Words
    question: Words
    article: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One thing the person can do about a record.

    Attributes:
        code: Stable name: objection, repair, statement, withdrawal, reconsideration, court.
        name: The deed, as a link would say it.
        says: What it brings.
        when: From when or until when, and how fast the answer comes.
        until_on: Last day, where the law sets one.
        from_on: First day, where the law sets one.
        needs: Conditions and papers; empty where nothing is needed.
        article: The law that gives the right.

    """

    code: str
    name: Words
    says: Words
    when: Words
    article: Words
    until_on: date | None = None
    from_on: date | None = None
    needs: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of erasure: its words, and the file that a person keeps."""

    says: tuple[Words, ...]
    file: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """For which days a person has their letters held back; why, nobody asks.

    Attributes:
        from_on: First day; civil date.
        until_on: First day on which letters leave again.

    """

    from_on: date
    until_on: date

    def holds(self, on: date) -> bool:
        """Whether letters are held back on the civil date `on`."""
        return self.from_on <= on < self.until_on
