"""A group of commands that imports a command only when it is called: help is quick."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class Lazy(click.Group):
    """Knows its commands by where they are: `module:name`."""

    def __init__(self, *, places: Mapping[str, str], **rest: Any) -> None:  # noqa: ANN401 - click's own
        """Remember the places."""
        super().__init__(**rest)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in alphabetical order."""
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command, or nothing if there is none of that name."""
        if cmd_name not in self._places:
            return None
        module, name = self._places[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the places are ours
        return command
