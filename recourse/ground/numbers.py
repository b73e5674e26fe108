"""Numbers that people read aloud and type: a letter, a civil date, forty bits in base 32.

Nobody can count by them, or guess the next. What is easily mistaken is not in the alphabet, and
is understood when somebody types it all the same.
"""

import re
from datetime import date

BITS = 40
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISTAKEN = str.maketrans("OIL", "011")
_NUMBER = re.compile(r"([A-Z])([0-9]{8})([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})")


def written(letter: str, on: date, bits: int) -> str:
    """Return a number as people read it.

    >>> written("C", date(2026, 11, 23), 0x0123456789)
    'C-20261123-04HM-ASW9'
    """
    signs = "".join(_ALPHABET[bits >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return f"{letter}-{on:%Y%m%d}-{signs[:4]}-{signs[4:]}"


def read(typed: str) -> str:
    """Return a number as it is written, from what somebody typed; empty if it is none.

    >>> read(" c 20261123 o4hm asw9")
    'C-20261123-04HM-ASW9'
    >>> read("12345")
    ''
    """
    plain = "".join(sign for sign in typed.upper() if sign.isalnum() and sign.isascii())
    found = _NUMBER.fullmatch(plain[:1] + plain[1:].translate(_MISTAKEN))
    return "" if found is None else "-".join(found.groups())
