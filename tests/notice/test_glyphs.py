"""What a font says that it has is what the typesetter draws."""

import struct
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import typst

from recourse.notice import glyphs, typesetting

PAGE = """#set text(font: json(bytes(sys.inputs.told)).fonts, fallback: false)
#json(bytes(sys.inputs.told)).signs
"""


def is_drawn(signs: str, tmp_path: Path) -> bool:
    """Whether typst draws all of these; it builds nothing with a hole in it."""
    import json

    page = tmp_path / "page.typ"
    page.write_text(PAGE)
    told = {"signs": " ".join(signs), "fonts": list(typesetting.families())}
    try:
        typst.compile(
            str(page),
            font_paths=["/usr/share/fonts"],
            ignore_system_fonts=True,
            sys_inputs={"told": json.dumps(told)},
            pdf_standards="a-2b",
        )
    except typst.TypstError:
        return False
    return True


@pytest.mark.slow
def test_every_character_that_the_fonts_name_is_drawn(tmp_path: Path):
    """All of them in one document; it is not built if a single one is missing."""
    named = typesetting._characters(Path("/usr/share/fonts"))
    signs = [chr(code) for code in range(0x110000) if named[code]]
    ours = [one for one in signs if not typesetting._is_never_drawn(one)]

    assert len(ours) > 20_000
    assert is_drawn("".join(ours[:: 1 + len(ours) // 15_000]), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["\u0f40", "\U0002ebf0", "\u1200", "\u0b95"], ids=ascii)
def test_what_the_fonts_do_not_name_is_not_drawn(sign: str, tmp_path: Path):
    assert not typesetting._has(sign)
    assert not is_drawn(sign, tmp_path)


@pytest.mark.slow
def test_spaces_and_selectors_need_no_glyph(tmp_path: Path):
    spaces = [chr(code) for code in range(0x3001) if unicodedata.category(chr(code)) == "Zs"]
    signs = [*spaces, *sorted(typesetting.SELECTORS)]

    assert all(map(typesetting._has, signs))
    assert is_drawn("".join(f"葛{one}" for one in signs), tmp_path)


def font(*parts: tuple[int, int, bytes], collection: bool = False) -> bytes:
    """Return a font file of which only the table of characters is there."""
    begin, place = 12 + 4 if collection else 0, 4 + 8 * len(parts)
    heads = b""
    for platform, encoding, part in parts:
        heads += struct.pack(">HHI", platform, encoding, place)
        place += len(part)
    table = struct.pack(">HH", 0, len(parts)) + heads + b"".join(one for _, _, one in parts)
    head = struct.pack(">4sIII", b"ttcf", 0x10000, 1, begin) if collection else b""
    record = struct.pack(">4sIII", b"cmap", 0, begin + 28, len(table))
    return head + struct.pack(">4sH6x", b"OTTO", 1) + record + table


SHORT = struct.pack(
    ">HHHHHHH 3H H 3H 3H 3H 3H",
    *(4, 46, 0, 6, 0, 0, 0),
    *(0x42, 0x52, 0xFFFF),
    0,
    *(0x41, 0x50, 0xFFFF),
    *(0xFFC0 - 1, 0, 1),
    *(0, 4, 0),
    *(7, 0, 9),
)
"""A to B, of which A is glyph 0; P to R, listed one by one, of which Q is glyph 0."""

LONG = struct.pack(">HHIII 3I 3I", 12, 0, 40, 0, 2, 0x30, 0x32, 0, 0x20000, 0x20001, 5)
"""0 to 2, of which 0 is glyph 0; two rare characters."""


@pytest.mark.parametrize("collection", [False, True], ids=["font", "collection"])
def test_both_forms_of_the_table_are_read(tmp_path: Path, collection: bool):
    file = tmp_path / "some.otf"
    file.write_bytes(font((3, 1, SHORT), (3, 10, LONG), (1, 0, LONG), collection=collection))

    found = glyphs.drawn_by([[(file, 0)]])

    assert [chr(code) for code, has in enumerate(found) if has] == list("12BPR\U00020000\U00020001")


def test_a_family_has_what_all_its_faces_have_and_one_family_is_enough(tmp_path: Path):
    files = {"short": (3, 1, SHORT), "long": (3, 10, LONG)}
    for name, part in files.items():
        (tmp_path / name).write_bytes(font(part))
    (tmp_path / "both").write_bytes(font(*files.values()))
    faces = {name: (tmp_path / name, 0) for name in (*files, "both")}

    together = glyphs.drawn_by([[faces["both"], faces["long"]], [faces["short"]]])

    assert sum(glyphs.drawn_by([[faces["both"], faces["long"]]])) == 4
    assert sum(together) == 7
    assert sum(glyphs.drawn_by([])) == 0


@pytest.mark.parametrize(
    "data",
    [b"", b"wOF2" + bytes(40), b"OTTO" + bytes(8), font((3, 1, SHORT[:20]))],
    ids=["empty", "another form", "no table", "cut off"],
)
def test_what_is_no_font_is_told(tmp_path: Path, data: Any):
    (tmp_path / "x").write_bytes(data)

    with pytest.raises(ValueError, match="font"):
        glyphs.drawn_by([[(tmp_path / "x", 0)]])
