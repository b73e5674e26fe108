"""Open the house for a command: find the database, wake Django."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import recourse

if TYPE_CHECKING:
    from recourse.ground.refused import Refused


def var() -> Path:
    """Return the folder for everything that changes."""
    return Path(os.environ.get("RECOURSE_VAR") or Path(recourse.__file__).parents[1] / "var")


def open_house(*, owner: bool = False, demo: bool | None = None) -> None:
    """Start or find the database and set Django up.

    Where a synthetic city lives, every command knows that this is a demo.

    Args:
        owner: Work as the owner of the tables; for migrations, and to go on after a set-back.
        demo: Switch demo mode on (synthetic people only); None leaves the environment alone.

    Raises:
        click.ClickException: The embedded database does not start.

    """
    from recourse.store import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    if owner:
        os.environ["RECOURSE_DATABASE_ROLE"] = ""
    if demo is not None:
        os.environ["RECOURSE_DEMO"] = "1" if demo else "0"
    elif (var() / "city").is_dir():
        os.environ.setdefault("RECOURSE_DEMO", "1")
    try:
        embedded.ensure(var() / "postgres")
    except (embedded.DoesNotStart, OSError) as error:
        raise click.ClickException(f"the database does not start: {error}") from error
    import django

    django.setup()


def open_house_to_others() -> None:
    """Open the house for those who serve: nothing erased is back, and no login sees everybody.

    In a demo, where nobody is real, one line says so if the login sees everybody, and the
    house opens all the same.

    Raises:
        click.ClickException: The login owns the tables or is a superuser's, or the erasure
            journal does not fit the database.

    Law:
        Charter G5 (everything ends), G8 (one person at a time).

    """
    open_house()
    _refuse_a_login_that_sees_everybody()
    erase_again()


def erase_again() -> int:
    """Erase again what a restored backup brought back, and return how many lines that took.

    Raises:
        click.ClickException: The journal was changed or cut, or the tables are not up to date.

    """
    from django.db import ProgrammingError, connection

    from recourse.ground.actor import SYSTEM
    from recourse.ground.refused import Refused
    from recourse.journeys.erasing import replay

    try:
        done = replay(by=SYSTEM, now=datetime.now(UTC))
    except Refused as refusal:
        raise refused(refusal) from refusal
    except ProgrammingError as error:
        raise click.ClickException(
            "the tables are not up to date; run `recourse db migrate`"
        ) from error
    finally:
        connection.close()
    if done:
        click.echo(f"erased again, as the erasure journal says: {done}", err=True)
    return done


def refused(refusal: "Refused") -> click.ClickException:
    """Return how a command leaves: what was refused and what to do, in both languages."""
    lines = [f"{refusal.words(spoken)} {refusal.advice(spoken)}" for spoken in ("zh", "en")]
    return click.ClickException("\n".join(lines))


@contextmanager
def opened_house() -> Iterator[None]:
    """Open the house; say a refusal and what to do in both languages, and leave."""
    open_house()
    from recourse.ground.refused import Refused

    try:
        yield
    except Refused as refusal:
        raise refused(refusal) from refusal


def _refuse_a_login_that_sees_everybody() -> None:
    """Refuse a login that could read every file; in a demo, say so.

    Raises:
        click.ClickException: The login owns the tables or is a superuser's.

    """
    from django.conf import settings
    from django.db import connection

    from recourse.store.dsn import login_sees_everything

    sees_everything = login_sees_everything()
    connection.close()
    if not sees_everything:
        return
    advice = (
        "this login of the database can read every file;"
        " log in as recourse_app (docs/running.md, “Logins of the database”)"
    )
    if not settings.DEMO:
        raise click.ClickException(advice)
    click.echo(f"warning: {advice}", err=True)
