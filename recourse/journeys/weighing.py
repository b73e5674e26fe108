"""What a row of a batch can be asked only with other rows, its person and their file in view.

Four questions, in this order, to the rows that are in order by themselves: is every period over
already; does the name fit the number we know; is the fact on file already; does the
file itself tell it twice. The first row of a file wins over later ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import polars as pl

from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item
from recourse.ground.calendar import civil_date
from recourse.ground.digests import KeyedDigest
from recourse.intake.checking import Checked
from recourse.intake.terms import Outcome
from recourse.people import queries as people
from recourse.people.terms import Identity
from recourse.records import queries as records
from recourse.records import rules
from recourse.records.errors import AlreadyEnded
from recourse.records.terms import Dates, Life
from recourse.store.keys import vault

FACT_BYTES = 16
_DATES = (
    *("conduct_ended_on", "decided_on", "served_on"),
    *("repair_notice_served_on", "final_on", "valid_until_on"),
)
_MEMORY = 100_000
_TRACE = {"at": pl.UInt32, "person": pl.UInt64, "name": pl.UInt64, "fact": pl.UInt64}

DatesKey = tuple[date | None, ...]


@dataclass(slots=True)
class Fact:
    """An acceptable row: who it is about, what it tells, how long it lives."""

    at: int
    identity: Identity
    person_digest: bytes
    name_digest: bytes
    source_digest: bytes
    authority: UUID
    decided_on: date
    dates: DatesKey
    life: Life
    person: UUID | None = None


class Twin(NamedTuple):
    """A row that another row of the same file speaks against."""

    at: int
    field: str
    rule: str


class Weigher:
    """Weighs the chunks of one batch."""

    def __init__(self, item: Item, received_at: datetime, on: date) -> None:
        """Fetch the key of the digests.

        Args:
            item: Item of the batch.
            received_at: When the batch was received.
            on: Civil date on which the rows are weighed.

        """
        self._item = item
        self._received_on = civil_date(received_at)
        self._on = on
        self._digest = KeyedDigest(vault().named("source-digest"))
        self._number = DOCUMENT_NUMBER_FIELD[item.family]
        self._lives: dict[DatesKey, Life | None] = {}

    def weigh(self, checked: Checked, facts: list[Fact]) -> list[Fact]:
        """Ask the database about people and files; return the facts that nothing speaks against."""
        return self._not_on_file(checked, self._with_people(checked, facts))

    def facts(self, checked: Checked) -> Iterator[Fact]:
        """Yield the acceptable rows whose time is not over; asks no database."""
        columns = [checked.dates.get(code) for code in _DATES]
        numbers = checked.values[self._number]
        for at in checked.acceptable():
            dates = tuple(column[at] if column else None for column in columns)
            life = self._life(dates)
            if life is None:
                checked.mark(at, "decided_on", "V-006")
                continue
            identity = checked.identity(at)
            person, name = people.digests_of(identity)
            authority, decided_on = checked.authorities[at], dates[1]
            assert authority is not None  # noqa: S101 - a row without its authority is held
            assert decided_on is not None  # noqa: S101 - nor without its date
            parts = rules.source_digest_parts(
                authority=authority.bytes,
                document_number=numbers[at] or "",
                item=self._item.id,
                decided_on=decided_on,
            )
            fact = self._digest.of(*parts, person)[:FACT_BYTES]
            yield Fact(at, identity, person, name, fact, authority, decided_on, dates, life)

    def _life(self, dates: DatesKey) -> Life | None:
        """Return the dates fixed at entry, or None if every period is over."""
        if dates not in self._lives:
            if len(self._lives) >= _MEMORY:
                self._lives.clear()
            self._lives[dates] = self._life_of(dates)
        return self._lives[dates]

    def _life_of(self, dates: DatesKey) -> Life | None:
        """Ask the rule of the records."""
        named = dict(zip(_DATES, dates, strict=True))
        try:
            life = rules.life_of(self._item, Dates(received_on=self._received_on, **named))  # type: ignore[arg-type]
        except AlreadyEnded:
            return None
        return life if life.ends_on > self._on else None

    def _with_people(self, checked: Checked, facts: list[Fact]) -> list[Fact]:
        """Find the people we know; hold rows whose name does not fit the number."""
        known = people.known_by_digest((fact.person_digest, fact.name_digest) for fact in facts)
        fitting = []
        for fact in facts:
            found = known.get((fact.person_digest, fact.name_digest))
            if found is not None and not found.name_matches:
                checked.mark(fact.at, "name", "V-106")
                continue
            fact.person = None if found is None else found.person
            fitting.append(fact)
        return fitting

    def _not_on_file(self, checked: Checked, facts: list[Fact]) -> list[Fact]:
        """Leave out what is on file: a duplicate, or held if it was ended early and comes back."""
        asked = [(fact.person, fact.source_digest) for fact in facts if fact.person is not None]
        on_file = records.known(asked)
        new = []
        for fact in facts:
            ended = on_file.get(fact.source_digest)
            if ended is None:
                new.append(fact)
            else:
                checked.mark(fact.at, self._number, "V-133" if ended else "V-131")
        return new

    def twins(self, trace: pl.DataFrame) -> list[Twin]:
        """Return the rows of a trace that an earlier row of it speaks against."""
        first_name = pl.col("name").first().over("person")
        unfit = trace.filter(pl.col("name") != first_name)["at"]
        fitting = trace.filter(pl.col("name") == first_name)
        again = fitting.filter(~pl.col("fact").is_first_distinct())["at"]
        return [
            *(Twin(at, "name", "V-106") for at in unfit),
            *(Twin(at, self._number, "V-132") for at in again),
        ]

    def alone(self, checked: Checked, facts: list[Fact]) -> list[Fact]:
        """Return the facts of a chunk that no earlier row of the chunk speaks against."""
        for twin in self.twins(self.trace(facts, [fact.at for fact in facts])):
            checked.mark(twin.at, twin.field, twin.rule)
        return [fact for fact in facts if checked.outcomes[fact.at] is Outcome.ACCEPTED]

    def trace(self, facts: Sequence[Fact], places: Sequence[int]) -> pl.DataFrame:
        """Return eight bytes of each digest: enough to find twins among millions of rows."""
        return pl.DataFrame(
            {
                "at": places,
                "person": [_short(fact.person_digest) for fact in facts],
                "name": [_short(fact.name_digest) for fact in facts],
                "fact": [_short(fact.source_digest) for fact in facts],
            },
            schema=_TRACE,
        )


def _short(digest: bytes) -> int:
    """Return the first eight bytes of a digest."""
    return int.from_bytes(digest[:8])
