"""`recourse recipients`: which organisations may ask people for a statement, and for what.

Exit codes: 0 done; 1 refused; 2 wrong usage.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import opened_house

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from recourse.attestation.recipients.terms import RecipientCard

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_code = click.argument("code")


@click.group(epilog="Exit codes: 0 done; 1 refused; 2 wrong usage.")
def recipients() -> None:
    """Say which organisations may ask people for a statement, for what, and until when."""


@recipients.command()
@_code
@click.option("--zh", help="Its name in Chinese, if it is not registered yet.")
@click.option("--en", help="Its name in English, if it is not registered yet.")
@click.option("--address", help="https address that names it, if it is not registered yet.")
@click.option("--for", "requests", multiple=True, help="Request of the catalogue; repeat it.")
@click.option("--from", "start", type=_DAY, help="First day; today unless given.")
@click.option("--until", type=_DAY, help="First day it may no longer; a year unless given.")
@click.option("--certificate", type=_FILE, help="Its certificates (PEM), its own first.")
@click.option("--authority", type=_FILE, help="The authority at their end (PEM), as you know it.")
@click.option("--csr", type=_FILE, help="In a demo: a request for a certificate, answered here.")
def add(
    *,
    code: str,
    zh: str | None,
    en: str | None,
    address: str | None,
    requests: tuple[str, ...],
    start: datetime | None,
    until: datetime | None,
    certificate: Path | None,
    authority: Path | None,
    csr: Path | None,
) -> None:
    """Register the organisation CODE, or add to what it is registered for."""
    if bool(certificate) != bool(authority):
        raise click.UsageError(
            "--certificate 和 --authority 须一起写。Give --certificate and --authority together."
        )
    with opened_house():
        from recourse.attestation.recipients import actions, queries
        from recourse.attestation.recipients.errors import NoSuchRecipient
        from recourse.ground.actor import SYSTEM
        from recourse.ground.calendar import add_months, civil_date
        from recourse.ground.words import Words

        now = datetime.now(UTC)
        try:
            id_ = queries.card(code).id
        except NoSuchRecipient:
            if not (zh and en and address):
                raise click.UsageError(
                    "首次登记须写 --zh、--en 和 --address。"
                    "Give --zh, --en and --address the first time."
                ) from None
            name = Words(zh=zh, en=en)
            id_ = actions.register(code=code, name=name, address=address, by=SYSTEM, now=now)
        first = _date(start) or civil_date(now)
        for request in requests:
            actions.permit(
                recipient=id_,
                request=request,
                valid_from_on=first,
                valid_until_on=_date(until) or add_months(first, 12),
                by=SYSTEM,
                now=now,
            )
        if certificate or csr:
            address = queries.card_by_id(id_).address
            chain, root = _path(certificate, authority, csr, address, now)
            actions.certify(recipient=id_, chain=chain, root=root, by=SYSTEM, now=now)
        _say(queries.card_by_id(id_))


@recipients.command()
@click.argument("code", required=False)
def show(*, code: str | None) -> None:
    """Print who is registered, for what and until when; or one organisation."""
    with opened_house():
        from recourse.attestation.recipients import queries

        for card in [queries.card(code)] if code else queries.cards():
            _say(card)


@recipients.command()
@_code
@click.option("--request", help="Only this request; everything unless given.")
def stop(*, code: str, request: str | None) -> None:
    """Let an organisation ask no longer: at once, and wallets hear of it within two days."""
    with opened_house():
        from recourse.attestation.recipients import actions, queries
        from recourse.ground.actor import SYSTEM

        id_, now = queries.card(code).id, datetime.now(UTC)
        if request:
            actions.stop_request(recipient=id_, request=request, by=SYSTEM, now=now)
        else:
            actions.stop(recipient=id_, by=SYSTEM, now=now)
        _say(queries.card_by_id(id_))


@recipients.command()
@_code
@click.argument("request")
def registration(*, code: str, request: str) -> None:
    """Print the signed registration of CODE for REQUEST, as its tool reads it from the site."""
    with opened_house():
        from recourse.attestation.recipients import queries, registrations

        click.echo(registrations.registration(queries.card(code), request, now=datetime.now(UTC)))


def _path(
    certificate: Path | None,
    authority: Path | None,
    csr: Path | None,
    address: str,
    now: datetime,
) -> "tuple[list[Certificate], Certificate]":
    """Return the certificates that were given and their authority; in a demo, some made here."""
    from cryptography import x509
    from django.conf import settings

    from recourse.attestation.recipients.certificates import demo_root, vouch_in_demo
    from recourse.attestation.recipients.errors import UnfitCertificate

    if csr and not settings.DEMO:
        raise click.UsageError(
            "请向证书机构申请证书。Take the request to an authority; only a demo answers it here."
        )
    try:
        if certificate and authority:
            root = x509.load_pem_x509_certificate(authority.read_bytes())
            return x509.load_pem_x509_certificates(certificate.read_bytes()), root
        asked = x509.load_pem_x509_csr(csr.read_bytes() if csr else b"")
    except ValueError as error:
        raise UnfitCertificate from error
    return [vouch_in_demo(asked, address=address, now=now)], demo_root(now)


def _say(card: "RecipientCard") -> None:
    """Print an organisation as one line of JSON."""
    from recourse.attestation.recipients.certificates import client_id

    told = {
        "code": card.code,
        "name": {"zh": card.name.zh, "en": card.name.en},
        "address": card.address,
        "client_id": client_id(card.chain[0]) if card.chain else None,
        "stopped_at": card.stopped_at.isoformat() if card.stopped_at else None,
        "may_ask": [
            {
                "request": one.request,
                "from": one.valid_from_on.isoformat(),
                "until": one.valid_until_on.isoformat(),
            }
            for one in card.permissions
        ],
    }
    click.echo(json.dumps(told, ensure_ascii=False))


def _date(given: datetime | None) -> date | None:
    """Return the civil date of an option, if it was given."""
    return given.date() if given else None
