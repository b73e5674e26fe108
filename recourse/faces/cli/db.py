"""`recourse db`: bring the tables up to date."""

import click


@click.group()
def db() -> None:
    """Bring the tables up to date."""


@db.command()
def migrate() -> None:
    """Apply every migration that is not applied yet, as the owner of the tables."""
    from recourse.faces.cli.house import open_house  # noqa: PLC0415 - commands start fast

    open_house(owner=True)
    from django.core.management import call_command  # noqa: PLC0415 - after the house is open

    call_command("migrate", interactive=False, verbosity=1)
