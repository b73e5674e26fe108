"""`recourse content`: check the pages in Markdown, and that every story has its person's consent.

Exit codes: 0 nothing is wrong · 1 something is.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[3]


@click.group()
def content() -> None:
    """Check the articles and the stories of the site."""


@content.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=lambda: Path(os.environ.get("RECOURSE_CONTENT", ROOT / "content")),
    help="Folder of the pages.  [default: content/]",
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as of this day.  [default: today]"
)
def check(*, folder: Path, on: datetime | None) -> None:
    """Say everything that is wrong with the pages, in both languages."""
    from recourse.catalogue import reading as catalogues
    from recourse.faces.content import reading
    from recourse.ground.calendar import civil_date

    catalogue = catalogues.read(Path(os.environ.get("RECOURSE_CATALOGUE", ROOT / "catalogue")))
    honours = frozenset(
        item.id for item in catalogue.items.values() if item.family == "honour" and item.enabled
    )
    day = civil_date(datetime.now(UTC)) if on is None else on.date()
    faults = reading.faults(folder, on=day, honours=honours)
    for fault in faults:
        click.echo(f"{fault.file}: {fault.says.zh} · {fault.says.en}")
    sys.exit(1 if faults else 0)
