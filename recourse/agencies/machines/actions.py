"""Writes about machines' secrets: let in, renewed, the earlier one stopped."""

from datetime import datetime
from hmac import compare_digest

from django.db import transaction

from recourse.agencies import queries, secrets
from recourse.agencies import rules as agency_rules
from recourse.agencies.errors import NoEarlierSecret, TwoSecretsAlready, UnknownMachine
from recourse.agencies.machines import rules
from recourse.agencies.models import Machine
from recourse.agencies.terms import SeatCard
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ledger import actions as ledger

NOTHING = bytes(secrets.DIGEST_BYTES)


@transaction.atomic
def let_in(*, client_id: str, secret: str, by: Actor, now: datetime) -> SeatCard:  # noqa: ARG001 - the log would drown in tokens; what the machine then does stands in it
    """Return the seat of a machine that knows its secret, or the one before while that is valid.

    A name nobody has takes as long as a wrong secret. The day is kept, so that an administrator
    sees when nobody uses the earlier secret any more.

    Raises:
        UnknownMachine: Wrong name, wrong secret, or the machine was stopped.

    Law:
        RFC 6749, section 4.4 (client credentials).

    """
    rows = Machine.objects.select_related("seat__agency")
    row = rows.filter(client_id=client_id, is_active=True).first()
    given, today = secrets.digest(secret), civil_date(now)
    is_newest = compare_digest(bytes(row.secret_digest) if row else NOTHING, given)
    is_earlier = compare_digest(_earlier(row, now), given)
    if row is None or not (is_newest or is_earlier):
        raise UnknownMachine
    column = "used_on" if is_newest else "earlier_used_on"
    if getattr(row, column) != today:
        Machine.objects.filter(client_id=client_id).update(**{column: today})
    return queries.seat_card(row.seat)


def _earlier(row: Machine | None, now: datetime) -> bytes:
    """Return the digest of the earlier secret while it is valid; nothing that matches otherwise."""
    if row is None or not rules.overlaps(row.earlier_until_at, at=now):
        return NOTHING
    return bytes(row.earlier_digest or NOTHING)


@transaction.atomic
def rotate(
    *,
    client_id: str,
    overlap_hours: int,
    first_half: bytes | None = None,
    by: Actor,
    second: Actor | None = None,
    now: datetime,
) -> str:
    """Give a machine a new secret; return it or its second half, shown this once.

    The secret it has stays valid beside the new one until the hour has passed, or until it is
    stopped: so nobody has to change both ends at the same instant.

    Args:
        client_id: Name of the machine.
        overlap_hours: For how long both are valid; 1 to 336.
        first_half: Digest of the half that the first administrator was shown; None for the
            operator, who is shown a secret of one piece.
        by: Who renews it.
        second: The administrator who approved it; None for the operator.
        now: When.

    Raises:
        NeedsTwo: One official alone would be shown a secret.
        UnknownMachine: There is none of this name that may act.
        NotForThisRole, SignedAtTheDesk: No machine acts as a seat of this role any more.
        TwoSecretsAlready: The secret before the present one is still valid.

    """
    agency_rules.refuse_alone(by, second)
    agency_rules.refuse_whole(by, first_half)
    row = _locked(client_id)
    agency_rules.refuse_machine(queries.seat(row.seat_id).role)
    if rules.overlaps(row.earlier_until_at, at=now):
        raise TwoSecretsAlready
    shown, kept = secrets.made(first_half)
    row.earlier_digest, row.earlier_used_on = row.secret_digest, row.used_on
    row.earlier_until_at = rules.earlier_until(overlap_hours, now=now)
    row.secret_digest, row.used_on = kept, None
    row.save()
    facts = {"machine": client_id, "seat": str(row.seat_id)} | agency_rules.approved_by(second)
    ledger.note(kind="machine-renewed", tag=None, by=by, now=now, facts=facts)
    return shown


@transaction.atomic
def stop_earlier(*, client_id: str, by: Actor, now: datetime) -> None:
    """Stop the secret before the present one, at once.

    Raises:
        UnknownMachine: There is none of this name that may act.
        NoEarlierSecret: Only one secret is valid.

    """
    row = _locked(client_id)
    if not rules.overlaps(row.earlier_until_at, at=now):
        raise NoEarlierSecret
    row.earlier_digest = row.earlier_until_at = None
    row.save(update_fields=["earlier_digest", "earlier_until_at"])
    facts = {"machine": client_id, "seat": str(row.seat_id)}
    ledger.note(kind="machine-narrowed", tag=None, by=by, now=now, facts=facts)


def _locked(client_id: str) -> Machine:
    """Lock a machine that may act."""
    rows = Machine.objects.select_for_update().filter(client_id=client_id, is_active=True)
    row = rows.first()
    if row is None:
        raise UnknownMachine
    return row
