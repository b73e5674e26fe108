"""Test vectors that others wrote; kept beside the repository, never in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"


def folder(name: str) -> Path:
    """Return the folder of vectors `name`."""
    return VECTORS / name


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test, and say so, where the vectors `name` are absent."""
    there = folder(name).is_dir()
    return pytest.mark.skipif(not there, reason=f"the vectors “{name}” are not on this machine")


def read_all(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every JSON vector below the folder `name`, with the name of its file."""
    for path in sorted(folder(name).rglob("*.json")):
        yield str(path.relative_to(folder(name))), json.loads(path.read_text(encoding="utf-8"))
