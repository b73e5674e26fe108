"""Reads of the registered recipients; each a query or two, and nothing about people."""

from datetime import datetime
from uuid import UUID

from cryptography import x509
from django.db.models import Q

from recourse.attestation.recipients import rules
from recourse.attestation.recipients.errors import NoSuchRecipient
from recourse.attestation.recipients.models import RecipientRow
from recourse.attestation.recipients.terms import Permission, RecipientCard
from recourse.attestation.terms import Recipient
from recourse.catalogue import queries as catalogues
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words


def cards() -> list[RecipientCard]:
    """Return every organisation that was ever registered, by code; two queries."""
    rows = RecipientRow.objects.prefetch_related("permissions").order_by("code")
    return [_card(row) for row in rows]


def card(code: str) -> RecipientCard:
    """Return the organisation with this unified social credit code.

    Raises:
        NoSuchRecipient: There is none.

    """
    return _one(Q(code=code.strip().upper()))


def card_by_id(id: UUID) -> RecipientCard:  # noqa: A002 - the house's word for it
    """Return one organisation.

    Raises:
        NoSuchRecipient: There is none.

    """
    return _one(Q(id=id))


def open_recipients(now: datetime) -> list[Recipient]:
    """Return who may ask for what at this instant: one for each organisation and request."""
    catalogue, on = catalogues.current(), civil_date(now)
    return [
        Recipient(id=one.id, name=one.name, address=one.address, request=request)
        for one in cards()
        for request in sorted({permission.request for permission in one.permissions})
        if rules.open_permission(one, request, catalogue, on)
    ]


def _one(condition: Q) -> RecipientCard:
    """Return the one organisation that meets the condition."""
    row = RecipientRow.objects.prefetch_related("permissions").filter(condition).first()
    if row is None:
        raise NoSuchRecipient
    return _card(row)


def _card(row: RecipientRow) -> RecipientCard:
    """Return an organisation as a term."""
    held = sorted(row.permissions.all(), key=lambda one: (one.request, one.valid_from_on))
    return RecipientCard(
        id=row.id,
        code=row.code,
        name=Words(zh=row.name_zh, en=row.name_en),
        address=row.address,
        chain=tuple(x509.load_der_x509_certificate(bytes(one)) for one in row.chain),
        stopped_at=row.stopped_at,
        permissions=tuple(
            Permission(
                request=one.request,
                valid_from_on=one.valid_from_on,
                valid_until_on=one.valid_until_on,
            )
            for one in held
        ),
    )
