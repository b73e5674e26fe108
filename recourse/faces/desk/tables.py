"""Lists of a desk as CSV, as spreadsheets open it, with nothing they would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from recourse.faces.sending import download
from recourse.intake.held import harmless

MOST_LINES = 5_000
"""Lines of one file; more are asked for by their period."""


def csv_file(name: str, lines: Iterable[Sequence[str]]) -> HttpResponse:
    """Send lines as CSV in UTF-8 with a mark; the first is the heading."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in line] for line in lines)
    return download(
        text.getvalue().encode("utf-8-sig"), name=f"{name}.csv", kind="text/csv; charset=utf-8"
    )
