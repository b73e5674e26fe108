"""Base45: bytes in the letters that a QR code packs most tightly."""

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def dumps(data: bytes) -> str:
    """Return bytes as letters: three for two bytes, two for one that is left over.

    >>> dumps(b"ietf!")
    'QED8WEX0'

    Law:
        RFC 9285, section 4.

    """
    return "".join(_letters(data[at : at + 2]) for at in range(0, len(data), 2))


def _letters(pair: bytes) -> str:
    """Return the letters of two bytes, or of one; the least comes first."""
    number, found = int.from_bytes(pair), ""
    for _ in range(len(pair) + 1):
        number, rest = divmod(number, 45)
        found += LETTERS[rest]
    return found
