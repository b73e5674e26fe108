"""Statements for tests: a town with its catalogue, people with records that stand, choices."""

from datetime import date, datetime, timedelta
from uuid import UUID

from recourse.attestation import issuer
from recourse.attestation.terms import Choice, Kind, Period
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.records import actions as records
from tests.notice.making import BUREAU, CONTENTS, told, town
from tests.records.making import dates, entered

__all__ = ["BUREAU", "town"]
NOON = datetime(2026, 11, 23, 4, tzinfo=start_of(date(2026, 11, 23)).tzinfo)
TODAY = date(2026, 11, 23)
DECIDED = date(2026, 11, 2)
SAFETY, TAX, SCHOOL = "work_safety", "tax", "education"
YEAR = Period(first=date(2025, 11, 24), last=TODAY)
DAY = timedelta(days=1)


def themselves(person: UUID) -> Actor:
    """Return a person as the doer on their own file."""
    return Actor(kind=ActorKind.PERSON, id=person)


def choice(
    *domains: str,
    kind: Kind = Kind.NO_VIOLATION,
    period: Period = YEAR,
    also: frozenset = frozenset(),
) -> Choice:
    """Return what somebody wants stated; work safety unless they say otherwise."""
    return Choice(kind=kind, domains=domains or (SAFETY,), period=period, also=also)


def standing(bureau: UUID, *, sequence: int = 1, now: datetime = NOON, **how: object):
    """Return somebody with a record that anybody may be shown at `now`."""
    case = told(bureau, sequence=sequence, now=now, **how)
    let_stand(case.person, case.record, now=now)
    return case


def let_stand(person: UUID, record: UUID, *, now: datetime = NOON) -> None:
    """Serve the notice long enough ago."""
    records.mark_noticed(
        person=person,
        record=record,
        noticed_on=TODAY - 20 * DAY,
        usable_from_on=TODAY - DAY,
        by=SYSTEM,
        now=now,
    )


def another(
    bureau: UUID, person: UUID, *, decided_on: date = DECIDED, now: datetime = NOON
) -> UUID:
    """Enter one more record of the same kind, standing, and return it."""
    in_force = catalogue.current()
    new = entered(
        person,
        of=in_force.items["adv.work_safety_person"],
        on=dates(decided_on=decided_on, served_on=decided_on),
        fields=CONTENTS,
        catalogue_version=in_force.version,
        authority=bureau,
        now=now,
    )
    let_stand(person, new.id, now=now)
    return new.id


def vouched(settings, folder) -> None:
    """Let the demo's own authority vouch for the keys that sign."""
    settings.KEY_DIR, settings.ISSUER_DIR = folder / "keys", folder / "issuer"
    settings.PUBLIC_URL = "https://records.example"
    issuer.make_demo_authority(NOON)
