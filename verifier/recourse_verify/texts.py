"""The smallest parts of every format, read strictly: each value has one spelling."""

import base64
import binascii
import re

from recourse_verify.errors import Malformed

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
HASH_BYTES = 32


def decimal(text: str) -> int:
    """Read a number below 2^63: ASCII digits, no sign, no zeroes before.

    Raises:
        Malformed: It is spelled in another way.

    """
    if not DECIMAL.fullmatch(text) or (number := int(text)) >= 1 << 63:
        raise Malformed(f"{_shown(text)} is not a number in canonical decimal")
    return number


def base64_of(data: bytes) -> str:
    """Return standard base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Read standard base64 that has no other spelling: full padding, no bits left over.

    Raises:
        Malformed: It is spelled in another way.

    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Malformed(f"{_shown(text)} is not base64") from error
    if base64_of(data) != text:
        raise Malformed(f"{_shown(text)} is not base64 in its one spelling")
    return data


def hash_from_base64(text: str) -> bytes:
    """Read a SHA-256 hash.

    Raises:
        Malformed: It is not base64, or not of 32 bytes.

    """
    data = from_base64(text)
    if len(data) != HASH_BYTES:
        raise Malformed(f"a hash has {HASH_BYTES} bytes, this has {len(data)}")
    return data


def lines_of(text: str) -> list[str]:
    r"""Split text of which every line ends in "\n", the last one too.

    Raises:
        Malformed: The last line has no end, or a line holds a control character.

    """
    if not text.endswith("\n"):
        raise Malformed("the last line does not end in a newline")
    if any(character < " " and character != "\n" for character in text):
        raise Malformed("there is a control character in the text")
    return text.split("\n")[:-1]


def utf8(data: bytes) -> str:
    """Read UTF-8.

    Raises:
        Malformed: It is not.

    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("the text is not UTF-8") from error


def _shown(text: str) -> str:
    """Show a text nobody checked: short, and as ASCII."""
    return ascii(text if len(text) <= 40 else f"{text[:40]}…")
