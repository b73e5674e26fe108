"""Bytes in the letters that a QR code packs best.

Law:
    RFC 9285.

"""

from recourse_verify.errors import Malformed

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {letter: value for value, letter in enumerate(LETTERS)}


def from_base45(text: str) -> bytes:
    """Read base45.

    Raises:
        Malformed: There is another letter in it, or it stands for no bytes.

    """
    if not set(text) <= set(LETTERS) or len(text) % 3 == 1:
        raise Malformed("this is not base45: a letter is missing, or one too many")
    data = bytearray()
    for at in range(0, len(text), 3):
        part = text[at : at + 3]
        number = sum(VALUES[letter] * 45**place for place, letter in enumerate(part))
        size = len(part) - 1
        if number >= 1 << 8 * size:
            raise Malformed("this is not base45: a letter is wrong")
        data += number.to_bytes(size)
    return bytes(data)
