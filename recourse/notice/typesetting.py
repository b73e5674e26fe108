"""PDF that can be read aloud, made on this machine by typst: one home for templates' fonts.

What is said enters a document as data, never as code; a template reads no other file than those
beside it, no package and no network. What could not be read aloud is not built.

No character is left out or drawn as an empty box. What no font here has, and what would be
invisible or turn the line around, is printed as its code point, 〔U+2EBF0〕; the document says so.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from django.conf import settings

from recourse.ground.words import Words
from recourse.notice.errors import CannotPrint

if TYPE_CHECKING:
    from typst import Compiler, Fonts

CHINESE, LATIN = "Noto Sans CJK SC", "Noto Sans"
RARE = ("HanaMinA", "HanaMinB")
"""Fonts with the characters of rare names: nearly all of Han in Unicode, to extension F."""

Standard = Literal["a-2b", "a-3a", "ua-1"]
LONG_BYTES = 500_000
BUILDS_TO_FORGET = 12
NEVER_DRAWN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories that show nothing, turn a line around, or mean whatever a font likes."""

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing either, whatever their category says."""

BREAKS = frozenset("\n\t")
UNSHOWN = Words(
    zh="〔U+…〕是一个字符在 Unicode 中的编码：它无法在此显示，请以本人证件上的写法为准。",
    en="〔U+…〕 is the number of a character in Unicode: it cannot be shown here."
    " The person’s document shows how it is written.",
)
_LONG = re.compile(r"[!-~]{40}")
PROBE = Path(__file__).with_name("probe.typ")
NOTHING: Mapping[str, str | Sequence[str]] = MappingProxyType({})
_one_at_a_time = threading.Lock()


def pdf_of(
    template: Path,
    told: Mapping[str, object],
    *,
    verbatim: Mapping[str, str | Sequence[str]] = NOTHING,
    standards: Sequence[Standard],
    written_at: datetime,
) -> bytes:
    """Return a document; the same data, the same bytes.

    Args:
        template: A typst file; it finds `told` as JSON in `sys.inputs.told`, and there, added,
            `fonts`, and `unshown`: whether a code point had to stand for a character.
        told: Everything that is said.
        verbatim: What is drawn or attached as it is; it joins `told`.
        standards: What the document must meet; it is not built if it does not.
        written_at: Date of the document.

    Raises:
        CannotPrint: This machine lacks the fonts for Chinese.

    """
    from typst import TypstError  # noqa: PLC0415 - reading fonts costs memory; few processes print

    compiler = _compiler(template, settings.FONTS_DIR)
    with _one_at_a_time:
        try:
            made = _built(compiler, told, verbatim, standards, written_at)
        except TypstError:
            signs = json.dumps(told, ensure_ascii=False)
            known = _lacking(settings.FONTS_DIR)
            found = _without_glyph("".join(sorted(set(signs) - known)))
            if not found or not _can_draw(""):
                raise
            known.update(found)
            made = _built(compiler, told, verbatim, standards, written_at)
        if len(made) > LONG_BYTES:
            _forget()
    return made


def _forget() -> None:
    """Let typst forget a long document.

    It keeps what it has laid out until some more were built: a quarter of a gigabyte for 600
    records, so a few such documents in a row would take all the memory there is.
    """
    for _ in range(BUILDS_TO_FORGET):
        _can_draw("")


def _built(
    compiler: "Compiler",
    told: Mapping[str, object],
    verbatim: Mapping[str, str | Sequence[str]],
    standards: Sequence[Standard],
    written_at: datetime,
) -> bytes:
    """Build a document once, with what is known to be lacking told as code points."""
    replaced: set[str] = set()
    data = {**_shown(told, replaced), **verbatim, "fonts": families(), "unshown": bool(replaced)}
    made = compiler.compile(
        format="pdf",
        sys_inputs={"told": json.dumps(data, ensure_ascii=False)},
        pdf_standards=list(standards),
        timestamp=int(written_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _shown(told: Mapping[str, object], replaced: set[str]) -> dict[str, object]:
    """Return what is said so that all of it can be drawn; add what was replaced to `replaced`."""

    def shown(value: object) -> object:
        if isinstance(value, str):
            return _drawn(value, replaced)
        if isinstance(value, Mapping):
            return {name: shown(one) for name, one in value.items()}
        if isinstance(value, Sequence):
            return [shown(one) for one in value]
        return value

    return {name: shown(value) for name, value in told.items()}


def _drawn(text: str, replaced: set[str]) -> str:
    """Return a text that can be drawn, and in which no line is longer than the paper."""
    if text.isascii() and text.isprintable():
        return _LONG.sub("\\g<0>\u200b", text)
    plain = text.replace("\r\n", "\n")
    lacking = _lacking(settings.FONTS_DIR)
    unshown = {sign for sign in set(plain) if sign in lacking or _is_never_drawn(sign)}
    replaced.update(unshown)
    drawn = plain.translate({ord(sign): f"〔{code_point(sign)}〕" for sign in unshown})
    return _LONG.sub("\\g<0>\u200b", drawn)


def code_point(sign: str) -> str:
    """Return how a character is named where it cannot be drawn.

    >>> code_point("𪚥")
    'U+2A6A5'
    """
    return f"U+{ord(sign):04X}"


def _is_never_drawn(sign: str) -> bool:
    if sign in BREAKS:
        return False
    return sign in BLANK or unicodedata.category(sign) in NEVER_DRAWN


def _without_glyph(signs: str) -> set[str]:
    """Return the characters that no font has, asking typst itself for ever smaller parts."""
    if not signs or _can_draw(signs):
        return set()
    if len(signs) == 1:
        return {signs}
    middle = len(signs) // 2
    return _without_glyph(signs[:middle]) | _without_glyph(signs[middle:])


def _can_draw(signs: str) -> bool:
    from typst import TypstError  # noqa: PLC0415 - see `pdf_of`

    drawn = " ".join(sign for sign in signs if not _is_never_drawn(sign))
    told = json.dumps({"signs": drawn, "fonts": families()}, ensure_ascii=False)
    compiler = _compiler(PROBE, settings.FONTS_DIR)
    try:
        compiler.compile(format="pdf", sys_inputs={"told": told}, pdf_standards="a-2b", timestamp=0)
    except TypstError:
        return False
    return True


@cache
def _lacking(folder: Path) -> set[str]:  # noqa: ARG001 - one set for each folder
    """Return the characters of which it is known that no font of a folder has them."""
    return set()


@cache
def _compiler(template: Path, folder: Path) -> "Compiler":
    """Return the compiler of a template.

    Raises:
        CannotPrint: The fonts are not there.

    """
    from typst import Compiler  # noqa: PLC0415 - see `pdf_of`

    families()
    return Compiler(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(folder),
        ignore_system_fonts=True,
    )


def families() -> Sequence[str]:
    """Return the families that everything is set in, of those that are there.

    Raises:
        CannotPrint: There is none that has Chinese; a letter with holes is no letter.

    """
    there = _families(settings.FONTS_DIR)
    if CHINESE not in there:
        raise CannotPrint
    return [family for family in (LATIN, CHINESE, *RARE) if family in there]


@cache
def _families(folder: Path) -> frozenset[str]:
    return frozenset(_fonts(folder).families())


@cache
def _fonts(folder: Path) -> "Fonts":
    """Return the fonts of a folder, found once; each is read when it is first needed."""
    from typst import Fonts  # noqa: PLC0415 - see `pdf_of`

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
