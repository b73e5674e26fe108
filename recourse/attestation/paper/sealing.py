"""Who seals a sheet; the one place that knows how.

A seal is whatever can be `applied` to a PDF. Ours is PAdES with ES256. Another, such as an
electronic seal by GB/T 38540 with SM2, is a class beside `pades.Pades` and a choice made here.
"""

from datetime import datetime
from typing import Protocol

from django.conf import settings

from recourse.attestation import issuer


class Seal(Protocol):
    """What closes a PDF, so that nothing can be changed or added unseen."""

    def applied(self, pdf: bytes, *, at: datetime) -> bytes:
        """Return the PDF, sealed at an instant."""


def seal() -> Seal:
    """Return the seal of this house.

    Raises:
        NotVouchedFor: Nobody vouches for its key yet.

    """
    # Reading pyHanko takes a second; only whoever seals waits for it.
    from recourse.attestation.paper.pades import Pades  # noqa: PLC0415

    return Pades(by=issuer.seal(), stamped_at=settings.TSA_URL)
