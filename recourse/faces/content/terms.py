"""Words of the pages in Markdown."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recourse.ground.words import Words


class Reader(StrEnum):
    """Whom an article is for."""

    PEOPLE = "people"
    DEPARTMENTS = "departments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A page in both languages, still in Markdown."""

    name: str
    title: Words
    summary: Words
    body: Words
    reviewed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Something to learn. `order` is its place among the others."""

    text: Text
    reader: Reader
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person agreed to be shown with an honour, for a time; `until_on` is exclusive."""

    honour: str
    consented_on: date
    until_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """An honour with its story; None is a story without consent, which is never shown."""

    text: Text
    consent: Consent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a file, and where."""

    file: str
    says: Words
