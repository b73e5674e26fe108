"""Writes of the registered recipients; each is in the log, and none touches a person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import IntegrityError, transaction

from recourse.attestation.recipients import certificates, queries, rules
from recourse.attestation.recipients.errors import (
    NoSuchRequest,
    NotPermitted,
    PermissionExists,
    RecipientExists,
    RecipientStopped,
)
from recourse.attestation.recipients.models import PermissionRow, RecipientRow
from recourse.attestation.recipients.terms import RecipientCard
from recourse.catalogue import queries as catalogues
from recourse.catalogue import request_rules
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import check_credit_code
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.ledger import actions as ledger


@transaction.atomic
def register(*, code: str, name: Words, address: str, by: Actor, now: datetime) -> UUID:
    """Register an organisation; it may ask nobody for anything yet.

    Args:
        code: Unified social credit code.
        name: Its name.
        address: https address that names it in credentials.
        by: Who registers it.
        now: When.

    Raises:
        Refused: The code breaks GB 32100-2015.
        NotAnAddress: The address names nobody.
        RecipientExists: Code or address is registered.

    """
    row = RecipientRow(
        id=uuid7(now),
        code=check_credit_code(code),
        name_zh=name.zh,
        name_en=name.en,
        address=rules.check_address(address, loopback=settings.DEMO),
        chain=[],
    )
    _insert(row, taken=RecipientExists)
    _note("recipient-registered", row.id, by=by, now=now)
    return row.id


@transaction.atomic
def permit(
    *,
    recipient: UUID,
    request: str,
    valid_from_on: date,
    valid_until_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Let an organisation make one request of the catalogue, for a period.

    Raises:
        NoSuchRecipient: There is none.
        RecipientStopped: It was stopped.
        NoSuchRequest: The catalogue names no such request that may be made.
        PeriodTooLong: The period has no day, or more than three years.
        PermissionExists: It has it from that day.

    """
    _open(recipient)
    rules.check_period(valid_from_on=valid_from_on, valid_until_on=valid_until_on)
    catalogue, first = catalogues.current(), max(valid_from_on, civil_date(now))
    asked = catalogue.requests.get(request)
    if asked is None or not request_rules.may_be_made(asked, catalogue, first):
        raise NoSuchRequest(request=request)
    row = PermissionRow(
        id=uuid7(now),
        recipient_id=recipient,
        request=request,
        valid_from_on=valid_from_on,
        valid_until_on=valid_until_on,
    )
    _insert(row, taken=PermissionExists)
    _note("recipient-permitted", recipient, by=by, now=now, request=request)


@transaction.atomic
def certify(
    *,
    recipient: UUID,
    chain: Sequence[x509.Certificate],
    root: x509.Certificate,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the certificate by which wallets know who asks; the one before holds no longer.

    Args:
        recipient: The organisation.
        chain: Its certificates, its own first, without the authority at the end.
        root: That authority, as the operator knows it; it is checked and not kept.
        by: Who registers.
        now: When.

    Raises:
        NoSuchRecipient: There is none.
        RecipientStopped: It was stopped.
        UnfitCertificate: It does not say who asks.
        CouldSignStatements: Whoever vouches for statements vouches for it.

    """
    card = _open(recipient)
    certificates.check(chain, root=root, address=card.address, now=now)
    der = [one.public_bytes(Encoding.DER) for one in chain]
    RecipientRow.objects.filter(id=recipient).update(chain=der)
    named = certificates.client_id(chain[0])
    _note("recipient-certified", recipient, by=by, now=now, certificate=named)


@transaction.atomic
def stop(*, recipient: UUID, by: Actor, now: datetime) -> None:
    """Let an organisation ask nobody any more, for good.

    Raises:
        NoSuchRecipient: There is none.
        RecipientStopped: It was stopped before.

    """
    _open(recipient)
    RecipientRow.objects.filter(id=recipient).update(stopped_at=now)
    _note("recipient-stopped", recipient, by=by, now=now)


@transaction.atomic
def stop_request(*, recipient: UUID, request: str, by: Actor, now: datetime) -> None:
    """Let an organisation make one request no longer; its other requests stay.

    Raises:
        NoSuchRecipient: There is none.
        NotPermitted: It may not make it today or later anyway.

    """
    card, today = queries.card_by_id(recipient), civil_date(now)
    if not any(one.request == request and today < one.valid_until_on for one in card.permissions):
        raise NotPermitted
    rows = PermissionRow.objects.filter(recipient_id=recipient, request=request)
    rows.filter(valid_from_on__gte=today).delete()
    rows.filter(valid_until_on__gt=today).update(valid_until_on=today)
    _note("recipient-stopped", recipient, by=by, now=now, request=request)


def _open(recipient: UUID) -> RecipientCard:
    """Return an organisation that was not stopped, locked until the deed is done."""
    RecipientRow.objects.select_for_update().filter(id=recipient).first()
    card = queries.card_by_id(recipient)
    if card.stopped_at is not None:
        raise RecipientStopped
    return card


def _insert(row: RecipientRow | PermissionRow, *, taken: type[Exception]) -> None:
    """Insert a row, or refuse where what it claims is taken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error


def _note(kind: str, recipient: UUID, *, by: Actor, now: datetime, **facts: str) -> None:
    """Write the deed into the log."""
    told = {"recipient": str(recipient), **facts}
    ledger.note(kind=kind, tag=None, by=by, now=now, facts=told)
