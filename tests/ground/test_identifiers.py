"""Citizens' numbers, credit codes and names, with a second opinion from another library."""

import unicodedata
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from recourse.ground import identifiers
from recourse.ground.identifiers import (
    age_on,
    born_on,
    check_citizen_number,
    check_credit_code,
    citizen_number,
    citizen_number_fault,
    credit_code,
    credit_code_fault,
    normalise_name,
)

GOOD = "000000199001010018"
births = st.dates(date(1900, 1, 1), date(2026, 12, 31))
synthetic = st.builds(
    citizen_number,
    region=st.integers(0, 99_999).map("0{:05d}".format),
    born_on=births,
    sequence=st.integers(0, 999),
)


def real(region: str, birth: str, sequence: str) -> str:
    """A well-formed number that a living person might have; made here, never kept."""
    digits = region + birth + sequence
    return digits + identifiers._citizen_check(digits)


@given(synthetic)
def test_a_synthetic_number_is_good_in_a_demo_and_refused_in_production(number):
    assert citizen_number_fault(number, synthetic=True) is None
    with pytest.raises(identifiers.SyntheticNumber):
        check_citizen_number(number, synthetic=False)


@given(synthetic)
def test_another_library_finds_the_same_check_digit(number):
    assert ric.calc_check_digit(number) == number[17]


@pytest.mark.slow
@given(synthetic)
def test_another_library_takes_no_synthetic_number_for_a_person(number):
    with pytest.raises(ValidationError):
        ric.validate(number)


@given(synthetic, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(number, place, digit):
    assume(number[place] != digit)
    mistyped = number[:place] + digit + number[place + 1 :]

    assert citizen_number_fault(mistyped, synthetic=True) is not None


@pytest.mark.slow
@given(synthetic, st.integers(0, 16))
def test_two_neighbouring_digits_exchanged_never_pass(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assume(swapped != number)

    assert citizen_number_fault(swapped, synthetic=True) is not None


@pytest.mark.slow
@given(st.text(max_size=20) | st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True), st.booleans())
def test_checking_and_looking_for_a_fault_say_the_same(number, synthetic):
    fault = citizen_number_fault(number.strip().upper(), synthetic=synthetic)

    if fault is None:
        assert check_citizen_number(number, synthetic=synthetic) == number.strip().upper()
    else:
        with pytest.raises(identifiers.REFUSALS[fault]):
            check_citizen_number(number, synthetic=synthetic)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("", identifiers.NotEighteenCharacters),
        ("00000019900101001", identifiers.NotEighteenCharacters),
        ("0000001990010100180", identifiers.NotEighteenCharacters),
        ("00000019900101001Y", identifiers.NotEighteenCharacters),
        ("X00000199001010018", identifiers.NotEighteenCharacters),
        ("０00000199001010018", identifiers.NotEighteenCharacters),
        ("٠00000199001010018", identifiers.NotEighteenCharacters),
        ("000000199001010018\n0", identifiers.NotEighteenCharacters),
        ("000000900101001", identifiers.FifteenDigits),
        ("110101199001010010", identifiers.RealNumberInDemo),
        ("000000199002300018", identifiers.ImpossibleBirthDate),
        ("000000190002290010", identifiers.ImpossibleBirthDate),
        ("000000000001010010", identifiers.ImpossibleBirthDate),
        ("000000189912310010", identifiers.ImpossibleBirthDate),
        ("000000199001010019", identifiers.WrongCheckDigit),
        ("00000019900101001X", identifiers.WrongCheckDigit),
    ],
)
def test_a_demo_refuses_a_faulty_number_with_the_rule_it_breaks(number, refusal):
    with pytest.raises(refusal):
        check_citizen_number(number, synthetic=True)


@pytest.mark.parametrize("region", ["110101", "370202", "650104", "710000", "810000", "820000"])
def test_production_takes_every_assigned_region(region):
    number = real(region, "19900101", "001")

    assert check_citizen_number(f" {number.lower()} ", synthetic=False) == number


@pytest.mark.parametrize("region", ["160000", "200000", "380000", "470000", "990000", "660000"])
def test_production_refuses_a_region_nobody_was_assigned(region):
    with pytest.raises(identifiers.RegionNotAssigned):
        check_citizen_number(real(region, "19900101", "001"), synthetic=False)


def test_a_small_x_is_stored_as_a_capital():
    number = next(
        number
        for number in (
            citizen_number(region="000000", born_on=date(1990, 1, 1), sequence=sequence)
            for sequence in range(99)
        )
        if number.endswith("X")
    )

    assert check_citizen_number(number.lower(), synthetic=True) == number


@pytest.mark.slow
@given(births, st.integers(0, 999))
def test_the_birth_date_is_read_back(birth, sequence):
    number = citizen_number(region="000000", born_on=birth, sequence=sequence)

    assert born_on(number) == birth


def test_no_real_persons_number_is_ever_made():
    for region, sequence in [("110101", 1), ("00000", 1), ("000000", 1000), ("000000", -1)]:
        with pytest.raises(ValueError, match="only synthetic"):
            citizen_number(region=region, born_on=date(1990, 1, 1), sequence=sequence)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 24), date(2026, 11, 23), -1),
    ],
)
def test_a_year_of_life_is_complete_on_the_birthday(birth, on, age):
    assert age_on(birth, on) == age


def test_nothing_in_the_house_derives_sex():
    assert not [name for name in dir(identifiers) if "sex" in name.lower() or "gender" in name]


@given(st.integers(0, 99_999_999), st.sampled_from(["11", "12", "51", "91", "92", "93"]))
def test_another_library_agrees_on_credit_codes(sequence, kind):
    code = credit_code(kind=kind, region="370200", sequence=sequence)

    assert check_credit_code(f" {code.lower()} ") == code
    assert uscc.is_valid(code)


@pytest.mark.parametrize("kind", ["Y1", "A1", "N1", "G1"])
def test_registrars_named_by_a_letter(kind):
    code = credit_code(kind=kind, sequence=7)

    assert credit_code_fault(code) == (None if kind != "G1" else identifiers.NotACreditCode.code)


def test_the_synthetic_organ_of_the_law_study_is_valid():
    assert credit_code(sequence=1) == check_credit_code("11000000000000019Q")


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("11000000000000019", identifiers.NotACreditCode),
        ("11000000000000019QQ", identifiers.NotACreditCode),
        ("1100000000000001IQ", identifiers.NotACreditCode),
        ("11A00000000000019Q", identifiers.NotACreditCode),
        ("11000000000000019R", identifiers.WrongCreditCodeCheck),
        ("11000000000000018Q", identifiers.WrongCreditCodeCheck),
    ],
)
def test_a_faulty_credit_code_is_refused(code, refusal):
    with pytest.raises(refusal):
        check_credit_code(code)


@given(st.integers(0, 99_999_999), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_a_credit_code_never_passes(sequence, place, digit):
    code = credit_code(sequence=sequence)
    assume(code[place] != digit)

    assert credit_code_fault(code[:place] + digit + code[place + 1 :]) is not None


@pytest.mark.parametrize("rare", ["䶮", "㛃", "𠮷", "𬱖", "𫍽", "王𠮷", "㛃𫍽"])
def test_a_rare_character_stays_what_it_is(rare):
    assert normalise_name(rare) == rare


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" 张伟 ", "张伟"),
        ("张　伟", "张伟"),
        ("张 \u200b伟\ufeff", "张伟"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 ‧ 艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("John  A. Smith", "John A. Smith"),
        ("Mu\u0308ller", "Müller"),
        ("", ""),
        (" \t ", ""),
    ],
)
def test_one_name_in_many_spellings_is_one_name(written, stored):
    assert normalise_name(written) == stored


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("0 \u200b 0")
def test_a_normalised_name_is_normal_already(name):
    normal = normalise_name(name)

    assert normalise_name(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
