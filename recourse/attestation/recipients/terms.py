"""Words of those who ask people for a statement."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cryptography import x509

from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """That an organisation may make one request of the catalogue, for a period.

    `valid_until_on` is the first day it may no longer.
    """

    request: str
    valid_from_on: date
    valid_until_on: date

    def holds(self, on: date) -> bool:
        """Whether it holds on the civil date `on`."""
        return self.valid_from_on <= on < self.valid_until_on


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientCard:
    """A registered organisation.

    `address` names it, in credentials made for it alone. `chain` is the certificate of what
    signs its requests to wallets, its own first; empty if it asks on paper only.
    """

    id: UUID
    code: str
    name: Words
    address: str
    chain: tuple[x509.Certificate, ...]
    stopped_at: datetime | None
    permissions: tuple[Permission, ...]
