"""`recourse issuer`: have the keys that sign statements vouched for, and see until when they are.

Only `withdraw` needs a database. Exit codes: 0 done; 1 refused, or `show` has something to say;
2 wrong usage.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import open_house, refused, var

if TYPE_CHECKING:
    from cryptography import x509

    from recourse.attestation.issuer import Issuer, Use

WARN = timedelta(days=30)
USES = click.Choice(["statements", "seal"])
PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(epilog="Exit codes: 0 done; 1 refused, or something is due; 2 wrong usage.")
def issuer() -> None:
    """Have the keys that sign statements and seal papers vouched for by the city's authority."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    if (var() / "city").is_dir():
        os.environ.setdefault("RECOURSE_DEMO", "1")


@issuer.command()
def init() -> None:
    """Make the keys. In a demo, an authority of its own vouches for them."""
    from django.conf import settings

    from recourse.attestation import issuer as room

    for use in room.Use:
        room.private_key(str(use))
    if settings.DEMO:
        room.make_demo_authority(datetime.now(UTC))
        click.echo(f"有演示用证书了，在 {settings.ISSUER_DIR}。")
        click.echo(f"The demo's own authority has vouched for them: {settings.ISSUER_DIR}.")
        return
    click.echo("密钥已生成。下一步：recourse issuer request statements，以及 seal。")
    click.echo("The keys are made. Next: recourse issuer request statements, and seal.")


@issuer.command()
@click.argument("use", type=USES)
@click.option("--new-key", is_flag=True, help="Make another key first; it signs once installed.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File; else stdout.")
def request(*, use: str, new_key: bool, out: Path | None) -> None:
    """Print a request for a certificate (PKCS #10), to hand to the city's authority."""
    from recourse.attestation import issuer as room

    chosen = room.Use(use)
    if new_key:
        click.echo(f"issuer-{room.next_key(chosen)}", err=True)
    asked = room.request(chosen)
    if out is None:
        click.echo(asked, nl=False)
        return
    try:
        out.write_bytes(asked)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error


@issuer.command()
@click.argument("use", type=USES)
@click.argument("chain", type=PEM)
@click.option("--anchor", type=PEM, required=True, help="The authority's certificate, PEM.")
def install(*, use: str, chain: Path, anchor: Path) -> None:
    """Keep the certificates CHAIN (PEM; ours first) for a key; it signs from now on.

    What they replace stays published, so that older statements can be checked.
    """
    from recourse.attestation import issuer as room
    from recourse.ground.refused import Refused

    authorities = _read(anchor)
    if len(authorities) != 1:
        raise click.UsageError(f"{anchor} 应只有一张证书。{anchor} must hold one certificate.")
    given = [one for one in _read(chain) if one != authorities[0]]
    try:
        room.install(room.Use(use), given, authorities[0])
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"{use}\t{room.kid_of(given[0]).hex()}\t{given[0].not_valid_after_utc:%Y-%m-%d}")


@issuer.command()
@click.argument("kid")
@click.option("--yes", is_flag=True, help="Do it; without this nothing happens.")
def withdraw(*, kid: str, yes: bool) -> None:
    """Withdraw the former certificate KID, because its key is in wrong hands.

    Nobody is to believe its key any more. What was issued before the key that signs now, and still
    holds, is taken back, and each person is told. Install another key first.
    """
    if not yes:
        raise click.UsageError(
            f"作废“{kid}”后无法恢复，确定时请加 --yes。"
            f" Withdrawing “{kid}” cannot be undone; add --yes if you mean it."
        )
    open_house()
    from recourse.ground.actor import SYSTEM
    from recourse.ground.refused import Refused
    from recourse.journeys.withdraw_key import withdraw_key

    try:
        many = withdraw_key(kid=kid, by=SYSTEM, now=datetime.now(UTC))
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"“{kid}”已作废；要撤回的证明有 {many} 份。")
    click.echo(f"“{kid}” is withdrawn; {many} statements are to be taken back.")


@issuer.command()
def show() -> None:
    """Print who vouches for which key, and until when; say what is due within 30 days."""
    from recourse.attestation import issuer as room
    from recourse.ground.refused import Refused

    due: list[str] = []
    for use, ask in ((room.Use.STATEMENTS, room.issuer), (room.Use.SEAL, room.seal)):
        try:
            found = ask()
        except Refused as refusal:
            due.append(refused(refusal).message)
            continue
        click.echo("\n".join(_lines(use, found)))
        due.extend(_due(use, found, datetime.now(UTC)))
    if due:
        raise click.ClickException("\n".join(due))


def _lines(use: "Use", found: "Issuer") -> Iterator[str]:
    """Yield what there is to know of a key and of who vouches for it."""
    leaf = found.chain[0]
    yield f"{use}"
    yield f"  kid      {found.kid.hex()}"
    yield f"  subject  {leaf.subject.rfc4514_string()}"
    yield f"  issuer   {leaf.issuer.rfc4514_string()}"
    yield f"  anchor   {found.anchor.subject.rfc4514_string()}"
    yield f"  until    {found.vouched_until:%Y-%m-%d %H:%M} UTC"


def _due(use: "Use", found: "Issuer", now: datetime) -> Iterator[str]:
    """Yield what an operator should do soon, in both languages."""
    if now + WARN > found.vouched_until:
        day = f"{found.vouched_until:%Y-%m-%d}"
        yield f"“{use}”的证书{day}到期，请换新。 A certificate of “{use}” ends on {day}: renew it."
    if found.url not in _addresses(found.chain[0]):
        yield (
            f"“{use}”的证书不是给 {found.url} 的。"
            f" The certificate of “{use}” is not for {found.url}."
        )


def _addresses(certificate: "x509.Certificate") -> list[str]:
    """Return the addresses that a certificate speaks for."""
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return names.value.get_values_for_type(x509.UniformResourceIdentifier)


def _read(file: Path) -> "Sequence[x509.Certificate]":
    """Read certificates.

    Raises:
        click.UsageError: There are none in the file.

    """
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise click.UsageError(
            f"{file} 里没有 PEM 证书。 {file} holds no certificate in PEM."
        ) from error
