"""Open the house for a command: find the database, wake Django."""

import os
from pathlib import Path

import click

import recourse


def var() -> Path:
    """Return the folder for everything that changes."""
    return Path(os.environ.get("RECOURSE_VAR") or Path(recourse.__file__).parents[1] / "var")


def open_house(*, owner: bool = False, demo: bool | None = None) -> None:
    """Start or find the database and set Django up.

    Where a synthetic city lives, every command knows that this is a demo.

    Args:
        owner: Work as the owner of the tables; for migrations only.
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
    """Open the house for those who serve, under a login that cannot read every file.

    In a demo, where nobody is real, one line says so and the house opens all the same.

    Raises:
        click.ClickException: The login owns the tables or is a superuser's.

    Law:
        Charter G8 (one person at a time).

    """
    open_house()
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
