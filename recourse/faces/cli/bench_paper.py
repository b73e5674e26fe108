"""`recourse bench paper`: sheets and seals beside the bare signature that each cannot do without.

Counted in processor time, because typst uses every core it finds: so many a second is what one
core makes. No database and no network; keys and certificates are made for the run and thrown away.
"""

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from recourse.attestation.terms import Entry, Statement

LONG = 600


@click.command()
@click.option("--seconds", default=5.0, show_default=True, help="Processor time for each figure.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def paper(*, seconds: float, as_json: bool) -> None:
    """Measure printing and sealing of statements beside bare ES256 signatures."""
    with tempfile.TemporaryDirectory(prefix="recourse-bench-") as folder:
        os.environ |= {"RECOURSE_VAR": folder, "RECOURSE_DEMO": "1"}
        os.environ |= {"RECOURSE_PUBLIC_URL": "https://records.example", "RECOURSE_TSA_URL": ""}
        for name in ("RECOURSE_KEY_DIR", "RECOURSE_ISSUER_DIR"):
            os.environ.pop(name, None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
        import django

        django.setup()
        told = rates(seconds, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(told))
        return
    limit = told["ES256 signature"]
    for name, per_second in told.items():
        click.echo(f"{name:<24} {per_second:>10,.1f}/s  ratio {per_second / limit:.4f}")


def rates(seconds: float, *, now: datetime) -> dict[str, float]:
    """Return how many of each one core makes in a second; Django is set up.

    Keys and certificates are those of the settings; an authority of a demo is made if need be.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from django.conf import settings

    from recourse.attestation import issuer, terms
    from recourse.attestation.paper import codes, sealing, sheets
    from recourse.catalogue import reading

    issuer.make_demo_authority(now)
    catalogue = reading.read(settings.CATALOGUE_DIR)
    status = terms.StatusIndex(uri=f"{settings.PUBLIC_URL}/status/1", list_id=1, index=1)
    key, seal, numbers = issuer.issuer().key, sealing.seal(), itertools.count()

    def printed(entries: int = 0) -> bytes:
        told = _example(next(numbers), entries, now)
        return sheets.unsealed(told, status=status, credential="x" * 2000, catalogue=catalogue)

    short, sheet = _example(0, 0, now), printed()
    return {
        "ES256 signature": _rate(seconds, lambda: key.sign(b"x" * 200, ec.ECDSA(hashes.SHA256()))),
        "code signed": _rate(seconds, lambda: codes.qr_text(short, status)),
        "sheet printed": _rate(seconds, printed),
        "sheet sealed": _rate(seconds, lambda: seal.applied(sheet, at=now)),
        "printed and sealed": _rate(seconds, lambda: seal.applied(printed(), at=now)),
        f"report of {LONG} entries": _rate(seconds, lambda: printed(LONG)),
    }


def _rate(seconds: float, made: Callable[[], object]) -> float:
    """Return how often something is made in a second of processor time, after a first time."""
    made()
    began, count = time.process_time(), 0
    while time.process_time() - began < seconds:
        made()
        count += 1
    return count / (time.process_time() - began)


def _example(number: int, entries: int, now: datetime) -> "Statement":
    """Return a statement of nobody: over two domains, or a report; no two say the same."""
    from recourse.attestation import terms
    from recourse.ground.words import Words

    words, today = Words(zh=f"第{number}句话。", en=f"Sentence {number}."), now.date()
    section = terms.Section(
        domain="work_safety",
        name=words,
        entries=tuple(_entry(number + place) for place in range(entries)),
    )
    return terms.Statement(
        id=UUID(int=number),
        number=f"S-20261127-04HM-{number:04d}",
        kind=terms.Kind.REPORT if entries else terms.Kind.NO_VIOLATION,
        as_of=now,
        valid_until=today + timedelta(days=30),
        catalogue_version="bench",
        subject=terms.Subject(name=f"陈晓{number}", id_last4="0017", birth_year=1990),
        title=words,
        says=(words,) * 2,
        limits=(words,) * 3,
        domains=("work_safety", "tax"),
        items=("adv.work_safety_person", "adv.tax"),
        period=terms.Period(first=today - timedelta(days=1800), last=today),
        finding="" if entries else terms.NO_ADVERSE_ENTRY,
        sections=(section,) if entries else (),
    )


def _entry(number: int) -> "Entry":
    """Return a record with four rows, a mark and the person's own words."""
    from recourse.attestation import terms
    from recourse.ground.words import Words
    from recourse.notice.terms import Row

    words = Words(zh=f"第{number}件事情的内容。", en=f"What number {number} says.")
    return terms.Entry(
        title=words,
        authority=words,
        decided_on=date(2026, 3, 2),
        rows=tuple(Row(name=words, value=words) for _ in range(4)),
        marks=(terms.Mark.CORRECTED,),
        own_words=f"关于第{number}件事情，本人的说明。",
    )
