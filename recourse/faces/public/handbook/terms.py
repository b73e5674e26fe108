"""Words of the handbook."""

from dataclasses import dataclass, field
from datetime import date

from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One clock: who must do what, how long they have, which day that is if it began today."""

    says: Words
    span: Words
    last_on: date
    example: Words
    law: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a person does it on this site: the name of a page, and what the link says."""

    view: str
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right, told in the order in which a person uses it.

    Attributes:
        code: Its name in addresses.
        name: What it is called.
        lead: What it gives, in a sentence or two.
        who: Who may use it.
        bring: What to bring, or to have at hand.
        steps: How it is done.
        terms: Its clocks.
        silence: What happens when nobody answers.
        law: The articles.
        way: The page on this site; None where there is only a counter or a telephone.
        form: The empty form on paper; empty where none is needed.

    """

    code: str
    name: Words
    lead: Words
    who: Words
    bring: tuple[Words, ...]
    steps: tuple[Words, ...]
    silence: Words
    law: Words
    terms: tuple[Term, ...] = ()
    way: Way | None = None
    form: str = ""
    ways_in: tuple[Words, ...] = field(default=())
