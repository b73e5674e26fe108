"""The walls bite: each is broken here on purpose, and must be found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, ROOT

BIN = Path(sys.executable).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        PACKAGE, tmp_path / "recourse", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    shutil.copytree(ROOT / ".ast-grep", tmp_path / ".ast-grep")
    return tmp_path


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        env={"PYTHONPATH": str(cwd), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def imports(cwd: Path) -> subprocess.CompletedProcess:
    return run("lint-imports", "--no-cache", cwd=cwd)


@pytest.mark.slow
def test_the_house_stands_as_it_is(copy: Path):
    found = imports(copy)

    assert found.returncode == 0, found.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "line", "wall"),
    [
        ("records/rules.py", "import recourse.notice.actions", "floors below it"),
        ("people/queries.py", "import recourse.agencies.queries", "floors below it"),
        ("records/rules.py", "import django.db", "neither Django nor the database"),
        ("notice/actions.py", "import recourse.records.models", "private to their room"),
        ("faces/portal/__init__.py", "import recourse.records.queries", "side door"),
        ("intake/terms.py", "import sklearn", "learns about people"),
        ("faces/portal/__init__.py", "import recourse.faces.desk", "does not know another"),
        ("newroom/__init__.py", "", "floors below it"),
    ],
)
def test_a_forbidden_import_is_found(copy: Path, where: str, line: str, wall: str):
    target = copy / "recourse" / where
    target.parent.mkdir(exist_ok=True)
    with target.open("a") as file:
        file.write(f"\n{line}\n")

    found = imports(copy)

    assert found.returncode == 1
    assert wall in found.stdout.split("Contracts:")[-1], found.stdout


@pytest.mark.parametrize(
    ("where", "line", "rule"),
    [
        ("records/queries.py", 'def a(c, b):\n    c.execute(f"SELECT {b}")', "no-formatted-sql"),
        ("notice/queries.py", "Notice.objects.create(id=1)", "writes-live-in-actions"),
        (
            "notice/actions.py",
            "def tell(person, *, by, now):\n    pass",
            "actions-are-keyword-only",
        ),
        (
            "faces/portal/__init__.py",
            "def a():\n    transaction.atomic()",
            "faces-open-no-transaction",
        ),
    ],
)
def test_a_broken_house_rule_is_found(copy: Path, where: str, line: str, rule: str):
    with (copy / "recourse" / where).open("a") as file:
        file.write(f"\n\n{line}\n")

    found = run("ast-grep", "scan", "-c", ".ast-grep/sgconfig.yml", ".", cwd=copy)

    assert found.returncode == 1
    assert rule in found.stdout + found.stderr


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\n\ndatetime.now(tz=None)",
        "from datetime import date\n\ndate.today()",
        "from django.utils import timezone\n\ntimezone.now()",
        "import time\n\ntime.time()",
    ],
)
def test_a_clock_outside_the_faces_is_found(line: str):
    found = subprocess.run(
        [BIN / "ruff", "check", "--stdin-filename", "recourse/records/rules.py", "-"],
        input=f'"""A module."""\n\n{line}\n',
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 1
    assert "TID251" in found.stdout
