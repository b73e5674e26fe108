"""Small words of letters: dates, values of fields, plain text."""

from collections.abc import Sequence
from datetime import date, datetime

from recourse.catalogue.terms import Catalogue, Field, FieldKind
from recourse.ground.calendar import CHINA
from recourse.ground.counted import provisional_aside
from recourse.ground.words import Words
from recourse.notice.terms import Letter, Section
from recourse.records.rules import OPEN_ENDED

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

NO_END = Words(zh="没有截止日期", en="No end date")


def day(on: date) -> Words:
    """Return a civil date as people write it."""
    return Words(
        zh=f"{on.year}年{on.month}月{on.day}日", en=f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    )


def counted_day(on: date, provisional: Sequence[int]) -> Words:
    """Return a day that was counted; it says so if it hangs on years without a notice.

    Args:
        on: The day.
        provisional: The years without a notice on which it hangs, as the calendar names them.

    """
    return doubted(day(on), provisional)


def doubted(words: Words, provisional: Sequence[int]) -> Words:
    """Return `words`, with an aside if what they say hangs on years without a notice."""
    if not provisional:
        return words
    aside = provisional_aside(provisional)
    return Words(zh=f"{words.zh}（{aside.zh}）", en=f"{words.en} ({aside.en})")


def moment(at: datetime) -> Words:
    """Return an instant as date and time of day in China."""
    local = at.astimezone(CHINA)
    on = day(local.date())
    return Words(zh=f"{on.zh} {local:%H:%M}", en=f"{on.en}, {local:%H:%M}")


def same(text: str) -> Words:
    """Return a text that stands as it came, in both languages."""
    return Words(zh=text, en=text)


def value(field: Field, text: str, catalogue: Catalogue) -> Words:
    """Return what a field holds as a person reads it: codes in words, dates written out."""
    if field.kind is FieldKind.DATE:
        on = date.fromisoformat(text)
        return NO_END if on == OPEN_ENDED else day(on)
    if field.kind in {FieldKind.CODE, FieldKind.CODES}:
        codes = catalogue.code_lists.get(field.code_list, {})
        named = [codes.get(code, same(code)) for code in text.split(";") if code]
        return joined(named) if named else same(text)
    return same(text)


def joined(words: list[Words]) -> Words:
    """Return several names as one text."""
    return Words(zh="、".join(w.zh for w in words), en=", ".join(w.en for w in words))


def plain_text(letter: Letter, language: str) -> str:
    """Return the letter as text for paper: a title, then sections with their rows."""
    parts = [letter.title.to(language), letter.lead.to(language)]
    parts += [_section_text(section, language) for section in letter.sections]
    return "\n\n".join(parts) + "\n"


def _section_text(section: Section, language: str) -> str:
    """Return one section as lines."""
    lines = [section.heading.to(language)]
    lines += [paragraph.to(language) for paragraph in section.paragraphs]
    colon = "：" if language.startswith("zh") else ": "
    lines += [f"{row.name.to(language)}{colon}{row.value.to(language)}" for row in section.rows]
    return "\n".join(lines)
