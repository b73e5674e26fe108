"""The quick way of reading CSV and the strict one tell the same of every file, or refuse it."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from recourse.ground.refused import Refused
from recourse.intake import deliveries, limits
from recourse.intake.headings import Columns
from recourse.intake.plain_csv import CsvFile
from recourse.intake.terms import Line

COLUMNS = Columns(places={"a": 0, "c": 2}, written={"a": "a", "c": "c"}, dropped=("b",), width=3)
CELLS = some.one_of(
    some.text("ab 01'#\u3000经查\ufeff\u2028;-", max_size=4),
    some.sampled_from(["NULL", "NA", "null", "1.0", "007", '"q"', '"a,b"', '"a\nb"', '"a""b"']),
)
LINES = some.one_of(
    some.lists(CELLS, min_size=3, max_size=3).map(",".join),
    some.lists(CELLS, max_size=5).map(",".join),
    some.sampled_from(["", ",,", " ", '"', 'a"b,c,d', '"a"b,c,d', '"a', "\r", "\v,\f,\x1c"]),
)
PLAIN = some.lists(some.text("ab 01#经", min_size=1, max_size=4), min_size=3, max_size=3).map(
    ",".join
)
FILES = some.tuples(
    some.lists(some.one_of(PLAIN, PLAIN, LINES), max_size=12),
    some.sampled_from(["\n", "\r\n", "\r"]),
    some.booleans(),
).map(lambda file: file[1].join(file[0]) + (file[1] if file[2] else ""))


def written(folder: Path, text: str) -> Path:
    path = folder / "feed.csv"
    path.write_text(f"a,b,c\n{text}", encoding="utf-8", newline="")
    return path


def rows_of(path: Path, *, at_once: bool) -> list[tuple[object, ...]] | Refused:
    """Read the rows below the headings; a refusal is returned."""
    file = CsvFile(path, "utf-8", ",")
    lines = file.lines()
    next(lines)
    try:
        if at_once:
            first = next(lines, None)
            pieces = file.rest(COLUMNS) if first else iter(())
        else:
            pieces = lines
        frames = list(deliveries._frames(pieces, COLUMNS))
    except Refused as refusal:
        return refusal
    return [row for frame in frames for row in frame.rows()]


@pytest.mark.slow
@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=FILES, chunk_rows=some.integers(1, 5))
def test_the_quick_way_and_the_strict_way_read_the_same(
    text: str, chunk_rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "CHUNK_ROWS", chunk_rows)
    path = written(tmp_path, text)

    strictly, quickly = (rows_of(path, at_once=at_once) for at_once in (False, True))

    if isinstance(strictly, Refused):
        assert isinstance(quickly, Refused)
        assert (quickly.code, quickly.facts) == (strictly.code, strictly.facts)
    else:
        assert quickly == strictly


def test_rows_of_a_plain_file_are_never_read_one_by_one(tmp_path: Path):
    path = written(tmp_path, "1,x,一\n2,y,二\n3,z,三\n")
    file = CsvFile(path, "utf-8", ",")
    lines = file.lines()
    next(lines), next(lines)

    (block,) = file.rest(COLUMNS)

    assert not isinstance(block, Line)
    assert block.number == 2
    assert block.cells.rows() == [("1", "一"), ("2", "二"), ("3", "三")]


def test_a_quoted_row_that_leaves_its_chunk_is_read_whole(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(limits, "CHUNK_ROWS", 2)
    path = written(tmp_path, '1,x,一\n2,y,"二\n\n\n二"\n3,z,三\n4,z,四\n5,"z,五\n')

    assert rows_of(path, at_once=True).facts == {"line": 9}


def test_a_cell_longer_than_any_may_be_is_refused_without_quotes(tmp_path: Path):
    path = written(tmp_path, f"1,x,一\n2,{'y' * (limits.CELL_CHARACTERS + 1)},二\n")

    refusal = rows_of(path, at_once=True)

    assert isinstance(refusal, Refused)
    assert refusal.code == rows_of(path, at_once=False).code
    assert csv.field_size_limit() == limits.CELL_CHARACTERS
