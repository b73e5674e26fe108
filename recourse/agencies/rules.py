"""Pure rules of the room `agencies`.

* A period is half-open: the first day counts, `valid_until_on` is the first that does not.
* Files spell an authority in many ways; names are compared by `plain_name`.
"""

import re
import unicodedata
from datetime import date

_LEFT_OUT = re.compile(r"[\s()\[\]〔〕【】《》「」<>·・.,，、。;；:：\"'“”‘’_-]+")


def is_valid(*, valid_from_on: date, valid_until_on: date | None, on: date) -> bool:
    """Whether the civil date `on` lies within the half-open period."""
    return valid_from_on <= on and (valid_until_on is None or on < valid_until_on)


def plain_name(name: str) -> str:
    """Return an authority's name or code as it is compared.

    Full-width characters are made plain; spaces, brackets and punctuation are dropped, what
    stands in brackets is kept; capitals do not matter.

    >>> plain_name("青岛市应急管理局 （黄岛）") == plain_name("青岛市应急管理局黄岛")
    True
    """
    folded = _unicode_plain(_unicode_plain(name).casefold())
    return _unicode_plain(_LEFT_OUT.sub("", folded))


def _unicode_plain(text: str) -> str:
    """Return the text in the form in which compatible characters are one."""
    return unicodedata.normalize("NFKC", text)
