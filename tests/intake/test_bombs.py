"""Workbooks that unpack to far more than they are: refused early, in little memory."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from recourse.intake import errors, limits, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = (
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
)
ROW = '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
END = "</t></is></c></row></sheetData></worksheet>"


def workbook_of(folder: Path, sheet: Iterable[str], shared: Iterable[str] = ()) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/workbook.xml", BOOK)
        for part, pieces in (("worksheets/sheet1", sheet), ("sharedStrings", shared)):
            if not pieces:
                continue
            with archive.open(f"xl/{part}.xml", "w") as file:
                file.writelines(piece.encode() for piece in pieces)
    return path


def read(path: Path) -> list[list[str]]:
    return [list(line.cells) for line in workbook.rows_of_workbook(path)]


def test_a_cell_is_refused_as_soon_as_it_is_too_long(tmp_path: Path, monkeypatch):
    taken: list[int] = []
    add = workbook.Text.add
    monkeypatch.setattr(
        workbook.Text, "add", lambda text, piece: (taken.append(len(piece)), add(text, piece))
    )
    path = workbook_of(tmp_path, [ROW, *["0123456789abcdef" * 65_536] * 6, END])

    with pytest.raises(errors.LineTooLong) as caught:
        read(path)

    assert caught.value.facts == {"line": 1}
    assert sum(taken) < limits.CELL_CHARACTERS + limits.MIB


def test_a_row_is_refused_as_soon_as_it_is_too_long(tmp_path: Path):
    cell = f'<c t="inlineStr"><is><t>{"x" * 100_000}</t></is></c>'
    path = workbook_of(tmp_path, ["<worksheet><row>", cell * 11, "</row></worksheet>"])

    with pytest.raises(errors.LineTooLong):
        read(path)


@pytest.mark.parametrize(
    ("limit", "entries"),
    [
        ("SHARED_TEXTS", "<si/>" * 101),
        ("SHARED_TEXTS", "<si><t>x</t></si>" * 101),
        ("SHARED_KEPT_BYTES", "<si><t>虚构</t></si>" * 17),
        ("CELL_CHARACTERS", f"<si><t>{'x' * 101}</t></si>"),
    ],
)
def test_shared_texts_are_bounded(tmp_path: Path, monkeypatch, limit: str, entries: str):
    monkeypatch.setattr(limits, limit, 100)
    path = workbook_of(tmp_path, [ROW, "x", END], ["<sst>", entries, "</sst>"])

    with pytest.raises(errors.WorkbookTooLarge):
        read(path)


def test_shared_texts_are_read_as_they_were_written(tmp_path: Path):
    cells = "".join(f'<c t="s"><v>{at}</v></c>' for at in (2, 0, 1))
    texts = "<si><t>虚构</t></si><si><r><t>a</t></r><r><t>b</t></r></si><si><t>𠮷</t></si>"
    path = workbook_of(
        tmp_path, ["<worksheet><row>", cells, "</row></worksheet>"], ["<sst>", texts, "</sst>"]
    )

    assert read(path) == [["𠮷", "虚构", "ab"]]


def test_a_part_packed_unlike_any_real_one_is_refused_whatever_stands_beside_it(
    tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(limits, "RATIO_MATTERS_BYTES", 1 << 20)
    path = workbook_of(tmp_path, [ROW, "x", END], ["<sst>", "<!---->", " " * (4 << 20), "</sst>"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/noise.bin", bytes(1 << 20))

    with pytest.raises(errors.WorkbookTooLarge):
        read(path)


@pytest.mark.parametrize(
    "sheet",
    [f'<worksheet a="{"0123456789abcdef" * 400_000}"/>', "<a>" * 100],
    ids=["a tag without end", "tags within tags"],
)
def test_what_the_parser_has_to_hold_is_bounded(tmp_path: Path, sheet: str):
    with pytest.raises(errors.WorkbookDamaged):
        read(workbook_of(tmp_path, [sheet]))
