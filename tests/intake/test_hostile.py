"""Files meant to break something, or broken themselves: refused, with a reason, and nothing left."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from recourse.ground.refused import Refused
from recourse.intake import errors, limits
from recourse.intake import queries as batches
from recourse.intake.terms import State
from recourse.journeys import take_in_batch
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, Office

GOOD = offices.csv_text([offices.row(1), offices.row(2)])
HEADINGS, FIRST, SECOND, _ = GOOD.split("\n")
SHEET = "xl/worksheets/sheet1.xml"


def refused(office: Office, path: Path, name: str | None = None) -> Refused:
    """Hand a file in; return its refusal, having made sure that nothing but the refusal is left."""
    before = sorted(Path(settings.DELIVERIES_DIR).glob("*"))
    with pytest.raises(Refused) as caught:
        take_in_batch.receive(
            path=path, file_name=name or path.name, item=ITEM, by=office.steward, now=NOW
        )
    (card,) = batches.batches_of(office.steward.agency.id, limit=1)
    assert (card.state, card.refusal, card.rows) == (State.REFUSED, caught.value.code, 0)
    assert sorted(Path(settings.DELIVERIES_DIR).glob("*")) == before
    for language in ("zh", "en"):
        assert caught.value.words(language)
        assert caught.value.advice(language)
    return caught.value


def written(folder: Path, content: bytes | str, name: str = "feed.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


TEXTS: list[tuple[str, bytes | str, type[Refused], dict[str, int]]] = [
    ("empty", "", errors.FileEmpty, {}),
    ("nothing but a mark", b"\xef\xbb\xbf", errors.FileEmpty, {}),
    ("nothing but blanks", " \t \r\n\r\n\u3000\n", errors.FileEmpty, {}),
    ("nothing but commas", " , ,\n,,\n", errors.FileEmpty, {}),
    ("nul", f"{HEADINGS}\n{FIRST[:20]}\0{FIRST[20:]}\n", errors.NulBytes, {"line": 2}),
    ("utf16", GOOD.encode("utf-16"), errors.NulBytes, {"line": 1}),
    (
        "mixed encodings",
        f"{HEADINGS}\n{FIRST}\n".encode() + f"{SECOND}\n".encode("gb18030"),
        errors.MixedEncodings,
        {"line": 3},
    ),
    (
        "mixed the other way",
        f"{HEADINGS}\n{FIRST}\n".encode("gb18030") + f"{SECOND}\n".encode(),
        errors.MixedEncodings,
        {"line": 3},
    ),
    (
        "no encoding",
        f"{HEADINGS}\n".encode() + b"\xff\xff\xff\n",
        errors.EncodingUnknown,
        {"line": 2},
    ),
    ("headings twice", f"{HEADINGS},CF_WSH\n{FIRST},x\n", errors.DuplicateHeadings, {"second": 24}),
    (
        "headings of one meaning",
        f"{HEADINGS},行政处罚决定书文号\n{FIRST},x\n",
        errors.DuplicateHeadings,
        {"second": 24},
    ),
    (
        "unknown heading twice",
        f"{HEADINGS},甲,甲\n{FIRST},x,x\n",
        errors.DuplicateHeadings,
        {"second": 25},
    ),
    ("no headings", "甲,乙\n1,2\n", errors.NoHeadings, {}),
    ("no rows", f"{HEADINGS}\n", errors.NoRows, {}),
    ("open quotation", f'{HEADINGS}\n"{FIRST}\n', errors.CsvBroken, {}),
    ("stray quotation", f'{HEADINGS}\n"甲"乙,{FIRST}\n', errors.CsvBroken, {"line": 2}),
    (
        "600 columns",
        ",".join(f"c{n}" for n in range(600)) + "\n",
        errors.TooManyColumns,
        {"row": 1},
    ),
    ("wide row", f"{HEADINGS}\n{',' * 600}x\n", errors.TooManyColumns, {"row": 2}),
    ("a million columns", "a," * 10**6 + "\n", errors.LineTooLong, {"line": 1}),
    (
        "one record of many lines",
        f"{HEADINGS}\n" + '"x\n",' * 400_000,
        errors.LineTooLong,
        {"line": 2},
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "refusal", "facts"),
    TEXTS,
    ids=lambda v: v if isinstance(v, str) and len(v) < 30 else "",
)
def test_a_broken_text_is_refused_with_its_place(  # noqa: PLR0917 - a table of cases
    office: Office, tmp_path: Path, name: str, content, refusal, facts
):
    found = refused(office, written(tmp_path, content))

    assert type(found) is refusal
    assert {**found.facts, **facts} == found.facts


GOOD_LINE = json.dumps(
    dict(zip(offices.headings(offices.row(1)), offices.row(1).values(), strict=True))
)
OBJECTS: list[tuple[str, str, type[Refused]]] = [
    ("nan", '{"CF_NR_FK": NaN, "CF_WSH": "x"}', errors.JsonNumber),
    ("infinity", '{"CF_NR_FK": -Infinity, "CF_WSH": "x"}', errors.JsonNumber),
    ("huge", '{"CF_NR_FK": 1' + "0" * 400 + "}", errors.JsonNumber),
    ("huge exponent", '{"CF_NR_FK": 1e' + "9" * 60 + "}", errors.JsonNumber),
    ("key twice", '{"CF_WSH": "x", "CF_WSH": "y"}', errors.JsonTwice),
    ("list", '["CF_WSH"]', errors.JsonNotObject),
    ("nested", '{"CF_WSH": {"x": 1}}', errors.JsonNotObject),
    ("deep", "[" * 100_000, errors.JsonBroken),
    ("broken", '{"CF_WSH": ', errors.JsonBroken),
    ("nul escaped", '{"CF_WSH": "a\\u0000b"}', errors.NulBytes),
    ("lone surrogate", '{"CF_WSH": "\\ud800"}', errors.JsonBroken),
]


@pytest.mark.parametrize(
    ("name", "line", "refusal"),
    OBJECTS,
    ids=lambda v: v if isinstance(v, str) and len(v) < 20 else "",
)
def test_a_broken_object_is_refused_with_its_line(
    office: Office, tmp_path: Path, name, line, refusal
):
    found = refused(office, written(tmp_path, f"{GOOD_LINE}\n{line}\n", "feed.jsonl"))

    assert type(found) is refusal
    assert found.facts["line"] == 2


def rewritten(folder: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """Return a good workbook with its parts changed."""
    good = offices.xlsx_file(folder, [offices.row(1)])
    bad = folder / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = change(part, source.read(part))
            if content is not None:
                target.writestr(part, content)
        for part, content in added.items():
            target.writestr(part.replace("__", "/"), content)
    return bad


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda part, content: content.replace(old, new, 1) if part == SHEET else content


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet'


@pytest.mark.parametrize(
    ("change", "added", "refusal"),
    [
        (in_sheet(b"</c>", b"<f>1+1</f></c>"), {}, errors.WorkbookFormula),
        (in_sheet(b"<worksheet", ENTITIES), {}, errors.WorkbookEntities),
        (in_sheet(b"</row>", b"<row>"), {}, errors.WorkbookDamaged),
        (in_sheet(b'r="A1"', b'r="ZZZ1"'), {}, errors.TooManyColumns),
        (lambda part, content: content, {"xl__vbaProject.bin": b"x"}, errors.WorkbookMacros),
        (
            lambda part, content: content,
            {"xl__externalLinks__externalLink1.xml": b"x"},
            errors.WorkbookMacros,
        ),
        (
            lambda part, content: None if part == "xl/workbook.xml" else content,
            {},
            errors.WorkbookDamaged,
        ),
        (
            lambda part, content: content,
            {"xl__media__image1.png": b"\0" * (300 << 20)},
            errors.WorkbookTooLarge,
        ),
        (
            lambda part, content: (
                content.replace(b"<workbookPr", b'<workbookPr date1904="1"')
                if part == "xl/workbook.xml"
                else content
            ),
            {},
            errors.WorkbookEpoch,
        ),
    ],
    ids=[
        "formula",
        "entities",
        "damaged",
        "far column",
        "macros",
        "links",
        "no list",
        "bomb",
        "1904",
    ],
)
def test_a_hostile_workbook_is_refused(office: Office, tmp_path: Path, change, added, refusal):
    assert type(refused(office, rewritten(tmp_path, change, **added))) is refusal


def test_a_formula_is_named_by_its_cell(office: Office, tmp_path: Path):
    found = refused(office, rewritten(tmp_path, in_sheet(b"</c>", b"<f>1+1</f></c>")))

    assert found.facts == {"cell": "A1"}


def test_a_workbook_that_understates_its_size_is_refused(office: Office, tmp_path: Path):
    path = rewritten(tmp_path, lambda part, content: content)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(SHEET)
    raw = path.read_bytes()
    true, lie = part.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little")
    path.write_bytes(raw.replace(true, lie))

    assert type(refused(office, path)) is errors.WorkbookDamaged


def test_several_sheets_are_refused_hidden_ones_counted(office: Office, tmp_path: Path):
    from openpyxl import load_workbook

    path = offices.xlsx_file(tmp_path, [offices.row(1)])
    book = load_workbook(path)
    hidden = book.create_sheet("more")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    book.save(path)

    assert type(refused(office, path)) is errors.WorkbookSheets


def test_an_empty_second_sheet_is_no_harm(office: Office, tmp_path: Path):
    from openpyxl import load_workbook

    path = offices.xlsx_file(tmp_path, [offices.row(1)])
    book = load_workbook(path)
    book.create_sheet("Sheet2")
    book.save(path)

    card = take_in_batch.receive(
        path=path, file_name=path.name, item=ITEM, by=office.steward, now=NOW
    )

    assert card.rows == 1


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.pdf", b"%PDF-1.7", errors.FormUnknown),
        ("a.csv", b"PK\3\4zip", errors.FormUnknown),
        ("a.xlsx", b"a,b\n", errors.FormUnknown),
        ("a.xlsx", b"\xd0\xcf\x11\xe0old", errors.WorkbookDamaged),
        ("a.xlsx", b"PK\3\4garbage", errors.WorkbookDamaged),
    ],
)
def test_a_file_must_be_what_its_name_says(office: Office, tmp_path: Path, name, content, refusal):
    assert type(refused(office, written(tmp_path, content, name))) is refusal


def test_a_refused_file_may_be_tried_again(office: Office, tmp_path: Path):
    path = written(tmp_path, GOOD)
    refused(office, path, "feed.docx")

    card = take_in_batch.receive(
        path=path, file_name="feed.csv", item=ITEM, by=office.steward, now=NOW
    )

    assert (card.state, card.rows, card.refusal) == (State.RECEIVED, 2, "")


def test_a_file_over_the_limit_is_refused(office: Office, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)

    assert type(refused(office, written(tmp_path, GOOD))) is errors.FileTooLarge


def test_more_rows_than_a_batch_may_have_are_refused(office: Office, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 1)

    assert type(refused(office, written(tmp_path, GOOD))) is errors.TooManyRows


LIMIT_MIB = 160
READ = """
import resource, sys
from pathlib import Path
import django; django.setup()
from recourse.catalogue import reading
from recourse.intake import scanning, tables
from recourse.ground.refused import Refused
item = reading.read(Path(sys.argv[2])).items["adv.work_safety_person"]
path = Path(sys.argv[1])
started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_DATA, (3 << 30, 3 << 30))
rows, code = 0, ""
try:
    scan = scanning.scan(path, path.name, path.stat().st_size)
    for line in tables.open_table(path, scan, item).rows:
        rows += 1
except Refused as refusal:
    code = refusal.code
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - started
print(code, rows, grown // 1024)
"""


def read_apart(path: Path) -> tuple[str, int]:
    """Read a file in a process of its own; return the refusal and the MiB of memory it took."""
    result = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(settings.CATALOGUE_DIR)],
        env={**_environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    *code, _, grown = result.stdout.split()
    return " ".join(code), int(grown)


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"DJANGO_SETTINGS_MODULE": "recourse.config.settings"}


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_refused_in_little_memory(tmp_path: Path):
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.truncate(0)
        for _ in range(limits.FILE_BYTES // limits.MIB):
            file.write(b"x" * limits.MIB)

    code, grown = read_apart(path)

    assert (code, grown < LIMIT_MIB) == ("intake.line_too_long", True)


@pytest.mark.slow
def test_a_sheet_with_two_far_cells_is_read_in_little_memory(tmp_path: Path):
    cells = b'<c r="SR1048576" t="inlineStr"><is><t>x</t></is></c>'
    change = in_sheet(b"</sheetData>", b'<row r="1048576">' + cells + b"</row></sheetData>")
    path = rewritten(tmp_path, change)

    code, grown = read_apart(path)

    assert (code, grown < LIMIT_MIB) == ("", True)


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_a_gigabyte_of_text_is_refused_in_little_memory(tmp_path: Path):
    filler = io.BytesIO()
    filler.write(b"<sst>")
    filler.write(b"<si><t>" + b"".join(b"%09d" % n for n in range(1_000_000)) + b"</t></si>")
    filler.write(b"<si><t>" + b"x" * (limits.SHARED_TEXT_BYTES) + b"</t></si></sst>")
    path = rewritten(
        tmp_path,
        lambda part, content: None if part == "xl/sharedStrings.xml" else content,
        xl__sharedStrings__xml=b"",
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", filler.getvalue())

    code, _ = read_apart(path)

    assert code == "intake.workbook_too_large"
