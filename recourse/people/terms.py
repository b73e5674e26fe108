"""Words of the room `people`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class AccountKind(StrEnum):
    """Whose way in it is."""

    PERSON = "person"
    OFFICIAL = "official"


class DocumentType(StrEnum):
    """Identity documents, by the code list ID_TYPE."""

    CITIZEN = "01"
    PASSPORT = "02"
    HK_MACAO = "03"
    TAIWAN = "04"
    FOREIGN_RESIDENT = "05"
    RESIDENCE_PERMIT = "06"
    OTHER = "99"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a person is, as their document says it; normalised."""

    document_type: DocumentType
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a person wishes to be told; empty where they gave none."""

    email: str = ""
    mobile: str = ""
    postal: str = ""


class Generation(NamedTuple):
    """A generation of the vault's key, and how many people's data keys are wrapped by it.

    More than a million are counted as a million and one.
    """

    name: str
    people: int


class Recognition(NamedTuple):
    """Whether a document is known, and whether the name on it is the name we know."""

    person: UUID | None
    name_matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """A way in, as a login page shows it."""

    id: UUID
    login: str
    kind: AccountKind
    person: UUID | None
    display_name: str
    language: str
