"""`recourse erase`: erase what is due, erase again after a restore, check journal or certificate.

Exit codes: 0 done, everything fits; 1 refused, or something does not fit; 2 wrong usage.
"""

import base64
import json
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import click

from recourse.faces.cli.house import erase_again, open_house, refused

_SECONDS_BETWEEN = 3_600
_AT_ONCE = 500


@click.group(epilog="Exit codes: 0 done, everything fits; 1 refused or not; 2 wrong usage.")
def erase() -> None:
    """Erase what is due, erase again after a restore, check what was erased."""


@erase.command()
@click.option("--once", is_flag=True, help="Erase what is due now, then stop.")
def run(*, once: bool) -> None:
    """Erase what is due, each hour until stopped; the worker does the same.

    Safe to interrupt: the next run goes on where this one stopped.
    """
    open_house()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    while not over.is_set():
        click.echo(f"erased: {_erase_all(over)}")
        if once or over.wait(_SECONDS_BETWEEN):
            return


def _erase_all(over: threading.Event) -> int:
    """Erase until nothing is due, or until told to stop; return how much was erased.

    Raises:
        click.ClickException: The journal does not fit.

    """
    from recourse.ground.actor import SYSTEM
    from recourse.ground.refused import Refused
    from recourse.journeys.erasing import erase_due

    done = 0
    try:
        while batch := erase_due(by=SYSTEM, now=datetime.now(UTC), limit=_AT_ONCE):
            done += batch
            if over.is_set():
                break
    except Refused as refusal:
        raise refused(refusal) from refusal
    return done


@erase.command()
def replay() -> None:
    """Erase again what the journal says was erased; after a backup was restored.

    `recourse serve` and `recourse worker` do it before they serve anybody.
    """
    open_house()
    click.echo(f"erased again: {erase_again()}")


@erase.command()
@click.argument("certificate", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--journal", is_flag=True, help="Check the erasure journal of this house.")
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False),
    help="Public keys, as saved from /api/v1/keys; without it, those of this house.",
)
def verify(*, certificate: str | None, journal: bool, keys: str | None) -> None:
    """Check a CERTIFICATE of erasure, or with --journal what this house has erased.

    With --keys a certificate is checked anywhere, without a database. With both, the journal
    must have the line that the certificate names.
    """
    if not (certificate or journal):
        raise click.UsageError("Name a certificate, or say --journal.")
    line, digest = _check(certificate, keys) if certificate else (0, "")
    if journal:
        _check_journal(line, digest)


def _check(certificate: str, keys: str | None) -> tuple[int, str]:
    """Check a certificate and print what it says; return the journal line it names.

    Raises:
        click.ClickException: It is not ours, or was changed.

    """
    from recourse.ground.refused import Refused
    from recourse.notice import certificates

    public = _published(Path(keys)) if keys else [_of_this_house()]
    try:
        checked = certificates.check(Path(certificate).read_bytes(), keys=public)
    except Refused as refusal:
        raise refused(refusal) from refusal
    for language in ("zh", "en"):
        click.echo("\n".join(checked.says[language]))
    click.echo(f"{checked.erased}\tsigned, unchanged")
    return checked.journal_line, checked.journal_digest


def _published(keys: Path) -> list[bytes]:
    """Return the keys of a saved list.

    Raises:
        click.ClickException: It is none.

    """
    try:
        listed = json.loads(keys.read_bytes())["keys"]
        return [base64.urlsafe_b64decode(key["x"] + "=") for key in listed]
    except (ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{keys.name} is no list of keys.") from error


def _of_this_house() -> bytes:
    """Return the public key that signs here."""
    open_house()
    from recourse.ground.signing import public_bytes
    from recourse.store.keys import vault

    return public_bytes(vault().signing_key("receipt"))


def _check_journal(line: int, digest: str) -> None:
    """Print everything that does not fit, and exit 1 if anything does not.

    Args:
        line: A line that must be there; 0 is none.
        digest: Its digest.

    """
    open_house()
    from recourse.ground.refused import Refused
    from recourse.journeys import erasing
    from recourse.store.journal import erasures

    try:
        lines = erasures().lines()
        faults = list(erasing.faults())
    except Refused as refusal:
        raise refused(refusal) from refusal
    if line and [one.digest.hex() for one in lines[line - 1 : line]] != [digest]:
        faults.append(f"line {line}: is not the one that the certificate names")
    click.echo(f"{len(lines)} lines")
    click.echo("\n".join([*faults, *([] if faults else ["Everything fits."])]))
    sys.exit(1 if faults else 0)
