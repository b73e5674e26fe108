"""Words of the room `catalogue`: what may be collected, under which law, for which purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from recourse.ground.words import Words

DOCUMENT_NUMBER_FIELD: Mapping[str, str] = {
    "penalty": "decision_no",
    "licence": "licence_doc_no",
    "honour": "award_doc_no",
    "volunteer": "certificate_no",
    "process": "document_no",
}
"""The field that holds the number of the document, for each family of items."""


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


class Askable(StrEnum):
    """What an organisation may ask a person to show; there is nothing else it may ask for."""

    NO_VIOLATION = "no-violation"


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
    issued_by: Words | None = None


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
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How long a record may be shown; months.

    `min_months` (earliest repair) and `max_months` (latest end) count from every day some
    source starts the clock on (conduct ended, decided, served, final, received); the earliest
    wins. `cap_months` counts from the end of the conduct. Nothing adverse: `min_months` says
    nothing, and `max_months`, from the decision, only bounds what has no last day of its own.
    """

    min_months: int
    max_months: int
    cap_months: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """When and how a person may have a record taken down early.

    `by_itself`: once the shortest time has passed and the department reports the duties
    fulfilled, nothing is left for the person to bring, and the record is repaired unasked.
    """

    conditions: tuple[Words, ...]
    papers: tuple[Words, ...]
    accept_working_days: int = 3
    decide_working_days: int = 10
    by_itself: bool = False


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
    rights: tuple[str, ...] = ()
    supporting: tuple[Basis, ...] = ()
    by_file: bool = True
    report_working_days: int = 7
    not_collected: tuple[Words, ...] = ()
    note: Words | None = None

    @property
    def is_adverse(self) -> bool:
        """Whether a record of this item speaks against the person."""
        return self.polarity is Polarity.ADVERSE

    def field(self, code: str) -> Field:
        """Return the field `code`; `KeyError` if the item does not name it."""
        for one in self.fields:
            if one.code == code:
                return one
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
class Request:
    """What an organisation may ask a person to show about themselves, under a law that says why.

    One domain, for there is no place for another. `asked_by` says what kind of organisation may
    be registered for it; `says` what the law makes of the answer, in the words the person reads.
    `names_person`: somebody stands in front, and must be matched to the statement.
    `back_months`: how far back the statement must reach; months.
    """

    code: str
    name: Words
    says: Words
    asked_by: Words
    domain: str
    statement: Askable
    basis: Basis
    names_person: bool
    back_months: int
    enabled: bool = True
    disabled_why: Words | None = None

    def is_open(self, on: date) -> bool:
        """Whether it may be asked on the civil date `on`: in use, its article read and in force."""
        return (
            self.enabled
            and self.basis.verification is Verification.FULL_TEXT
            and self.basis.is_in_force(on)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A class of information that never enters.

    `words` are spellings that give it away: no field and no item may carry one in its name.
    `asked_as` are everyday words by which people ask for it; nothing is refused for them.
    """

    id: str
    what: Words
    why: Words
    words: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What the person a record is about may do, under the article that says so."""

    code: str
    name: Words
    what: Words
    basis: Basis


class AskKind(StrEnum):
    """What a scheme may ask a person for."""

    TRUTH = "truth"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A record of the person's own file that a scheme reads, and which of its fields.

    Of several records the one whose date field `latest_by` is latest counts, for it speaks
    longest for the person.
    """

    item: str
    latest_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something a scheme asks the person; `prove` says that an officer must see a paper for it."""

    kind: AskKind
    question: Words
    prove: bool
    hint: Words | None = None
    code_list: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a scheme: in words, as an article, and as an expression."""

    id: str
    says: Words
    law: str
    article: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a person gets who meets every condition; exactly one outcome applies to them."""

    id: str
    says: Words
    when: str
    valid_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A benefit that a person applies for, under a published rule.

    Attributes:
        id: The name of its file.
        name: What it is called.
        says: What it gives, in a sentence or two.
        domain: The field of public life; it reads items of no other.
        agency_kinds: Who answers for it.
        enabled: Whether anybody may apply.
        disabled_why: Why not.
        bases: Its articles; each condition names one of them.
        valid_from_on: First day on which it may be asked for.
        valid_until_on: First day on which it may no longer be; None is open.
        answer_working_days: Within which an officer answers; after that it is granted.
        keep_months: For how long an application is kept after it was made.
        automatic: Whether it may be granted without an officer.
        reads: Records it reads, by the name its expressions give them.
        asks: What it asks the person, by name.
        conditions: What must hold.
        outcomes: What it gives.

    """

    id: str
    name: Words
    says: Words
    domain: str
    agency_kinds: tuple[str, ...]
    enabled: bool
    disabled_why: Words | None
    bases: tuple[Basis, ...]
    valid_from_on: date
    valid_until_on: date | None
    answer_working_days: int
    keep_months: int
    automatic: bool
    reads: Mapping[str, Source]
    asks: Mapping[str, Asked]
    conditions: tuple[Condition, ...]
    outcomes: tuple[Outcome, ...]

    def asked(self) -> list[str]:
        """Return the names it asks for, in the order in which its conditions need them."""
        whole = " ".join(one.when for one in self.conditions)
        return sorted(self.asks, key=lambda name: (whole.find(name), name))

    def is_open(self, on: date) -> bool:
        """Whether it may be asked for on the civil date `on`: in use, and its law in force."""
        return (
            self.enabled
            and self.valid_from_on <= on
            and (self.valid_until_on is None or on < self.valid_until_on)
            and all(
                basis.verification is Verification.FULL_TEXT and basis.is_in_force(on)
                for basis in self.bases
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One dated version of everything that may be collected and asked.

    Of the code lists it also keeps `spellings` (how a code is written in files, in plain form,
    to the code), `refused_codes` (codes whose rows never enter, and why) and `kind_tiers` (the
    weight of each kind of penalty).
    """

    version: str
    laws: Mapping[str, Law]
    items: Mapping[str, Item]
    purposes: Mapping[str, Purpose]
    code_lists: Mapping[str, Mapping[str, Words]]
    exclusions: tuple[Exclusion, ...]
    domains: Mapping[str, Words]
    rights: Mapping[str, Right] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refused_codes: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    kind_tiers: Mapping[str, Tier] = field(default_factory=dict)
    list_names: Mapping[str, Words] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    requests: Mapping[str, Request] = field(default_factory=dict)


class Weight(StrEnum):
    """What a fault of the catalogue means: it may not be loaded, or somebody should look."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the catalogue, and where.

    `where` names the place in the catalogue (`items/adv.tax/window/max_months`); `file` and
    `line` are filled in where the place was read from a folder.
    """

    code: str
    where: str
    says: Words
    weight: Weight = Weight.REFUSED
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions, in words."""

    where: str
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """A version that was loaded: when, and by whom (the code of a seat, or `system`).

    `loaded_by` is empty for what was loaded before that was kept.
    """

    version: str
    digest: str
    loaded_at: datetime
    loaded_by: str
