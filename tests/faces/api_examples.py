"""The examples of the documentation, as a reader would type them, one command after the other."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = {"A-": "CHANGE", "B-": "BATCH"}
BEGUN = 'curl() { command curl --fail-with-body --show-error "$@"; }\n'


def sections() -> Iterator[tuple[str, list[str]]]:
    """Yield each section of the documentation with its commands."""
    parts = SECTION.split((ROOT / "docs" / "api.md").read_text())
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        commands = [one for block in BLOCK.findall(text) for one in _commands(block)]
        if commands:
            yield title, commands


def _commands(block: str) -> Iterator[str]:
    """Yield the commands of a block; one goes on until its quotes are closed."""
    lines: list[str] = []
    for line in block.splitlines():
        lines.append(line)
        try:
            shlex.split("\n".join(lines))
        except ValueError:
            continue
        yield "\n".join(lines)
        lines = []


def typed(command: str, *, address: str, given: dict[str, str], folder: Path) -> None:
    """Run a command; what is numbered in its answer is given to those that follow.

    Raises:
        AssertionError: It was answered with anything but success.

    """
    shell = BEGUN + command.replace("http://127.0.0.1:8000", address)
    done = subprocess.run(
        ["bash", "-ec", shell],
        cwd=folder,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    if done.stdout.startswith('{"number"'):
        number = json.loads(done.stdout)["number"]
        given[NAMED[number[:2]]] = number
