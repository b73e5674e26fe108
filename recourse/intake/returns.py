"""Which held rows a corrected file brings again: the numbers in the column it came back with."""

import re
from pathlib import Path

from recourse.catalogue.terms import Item
from recourse.intake import scanning
from recourse.intake.tables import open_whole_rows

_NUMBER = re.compile(r"(\d{1,9})(?:\.0)?")


def rows_named_in(path: Path, file_name: str, item: Item) -> list[int]:
    """Return the numbers that the rows of a file had when they were held; none if it has none.

    Args:
        path: The file as it came.
        file_name: Its name at the sender's.
        item: What it is about.

    Raises:
        Refused: The file's shape cannot be read.

    """
    scan = scanning.scan(path, file_name, path.stat().st_size)
    columns, lines = open_whole_rows(path, scan, item)
    at = columns.origin
    if at is None:
        return []
    cells = (line.cells[at].strip() for line in lines if at < len(line.cells))
    return sorted({int(found[1]) for cell in cells if (found := _NUMBER.fullmatch(cell))})
