"""Nothing in the repository says where or with what it was written."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

HOSTS = (
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js.org",
    "deb." + "debian.org",
    "yarn" + "pkg",
)
PLACES = re.compile(r"/(?:root|work|home/\w+|Users/\w+)/[\w.]")
PICTURES = {".png", ".woff2", ".woff", ".ico", ".jpg", ".xlsx", ".zip", ".gz", ".mo"}


def texts() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and path.suffix not in PICTURES]


@pytest.mark.slow
def test_no_file_names_a_registry_or_a_place_on_some_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match}"
        for path in texts()
        for text in [path.read_text(errors="replace")]
        for match in [*(host for host in HOSTS if host in text), *PLACES.findall(text)]
        if path != Path(__file__)
    ]

    assert found == []


@pytest.mark.slow
def test_every_text_is_readable():
    broken = []
    for path in texts():
        try:
            path.read_text()
        except UnicodeDecodeError:
            broken.append(str(path.relative_to(ROOT)))

    assert broken == []
