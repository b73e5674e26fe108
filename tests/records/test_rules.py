"""When a record may be shown, decided from dates alone."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recourse.catalogue.terms import Polarity
from recourse.ground.calendar import add_months, civil_date, start_of
from recourse.records import rules
from recourse.records.errors import AlreadyEnded
from recourse.records.terms import Dates, Life, State
from recourse.store.calendar import working_days
from tests.records.making import dates, item

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
gaps = st.integers(0, 1500)
ADVERSE = item()
LICENCE = item(Polarity.NEUTRAL, max_months=600)


@st.composite
def facts(draw: st.DrawFn) -> Dates:
    """Dates of a fact in the order in which the law lets them happen."""
    conduct = draw(days)
    decided = conduct + timedelta(days=draw(gaps))
    served = decided + timedelta(days=draw(gaps))
    return dates(
        conduct_ended_on=conduct,
        decided_on=decided,
        served_on=served,
        final_on=draw(st.none() | st.just(served + timedelta(days=draw(gaps)))),
        received_on=served + timedelta(days=draw(gaps)),
    )


windows = st.builds(
    lambda low, more, cap, keep: item(
        min_months=low, max_months=low + more, cap_months=cap, keep_months_after_end=keep
    ),
    st.integers(0, 36),
    st.integers(0, 36),
    st.integers(1, 60),
    st.integers(0, 12),
)


def life_or_none(of: object, on: Dates) -> Life | None:
    try:
        return rules.life_of(of, on)
    except AlreadyEnded:
        return None


def test_an_ordinary_penalty_ends_a_year_after_the_conduct_and_is_kept_half_a_year_more():
    life = rules.life_of(ADVERSE, dates(conduct_ended_on=date(2026, 9, 1)))

    assert life == Life(
        repair_from_on=date(2026, 12, 1), ends_on=date(2027, 9, 1), erase_on=date(2028, 3, 1)
    )


def test_a_record_ends_on_its_day_even_in_the_middle_of_a_holiday():
    life = rules.life_of(ADVERSE, dates(conduct_ended_on=date(2026, 10, 1)))

    assert life.ends_on == date(2027, 10, 1)
    assert not working_days().is_working(life.ends_on)


@given(windows, facts())
def test_no_adverse_record_outlives_five_years_from_the_conduct(of, on):
    life = life_or_none(of, on)
    assume(life is not None)

    assert life.ends_on <= add_months(on.conduct_ended_on, min(60, of.window.cap_months))


@given(windows, facts())
def test_every_clock_start_bounds_the_end_and_one_of_them_is_the_end(of, on):
    life = life_or_none(of, on)
    assume(life is not None)
    ends = [add_months(start, of.window.max_months) for start in rules.clock_starts(on)]
    ends.append(add_months(on.conduct_ended_on, of.window.cap_months))

    assert life.ends_on == min(ends)


@given(windows, facts(), gaps)
def test_a_later_report_never_lengthens_a_record(of, on, delay):
    later = dates(
        conduct_ended_on=on.conduct_ended_on,
        decided_on=on.decided_on,
        served_on=on.served_on,
        final_on=on.final_on,
        received_on=on.received_on + timedelta(days=delay),
    )
    prompt, late = life_or_none(of, on), life_or_none(of, later)
    assume(prompt is not None and late is not None)

    assert late.ends_on == prompt.ends_on
    assert late.erase_on == prompt.erase_on
    assert late.repair_from_on == prompt.repair_from_on


@given(windows, facts())
def test_knowing_one_more_date_never_lengthens_a_record(of, on):
    fewer = dates(
        conduct_ended_on=None,
        decided_on=on.decided_on,
        served_on=None,
        received_on=on.received_on,
    )
    life = life_or_none(of, on)
    assume(life is not None)

    assert life.ends_on <= rules.life_of(of, fewer).ends_on


@given(windows, facts())
def test_what_enters_has_a_day_left_and_is_erased_after_it_ends(of, on):
    life = life_or_none(of, on)
    assume(life is not None)

    assert on.received_on < life.ends_on <= life.erase_on


def test_what_is_over_on_the_day_it_arrives_is_refused():
    last = dates(conduct_ended_on=date(2026, 9, 1), received_on=date(2027, 8, 31))
    late = dates(conduct_ended_on=date(2026, 9, 1), received_on=date(2027, 9, 1))

    assert rules.life_of(ADVERSE, last).ends_on == date(2027, 9, 1)
    with pytest.raises(AlreadyEnded):
        rules.life_of(ADVERSE, late)


def test_a_licence_ends_on_the_day_after_its_last_valid_day():
    life = rules.life_of(LICENCE, dates(valid_until_on=date(2028, 2, 29)))

    assert life.ends_on == date(2028, 3, 1)
    assert life.repair_from_on is None


@pytest.mark.parametrize("open_ended", [None, date(2099, 12, 31), date(9999, 12, 31)])
def test_an_open_ended_licence_ends_with_the_window_of_its_item(open_ended):
    of = item(Polarity.NEUTRAL, max_months=60)

    life = rules.life_of(of, dates(decided_on=date(2026, 11, 2), valid_until_on=open_ended))

    assert life.ends_on == date(2031, 11, 2)


def test_an_end_does_not_roll_forward_over_a_holiday():
    of = item(max_months=12)

    life = rules.life_of(
        of,
        dates(
            conduct_ended_on=date(2025, 10, 1),
            received_on=date(2026, 9, 1),
            decided_on=date(2026, 8, 1),
            served_on=date(2026, 8, 2),
        ),
    )

    assert life.ends_on == date(2026, 10, 1)


@given(windows, facts(), days)
def test_an_early_end_only_moves_dates_earlier(of, on, day):
    life = life_or_none(of, on)
    assume(life is not None)

    ended = rules.ended_early(life, day)

    assert ended.ends_on <= min(life.ends_on, day)
    assert ended.erase_on <= life.erase_on
    assert ended.erase_on - ended.ends_on == life.erase_on - life.ends_on


instants = st.builds(
    lambda on, seconds: start_of(on) + timedelta(seconds=seconds), days, st.sampled_from([-1, 0, 1])
)
cards = st.builds(
    SimpleNamespace,
    usable_from_on=st.none() | days,
    ends_on=days,
    erase_on=days,
    silenced=st.integers(0, 3),
    ended_at=st.none() | instants,
    falls_at=st.none() | instants,
    has_contents=st.booleans(),
)


@given(cards, instants)
def test_state_and_standing_agree(card, at):
    state = rules.state_of(card, at)

    assert rules.standing(card, at) or state is not State.STANDING
    if state in {State.ENDED, State.SILENCED, State.UNSEEN}:
        assert not rules.standing(card, at)


@given(days, st.integers(1, 1500))
def test_one_second_decides(usable_from_on, shown_days):
    card = SimpleNamespace(
        usable_from_on=usable_from_on,
        ends_on=usable_from_on + timedelta(days=shown_days),
        silenced=0,
        ended_at=None,
        falls_at=None,
    )
    opens, closes = start_of(card.usable_from_on), start_of(card.ends_on)

    assert not rules.standing(card, opens - timedelta(seconds=1))
    assert rules.standing(card, opens)
    assert rules.standing(card, closes - timedelta(seconds=1))
    assert not rules.standing(card, closes)


@given(days)
def test_a_key_dies_with_the_month_of_the_erasure(on):
    month = rules.key_month_of(on)

    assert month.day == 1
    assert month <= on < add_months(month, 1)
    assert civil_date(start_of(month)) == month


def test_case_and_spaces_do_not_make_another_fact():
    once = rules.source_digest_parts(
        authority=b"a" * 16,
        document_number="示应急罚 2026a7",
        item="x",
        decided_on=date(2026, 1, 2),
    )
    again = rules.source_digest_parts(
        authority=b"a" * 16,
        document_number=" 示应急罚2026A7 ",
        item="x",
        decided_on=date(2026, 1, 2),
    )

    assert once == again


@pytest.mark.parametrize(
    "spelling",
    [
        "（示）应急罚【2026】第000001-2号",
        "(示)应急罚[2026]第000001-2号",
        "（示）应急罚（２０２６）第０００００１－２号",
        "〔示〕应急罚〔 2026 〕 第000001—2号",
        "（示）应急罚﹝2026﹞第000001–2号",
        "（示）应急罚〈2026〉第000001−2号",
        "（示）应急罚<2026>第000001——2号",
        "﹙示﹚应急罚［2026］第\u200b000001‐2号\u202c",
        "（示）应急罚{2026}第000001\u00a0─\u30002号\n",
    ],
)
def test_however_its_number_is_spelt_a_decision_is_one_fact(spelling: str):
    plain = rules.plain_document_number("（示）应急罚〔2026〕第000001-2号")

    assert rules.plain_document_number(spelling) == plain


@pytest.mark.parametrize(
    "other",
    [
        "示罚〔2026〕2号",
        "示罚〔2025〕1号",
        "示罚〔2026〕11号",
        "示罚〔2026〕1-1号",
        "市罚〔2026〕1号",
    ],
)
def test_another_number_is_another_fact(other: str):
    assert rules.plain_document_number(other) != rules.plain_document_number("示罚〔2026〕1号")


@given(st.text(max_size=30))
def test_no_document_number_breaks_the_comparison(number: str):
    plain = rules.plain_document_number(number)

    assert not set(plain) & set("[]{}〔〕【】 \t\n\u200b—")


@given(
    st.lists(
        st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("（〔—-\n\u0301\u3099カ")))
    )
)
def test_numbers_compared_together_are_those_compared_one_by_one(numbers: list[str]):
    together = rules.plain_document_numbers(numbers)

    assert together == [rules.plain_document_number(number) for number in numbers]
