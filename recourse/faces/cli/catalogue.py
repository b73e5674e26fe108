"""`recourse catalogue`: check what may be collected, read it, compare versions, load one.

Exit codes: 0 nothing is refused (there may be warnings) · 1 refused, or not found ·
2 the command was not understood.
"""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from recourse.faces.cli.house import open_house

if TYPE_CHECKING:
    from recourse.catalogue.terms import Catalogue, Fault
    from recourse.ground.refused import Refused
    from recourse.ground.words import Words

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "folder"
LANGUAGES = ("zh", "en")

folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=lambda: Path(os.environ.get("RECOURSE_CATALOGUE", ROOT / "catalogue")),
    help="Folder of the catalogue.  [default: catalogue/]",
)
language_option = click.option(
    "--language",
    type=click.Choice(["both", *LANGUAGES]),
    default="both",
    show_default=True,
    help="Language of the answer.",
)


@click.group(epilog="Exit codes: 0 nothing refused; 1 refused or not found; 2 wrong usage.")
def catalogue() -> None:
    """Check, read, compare and load what may be collected."""


@catalogue.command()
@folder_option
@language_option
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge as of this day.  [default: today]",
)
def check(*, folder: Path, language: str, on: datetime | None) -> None:
    """Say everything that is wrong with the folder, with file, line and reason.

    Exits 1 if anything is refused; warnings alone exit 0.
    """
    from recourse.catalogue import reading
    from recourse.catalogue.terms import Weight

    faults = reading.check(folder, on=on.date() if on else _today())
    _tell(faults, folder, language)
    refused = sum(fault.weight is Weight.REFUSED for fault in faults)
    if not refused:
        read = reading.read(folder)
        click.echo(
            f"{len(read.items)} items, {len(read.purposes)} purposes, {len(read.laws)} laws,"
            f" {len(read.schemes)} schemes"
        )
    click.echo(f"{refused} refused, {len(faults) - refused} warnings")
    sys.exit(1 if refused else 0)


@catalogue.command()
@click.argument("name")
@folder_option
@language_option
@click.option("--version", help="Show it as this loaded version has it, not as the folder does.")
def show(*, name: str, folder: Path, language: str, version: str | None) -> None:
    """Print an item, a purpose, a scheme or a request so that anyone can read it."""
    from recourse.catalogue.differences import (
        facts_of_item,
        facts_of_purpose,
        facts_of_request,
        facts_of_scheme,
    )

    of = _version(version or FOLDER, folder)
    if name in of.items:
        facts = facts_of_item(of.items[name], of)
    elif name in of.purposes:
        facts = facts_of_purpose(of.purposes[name], of)
    elif name in of.schemes:
        facts = facts_of_scheme(of.schemes[name], of)
    elif name in of.requests:
        facts = facts_of_request(of.requests[name], of)
    else:
        sys.exit(f"目录中没有{name}。 The catalogue has no {name}.")
    for spoken in LANGUAGES if language == "both" else (language,):
        click.echo(f"\n{name}")
        for fact in facts:
            click.echo(f"  {fact.label.to(spoken)}: {fact.value.to(spoken)}")


@catalogue.command()
@click.argument("old")
@click.argument("new", default=FOLDER)
@folder_option
@language_option
def diff(*, old: str, new: str, folder: Path, language: str) -> None:
    """Say what differs from version OLD to version NEW.

    The word `folder` stands for the files as they are now; it is also the default for NEW.
    """
    from recourse.catalogue import rules

    changes = rules.diff(_version(old, folder), _version(new, folder))
    place = ""
    for change in changes:
        if change.where != place:
            place = change.where
            click.echo(f"\n{place}")
        for says in _spoken(change.says, language):
            click.echo(f"  {says}")
    click.echo(f"\n{len(changes)} change{'' if len(changes) == 1 else 's'}")


@catalogue.command()
@folder_option
def load(*, folder: Path) -> None:
    """Make the folder the catalogue in force and print its version.

    Loading the same content again changes nothing and prints the version it has.
    """
    open_house()
    from recourse.catalogue import actions
    from recourse.catalogue.errors import CannotRead
    from recourse.ground.actor import SYSTEM

    try:
        click.echo(actions.load(folder=folder, by=SYSTEM, now=datetime.now(UTC)))
    except CannotRead as refusal:
        _tell(refusal.faults, folder, "both", err=True)
        _leave(refusal)


@catalogue.command()
def versions() -> None:
    """Print the versions that were loaded, newest first."""
    open_house()
    from recourse.catalogue import queries

    for version in queries.versions():
        click.echo(version)


def _today() -> date:
    """Return the civil date of this instant."""
    from recourse.ground.calendar import civil_date

    return civil_date(datetime.now(UTC))


def _version(name: str, folder: Path) -> "Catalogue":
    """Return a loaded version, or what the folder says; leave with 1 if there is none."""
    from recourse.catalogue import reading
    from recourse.catalogue.errors import CannotRead

    try:
        if name == FOLDER:
            return reading.read(folder)
    except CannotRead as refusal:
        _tell(refusal.faults, folder, "both", err=True)
        _leave(refusal)
    open_house()
    from recourse.catalogue import queries
    from recourse.catalogue.errors import NoSuchVersion

    try:
        return queries.version(name)
    except NoSuchVersion as refusal:
        _leave(refusal)


def _tell(faults: Iterable["Fault"], folder: Path, language: str, *, err: bool = False) -> None:
    """Print every fault with its file, line and reason."""
    for fault in faults:
        for says in _spoken(fault.says, language):
            click.echo(f"{folder.name}/{fault.file}:{fault.line}: {fault.weight}: {says}", err=err)


def _spoken(words: "Words", language: str) -> Iterable[str]:
    """Return the text in one language, or in both."""
    return [words.to(one) for one in (LANGUAGES if language == "both" else (language,))]


def _leave(refusal: "Refused") -> NoReturn:
    """Print a refusal in both languages and leave."""
    for language in LANGUAGES:
        click.echo(f"{refusal.words(language)} {refusal.advice(language)}", err=True)
    sys.exit(1)
