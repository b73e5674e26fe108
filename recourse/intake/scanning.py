"""The first look at a file: its form, digest, encoding; what must not be read further is refused.

One pass in blocks of 1 MiB, so a line of a gigabyte costs two blocks of memory and no more.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recourse.intake import errors, limits
from recourse.intake.terms import Form

_ENDINGS = {
    ".csv": Form.CSV,
    ".txt": Form.CSV,
    ".tsv": Form.CSV,
    ".xlsx": Form.XLSX,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
}
_ZIP = b"PK\3\4"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the first look tells."""

    form: Form
    encoding: str


def form_of(path: Path, file_name: str) -> Form:
    """Return the form that both the name's ending and the first bytes tell.

    Raises:
        FormUnknown: They tell none, or contradict each other.
        WorkbookDamaged: A workbook of the old kind, or one under a password.

    """
    form = _ENDINGS.get(Path(file_name).suffix.lower())
    with path.open("rb") as file:
        start = file.read(4)
    if form is None or (start == _ZIP) != (form is Form.XLSX):
        if form is Form.XLSX and start == _OLD_WORKBOOK:
            raise errors.WorkbookDamaged
        raise errors.FormUnknown
    return form


def digest_of(path: Path) -> tuple[bytes, int]:
    """Return SHA-256 and size of a file, however large."""
    digest = hashlib.sha256()
    size = 0
    for block in _blocks(path):
        digest.update(block)
        size += len(block)
    return digest.digest(), size


def scan(path: Path, file_name: str, size_bytes: int) -> Scan:
    """Take the first look at a file.

    Raises:
        FileEmpty: There is nothing in it.
        FileTooLarge: It is larger than one batch may be.
        Refused: Whatever `form_of` and `encoding_of` refuse.

    """
    if not size_bytes:
        raise errors.FileEmpty
    if size_bytes > limits.FILE_BYTES:
        raise errors.FileTooLarge(limit_mib=limits.FILE_BYTES // limits.MIB)
    form = form_of(path, file_name)
    return Scan(form=form, encoding="" if form is Form.XLSX else encoding_of(path))


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file: `utf-8`, `utf-8-sig` or `gb18030`.

    Raises:
        NulBytes: It is not text, or text of two bytes a character.
        LineTooLong: A line is longer than any row can be.
        MixedEncodings: Some lines are UTF-8, others GB 18030.
        EncodingUnknown: A line is neither.

    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, run, is_utf8, marked = 1, 0, True, False
    for block in _blocks(path):
        if line == 1 and not run:
            if block.startswith(_WIDE_TEXT):
                raise errors.NulBytes(line=1)
            marked = block.startswith(codecs.BOM_UTF8)
        if b"\0" in block:
            raise errors.NulBytes(line=line + block[: block.index(b"\0")].count(b"\n"))
        line, run = _after(block, line, run)
        is_utf8 = is_utf8 and _decodes(decoder, block)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return "utf-8-sig" if marked else "utf-8"
    return _by_lines(path)


def _after(block: bytes, line: int, run: int) -> tuple[int, int]:
    """Return the line number after `block`, and how many bytes of that line have passed."""
    ends = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
    first = min(ends, default=len(block))
    if run + first > limits.LINE_BYTES:
        raise errors.LineTooLong(line=line)
    last = max(block.rfind(b"\n"), block.rfind(b"\r"))
    return line + block.count(b"\n"), len(block) - last - 1 if ends else run + len(block)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    """Whether the next bytes are UTF-8."""
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _by_lines(path: Path) -> str:
    """Return `gb18030` if every line is; tell mixed lines from unknown ones otherwise."""
    first_kind = ""
    for number, line in enumerate(_lines(path), start=1):
        if line.isascii():
            continue
        kind = _kind_of(line, number)
        if kind != "either" and first_kind and kind != first_kind:
            raise errors.MixedEncodings(line=number)
        first_kind = first_kind or kind.replace("either", "")
    return "gb18030"


def _kind_of(line: bytes, number: int) -> str:
    """Return which encoding a line must be in; a short GB word may happen to be UTF-8 too."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            line.decode("gb18030")
        except UnicodeDecodeError as error:
            raise errors.EncodingUnknown(line=number) from error
        return "gb18030"
    return "utf-8" if any(character > "\u07ff" for character in text) else "either"


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file whose lines are known to be short."""
    with path.open("rb") as file:
        for line in file:
            yield from _LINE_END.split(line.rstrip(b"\r\n"))


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file in blocks of 1 MiB."""
    with path.open("rb") as file:
        while block := file.read(limits.MIB):
            yield block
