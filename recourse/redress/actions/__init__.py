"""Writes of the room `redress`: a case is filed, shown, extended, decided, taken back, closed.

Whatever concerns a record is done in one transaction with the record: it is silenced as its
case is filed, falls at the instant the answer is too late, and is heard again, or ended, as the
decision says. All deeds about one record wait for each other. Each file tells one part of it.
"""

from recourse.redress.actions.asking import file
from recourse.redress.actions.clocks import accept, extend, retime, take
from recourse.redress.actions.closing import close_overdue, overtake, take_back, take_down
from recourse.redress.actions.deciding import decide, rehearse
from recourse.redress.actions.drafting import (
    drop_draft_file,
    forget_draft,
    keep_draft,
    keep_draft_file,
)
from recourse.redress.actions.erasing import JOURNALLED, erase_again, erase_next, sweep_drafts
from recourse.redress.actions.evidence import add_file, open_file

__all__ = [
    "JOURNALLED",
    "accept",
    "add_file",
    "close_overdue",
    "decide",
    "drop_draft_file",
    "erase_again",
    "erase_next",
    "extend",
    "file",
    "forget_draft",
    "keep_draft",
    "keep_draft_file",
    "open_file",
    "overtake",
    "rehearse",
    "retime",
    "sweep_drafts",
    "take",
    "take_back",
    "take_down",
]
