"""Words of the room `schemes`: what is put in, what is answered, what a person applied for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.catalogue.terms import Condition, Outcome, Scheme
from recourse.redress.terms import CaseCard

Given = Mapping[str, str | bool | None]
"""What a person fills in, by name: text, yes or no, or nothing."""


class Holds(StrEnum):
    """Whether a condition holds, or all of them."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Where the value of an input comes from."""

    FILE = "file"
    PERSON = "person"
    NOWHERE = "nowhere"


class State(StrEnum):
    """Where an application is, at one instant."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One value that went into an answer, and where it came from; None is unknown."""

    name: str
    value: str | bool | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One condition, and whether it holds."""

    condition: Condition
    holds: Holds


class Change(NamedTuple):
    """One input with another value; `today` is a later day."""

    name: str
    to: str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rule says for a person's file and what they filled in.

    Attributes:
        scheme: The scheme.
        holds: Whether all conditions hold.
        conditions: Each of them.
        inputs: Every value that went in.
        outcome: What the person gets, if everything holds.
        automatic: Whether no officer needs to look.
        changes: The smallest sets of other inputs with which the answer were yes.
        receipt: The signed receipt, by which anybody works the answer out again.

    """

    scheme: Scheme
    holds: Holds
    conditions: tuple[Weighed, ...]
    inputs: tuple[Input, ...]
    outcome: Outcome | None
    automatic: bool
    changes: tuple[tuple[Change, ...], ...]
    receipt: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCard:
    """One application as its person sees it; `state` holds for one instant.

    Attributes:
        person_id: Whose.
        id: Which.
        number: As people call it.
        scheme: The benefit.
        catalogue_version: The version of the catalogue whose rule was used.
        rule_digest: SHA-256 of that rule.
        applied_at: When.
        case: The case in which an officer answers; None where the rule granted it.
        review: The review of that case.
        outcome: What the rule gave; empty where an officer had to look.
        state: Where it is.
        granted_on: Since which day it is granted.
        valid_until_on: First day on which it no longer holds.
        erase_on: First day on which what was put in is gone.
        receipt: The receipt; None once that is gone.

    """

    person_id: UUID
    id: UUID
    number: str
    scheme: str
    catalogue_version: str
    rule_digest: str
    applied_at: datetime
    case: CaseCard | None
    review: CaseCard | None
    outcome: str
    state: State
    granted_on: date | None
    valid_until_on: date | None
    erase_on: date
    receipt: Mapping[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """That a person has a benefit at one instant, under which rule and until when.

    `valid_until_on` is the first day on which it no longer holds.
    """

    application: UUID
    number: str
    scheme: str
    catalogue_version: str
    rule_digest: str
    granted_on: date
    valid_until_on: date


class Place(NamedTuple):
    """Where an application is: whose, and which."""

    person: UUID
    application: UUID
