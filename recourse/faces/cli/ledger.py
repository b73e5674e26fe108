"""`recourse ledger`: how far the log is, number what waits, check all of it."""

import dataclasses
import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import open_house, refused, var

if TYPE_CHECKING:
    from recourse_verify.policies import Policy


@click.group()
def ledger() -> None:
    """Look after the log of look-ups and deeds."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--over",
    "seconds",
    type=click.FloatRange(0.1, 600),
    metavar="SECONDS",
    help="Measure twice, so far apart, and say how fast it drains.",
)
def status(*, as_json: bool, seconds: float | None) -> None:
    """Say how far each log has come, what waits, and with --over how fast it drains.

    Exit 0: the log keeps up. 1: it gets behind, half of what is allowed waits. 2: look-ups are
    refused.
    """
    open_house()
    from recourse.ledger.status import status as status_of

    found, drain = status_of(now=datetime.now(UTC)), None
    if seconds is not None:
        time.sleep(seconds)
        before, found = found, status_of(now=datetime.now(UTC))
        drain = found.drained_since(before)
    if as_json:
        told = {} if drain is None else {"drain": dataclasses.asdict(drain)}
        click.echo(json.dumps({**found.told(), **told}))
    else:
        click.echo("\n".join([found.text(), *([] if drain is None else [drain.text()])]))
    sys.exit(found.exit_code)


@ledger.command()
@click.option("--once", is_flag=True, help="Number what waits now, then stop.")
def sequence(*, once: bool) -> None:
    """Number waiting entries until stopped; several may run, one works."""
    open_house()
    from recourse.ledger import sequencer
    from recourse.ledger.connections import connect
    from recourse.ledger.errors import HeadDoesNotAgree, LogIsFrozen

    try:
        if once:
            with connect() as connection:
                click.echo(sequencer.drain(connection, now=datetime.now(UTC)))
            return
        sequencer.run(
            clock=lambda: datetime.now(UTC),
            is_over=_stopped().wait,
            complain=lambda words: click.echo(words, err=True),
        )
    except HeadDoesNotAgree:
        sys.exit("The log's root and its right edge are not of one tree. Nothing was numbered.")
    except LogIsFrozen:
        sys.exit("Entries wait for a log that is frozen. Nothing was numbered.")


@ledger.command("go-on")
@click.option("--year", type=int, required=True, help="Year of the log that was set back.")
@click.option(
    "--incident",
    required=True,
    metavar="NUMBER",
    help="Number of your note about the incident; it goes into the log and anybody may read it.",
)
def go_on(*, year: int, incident: str) -> None:
    """Freeze a log that was set back where it was signed last, and open the one that goes on.

    Needs the login that owns the tables, the signer and the published files; stop the sequencers.
    """
    open_house(owner=True)
    from django.conf import settings

    from recourse.ground.keydir import KeyDestroyed
    from recourse.ground.refused import Refused
    from recourse.ledger import going_on
    from recourse.ledger.connections import connect_as_owner
    from recourse.ledger.errors import HeadDoesNotAgree
    from recourse.ledger.publishing.publisher import Place
    from recourse.ledger.publishing.signer import NotSigned

    place = Place(files=settings.LOG_FILES_DIR, signer=settings.SIGNER_DIR)
    now = datetime.now(UTC)
    try:
        with connect_as_owner() as connection:
            done = going_on.go_on(
                connection, place, house=settings.LOG_NAME, year=year, incident=incident, now=now
            )
    except Refused as refusal:
        raise refused(refusal) from refusal
    except NotSigned as error:
        raise click.ClickException(str(error)) from error
    except KeyDestroyed as error:
        raise click.ClickException("the year is over and its key is destroyed") from error
    except HeadDoesNotAgree as error:
        raise click.ClickException("the stored root and the entries are not of one tree") from error
    click.echo(f"{done.origin} goes on. Lost: {done.lost}. Numbered again: {done.again}.")


def _stopped() -> threading.Event:
    """Return what is set when somebody tells this process to stop."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    return over


@ledger.command()
@click.option("--once", is_flag=True, help="Publish what is numbered now, then stop.")
def publish(*, once: bool) -> None:
    """Write the log's files and have its head signed and witnessed, until stopped."""
    open_house()
    from django.conf import settings

    from recourse.ledger.connections import connect
    from recourse.ledger.errors import HeadDoesNotAgree, LogWasSetBack
    from recourse.ledger.publishing import publisher
    from recourse.ledger.publishing.signer import NotSigned
    from recourse.ledger.publishing.witnesses import Witnesses

    place = publisher.Place(files=settings.LOG_FILES_DIR, signer=settings.SIGNER_DIR)
    policy = settings.LOG_POLICY
    witnesses = Witnesses(_policy(policy)) if policy.exists() else None
    work = publisher.Publisher(place, witnesses)
    if not once:
        publisher.run(
            work,
            clock=lambda: datetime.now(UTC),
            is_over=_stopped().wait,
            complain=lambda words: click.echo(words, err=True),
        )
        return
    try:
        with connect() as connection:
            click.echo(work.publish(connection, now=datetime.now(UTC)))
    except (NotSigned, LogWasSetBack) as error:
        raise click.ClickException(str(error)) from error
    except HeadDoesNotAgree as error:
        raise click.ClickException(
            "the entries lead to another root than the stored one"
        ) from error


def _policy(file: Path) -> "Policy":
    """Read the policy of witnesses.

    Raises:
        click.ClickException: It cannot be understood.

    """
    from recourse_verify.errors import Wrong
    from recourse_verify.policies import policy_from

    try:
        return policy_from(file.read_text(encoding="utf-8"))
    except (OSError, Wrong) as error:
        raise click.ClickException(f"{file}: {error}") from error


@click.command()
@click.option("--vkeys", metavar="YEAR", help="Print the verifier keys of a year's log, then stop.")
def signer(*, vkeys: str | None) -> None:
    """Sign what the log publishes, and only what grew from what was signed last.

    Runs without the database; give it a folder of its own (RECOURSE_SIGNER_DIR).
    """
    from recourse.ledger.publishing.signer import LogSigner, listening
    from recourse_verify.errors import Wrong

    folder = Path(os.environ.get("RECOURSE_SIGNER_DIR") or var() / "signer")
    house = os.environ.get("RECOURSE_LOG_NAME", "localhost/log")
    signs = LogSigner(folder, house=house, clock=lambda: datetime.now(UTC).timestamp())
    if vkeys is not None:
        try:
            click.echo("\n".join(str(one.key) for one in signs.signers(f"{house}/{vkeys}")))
        except Wrong as error:
            raise click.ClickException(str(error)) from error
        return
    over = _stopped()
    with listening(signs, folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        over.wait()
        server.shutdown()
        thread.join()


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def witness(*, arguments: tuple[str, ...]) -> None:
    """Watch logs and sign that they only grow; the same as `recourse-verify witness`."""
    from recourse_verify.main import main

    sys.exit(main(["witness", *arguments]))


_DAY = click.DateTime(["%Y-%m-%d"])


@ledger.command()
@click.option("--agency", "code", required=True, metavar="CODE", help="Unified social credit code.")
@click.option("--from", "since", type=_DAY, required=True, help="First civil day (China).")
@click.option("--until", type=_DAY, required=True, help="First day that does not count any more.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reconcile(*, code: str, since: datetime, until: datetime, as_json: bool) -> None:
    """Count an agency's look-ups anew, day by day: at the gate, and in the log.

    Opens every entry of those days, whoever made it, and prints counts only. Exit 1 if a day
    does not fit.
    """
    open_house()
    from recourse.agencies import queries as agencies
    from recourse.disclosure import comparing
    from recourse.ground.refused import Refused

    try:
        agency = agencies.agency_by_code(code)
        days = comparing.days(since=since.date(), until=until.date())
        counted = [(day, comparing.compare(day).of(agency.id)) for day in days]
    except Refused as refusal:
        raise refused(refusal) from refusal
    differing = [day.isoformat() for day, both in counted if not both.fits]
    if as_json:
        told = [
            {"day": day.isoformat(), **both._asdict(), "fits": both.fits} for day, both in counted
        ]
        click.echo(json.dumps({"agency": agency.code, "days": told, "differing": differing}))
    else:
        for day, both in counted:
            fits = "fits" if both.fits else "DOES NOT FIT"
            click.echo(f"{day}  {both.counted:>9} at the gate  {both.found:>9} in the log  {fits}")
    if differing:
        sys.exit(1)


@ledger.command()
@click.option("--year", type=int, required=True, help="Civil year of the logs.")
def account(*, year: int) -> None:
    """Print which published entry of a year opens, and by which rule each other does not.

    Opens every entry, tells of nobody, and is signed: anybody may have it and hold it against a
    copy of the log with `recourse-verify fsck --account`. Exit 1 and no account if an entry does
    not open and no rule accounts for it.
    """
    open_house()
    from recourse.ground.refused import Refused
    from recourse.ledger import accounting
    from recourse.ledger.connections import connect_to_read

    try:
        with connect_to_read() as connection:
            made = accounting.account_of(year, connection, now=datetime.now(UTC))
    except Refused as refusal:
        raise refused(refusal) from refusal
    for fault in made.faults:
        click.echo(fault, err=True)
    if made.faults:
        sys.exit(1)
    click.echo(made.text)


@ledger.command()
def check() -> None:
    """Recompute every root, follow every chain, compare with what was published.

    Exit 1 if anything does not fit; each line names the row.
    """
    open_house()
    from django.conf import settings

    from recourse.ledger import checking

    report = checking.check(settings.LOG_FILES_DIR)
    click.echo(
        f"{report.entries} numbered entries, {report.chains} chains,"
        f" {report.published} entries compared with what was published"
    )
    for fault in report.faults:
        click.echo(fault)
    if report.faults:
        sys.exit(1)
    click.echo("Everything fits.")
