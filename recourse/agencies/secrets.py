"""Secrets of machines: random, so a plain digest keeps them.

256 random bits cannot be guessed, so a slow password hash would only slow the token service.
The operator's command makes a secret of one piece. Where two administrators give it, each sees
one half, and whoever runs the machine joins them.
"""

from recourse.ground import halves

DIGEST_BYTES = 32


def made(first_half: bytes | None) -> tuple[str, bytes]:
    """Make a secret; return what is shown now, and what is kept.

    Args:
        first_half: Digest of the half that the first administrator was shown; None for a secret
            of one piece.

    """
    shown = halves.new_half()
    own = halves.digest(shown)
    return shown, own if first_half is None else halves.joined(first_half, own)


def digest(secret: str) -> bytes:
    """Return what is kept of a secret, of one piece or of two halves."""
    return halves.kept_of(secret)
