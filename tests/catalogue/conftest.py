"""A copy of the catalogue that a test may break."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalogue.faults import Edit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the real catalogue."""
    return Path(shutil.copytree(settings.CATALOGUE_DIR, tmp_path / "catalogue"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Return a deed that replaces a text, once, in one file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return replace
