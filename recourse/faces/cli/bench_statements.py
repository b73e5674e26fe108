"""`recourse bench statements`: statements issued and signed beside the bare signature.

The limit is the signature alone: ES256 over the same bytes, one after the other, in this
process. Beside it what a person waits for: the file read through the gate, the statement
composed, sealed, kept and written into the log in one durable transaction, then signed as data;
and how fast wallets are handed their credentials.
The server and the people are made for the run and thrown away.
"""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from recourse.faces.cli.bench_house import a_house

if TYPE_CHECKING:
    from recourse.attestation.terms import Statement

BARE = 5_000
"""Bare signatures; the rate of more is the same."""

CORE_SECONDS = 1.0
"""Processor time for credentials, and as much for bare signatures of their size."""


@click.command()
@click.option("--count", default=500, show_default=True, help="Statements to issue.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def statements(*, count: int, as_json: bool) -> None:
    """Measure statements issued and signed beside the bare signature of the same bytes."""
    with a_house():
        told = _measured(count)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"bare ES256          {told['limit']:>9,.0f} a second, of {told['bytes']:,.0f} bytes"
    )
    click.echo(
        f"signed as data      {told['signed']:>9,.0f} a second  ratio {told['signed_ratio']}"
    )
    click.echo(f"issued and signed   {told['issued']:>9,.0f} a second  ratio {told['ratio']}")
    click.echo(f"one takes           {told['milliseconds']:>9,.1f} ms")
    click.echo(
        f"credentials         {told['credentials']:>9,.0f} a second of one core"
        f"  ratio {told['credentials_ratio']}"
    )


def _measured(count: int) -> dict[str, float]:
    """Issue `count` statements to as many people, and sign each."""
    from recourse.attestation import contents, issuer, signed
    from recourse.attestation.signing import signature
    from recourse.faces.cli.bench_wallets import credentials_beside_signatures

    now = datetime.now(UTC)
    people = _people(count, now)
    issuer.make_demo_authority(now)
    signer = issuer.issuer()
    start = time.perf_counter()
    made = [_issued(person, now) for person in people]
    for said in made:
        signed.token(said, signer)
    took = time.perf_counter() - start
    start = time.perf_counter()
    for said in made:
        signed.token(said, signer)
    signing = time.perf_counter() - start
    plain = contents.canonical_of(made[0])
    start = time.perf_counter()
    for _ in range(BARE):
        signature(signer.key, plain)
    limit = BARE / (time.perf_counter() - start)
    carried = credentials_beside_signatures(made[0], issuer=signer, seconds=CORE_SECONDS, now=now)
    return {
        "count": count,
        "bytes": len(plain),
        "limit": limit,
        "signed": count / signing,
        "signed_ratio": round(count / signing / limit, 3),
        "issued": count / took,
        "ratio": round(count / took / limit, 4),
        "milliseconds": took / count * 1_000,
        "credentials": carried.credentials,
        "credentials_ratio": round(carried.ratio, 3),
    }


def _people(count: int, now: datetime) -> Sequence[UUID]:
    """Load the catalogue and admit people who do not exist."""
    from datetime import date

    from django.conf import settings

    from recourse.catalogue import actions as catalogue
    from recourse.catalogue import queries as catalogues
    from recourse.ground.actor import SYSTEM
    from recourse.ground.identifiers import citizen_number
    from recourse.people import actions
    from recourse.people.terms import DocumentType, Identity

    catalogue.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
    catalogues.reload()
    numbers = (
        citizen_number(
            region=f"{one // 1_000:06d}", born_on=date(1988, 3, 14), sequence=one % 1_000
        )
        for one in range(count)
    )
    who = [
        Identity(document_type=DocumentType.CITIZEN, number=number, name="林梅")
        for number in numbers
    ]
    return actions.admit(identities=who, by=SYSTEM, now=now)


def _issued(person: UUID, now: datetime) -> "Statement":
    """Issue one statement of one field, and return what it says."""
    from recourse.attestation.terms import Choice, Kind, Period
    from recourse.ground.actor import Actor, ActorKind
    from recourse.ground.calendar import add_months, civil_date
    from recourse.journeys import issue_statement

    today = civil_date(now)
    period = Period(first=add_months(today, -36), last=today)
    wanted = Choice(kind=Kind.NO_VIOLATION, domains=("work_safety",), period=period)
    by = Actor(kind=ActorKind.PERSON, id=person)
    card = issue_statement.issue(person=person, choice=wanted, by=by, now=now)
    if card.statement is None:
        raise click.ClickException("nothing was issued")
    return card.statement
