"""Codes, limits and counters."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.officials import codes, rules
from recourse.officials.terms import Attempt, Way

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    at = datetime.fromtimestamp(seconds, tz=UTC)

    assert codes.code_at(RFC_SECRET, codes.step_of(at)) == code[-6:]


@given(st.integers(min_value=-4, max_value=4))
def test_a_code_counts_for_its_step_and_one_beside_it(shift):
    code = codes.code_at(RFC_SECRET, codes.step_of(NOW) + shift)

    shown = codes.step_shown_by(code, secret=RFC_SECRET, after=-1, now=NOW)

    assert (shown == codes.step_of(NOW) + shift) == (abs(shift) <= 1)


def test_a_used_step_and_all_before_it_count_no_more():
    step = codes.step_of(NOW)
    shown = [
        codes.step_shown_by(
            codes.code_at(RFC_SECRET, step + shift), secret=RFC_SECRET, after=step, now=NOW
        )
        for shift in (-1, 0, 1)
    ]

    assert shown == [None, None, step + 1]


@pytest.mark.parametrize(
    "typed", ["", "１２３４５６", "12345", "1234567", "abcdef", "動的碼碼碼碼"]
)
def test_what_is_no_code_is_nothing(typed):
    assert not codes.is_code(typed)
    assert codes.step_shown_by(typed, secret=RFC_SECRET, after=-1, now=NOW) is None


def test_recovery_codes_are_ten_different_ones_that_survive_bad_handwriting():
    made = codes.new_recovery_codes()

    assert len(set(made)) == 10
    assert all(len(codes.plain(code)) == 10 for code in made)
    assert all(codes.plain(code.lower().replace("-", " ")) == codes.plain(code) for code in made)
    assert not set("".join(made)) & set("OIL")


def test_the_address_for_a_code_app_names_site_and_account():
    made = codes.address(RFC_SECRET, issuer="有据", account="试验局 0101 wang")

    assert made.startswith("otpauth://totp/%E6%9C%89%E6%8D%AE:")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in made
    assert " " not in made


def wrong(minutes_ago: float, way: Way = Way.CODE) -> Attempt:
    return Attempt(NOW - timedelta(minutes=minutes_ago), way, "officials.not_recognised")


def right(minutes_ago: float) -> Attempt:
    return Attempt(NOW - timedelta(minutes=minutes_ago), Way.CODE, "")


def test_five_wrong_codes_in_a_quarter_of_an_hour_are_enough():
    assert not rules.must_wait([wrong(1)] * 4, now=NOW)
    assert rules.must_wait([wrong(1)] * 5, now=NOW)
    assert not rules.must_wait([wrong(15)] * 5, now=NOW)


def test_twenty_a_day_are_enough_also_when_somebody_was_let_in_between():
    slowly = [wrong(20 * (number + 1)) for number in range(20)]

    assert rules.must_wait(slowly, now=NOW)
    assert rules.must_wait([right(1), *slowly], now=NOW)
    assert not rules.must_wait(slowly[:19], now=NOW)


def test_a_hundred_in_a_row_close_codes_until_somebody_is_let_in():
    long_ago = [wrong(60 * 24 * 3)] * 100

    assert rules.must_wait(long_ago, now=NOW)
    assert not rules.must_wait([right(60 * 24 * 2), *long_ago], now=NOW)


def test_wrong_passkeys_do_not_close_codes():
    assert not rules.must_wait([wrong(1, Way.PASSKEY)] * 100, now=NOW)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_counter_counts_on_or_is_not_there(known, said):
    assert rules.is_copy(known=known, said=said) == (not (said > known or said == known == 0))


def test_a_name_is_the_same_in_capitals_and_with_spaces_but_not_for_another_seat():
    agency = UUID(int=7)
    login = rules.login_of(agency=agency, seat_number="0101", name="wang.fang")

    assert login == rules.login_of(agency=agency, seat_number=" 0101 ", name="Wang.Fang ")
    assert login != rules.login_of(agency=agency, seat_number="0102", name="wang.fang")
