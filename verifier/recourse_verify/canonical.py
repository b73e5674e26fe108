"""JSON in one spelling, for what is signed or hashed: no fractions, names in ASCII, not deep.

For that much it is RFC 8785.
"""

import hashlib
import json
from collections.abc import Mapping

from recourse_verify.errors import Malformed


def dumps(value: object) -> bytes:
    """Write JSON in its one spelling.

    Raises:
        Malformed: There is something else in it.

    """
    _only_plain(value)
    try:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        ).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise Malformed("this has no spelling as canonical JSON") from error


def _only_plain(value: object, depth: int = 0) -> None:
    if depth > 20 or isinstance(value, float):
        raise Malformed("this holds no fractions, and is not deep")
    if isinstance(value, Mapping):
        for name, one in value.items():
            if not isinstance(name, str) or not name.isascii():
                raise Malformed("a name must be ASCII")
            _only_plain(one, depth + 1)
    elif isinstance(value, list | tuple):
        for one in value:
            _only_plain(one, depth + 1)


def digest_of(value: object) -> str:
    """Return the SHA-256 of canonical JSON, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()
