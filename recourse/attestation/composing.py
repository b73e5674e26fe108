"""Statements put together from cards, a catalogue and names; nothing is read or written here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from recourse.attestation import rules, wording
from recourse.attestation.terms import (
    NO_ADVERSE_ENTRY,
    Benefit,
    Choice,
    Correction,
    Entry,
    Kind,
    Section,
    Statement,
    Subject,
    Undone,
)
from recourse.catalogue.terms import Catalogue, Item
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice import letters
from recourse.records.terms import RecordCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every statement has: its name, its instant, whom it is about, whose words it uses."""

    id: UUID
    number: str
    now: datetime
    subject: Subject
    catalogue: Catalogue

    @property
    def today(self) -> date:
        """Return the civil date of the statement."""
        return civil_date(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a report shows: opened records, which of them are corrected versions, and names."""

    cards: Sequence[RecordCard]
    corrected: Collection[UUID]
    catalogues: Mapping[str, Catalogue]
    names: Mapping[UUID, Words]


def no_violation(frame: Frame, choice: Choice, items: Sequence[Item]) -> Statement:
    """Return the statement that nothing adverse is in use within these items and this period."""
    until = rules.valid_until(Kind.NO_VIOLATION, frame.today, ())
    says = wording.nothing_in_use(frame.now, _named(frame, choice), items, choice.period)
    limits = wording.nothing_in_use_limits(until, choice.recipient)
    return replace(
        _said(frame, Kind.NO_VIOLATION, until, says, limits),
        domains=choice.domains,
        items=tuple(item.id for item in items),
        period=choice.period,
        finding=NO_ADVERSE_ENTRY,
        recipient=choice.recipient,
    )


def report(frame: Frame, choice: Choice, items: Sequence[Item], shown: Shown) -> Statement:
    """Return the report of the records shown."""
    until = rules.valid_until(Kind.REPORT, frame.today, shown.cards)
    says = wording.report(frame.now, _named(frame, choice), choice.period)
    limits = wording.report_limits(until, choice.recipient)
    return replace(
        _said(frame, Kind.REPORT, until, says, limits),
        domains=choice.domains,
        items=tuple(item.id for item in items),
        period=choice.period,
        recipient=choice.recipient,
        sections=tuple(_section(frame, domain, items, shown) for domain in choice.domains),
    )


def correction(
    frame: Frame, card: RecordCard, what: Undone, *, title: Words, authority: Words
) -> Statement:
    """Return the notice that a record no longer holds."""
    ended_on = card.ends_on if card.ended_at is None else civil_date(card.ended_at)
    told = Correction(
        title=title, authority=authority, decided_on=card.decided_on, what=what, on=ended_on
    )
    until = rules.valid_until(Kind.CORRECTION, frame.today, (card,))
    says, limits = wording.correction(told), wording.correction_limits(until, None)
    return replace(_said(frame, Kind.CORRECTION, until, says, limits), correction=told)


def benefit(frame: Frame, told: Benefit, *, last_on: date) -> Statement:
    """Return the statement that a benefit was granted; good no longer than the benefit."""
    until = min(rules.valid_until(Kind.BENEFIT, frame.today, ()), last_on)
    says = wording.benefit(frame.now, told, last_on)
    limits = wording.benefit_limits(until, None)
    return replace(_said(frame, Kind.BENEFIT, until, says, limits), benefit=told)


def _said(
    frame: Frame, kind: Kind, until: date, says: tuple[Words, ...], limits: tuple[Words, ...]
) -> Statement:
    """Return what every statement is made of."""
    return Statement(
        id=frame.id,
        number=frame.number,
        kind=kind,
        as_of=frame.now,
        valid_until=until,
        catalogue_version=frame.catalogue.version,
        subject=frame.subject,
        title=wording.TITLES[kind],
        says=says,
        limits=limits,
    )


def _named(frame: Frame, choice: Choice) -> list[Words]:
    """Return the names of the domains."""
    return [frame.catalogue.domains[code] for code in choice.domains]


def _section(frame: Frame, domain: str, items: Sequence[Item], shown: Shown) -> Section:
    """Return the entries of one domain."""
    codes = {item.id for item in items if item.domain == domain}
    return Section(
        domain=domain,
        name=frame.catalogue.domains[domain],
        entries=tuple(_entry(card, shown) for card in shown.cards if card.item in codes),
    )


def _entry(card: RecordCard, shown: Shown) -> Entry:
    """Return one record as a report shows it, read with the catalogue it entered under."""
    catalogue = shown.catalogues[card.catalogue_version]
    item = catalogue.items[card.item]
    return Entry(
        title=item.name,
        authority=shown.names[card.authority_id],
        decided_on=card.decided_on,
        rows=letters.contents(card, item, catalogue),
        marks=rules.marks(card, is_corrected=card.id in shown.corrected),
        own_words="" if card.statement is None else card.statement.words,
    )
