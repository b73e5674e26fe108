"""A letter as PDF that can be read aloud (PDF/UA-1), made on this machine from the letter alone."""

from datetime import datetime
from pathlib import Path

from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice import typesetting
from recourse.notice.letters import HOLDER
from recourse.notice.terms import Letter, Section
from recourse.notice.wording import day

TEMPLATE = Path(__file__).with_name("letter.typ")
MARK = Words(zh="有据的标志", en="The mark of Recourse")
COLUMNS = (Words(zh="项目", en="What"), Words(zh="内容", en="It says"))
FOOT = Words(
    zh="如有疑问，拨打12345，或者到任一政务服务大厅。不收费。",
    en="Questions? Call 12345, or go to any service hall. It is free.",
)


def pdf_of(letter: Letter, *, language: str, written_at: datetime) -> bytes:
    """Return the letter as PDF/UA in one language; the same letter, the same bytes.

    Args:
        letter: Its words.
        language: `zh…` for Chinese; anything else reads English.
        written_at: When the letter was written; the date of the document.

    Raises:
        CannotPrint: This machine lacks the fonts for Chinese.

    """
    told = _data(letter, language, written_at)
    return typesetting.pdf_of(TEMPLATE, told, standards=["ua-1"], written_at=written_at)


def _data(letter: Letter, language: str, written_at: datetime) -> dict[str, object]:
    """Return everything the template is told."""
    return {
        "language": "zh" if language.startswith("zh") else "en",
        "from": HOLDER.to(language),
        "mark": MARK.to(language),
        "written": day(civil_date(written_at)).to(language),
        "title": letter.title.to(language),
        "lead": letter.lead.to(language),
        "sections": [_section(one, language) for one in letter.sections],
        "columns": [one.to(language) for one in COLUMNS],
        "unshown_note": typesetting.UNSHOWN.to(language),
        "foot": FOOT.to(language),
    }


def _section(section: Section, language: str) -> dict[str, object]:
    """Return what the template is told of one section."""
    return {
        "heading": section.heading.to(language),
        "paragraphs": [one.to(language) for one in section.paragraphs],
        "rows": [
            {"name": row.name.to(language), "value": row.value.to(language)} for row in section.rows
        ],
    }
