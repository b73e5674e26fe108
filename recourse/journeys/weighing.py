"""What a row of a batch can be asked only with other rows, its person and their file in view.

Five questions, in this order, to the rows that are in order by themselves: was every period over
when it came, or is it over today; does the name fit the number we know; is the fact on file
already; does the file itself tell it twice. The first row of a file wins over later ones.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item
from recourse.catalogue.tiers import as_decided
from recourse.ground.calendar import civil_date
from recourse.ground.digests import KeyedDigest, framed, framed_each
from recourse.intake.checking import Checked, Setting, Verdicts
from recourse.intake.terms import Outcome
from recourse.people import queries as people
from recourse.records import queries as records
from recourse.records import rules
from recourse.records.errors import AlreadyEnded
from recourse.records.terms import Dates, KnownFact, Life
from recourse.store.keys import vault

FACT_BYTES = 16
IDENTITY = ("document_type", "document_number", "name")
DATES = ("conduct_ended_on", "decided_on", "served_on", "repair_notice_served_on", "final_on")
LIFE = ("repair_from_on", "ends_on", "erase_on")
DIGESTS = ("person_digest", "name_digest", "source_digest", "document_digest")
_STARTS = ("conduct_ended_on", "decided_on", "served_on", "final_on")
PERFORMED = "3"
"""Code of FULFILMENT_STATUS for duties that are fulfilled."""

_MEMORY = 32_000
_TRACED_AT_ONCE = 100_000
_BEFORE_A_DIGEST = framed(bytes(32))[:-32]

IdentityKey = tuple[str, str, str]
LifeKey = tuple[Any, ...]


class Twin(NamedTuple):
    """A row that another row of the same file speaks against."""

    at: int
    field: str
    rule: str


class Before(NamedTuple):
    """What the database said of a chunk before its turn came, while another was being entered.

    Who was known then stays known. Of everybody else, and of what the chunk that was being
    entered brought, it is asked again.
    """

    found: Sequence[people.Found] = ()
    asked: Collection[bytes] = ()
    on_file: Mapping[bytes, bool] = MappingProxyType({})


NOTHING_ASKED = Before()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Facts that nothing speaks against, and who they are about, as far as we know them."""

    facts: pl.DataFrame
    people: list[bytes | None]
    """16 bytes each."""

    def where(self, kept: Sequence[bool]) -> "Weighed":
        """Return those of the facts that are kept."""
        if all(kept):
            return self
        about = [person for person, keep in zip(self.people, kept, strict=True) if keep]
        return Weighed(facts=self.facts.filter(pl.Series(kept, dtype=pl.Boolean)), people=about)


class Weigher:
    """Weighs the chunks of one batch.

    Facts are the columns of a frame: `at`, the place of the row in its chunk, whose identity it
    tells, the digests, the dates, the life, the performance, the payload.
    """

    def __init__(self, setting: Setting, received_at: datetime, now: datetime) -> None:
        """Fetch the key of the digests.

        Args:
            setting: Item, catalogue and department of the batch.
            received_at: When the batch was received.
            now: When the rows are weighed.

        """
        item = self._item = setting.item
        self._catalogue = setting.catalogue
        self._authority = setting.agency.bytes
        self._received_on = civil_date(received_at)
        self._now, self._on = now, civil_date(now)
        self._digest = KeyedDigest(vault().named("source-digest"))
        self._number = DOCUMENT_NUMBER_FIELD[item.family]
        self._kinds = ("penalty_kinds",) if item.is_adverse else ()
        self._lives: dict[LifeKey, Life | None] = {}
        self._people: dict[str, people.Pair] = {}
        self._latest: Collection[bytes] = ()

    def facts(self, checked: Checked) -> pl.DataFrame:
        """Return the acceptable rows whose time was not over when they came; asks no database."""
        everything = pl.DataFrame(
            {code: checked.values[code] for code in (*IDENTITY, self._number, *self._kinds)}
            | {code: self._date(checked, code) for code in (*DATES, "valid_until_on")}
            | {"payload": checked.payloads(), "fulfilled_on": self._fulfilled(checked)}
        ).with_row_index("at")
        rows = self._with_life(everything[checked.verdicts.acceptable()])
        checked_alive = self._alive(checked.verdicts, rows, pl.col("ends_on").is_not_null())
        facts = self._with_digests(checked_alive).rename({self._number: "document"})
        return facts.drop(*self._kinds, strict=False)

    def _date(self, checked: Checked, code: str) -> pl.Series:
        """Return a column of dates, empty if the item has none of the name."""
        none = pl.Series([None] * len(checked.verdicts.numbers), dtype=pl.Date)
        return checked.dates.get(code, none)

    def _fulfilled(self, checked: Checked) -> pl.Series:
        """Return the day by which duties were fulfilled: that of the delivery which says so."""
        none = pl.Series([None] * len(checked.verdicts.numbers), dtype=pl.Date)
        status = checked.values.get("fulfilment_status")
        if status is None or not self._item.is_adverse:
            return none
        frame = pl.DataFrame({"status": status})
        reported = pl.when(pl.col("status") == PERFORMED).then(pl.lit(self._received_on))
        return frame.select(reported.cast(pl.Date)).to_series()

    def _with_life(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the dates fixed at entry; they are null if every period was over."""
        keys = rows.select(*self._life_key())
        distinct = keys.unique()
        lives = [self._life(key) for key in distinct.iter_rows()]
        found = {
            name: pl.Series([life and getattr(life, name) for life in lives], dtype=pl.Date)
            for name in LIFE
        }
        joined = keys.join(
            distinct.with_columns(**found),
            on=keys.columns,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        return rows.with_columns(joined.select(LIFE))

    def _life_key(self) -> list[pl.Expr]:
        """Return the dates, and the kinds of penalty, on which a record's life depends.

        Of the days that start a clock only the earliest counts, so a million rows have a few
        hundred different lives.
        """
        if self._item.is_adverse:
            earliest = pl.min_horizontal(_STARTS).alias("decided_on")
            return [pl.col("conduct_ended_on"), earliest, pl.col(*self._kinds)]
        return [pl.col("decided_on"), pl.col("valid_until_on")]

    def _life(self, key: LifeKey) -> Life | None:
        """Return the dates fixed at entry, or None if every period was over."""
        if key not in self._lives:
            if len(self._lives) >= _MEMORY:
                self._lives.clear()
            self._lives[key] = self._life_of(key)
        return self._lives[key]

    def _life_of(self, key: LifeKey) -> Life | None:
        """Ask the rule of the records."""
        try:
            return rules.life_of(*(self._decided(*key) if self._kinds else self._other(*key)))
        except AlreadyEnded:
            return None

    def _decided(self, conduct_ended_on: date, decided_on: date, kinds: str) -> tuple[Item, Dates]:
        """Return what the life of a penalty hangs on; its heaviest kind decides the window."""
        return as_decided(self._item, kinds.split(";"), self._catalogue), Dates(
            conduct_ended_on=conduct_ended_on,
            decided_on=decided_on,
            received_on=self._received_on,
        )

    def _other(self, decided_on: date, valid_until_on: date | None) -> tuple[Item, Dates]:
        """Return what the life of a licence or an honour hangs on."""
        return self._item, Dates(
            decided_on=decided_on, valid_until_on=valid_until_on, received_on=self._received_on
        )

    def _alive(self, verdicts: Verdicts, rows: pl.DataFrame, alive: pl.Expr) -> pl.DataFrame:
        """Leave out rows whose time is over, and say so at the date that ended it."""
        expired = pl.col("valid_until_on") < rules.OPEN_ENDED
        over = rows.filter(~alive).select("at", expired.fill_null(value=False))
        for at, has_expired in over.iter_rows():
            verdicts.mark(at, "valid_until_on" if has_expired else "decided_on", "V-006")
        return rows.filter(alive)

    def _with_digests(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the keyed digests of person, name, fact and document.

        They are what `rules.source_digest_parts` and `rules.document_digest_parts` say, with
        what all rows share hashed once.
        """
        if rows.is_empty():
            return rows.with_columns(pl.lit(None, dtype=pl.Binary).alias(code) for code in DIGESTS)
        people_digests, names = zip(*self._digests_of(rows), strict=True)
        plain = rules.plain_document_numbers(rows[self._number].fill_null("").to_list())
        numbers = framed_each([number.encode() for number in plain])
        facts = zip(numbers, self._tails(rows["decided_on"]), people_digests, strict=True)
        authority = framed(self._authority)
        sources = self._digest.of_each(map(b"".join, facts), after=authority)
        documents = self._digest.of_each(numbers, after=framed(b"document") + authority)
        digests = dict(zip(DIGESTS, (people_digests, names, sources, documents), strict=True))
        return rows.with_columns(
            pl.Series(code, column, dtype=pl.Binary) for code, column in digests.items()
        ).with_columns(pl.col("source_digest", "document_digest").bin.head(FACT_BYTES))

    def _tails(self, days: pl.Series) -> Iterable[bytes]:
        """Return what stands between number and person in the digest of a fact."""
        item = self._item.id.encode()
        distinct = days.unique()
        tails = {
            day: framed(item, on.isoformat().encode()) + _BEFORE_A_DIGEST
            for day, on in zip(distinct.to_physical(), distinct, strict=True)
        }
        return map(tails.__getitem__, days.to_physical().to_list())

    def _digests_of(self, rows: pl.DataFrame) -> list[tuple[bytes, bytes]]:
        """Return the digests of identities; a file names the same people again and again."""
        if len(self._people) >= _MEMORY:
            self._people.clear()
        told = rows.select(pl.concat_str(IDENTITY, separator="\n")).to_series().to_list()
        new = list(set(told).difference(self._people))
        digests = people.digests_of_each(list(map(_identity, new)))
        self._people.update(zip(new, digests, strict=True))
        return [self._people[one] for one in told]

    def before(self, facts: pl.DataFrame) -> Before:
        """Ask the people and their files ahead of the turn of a chunk; `weigh` takes it over."""
        found = people.found_by_digest(pairs_of(facts))
        asked = _of_people([person for person, _ in found], facts)
        digests = frozenset(digest for _, digest, _ in asked)
        return Before(found, digests, records.known(asked, at=self._now))

    def weigh(
        self, verdicts: Verdicts, facts: pl.DataFrame, before: Before = NOTHING_ASKED
    ) -> Weighed:
        """Ask the day, the people and their files; return what nothing speaks against.

        Args:
            verdicts: What was found so far; what speaks against a row is added.
            facts: Of the chunk.
            before: What was asked ahead, when every chunk but the latest weighed was entered.

        """
        weighed = self._not_on_file(verdicts, self.alive(verdicts, facts, before), before)
        self.pass_over(weighed.facts)
        return weighed

    def pass_over(self, facts: pl.DataFrame) -> None:
        """Remember what a chunk brings that another process may have entered a moment ago."""
        self._latest = frozenset(facts["source_digest"].to_list())

    def alive(
        self, verdicts: Verdicts, facts: pl.DataFrame, before: Before = NOTHING_ASKED
    ) -> Weighed:
        """Ask the day and the people alone: what is on file is not asked."""
        alive = self._alive(verdicts, facts, pl.col("ends_on") > self._on)
        return self._with_people(verdicts, alive, before)

    def _with_people(self, verdicts: Verdicts, facts: pl.DataFrame, before: Before) -> Weighed:
        """Find the people we know; hold rows whose name does not fit the number."""
        found = self._found(facts, before)
        fits = [person is None or name_matches for person, name_matches in found]
        self._mark(verdicts, facts, fits, "name", "V-106")
        return Weighed(facts=facts, people=[person for person, _ in found]).where(fits)

    def _found(self, facts: pl.DataFrame, before: Before) -> list[people.Found]:
        """Return who each fact is about; whoever was nobody before may be known by now."""
        if len(before.found) != len(facts):
            return people.found_by_digest(pairs_of(facts))
        found = list(before.found)
        strangers = [at for at, (person, _) in enumerate(found) if person is None]
        again = people.found_by_digest(pairs_of(facts[strangers]))
        for at, one in zip(strangers, again, strict=True):
            found[at] = one
        return found

    def _not_on_file(self, verdicts: Verdicts, weighed: Weighed, before: Before) -> Weighed:
        """Leave out what is on file: a duplicate, or held if it was ended early and comes back."""
        asked, latest = before.asked, self._latest
        digests = weighed.facts["source_digest"].to_list()
        unsure = {digest for digest in digests if digest not in asked or digest in latest}
        on_file = dict(before.on_file)
        if unsure:
            facts = _of_people(weighed.people, weighed.facts)
            on_file |= records.known([one for one in facts if one[1] in unsure], at=self._now)
        if not on_file:
            return weighed
        ended = [on_file.get(digest) for digest in digests]
        self._mark(
            verdicts, weighed.facts, [one is not False for one in ended], self._number, "V-131"
        )
        self._mark(
            verdicts, weighed.facts, [one is not True for one in ended], self._number, "V-133"
        )
        return weighed.where([one is None for one in ended])

    def _mark(
        self, verdicts: Verdicts, facts: pl.DataFrame, fits: Sequence[bool], field: str, rule: str
    ) -> None:
        """Note a fault of the rows that do not fit."""
        if not all(fits):
            for at in facts["at"].filter(~pl.Series(fits, dtype=pl.Boolean)):
                verdicts.mark(at, field, rule)

    def twins(self, trace: pl.DataFrame) -> list[Twin]:
        """Return the rows of a trace that an earlier row of it speaks against.

        Twins name one person, so a long trace is searched by so many people at a time.
        """
        parts = len(trace) // _TRACED_AT_ONCE + 1
        whose = pl.col("person") % parts
        by_people = (trace.filter(whose == part) if parts > 1 else trace for part in range(parts))
        return [twin for some in by_people for twin in self._twins_in(some)]

    def _twins_in(self, trace: pl.DataFrame) -> list[Twin]:
        """Return the twins in a trace of some people, whole."""
        first_name = pl.col("name").first().over("person")
        unfit = trace.filter(pl.col("name") != first_name)["at"]
        fitting = trace.filter(pl.col("name") == first_name)
        again = fitting.filter(~pl.col("fact").is_first_distinct())["at"]
        return [
            *(Twin(at, "name", "V-106") for at in unfit),
            *(Twin(at, self._number, "V-132") for at in again),
        ]

    def alone(self, verdicts: Verdicts, weighed: Weighed) -> Weighed:
        """Return the facts of a chunk that no earlier row of the chunk speaks against."""
        twins = self.twins(self.trace(weighed.facts, weighed.facts["at"]))
        for twin in twins:
            verdicts.mark(twin.at, twin.field, twin.rule)
        if not twins:
            return weighed
        return weighed.where(
            [verdicts.outcomes[at] is Outcome.ACCEPTED for at in weighed.facts["at"]]
        )

    def trace(self, facts: pl.DataFrame, places: Iterable[int]) -> pl.DataFrame:
        """Return eight bytes of each digest: enough to find twins among millions of rows."""
        return facts.select(
            pl.Series("at", places, dtype=pl.UInt32),
            person=_short("person_digest"),
            name=_short("name_digest"),
            fact=_short("source_digest"),
        )


def _of_people(about: Sequence[bytes | None], facts: pl.DataFrame) -> list[KnownFact]:
    """Return the facts of people we know, as their files are asked."""
    columns = facts["source_digest"].to_list(), facts["document_digest"].to_list()
    rows = zip(about, *columns, strict=True)
    return [(who, fact, document) for who, fact, document in rows if who]


def pairs_of(facts: pl.DataFrame) -> list[tuple[bytes, bytes]]:
    """Return the digests of document and name of each fact."""
    return list(zip(facts["person_digest"].to_list(), facts["name_digest"].to_list(), strict=True))


def _identity(told: str) -> IdentityKey:
    """Return document type, number and name that stand in three lines; only a name might break."""
    kind, number, name = told.split("\n", maxsplit=2)
    return kind, number, name


def _short(code: str) -> pl.Expr:
    """Return the first eight bytes of a digest as a number."""
    return pl.col(code).bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64, endianness="little")
