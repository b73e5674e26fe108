"""`recourse keys`: list the keys of the vault, renew those of identities, destroy what is over.

A key is named, never shown. Exit codes: 0 done; 1 refused; 2 wrong usage.
"""

import os
from datetime import UTC, datetime

import click

from recourse.faces.cli.house import open_house, refused


@click.group(epilog="Exit codes: 0 done; 1 refused; 2 wrong usage.")
def keys() -> None:
    """List, renew and destroy the keys of the vault."""


@keys.command(name="list")
def list_keys() -> None:
    """Print the name of every key, in use or destroyed; never a key."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    from recourse.store.keys import vault

    for name in vault().names():
        click.echo(f"{name}\tin use")
    for name in vault().destroyed():
        click.echo(f"{name}\tdestroyed")


@keys.command()
@click.argument("series", type=click.Choice(["identity"]), default="identity")
def rotate(*, series: str) -> None:
    """Wrap everybody's data key by a new key of the vault.

    Safe to interrupt: the next run finishes what is left and begins nothing new.
    The old key stays until `recourse keys destroy` is asked for it.
    """
    open_house()
    from recourse.ground.actor import SYSTEM
    from recourse.ground.refused import Refused
    from recourse.people import actions
    from recourse.store.keys import vault

    try:
        done = actions.rotate_identity_keys(by=SYSTEM, now=datetime.now(UTC))
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"{vault().current(series)[0]}: {done} data keys wrapped anew")


@keys.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it; without this nothing happens.")
def destroy(*, name: str, yes: bool) -> None:
    """Destroy the key NAME: what it sealed can never be read again.

    Only keys of months and years that are over, and generations nobody needs any more,
    can be destroyed.
    """
    if not yes:
        raise click.UsageError(
            f"销毁“{name}”后无法恢复，确定时请加 --yes。"
            f" Destroying “{name}” cannot be undone; add --yes if you mean it."
        )
    open_house()
    from recourse.ground.actor import SYSTEM
    from recourse.ground.refused import Refused
    from recourse.journeys.destroy_key import destroy_key

    try:
        destroy_key(name=name, by=SYSTEM, now=datetime.now(UTC))
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"{name}\tdestroyed")
