"""`recourse ledger`: how far the log is, number what waits, check all of it."""

import json
import signal
import sys
import threading
from datetime import UTC, datetime

import click

from recourse.faces.cli.house import open_house


@click.group()
def ledger() -> None:
    """Look after the log of look-ups and deeds."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Say how far each log has come, and what waits."""
    open_house()
    from recourse.ledger import queries

    gauge = queries.gauge()
    logs = [
        {"log": head.origin, "size": head.size, "root": head.root.hex()} for head in queries.heads()
    ]
    oldest = gauge.oldest_at.isoformat() if gauge.oldest_at else None
    if as_json:
        click.echo(json.dumps({"logs": logs, "waiting": gauge.waiting, "oldest_at": oldest}))
        return
    for log in logs:
        click.echo(f"{log['log']}  {log['size']:>12} entries  root {log['root']}")
    click.echo(f"waiting: {gauge.waiting}" + (f", the oldest since {oldest}" if oldest else ""))


@ledger.command()
@click.option("--once", is_flag=True, help="Number what waits now, then stop.")
def sequence(*, once: bool) -> None:
    """Number waiting entries until stopped; several may run, one works."""
    open_house()
    from recourse.ledger import sequencer
    from recourse.ledger.errors import HeadDoesNotAgree, LogIsFrozen

    try:
        if once:
            with sequencer.connect() as connection:
                click.echo(sequencer.drain(connection, now=datetime.now(UTC)))
            return
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        sequencer.run(clock=lambda: datetime.now(UTC), is_over=over.wait)
    except HeadDoesNotAgree:
        sys.exit("The log's root and its right edge are not of one tree. Nothing was numbered.")
    except LogIsFrozen:
        sys.exit("Entries wait for a log that is frozen. Nothing was numbered.")


@ledger.command()
def check() -> None:
    """Recompute every root and follow every chain; exit 1 if anything does not fit."""
    open_house()
    from recourse.ledger import checking

    report = checking.check()
    click.echo(f"{report.entries} numbered entries, {report.chains} chains")
    for fault in report.faults:
        click.echo(fault)
    if report.faults:
        sys.exit(1)
    click.echo("Everything fits.")
