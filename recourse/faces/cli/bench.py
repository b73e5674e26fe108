"""`recourse bench`: how fast the house is beside its own limit, in one run."""

import importlib

import click

_BENCHES = {
    "intake": "recourse.faces.cli.bench_intake:intake",
    "look-ups": "recourse.faces.cli.bench_look_ups:look_ups",
    "page": "recourse.faces.cli.bench_page:page",
}


class _Benches(click.Group):
    """A group that imports a bench only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the benches in alphabetical order."""
        return sorted(_BENCHES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the bench, or nothing if there is none of that name."""
        if cmd_name not in _BENCHES:
            return None
        module, name = _BENCHES[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command


@click.command(cls=_Benches)
def bench() -> None:
    """Measure the house beside its limit; ratios carry over to other machines, rates do not."""
