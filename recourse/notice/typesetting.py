"""PDF that can be read aloud, made on this machine by typst: one home for templates' fonts.

What is said enters a document as data, never as code; a template reads no other file than those
beside it, no package and no network. What could not be read aloud is not built.

No character is left out or drawn as an empty box. What no font here has, and what would be
invisible or turn the line around, is printed as its code point, 〔U+2EBF0〕; the document says so.
Which characters there are is read from the fonts once. A document is built once, and if that does
not succeed once more, whatever somebody wrote.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from django.conf import settings

from recourse.ground.words import Words
from recourse.notice import glyphs
from recourse.notice.errors import CannotPrint

if TYPE_CHECKING:
    from typst import Compiler, Fonts

CHINESE, LATIN = "Noto Sans CJK SC", "Noto Sans"
RARE = ("HanaMinA", "HanaMinB")
"""Fonts with the characters of rare names: nearly all of Han in Unicode, to extension F."""

Standard = Literal["a-2b", "a-3a", "ua-1"]
LONG_BYTES = 500_000
BUILDS_TO_FORGET = 12
NEVER_DRAWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories that show nothing, turn a line around, or mean whatever a font likes."""

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing either, whatever their category says."""

BREAKS = frozenset("\n\t")
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""They choose a form of the character before them, and need no glyph of their own."""

UNSHOWN = Words(
    zh="〔U+…〕是一个字符在 Unicode 中的编码：它无法在此显示，请以本人证件上的写法为准。",
    en="〔U+…〕 is the number of a character in Unicode: it cannot be shown here."
    " The person’s document shows how it is written.",
)
_LONG = re.compile(r"[!-~]{40}")
EMPTY = Path(__file__).with_name("empty.typ")
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
            made = _built(compiler, told, verbatim, standards, written_at, has=_is_common)
        if len(made) > LONG_BYTES:
            _forget()
    return made


def _forget() -> None:
    """Let typst forget a long document.

    It keeps what it has laid out until some more were built: a quarter of a gigabyte for 600
    records, so a few such documents in a row would take all the memory there is.
    """
    for _ in range(BUILDS_TO_FORGET):
        _build_nothing()


def _built(
    compiler: "Compiler",
    told: Mapping[str, object],
    verbatim: Mapping[str, str | Sequence[str]],
    standards: Sequence[Standard],
    written_at: datetime,
    *,
    has: Callable[[str], bool] | None = None,
) -> bytes:
    """Build a document once, with what is not had told as code points."""
    replaced: set[str] = set()
    data = {
        **_shown(told, replaced, has or _has),
        **verbatim,
        "fonts": families(),
        "unshown": bool(replaced),
    }
    made = compiler.compile(
        format="pdf",
        sys_inputs={"told": json.dumps(data, ensure_ascii=False)},
        pdf_standards=list(standards),
        timestamp=int(written_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _shown(
    told: Mapping[str, object], replaced: set[str], has: Callable[[str], bool]
) -> dict[str, object]:
    """Return what is said so that all of it can be drawn; add what was replaced to `replaced`."""

    def shown(value: object) -> object:
        if isinstance(value, str):
            return _drawn(value, replaced, has)
        if isinstance(value, Mapping):
            return {name: shown(one) for name, one in value.items()}
        if isinstance(value, Sequence):
            return [shown(one) for one in value]
        return value

    return {name: shown(value) for name, value in told.items()}


def _drawn(text: str, replaced: set[str], has: Callable[[str], bool]) -> str:
    """Return a text that can be drawn, and in which no line is longer than the paper."""
    if text.isascii() and text.isprintable():
        return _LONG.sub("\\g<0>\u200b", text)
    plain = text.replace("\r\n", "\n")
    unshown = {sign for sign in set(plain) if _is_never_drawn(sign) or not has(sign)}
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


def _has(sign: str) -> bool:
    """Whether some font here has a character, or can do without a glyph of its own for it."""
    is_drawn = _characters(settings.FONTS_DIR)[ord(sign)] == 1
    is_space = unicodedata.category(sign) == "Zs"
    return is_drawn or is_space or sign in SELECTORS or sign in BREAKS


def _is_common(sign: str) -> bool:
    """Whether every Chinese font has a character: those of GBK."""
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return _has(sign)


@cache
def _characters(folder: Path) -> bytes:
    """Return which characters the fonts of a folder have, those that we set: a byte for each."""
    faces: dict[str, list[glyphs.Face]] = {family: [] for family in families()}
    for one in _fonts(folder).fonts():
        if one.family in faces and one.path:
            faces[one.family].append((Path(one.path), one.index))
    return glyphs.drawn_by(faces.values())


def _build_nothing() -> None:
    """Build a document in which nothing stands."""
    compiler = _compiler(EMPTY, settings.FONTS_DIR)
    compiler.compile(format="pdf", timestamp=0)


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
