"""Words of kept answers."""

from datetime import timedelta
from typing import NamedTuple

KEPT_FOR = timedelta(hours=24)
"""How long the same key brings the same answer."""


class Asked(NamedTuple):
    """A request that a machine has named, so that it may be sent again.

    Attributes:
        machine: Its name.
        key: Keyed digest of the name it gave the request.
        request: Keyed digest of everything in the request.

    """

    machine: str
    key: bytes
    request: bytes


class Kept(NamedTuple):
    """An answer as it left; it says nothing of anybody."""

    status: int
    body: bytes
