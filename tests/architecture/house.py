"""What the house is made of, for the walls to look at."""

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

import recourse

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "recourse"
FORBIDDEN = re.compile(r"score|rating|rank|grade|blacklist|redlist|credit_level", re.IGNORECASE)
FLOORS = (
    ("ground",),
    ("store",),
    ("ledger",),
    ("people", "agencies"),
    ("officials",),
    ("catalogue",),
    ("intake",),
    ("records",),
    ("notice",),
    ("redress",),
    ("disclosure", "attestation"),
    ("schemes",),
    ("oversight",),
    ("journeys",),
    ("faces",),
    ("config",),
)
ROOMS = tuple(room for floor in FLOORS for room in floor)


@cache
def sources(pattern: str = "**/*.py") -> tuple[Path, ...]:
    """Return the Python files of the house, in order."""
    return tuple(sorted(PACKAGE.glob(pattern)))


@cache
def import_everything() -> None:
    """Import every module but migrations, so that every refusal, task and page is known."""
    for module in pkgutil.walk_packages(recourse.__path__, "recourse."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@cache
def room_of_table() -> dict[str, str]:
    """Return which room's migrations create each table."""
    created = re.compile(
        r"CREATE TABLE (?:IF NOT EXISTS )?\"?(\w+)|['\"]?db_table['\"]?\s*[:=]\s*['\"](\w+)['\"]"
    )
    return {
        first or second: path.parts[-3]
        for path in sources("*/migrations/*.py")
        for first, second in created.findall(path.read_text())
    }
