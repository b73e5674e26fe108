"""Bars add up, stay in their place, and are never too thin to be seen."""

from hypothesis import given
from hypothesis import strategies as st

from recourse.faces.charts import FLOOR, WIDTH, bars, parts

counts = st.lists(st.tuples(st.sampled_from(["1月", "Feb"]), st.integers(0, 10**6)), max_size=24)
outcomes = st.tuples(*(st.integers(0, 10**7) for _ in range(4)))


@given(counts)
def test_every_bar_stands_inside_the_picture(months):
    for bar in bars(months):
        assert 0 <= bar.left <= bar.left + bar.width <= WIDTH
        assert 2 <= bar.height <= FLOOR
        assert 12 <= bar.count_y < bar.top


@given(counts)
def test_a_higher_count_never_has_a_lower_bar(months):
    drawn = sorted(bars(months), key=lambda bar: bar.count)

    assert [bar.height for bar in drawn] == sorted(bar.height for bar in drawn)


@given(outcomes)
def test_the_parts_of_a_file_fill_the_whole_bar_and_none_is_lost(rows):
    drawn = parts([(str(place), count) for place, count in enumerate(rows)])

    assert {part.kind for part in drawn} == {str(at) for at, count in enumerate(rows) if count}
    assert all(part.size >= 4 for part in drawn)
    assert sum(part.size for part in drawn) == (1000 if any(rows) else 0)
    ends = [part.start + part.size for part in drawn]
    assert [part.start for part in drawn] == [0, *ends][: len(drawn)]
