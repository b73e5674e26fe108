"""The command `recourse`: one word, then what to do."""

import importlib

import click

COMMANDS = {
    "bench": "recourse.faces.cli.bench:bench",
    "calendar": "recourse.faces.cli.calendar:calendar",
    "catalogue": "recourse.faces.cli.catalogue:catalogue",
    "db": "recourse.faces.cli.db:db",
    "demo": "recourse.faces.cli.demo:demo",
    "intake": "recourse.faces.cli.intake:intake",
    "keys": "recourse.faces.cli.keys:keys",
    "ledger": "recourse.faces.cli.ledger:ledger",
    "serve": "recourse.faces.cli.serve:serve",
    "worker": "recourse.faces.cli.serve:worker",
}


class Lazy(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command, or nothing if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command


@click.command(cls=Lazy)
def main() -> None:
    """Recourse 有据: public records about people, with recourse built in."""
