"""A person has it stated that a benefit was granted to them, to show where it is asked for."""

from datetime import datetime, timedelta
from uuid import UUID

from recourse.attestation import composing
from recourse.attestation.errors import NothingGranted
from recourse.attestation.terms import Benefit, StatementCard
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.journeys.issue_statement import frame, keep
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.schemes import queries as schemes
from recourse.store.gate import one_person

ONE_DAY = timedelta(days=1)


def attest_benefit(*, person: UUID, application: UUID, by: Actor, now: datetime) -> StatementCard:
    """Issue the statement that an application was granted; its contents are not in it.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchApplication: There is no such application of this person.
        NothingGranted: It is not granted, or no longer.
        TooManyToday: The person has had as many today as one day has.

    Law:
        PIPL art. 45; charter G7, G9.

    """
    if by.stands_in:
        raise OnlyThemselves
    with one_person(person, durable=True):
        card = schemes.application_of(person, application, at=now)
        granted = schemes.granted(person, card.scheme, at=now)
        if granted is None or granted.application != application:
            raise NothingGranted
        scheme = catalogue.version(granted.catalogue_version).schemes[granted.scheme]
        told = Benefit(scheme=scheme.id, name=scheme.name, rule_version=granted.catalogue_version)
        said = composing.benefit(
            frame(person, catalogue.current(), now), told, last_on=granted.valid_until_on - ONE_DAY
        )
        return keep(person, said, (), by, now)
