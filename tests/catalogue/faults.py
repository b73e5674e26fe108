"""What the tests of the check ask of a broken copy of the catalogue."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from recourse.catalogue import reading
from recourse.catalogue.terms import Fault

ON = date(2026, 11, 23)
Edit = Callable[[str, str, str], None]


def faults(folder: Path, on: date = ON) -> list[Fault]:
    return reading.check(folder, on=on)


def only(folder: Path, code: str, on: date = ON) -> Fault:
    """Return the one fault of this code; there may be others that follow from it."""
    found = [fault for fault in faults(folder, on) if fault.code == code]
    assert len(found) == 1, faults(folder, on)
    return found[0]


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def add_field(folder: Path, *, code: str, zh: str, en: str, heading: str = "") -> None:
    """Write one more column into the penalty sheet."""
    path = folder / "fields/penalty.yaml"
    lines = [
        f"  {code}:",
        f"    name:\n      zh: {zh}\n      en: {en}",
        f"    headings: [{heading}]",
        "    kind: text\n    required: false\n    shown_to_agencies: false\n",
    ]
    path.write_text(path.read_text("utf-8") + "\n".join(lines), "utf-8")
