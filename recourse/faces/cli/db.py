"""`recourse db`: bring the tables up to date."""

import click


@click.group()
def db() -> None:
    """Bring the tables up to date."""


@db.command()
def migrate() -> None:
    """Apply every migration that is not applied yet, as the owner of the tables."""
    from recourse.faces.cli.house import open_house

    open_house(owner=True)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
