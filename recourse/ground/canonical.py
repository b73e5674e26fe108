"""Canonical JSON: one value, one sequence of bytes, so that it can be hashed and signed.

The rules this module enforces (RFC 8785, on top of I-JSON, RFC 7493):

* no white space; members sorted by the UTF-16 code units of their names (3.2.3);
* strings escaped as ECMAScript does, and no lone surrogates (3.2.2.2);
* numbers written as ECMAScript writes a double (3.2.2.3); no NaN, no Infinity, and no
  integer that a double cannot hold exactly.
"""

import json
import math
from collections.abc import Mapping, Sequence

MAX_INTEGER = 2**53 - 1


def dumps(value: object) -> bytes:
    """Return the canonical form of `value`.

    Args:
        value: None, bool, int, float, str, a sequence of these, or a mapping from str.

    Raises:
        ValueError: A number or a string has no canonical form.
        TypeError: A value or a member's name is of another type.

    Law:
        RFC 8785.

    """
    return _text(value).encode()


def _text(value: object) -> str:
    """Return the canonical text of any value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _double(value)
    return _composed(value)


def _composed(value: object) -> str:
    """Return the canonical text of an object or an array."""
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=_utf16)
        return "{" + ",".join(f"{_text(name)}:{_text(item)}" for name, item in members) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return "[" + ",".join(map(_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} is not JSON")


def _utf16(member: tuple[object, object]) -> bytes:
    """Return what members are sorted by."""
    name = member[0]
    if not isinstance(name, str):
        raise TypeError(f"a member's name must be text, not {type(name).__name__}")
    return name.encode("utf-16-be")


def _integer(value: int) -> str:
    """Return the digits of an integer that every reader can hold."""
    if abs(value) > MAX_INTEGER:
        raise ValueError("an integer beyond 2^53 - 1 has no canonical form; use text")
    return str(int(value))


def _double(value: float) -> str:
    """Write a double as ECMAScript's Number::toString does.

    Law:
        ECMA-262, section 6.1.6.1.20; RFC 8785, section 3.2.2.3.

    """
    if not math.isfinite(value):
        raise ValueError("NaN and Infinity have no canonical form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, exponent = _shortest(abs(value))
    return sign + _placed(digits, exponent)


def _shortest(value: float) -> tuple[str, int]:
    """Return the fewest digits that name `value`, and where its decimal point stands."""
    mantissa, _, power = f"{value!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    return digits.rstrip("0"), len(whole) - leading + int(power or 0)


def _placed(digits: str, point: int) -> str:
    """Place the decimal point, or write an exponent, by ECMAScript's four cases."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    head = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{head}e{point - 1:+d}"
