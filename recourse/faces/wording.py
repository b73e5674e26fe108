"""Dates and numbers as a reader of each language writes them."""

from datetime import date, datetime

from django.utils.translation import get_language

from recourse.ground.calendar import CHINA
from recourse.ground.refused import Refused
from recourse.ground.words import Words
from recourse.notice import wording as letters
from recourse.notice.wording import MONTHS


def language() -> str:
    """Return the language of the page being made: `zh-hans` or `en`."""
    return get_language() or "zh-hans"


def said(words: Words) -> str:
    """Return `words` in the language of the page."""
    return words.to(language())


def reason(refused: Refused) -> str:
    """Return why not and what to do, as one text in the language of the page."""
    spoken = language()
    between = "" if spoken.startswith("zh") else " "
    return f"{refused.words(spoken)}{between}{refused.advice(spoken)}"


def day(on: date) -> str:
    """Return a civil date in full; an instant counts as its day in China."""
    if isinstance(on, datetime):
        on = on.astimezone(CHINA).date()
    return said(letters.day(on))


def moment(at: datetime, *, seconds: bool = False) -> str:
    """Return an instant as the date and the time of day in China."""
    local = at.astimezone(CHINA)
    between = " " if language().startswith("zh") else ", "
    return day(local.date()) + between + clock(at, seconds=seconds)


def clock(at: datetime, *, seconds: bool = True) -> str:
    """Return the time of day in China."""
    return at.astimezone(CHINA).strftime("%H:%M:%S" if seconds else "%H:%M")


def month(first: date) -> str:
    """Return a month as the axis of a chart names it."""
    if language().startswith("zh"):
        return f"{first.month}月"
    return MONTHS[first.month - 1][:3]


def month_and_year(first: date) -> str:
    """Return a month with its year, as a table names it."""
    if language().startswith("zh"):
        return f"{first.year}年{first.month}月"
    return f"{MONTHS[first.month - 1]} {first.year}"


def number(count: int) -> str:
    """Return a count with its thousands set apart."""
    return f"{count:,}"


def size(size_bytes: int) -> str:
    """Return how large a file is, in bytes, KB or MB."""
    if size_bytes >= 1 << 20:
        return f"{size_bytes / (1 << 20):.1f} MB"
    return f"{-(-size_bytes // 1024)} KB" if size_bytes >= 1024 else f"{size_bytes} B"
