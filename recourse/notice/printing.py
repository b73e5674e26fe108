"""A letter as PDF that can be read aloud (PDF/UA-1), made on this machine from the letter alone.

What the letter says enters the document as data, never as code; the template reads no other
file than the mark, no package and no network. What could not be read aloud is not built.
"""

import json
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice.errors import CannotPrint
from recourse.notice.letters import HOLDER
from recourse.notice.terms import Letter, Section
from recourse.notice.wording import day

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATE = Path(__file__).with_name("letter.typ")
CHINESE, LATIN = "Noto Sans CJK SC", "Noto Sans"
MARK = Words(zh="有据的标志", en="The mark of Recourse")
COLUMNS = (Words(zh="项目", en="What"), Words(zh="内容", en="It says"))
FOOT = Words(
    zh="如有疑问，拨打12345，或者到任一政务服务大厅。不收费。",
    en="Questions? Call 12345, or go to any service hall. It is free.",
)
_one_at_a_time = threading.Lock()


def pdf_of(letter: Letter, *, language: str, written_at: datetime) -> bytes:
    """Return the letter as PDF/UA in one language; the same letter, the same bytes.

    Args:
        letter: Its words.
        language: `zh…` for Chinese; anything else reads English.
        written_at: When the letter was written; the date of the document.

    Raises:
        CannotPrint: This machine lacks the fonts for Chinese.

    """
    told = json.dumps(_data(letter, language, written_at), ensure_ascii=False)
    compiler = _compiler(settings.FONTS_DIR)
    with _one_at_a_time:
        made = compiler.compile(
            format="pdf",
            sys_inputs={"letter": told},
            pdf_standards="ua-1",
            timestamp=int(written_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _data(letter: Letter, language: str, written_at: datetime) -> dict[str, object]:
    """Return everything the template is told."""
    return {
        "language": "zh" if language.startswith("zh") else "en",
        "fonts": _fonts(settings.FONTS_DIR),
        "from": HOLDER.to(language),
        "mark": MARK.to(language),
        "written": day(civil_date(written_at)).to(language),
        "title": letter.title.to(language),
        "lead": letter.lead.to(language),
        "sections": [_section(one, language) for one in letter.sections],
        "columns": [one.to(language) for one in COLUMNS],
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


@cache
def _compiler(fonts: Path) -> "Compiler":
    """Return the compiler of the template, with its fonts read once.

    Raises:
        CannotPrint: The fonts are not there.

    """
    from typst import Compiler  # noqa: PLC0415 - reading fonts costs memory; few processes print

    _fonts(fonts)
    return Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


@cache
def _fonts(folder: Path) -> Sequence[str]:
    """Return the families letters are set in, of those that are there.

    Raises:
        CannotPrint: There is none that has Chinese; a letter with holes is no letter.

    """
    from typst import Fonts  # noqa: PLC0415 - see `_compiler`

    families = Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    ).families()
    if CHINESE not in families:
        raise CannotPrint
    return [family for family in (LATIN, CHINESE) if family in families]
