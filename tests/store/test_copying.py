"""Rows packed by columns are those packed one by one, and no column may be shorter."""

from datetime import date
from uuid import UUID, uuid4

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from recourse.store import binary, copying

DAYS = some.lists(some.one_of(some.none(), some.dates(date(1900, 1, 1), date(2199, 12, 31))))


@given(DAYS)
def test_a_column_of_dates_is_packed_as_each_date_is(days: list[date | None]):
    column = pl.Series(days, dtype=pl.Date)

    assert list(copying.dates(column)) == [copying.of_date(day) for day in days]


def test_columns_lie_side_by_side_and_bytes_stand_in_every_row():
    laid = b"".join(copying.by_columns(2, b"|", [b"a", b"b"], b"-", iter([b"1", b"2"])))

    assert laid == b"|a-1|b-2"


@pytest.mark.parametrize("short", [[], [b"1"], [b"1", b"2", b"3"]])
def test_a_column_of_another_length_is_refused(short: list[bytes]):
    with pytest.raises(ValueError, match="zip"):
        list(copying.by_columns(2, b"|", [b"a", b"b"], short))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3])
def test_identifiers_reach_the_database_as_they_are(count: int):
    made = [uuid4() for _ in range(count)]
    packed = binary.Identifiers([one.bytes for one in made])

    with binary.asking("SELECT %b::uuid[], %b::uuid[]", [packed, made]) as answers:
        ((as_bytes, as_objects),) = answers.fetchall()

    assert as_bytes == as_objects == made
    assert all(isinstance(one, UUID) for one in as_bytes)
