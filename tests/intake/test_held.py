"""Held rows on their way back: harmless in a spreadsheet, and nothing of them unseen."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from recourse.intake import held
from recourse.intake.terms import Form

HOSTILE = [
    ("=1+1", "'=1+1"),
    ("\t=1+1", "'=1+1"),
    ("\r=1+1", "'=1+1"),
    ("\r\n \u3000@x", "'@x"),
    ("\x01=1+1", "␁=1+1"),
    ("甲\x1b[2J", "甲␛[2J"),
    ("甲\uffff", "甲\ufffd"),
    ("\t甲", "\t甲"),
]


@pytest.mark.parametrize(("cell", "written"), HOSTILE, ids=ascii)
def test_a_cell_is_harmless_and_wholly_visible_in_both_forms(tmp_path: Path, cell, written):
    for form in Form.CSV, Form.XLSX:
        held.write(tmp_path / f"held.{form}", form, ["甲"], [[cell, "V-110"]])

    with (tmp_path / "held.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][0] == written
    given = load_workbook(tmp_path / "held.xlsx").active["A2"]
    assert (given.value, given.data_type) == (written, "s")
