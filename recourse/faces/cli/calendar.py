"""`recourse calendar`: count working days as the law counts them."""

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recourse.ground.calendar import WorkingDays


@click.group()
def calendar() -> None:
    """Count working days."""


@calendar.command()
@click.argument("start", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.argument("days", type=click.IntRange(min=0, max=2_500), metavar="N")
def add(*, start: datetime, days: int) -> None:
    """Print the last of N working days after DATE, which itself is not counted.

    Says so if a year on the way has no official notice yet: the day may still move.
    """
    counted = _working_days()
    last = counted.add(start.date(), days)
    click.echo(last.isoformat())
    for year in _provisional(counted, start.date(), last):
        click.echo(f"{year}年的放假安排尚未公布，日期可能变动。", err=True)
        click.echo(f"There is no notice for {year} yet: the day may still move.", err=True)


def _working_days() -> "WorkingDays":
    """Return the calendar of the house; it needs no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    from recourse.store.calendar import working_days

    return working_days()


def _provisional(counted: "WorkingDays", start: date, last: date) -> list[int]:
    """Return the years from `start` to `last` that have no notice yet."""
    return [year for year in range(start.year, last.year + 1) if counted.is_provisional(year)]
