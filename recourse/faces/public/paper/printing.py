"""An empty form as PDF that can be read aloud (PDF/UA-1); the same form, the same bytes."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from recourse.faces.public.paper.forms import PAPERS, Paper, Part
from recourse.ground.calendar import CHINA
from recourse.ground.words import Words
from recourse.notice import typesetting
from recourse.notice.letters import HOLDER
from recourse.notice.printing import FOOT

TEMPLATE = Path(__file__).with_name("form.typ")
EDITION = datetime(2026, 11, 27, tzinfo=CHINA)
"""Date of the forms; a new one when what they ask changes."""

COLUMNS = (Words(zh="项目", en="What"), Words(zh="请在此填写", en="Write here"))


@lru_cache(maxsize=32)
def pdf_of(code: str, *, language: str, is_large: bool) -> bytes:
    """Return an empty form; made once in each process.

    Args:
        code: Which form.
        language: `zh` or `en`.
        is_large: Whether in large print.

    Raises:
        CannotPrint: This machine lacks the fonts for Chinese.
        KeyError: There is no such form.

    """
    told = _told(PAPERS[code](), language, is_large=is_large)
    return typesetting.pdf_of(TEMPLATE, told, standards=["ua-1"], written_at=EDITION)


def _told(paper: Paper, language: str, *, is_large: bool) -> dict[str, object]:
    """Return everything the template is told."""
    return {
        "language": language,
        "large": is_large,
        "from": HOLDER.to(language),
        "title": paper.title.to(language),
        "lead": paper.lead.to(language),
        "columns": [one.to(language) for one in COLUMNS],
        "sections": [_section(part, language) for part in paper.parts],
        "foot": FOOT.to(language),
    }


def _section(part: Part, language: str) -> dict[str, object]:
    """Return what the template is told of one part."""
    return {
        "heading": part.heading.to(language),
        "paragraphs": [one.to(language) for one in part.paragraphs],
        "choices": [one.to(language) for one in part.choices],
        "fields": [
            {"name": blank.name.to(language), "lines": blank.lines} for blank in part.blanks
        ],
    }
