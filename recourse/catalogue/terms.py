"""Words of the room `catalogue`: what may be collected, under which law, for which purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recourse.ground.words import Words


class Verification(StrEnum):
    """How far somebody has read the law that a basis names."""

    FULL_TEXT = "verified-full-text"
    EXCERPT = "verified-excerpt"
    UNVERIFIED = "from-memory-unverified"


class Polarity(StrEnum):
    """Whether a record speaks against the person, for them, or neither."""

    ADVERSE = "adverse"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Tier(StrEnum):
    """Weight of an adverse record (Order 36)."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class FieldKind(StrEnum):
    """What a field may hold."""

    TEXT = "text"
    DATE = "date"
    DECIMAL = "decimal"
    CODE = "code"
    CODES = "codes"
    CREDIT_CODE = "credit_code"
    UUID = "uuid"


class Answer(StrEnum):
    """What a purpose is told."""

    YES_NO = "yes_no"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A legal instrument."""

    id: str
    name: Words
    issuer: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """An article of a law, for as long as it is in force; `valid_until_on` is exclusive."""

    law: str
    article: str
    verification: Verification
    source: str
    valid_from_on: date
    valid_until_on: date | None = None
    note: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether the article is in force on the civil date `on`."""
        return self.valid_from_on <= on and (
            self.valid_until_on is None or on < self.valid_until_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of an item: its name, the headings it is known by, and what it may hold."""

    code: str
    name: Words
    headings: tuple[str, ...]
    kind: FieldKind
    max_length: int | None
    required: bool
    code_list: str = ""
    shown_to_agencies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How long a record may be shown; months. `cap_months` counts from the end of the conduct."""

    min_months: int
    max_months: int
    cap_months: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """When and how a person may have a record taken down early."""

    conditions: tuple[Words, ...]
    papers: tuple[Words, ...]
    accept_working_days: int = 3
    decide_working_days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that may be collected."""

    id: str
    name: Words
    domain: str
    polarity: Polarity
    tier: Tier | None
    enabled: bool
    disabled_why: Words | None
    bases: tuple[Basis, ...]
    authority_kinds: tuple[str, ...]
    family: str
    fields: tuple[Field, ...]
    window: Window
    keep_months_after_end: int
    notice_working_days: int
    repair: Repair | None
    purposes: tuple[str, ...]

    @property
    def is_adverse(self) -> bool:
        """Whether a record of this item speaks against the person."""
        return self.polarity is Polarity.ADVERSE

    def field(self, code: str) -> Field:
        """Return the field `code`; `KeyError` if the item does not name it."""
        for field in self.fields:
            if field.code == code:
                return field
        raise KeyError(code)

    def has_basis(self, on: date) -> bool:
        """Whether a verified basis of the item's own law is in force on `on`."""
        return any(
            basis.verification is Verification.FULL_TEXT and basis.is_in_force(on)
            for basis in self.bases
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What an agency may ask about a person, under a law that names it."""

    code: str
    name: Words
    question: Words
    domain: str
    agency_kinds: tuple[str, ...]
    basis: Basis
    answer: Answer
    fields: Mapping[str, tuple[str, ...]]
    back_months: int | None
    enabled: bool = True

    @property
    def items(self) -> tuple[str, ...]:
        """The items the purpose reads."""
        return tuple(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A class of information that never enters."""

    id: str
    what: Words
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One dated version of everything that may be collected and asked."""

    version: str
    laws: Mapping[str, Law]
    items: Mapping[str, Item]
    purposes: Mapping[str, Purpose]
    code_lists: Mapping[str, Mapping[str, Words]]
    exclusions: tuple[Exclusion, ...]
    domains: Mapping[str, Words]
