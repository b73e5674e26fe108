"""Numbers and names people and organisations go by.

The rules this module enforces:

* a citizen's number has 18 characters: region, birth date, sequence, check digit
  (GB 11643-1999; ISO 7064 MOD 11-2). The old 15-digit form is refused;
* synthetic people have a region beginning with 0, which nobody was ever assigned; a demo takes
  only them, production never;
* an organisation's unified social credit code has 18 characters with a check character
  (GB 32100-2015); the registrars A, N and Y are as good as the digits;
* a name keeps its characters, however rare; only its spelling in bytes is made one.

Sex can be read from a citizen's number; nothing here does.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul

from recourse.ground.provisions import IDENTITY_CARD, PIPL, cite, standard, together
from recourse.ground.refused import REFUSALS, Refused
from recourse.ground.words import Words

_LAW = standard("GB 11643-1999")
_AGAIN = Words(
    zh="请对照证件核对号码，改正后重新提交。",
    en="Compare the number with the document, correct it and hand it in again.",
)


class NotEighteenCharacters(Refused):
    """A citizen's number has seventeen digits and a check character."""

    code = "identifiers.citizen_number_shape"
    law = _LAW
    says = Words(
        zh="身份证号码应为18位：17位数字加1位校验码。",
        en="A citizen's number has 18 characters: 17 digits and a check character.",
    )
    do = _AGAIN


class FifteenDigits(Refused):
    """The first-generation number is no longer valid."""

    code = "identifiers.citizen_number_fifteen_digits"
    law = together(cite(IDENTITY_CARD, "23"), _LAW)
    says = Words(
        zh="15位的旧身份证号码已经停用。",
        en="The old 15-digit citizen's number is no longer valid.",
    )
    do = Words(
        zh="请使用第二代身份证上的18位号码。",
        en="Use the 18-character number on the second-generation card.",
    )


class RegionNotAssigned(Refused):
    """No province or region has these first digits."""

    code = "identifiers.citizen_number_region"
    law = _LAW
    says = Words(
        zh="身份证号码的前两位不是任何省级地区的代码。",
        en="The first two digits of the citizen's number belong to no province or region.",
    )
    do = _AGAIN


class ImpossibleBirthDate(Refused):
    """Digits 7 to 14 are no date on which a living person was born."""

    code = "identifiers.citizen_number_birth_date"
    law = _LAW
    says = Words(
        zh="身份证号码中的出生日期不存在。",
        en="The birth date in the citizen's number does not exist.",
    )
    do = _AGAIN


class WrongCheckDigit(Refused):
    """The last character does not fit the other seventeen."""

    code = "identifiers.citizen_number_check_digit"
    law = _LAW
    says = Words(
        zh="身份证号码的校验码不正确，号码可能有误。",
        en="The check digit of the citizen's number is wrong; the number may be mistyped.",
    )
    do = _AGAIN


class RealNumberInDemo(Refused):
    """A demo never takes a real person's number."""

    code = "identifiers.real_number_in_demo"
    law = cite(PIPL, "6")
    says = Words(
        zh="演示系统只接受以0开头的虚拟证件号码。",
        en="The demo takes only synthetic document numbers, which begin with 0.",
    )
    do = Words(
        zh="请勿在演示系统中使用真实个人信息。",
        en="Do not use a real person's data in the demo.",
    )


class SyntheticNumber(Refused):
    """A number beginning with 0 belongs to nobody."""

    code = "identifiers.synthetic_number"
    law = _LAW
    says = Words(
        zh="以0开头的身份证号码是演示用的虚拟号码。",
        en="A citizen's number that begins with 0 is synthetic; it is for demos only.",
    )
    do = _AGAIN


class NotACreditCode(Refused):
    """A unified social credit code has 18 characters of its own alphabet."""

    code = "identifiers.credit_code_shape"
    law = standard("GB 32100-2015")
    says = Words(
        zh="统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）。",
        en="A unified social credit code has 18 digits or capitals, without I, O, S, V or Z.",
    )
    do = Words(
        zh="请对照登记证书核对代码，改正后重新提交。",
        en="Compare the code with the certificate, correct it and hand it in again.",
    )


class WrongCreditCodeCheck(Refused):
    """The last character does not fit the other seventeen."""

    code = "identifiers.credit_code_check_digit"
    law = standard("GB 32100-2015")
    says = Words(
        zh="统一社会信用代码的校验码不正确。",
        en="The check character of the unified social credit code is wrong.",
    )
    do = NotACreditCode.do


_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = 48 * sum(_WEIGHTS)  # what the digits' own code points add to the sum
_CHECKS = "10X98765432"
_PROVINCES = (
    range(11, 16),
    range(21, 24),
    range(31, 38),
    range(41, 47),
    range(50, 55),
    range(61, 66),
)
_REGIONS = frozenset(str(code) for codes in (*_PROVINCES, (71, 81, 82, 83)) for code in codes)
_OLDEST = 1900


def check_citizen_number(number: str, *, synthetic: bool) -> str:
    """Return the number as it is stored: trimmed, with a capital X.

    Args:
        number: As handed in.
        synthetic: Whether this is a demo, which takes only synthetic people.

    Raises:
        NotEighteenCharacters: Wrong length or characters.
        FifteenDigits: The old form.
        RealNumberInDemo: A number not beginning with 0, in a demo.
        SyntheticNumber: A number beginning with 0, in production.
        RegionNotAssigned: No region has this code.
        ImpossibleBirthDate: No such date.
        WrongCheckDigit: The check digit does not fit.

    Law:
        GB 11643-1999.

    """
    number = number.strip().upper()
    fault = citizen_number_fault(number, synthetic=synthetic)
    if fault:
        raise REFUSALS[fault]
    return number


def citizen_number_fault(number: str, *, synthetic: bool) -> str | None:
    """Return the code of the first rule that a normalised number breaks, or None.

    The same rules as `check_citizen_number`, for a million rows: nothing is raised.
    """
    if not _CITIZEN.fullmatch(number):
        return (FifteenDigits if _FIFTEEN.fullmatch(number) else NotEighteenCharacters).code
    if (number[0] == "0") is not synthetic:
        return (RealNumberInDemo if synthetic else SyntheticNumber).code
    return gb11643_fault(number, any_region=synthetic)


def gb11643_fault(number: str, *, any_region: bool) -> str | None:
    """Return the code of the first rule that eighteen well-formed characters break, or None."""
    if not any_region and number[:2] not in _REGIONS:
        return RegionNotAssigned.code
    if not _is_birth_date(number[6:14]):
        return ImpossibleBirthDate.code
    if number[17] != _citizen_check(number):
        return WrongCheckDigit.code
    return None


def _citizen_check(number: str) -> str:
    """Return the check digit that the first seventeen digits call for."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, number.encode())) - _ZEROS) % 11]


@lru_cache(maxsize=65_536)  # every day of 150 years
def _is_birth_date(digits: str) -> bool:
    """Whether eight digits are a day on which somebody in the file may have been born."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= _OLDEST
    except ValueError:
        return False


def born_on(number: str) -> date:
    """Return the birth date in a checked citizen's number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def age_on(born_on: date, on: date) -> int:
    """Return the completed years of life on the civil date `on`.

    Somebody born on 29 February completes a year on 1 March where there is no 29th: a child is
    protected a day longer, never a day less.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def citizen_number(*, region: str, born_on: date, sequence: int) -> str:
    """Make a citizen's number with its check digit; for synthetic people.

    Args:
        region: Six digits; the first is 0.
        born_on: Birth date.
        sequence: 0 to 999.

    Raises:
        ValueError: The region is not synthetic, or the sequence has more than three digits.

    """
    if not re.fullmatch(r"0[0-9]{5}", region) or not 0 <= sequence <= 999:
        raise ValueError("only synthetic numbers are made: region 0xxxxx, sequence 0..999")
    digits = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return digits + _citizen_check(digits)


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_CREDIT = re.compile(rf"[1-9ANY][1-9A-HJ-NP-RTUWXY][0-9]{{6}}[{_ALPHABET}]{{10}}")
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_credit_code(code: str) -> str:
    """Return the unified social credit code as it is stored: trimmed, in capitals.

    Raises:
        NotACreditCode: Wrong length or characters.
        WrongCreditCodeCheck: The check character does not fit.

    Law:
        GB 32100-2015.

    """
    code = code.strip().upper()
    fault = credit_code_fault(code)
    if fault:
        raise REFUSALS[fault]
    return code


def credit_code_fault(code: str) -> str | None:
    """Return the code of the first rule that a normalised credit code breaks, or None."""
    if not _CREDIT.fullmatch(code):
        return NotACreditCode.code
    return None if code[17] == _credit_check(code) else WrongCreditCodeCheck.code


def _credit_check(code: str) -> str:
    """Return the check character that the first seventeen call for."""
    values = map(_VALUE.__getitem__, code[:17])
    return _ALPHABET[-sum(map(mul, _CREDIT_WEIGHTS, values)) % 31]


def credit_code(*, kind: str = "11", region: str = "000000", sequence: int) -> str:
    """Make a credit code with both its check characters; for synthetic organisations.

    Args:
        kind: Registrar and kind, such as 11 for an organ of the state.
        region: Six digits.
        sequence: Number of the body, 0 to 99,999,999.

    """
    body = f"{sequence:08d}"
    remainder = 11 - sum(map(mul, _BODY_WEIGHTS, map(int, body))) % 11
    code = f"{kind}{region}{body}{'0123456789X0'[remainder]}"
    return code + _credit_check(code)


_PLAIN_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_DOTS = re.compile(r"\s*[\u00b7\u0387\u2022\u2027\u2219\u22c5\u30fb\uff65\u318d\ua78f]\s*")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s*[.\uff0e]\s*(?=[^\x00-\x7f])")
_SPACE_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\u2e7f])\s+(?=[^\x00-\u2e7f])")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNSEEN = ("Cc", "Cf")


def _is_seen(part: str) -> bool:
    """Whether a character shows, or at least keeps words apart."""
    return part.isspace() or unicodedata.category(part) not in _UNSEEN


def normalise_name(name: str) -> str:
    """Return a name as it is compared and stored.

    NFC; full-width letters made plain; unseen characters and spaces within Chinese names
    dropped; every middle dot made U+00B7. Rare characters (䶮, 㛃, 𠮷) stay what they are.

    >>> normalise_name(" 买买提・艾力 ")
    '买买提·艾力'
    """
    if _PLAIN_NAME.fullmatch(name):
        return name
    text = "".join(filter(_is_seen, name.translate(_FULL_WIDTH)))
    text = " ".join(unicodedata.normalize("NFC", text).split())
    text = _DOT_BETWEEN_HAN.sub("·", _DOTS.sub("·", text))
    return _SPACE_BETWEEN_HAN.sub("", text).strip()
