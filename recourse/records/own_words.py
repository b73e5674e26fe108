"""A person's own statement beside a record: what may be kept of it, and how it is shown.

Nobody reads it before it stands, and nobody approves it. It is kept as it was written, but for
its form: one way to compose characters (NFC), one kind of line break, nothing around it. What
would make a page or a program read otherwise than a person does is refused, or not shown.

Law:
    PIPL art. 46; Shandong Social Credit Regulations art. 17(2) (the person answers for it).

"""

import re
import unicodedata

from recourse.records.errors import StatementEmpty, StatementTooLong, StatementUnreadable

LONGEST_STATEMENT = 500
"""Characters, as code points after NFC; a line break is one."""

_BREAKS = re.compile(r"\r\n?")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks by which text is shown in another order than it is kept."""

_UNREADABLE = frozenset({"Cc", "Cs"})
_MAY_STAND = frozenset("\n\t")


def kept(text: str) -> str:
    """Return a statement as it is kept.

    Raises:
        StatementEmpty: It says nothing.
        StatementTooLong: It has more than `LONGEST_STATEMENT` characters.
        StatementUnreadable: It holds a control character.

    """
    plain = unicodedata.normalize("NFC", _BREAKS.sub("\n", text)).strip()
    if not plain or not shown(plain).strip():
        raise StatementEmpty
    for place, character in enumerate(plain, start=1):
        if character not in _MAY_STAND and unicodedata.category(character) in _UNREADABLE:
            raise StatementUnreadable(place=place)
    over = len(plain) - LONGEST_STATEMENT
    if over > 0:
        raise StatementTooLong(limit=LONGEST_STATEMENT, over=over)
    return plain


def shown(text: str) -> str:
    """Return a statement as it is shown: without marks that turn the order of other words.

    Scripts that run from right to left are shown as they should be without them.
    """
    return _REORDERING.sub("", text)
