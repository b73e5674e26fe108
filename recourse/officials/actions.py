"""Writes of the room `officials`.

A refused way in is an outcome, not an exception, until it is written down: its attempt and its
line in the log are committed, then the refusal is raised.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from recourse.agencies import actions as agency_deeds
from recourse.agencies import queries as agencies
from recourse.agencies import rules as agency_rules
from recourse.agencies.terms import SeatCard
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.officials import codes, rules, secrets
from recourse.officials.errors import (
    LastWayIn,
    NobodySignsIn,
    NoSuchInvitation,
    NoSuchPasskey,
    PasskeyKnown,
    SeatNotValid,
    TooManyPasskeys,
    WrongCode,
)
from recourse.officials.models import CodeApp, Invitation, Passkey, RecoveryCode, SignInAttempt
from recourse.officials.terms import Enrolled, NewCodeApp, NewPasskey
from recourse.people import actions as people
from recourse.people import queries as accounts
from recourse.people.errors import NoSuchAccount


@transaction.atomic
def invite(
    *,
    seat: UUID,
    name: str,
    hours: int,
    first_half: bytes | None = None,
    by: Actor,
    second: Actor | None = None,
    now: datetime,
) -> str:
    """Open a seat to an official; return the token of the link, which is shown this once.

    Where two administrators invite, the link opens nothing without the half that is typed.

    An earlier invitation to the seat works no longer. Whoever holds the seat keeps it until the
    new invitation is accepted.

    Args:
        seat: The seat.
        name: Sign-in name of the official; with the seat it is needed to sign in with codes.
        hours: How long the link works.
        first_half: Digest of the half that is typed, which the first administrator was shown;
            None for the operator, whose link is of one piece.
        by: Who invites.
        second: The administrator who approved it; None for the operator.
        now: When.

    Raises:
        NeedsTwo: One official alone would let somebody in, or be shown the whole of it.
        NoSuchSeat: There is none.
        SeatNotValid: It is not valid today.

    """
    agency_rules.refuse_alone(by, second)
    agency_rules.refuse_whole(by, first_half)
    card = _valid_seat(seat, now)
    token = secrets.new_token()
    linked = secrets.token_digest(token)
    Invitation.objects.filter(seat_id=seat, used_at=None).delete()
    Invitation(
        id=uuid7(now),
        digest=linked if first_half is None else secrets.both_digest(first_half, linked),
        link_digest=None if first_half is None else linked,
        seat_id=seat,
        account_id=_account_of(card, name) or uuid7(now),
        name=name,
        made_at=now,
        ends_at=now + timedelta(hours=hours),
    ).save(force_insert=True)
    _note("official-invited", seat, by, now, **agency_rules.approved_by(second))
    return token


def _valid_seat(seat: UUID, now: datetime) -> SeatCard:
    """Return a seat that is valid today.

    Raises:
        NoSuchSeat: There is none.
        SeatNotValid: It is not valid today.

    """
    card = agencies.seat(seat)
    if not agencies.is_valid(seat, civil_date(now)):
        raise SeatNotValid
    return card


def _account_of(seat: SeatCard, name: str) -> UUID | None:
    """Return the account this official had for this seat before, if they had one."""
    try:
        return accounts.account_of(_login(seat, name), also_closed=True).id
    except NoSuchAccount:
        return None


def _login(seat: SeatCard, name: str) -> str:
    """Return the login of the official whom a seat knows by `name`."""
    return rules.login_of(agency=seat.agency.id, seat_number=seat.number, name=name)


@transaction.atomic
def accept(
    *, invitation: bytes, way: NewPasskey | NewCodeApp, by: Actor, now: datetime
) -> Enrolled:
    """Let an official take the seat they were invited to, with their first way in.

    Whoever held the seat leaves it: their passkeys, codes and sessions end, also if it was the
    same official on a device that is now lost.

    Args:
        invitation: Digest of the token.
        way: The passkey or the code app that was just set up.
        by: The seat.
        now: When.

    Raises:
        NoSuchInvitation: It was used, replaced or closed, or is too old.
        SeatNotValid: The seat ended in the meantime.
        WrongCode: The code app does not show the right code.
        PasskeyKnown: The passkey belongs to an account.

    """
    row = _locked_invitation(invitation, now)
    seat = _valid_seat(row.seat_id, now)
    _leave(seat, by=by, now=now)
    account = people.renew_official(
        account=row.account_id,
        login=_login(seat, row.name),
        display_name=row.name,
        by=by,
        now=now,
    )
    agency_deeds.let_hold(seat=seat.id, account=account, by=by, now=now)
    _add(account, way, now)
    row.used_at = now
    row.save(update_fields=["used_at"])
    _note("invitation-accepted", seat.id, by, now, way=_named(way))
    return Enrolled(account=account, recovery_codes=_new_recovery_codes(account))


def _locked_invitation(digest: bytes, now: datetime) -> Invitation:
    """Lock an invitation that may still be used; two who use it at once wait for each other."""
    row = Invitation.objects.select_for_update().filter(digest=digest).first()
    if row is None or row.used_at is not None or row.ends_at <= now:
        raise NoSuchInvitation
    return row


def _leave(seat: SeatCard, *, by: Actor, now: datetime) -> bool:
    """Take every way in from whoever holds the seat, end their sessions; whether somebody did."""
    holder = agencies.holder_of(seat.id)
    if holder is None:
        return False
    people.close_account(account=holder, by=by, now=now)
    for table in (Passkey, CodeApp, RecoveryCode):
        table.objects.filter(account_id=holder).delete()
    return True


def _add(account: UUID, way: NewPasskey | NewCodeApp, now: datetime) -> None:
    """Keep a new way in."""
    if isinstance(way, NewPasskey):
        _keep_passkey(account, way, now)
    else:
        _keep_code_app(account, way, now)


def _named(way: NewPasskey | NewCodeApp) -> str:
    """Return how the log names a kind of way in."""
    return "passkey" if isinstance(way, NewPasskey) else "code"


def _keep_passkey(account: UUID, new: NewPasskey, now: datetime) -> None:
    """Keep a new passkey."""
    if len(Passkey.objects.filter(account_id=account)) >= rules.MOST_PASSKEYS:
        raise TooManyPasskeys
    row = Passkey(
        id=uuid7(now),
        account_id=account,
        credential_id=new.credential_id,
        credential=new.credential,
        sign_count=new.sign_count,
        label=new.label,
        made_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise PasskeyKnown from error


def _keep_code_app(account: UUID, new: NewCodeApp, now: datetime) -> None:
    """Keep the secret of a code app that shows the right code, in place of an earlier one."""
    step = codes.step_shown_by(codes.plain(new.code), secret=new.secret, after=-1, now=now)
    if step is None:
        raise WrongCode
    CodeApp.objects.filter(account_id=account).delete()
    CodeApp(
        account_id=account,
        sealed=secrets.seal(new.secret, owner=account),
        last_step=step,
        made_at=now,
    ).save(force_insert=True)


def _new_recovery_codes(account: UUID) -> list[str]:
    """Make new recovery codes; the earlier ones work no longer."""
    made = codes.new_recovery_codes()
    RecoveryCode.objects.filter(account_id=account).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(digest=digest, account_id=account)
        for digest in secrets.recovery_digests(account, made)
    )
    return made


@transaction.atomic
def add_way(
    *, account: UUID, seat: UUID, way: NewPasskey | NewCodeApp, by: Actor, now: datetime
) -> None:
    """Give an official another passkey, or a code app in place of an earlier one.

    Raises:
        NoSuchAccount: The official left the seat.
        TooManyPasskeys: They have ten.
        PasskeyKnown: The passkey belongs to an account.
        WrongCode: The code app does not show the right code.

    """
    _hold_still(account)
    _add(account, way, now)
    _note("way-in-added", seat, by, now, way=_named(way))


@transaction.atomic
def remove_passkey(*, account: UUID, seat: UUID, passkey: UUID, by: Actor, now: datetime) -> None:
    """Take a passkey away and end the official's sessions; the last way in stays.

    Raises:
        NoSuchPasskey: The official has none of this identifier.
        LastWayIn: Nothing else lets them in.

    """
    _hold_still(account)
    rows = Passkey.objects.filter(account_id=account)
    if not rows.filter(id=passkey).exists():
        raise NoSuchPasskey
    if not (_has_code_app(account) or rows.filter(is_stopped=False).exclude(id=passkey).exists()):
        raise LastWayIn
    rows.filter(id=passkey).delete()
    people.end_sessions(account=account, by=by, now=now)
    _note("way-in-removed", seat, by, now, way="passkey")


@transaction.atomic
def remove_code_app(*, account: UUID, seat: UUID, by: Actor, now: datetime) -> None:
    """Take the code app away and end the official's sessions; the last way in stays.

    Raises:
        LastWayIn: No passkey lets them in.

    """
    _hold_still(account)
    if not Passkey.objects.filter(account_id=account, is_stopped=False).exists():
        raise LastWayIn
    CodeApp.objects.filter(account_id=account).delete()
    people.end_sessions(account=account, by=by, now=now)
    _note("way-in-removed", seat, by, now, way="code")


@transaction.atomic
def renew_recovery_codes(*, account: UUID, seat: UUID, by: Actor, now: datetime) -> list[str]:
    """Make new recovery codes, which are shown this once; the earlier ones work no longer."""
    _hold_still(account)
    made = _new_recovery_codes(account)
    _note("recovery-codes-renewed", seat, by, now)
    return made


def _hold_still(account: UUID) -> None:
    """Let nobody else change the ways in of this official before this transaction ends.

    Raises:
        NoSuchAccount: It was closed.

    """
    accounts.official(account)


def _has_code_app(account: UUID) -> bool:
    """Whether the official has a code app."""
    return CodeApp.objects.filter(account_id=account).exists()


@transaction.atomic
def close(*, seat: UUID, by: Actor, now: datetime) -> None:
    """End an official's way in to a seat, and their sessions, at once.

    Raises:
        NoSuchSeat: There is none.
        NobodySignsIn: Nobody does, and nobody is invited.

    """
    card = agencies.seat(seat)
    invited, _ = Invitation.objects.filter(seat_id=seat, used_at=None).delete()
    if _leave(card, by=by, now=now):
        agency_deeds.let_hold(seat=seat, account=None, by=by, now=now)
    elif not invited:
        raise NobodySignsIn
    _note("sign-in-closed", seat, by, now)


@transaction.atomic
def forget_attempts(*, by: Actor, now: datetime) -> None:  # noqa: ARG001 - the log keeps its own lines
    """Delete attempts and invitations that are older than `rules.KEEP`."""
    SignInAttempt.objects.filter(at__lt=now - rules.KEEP).delete()
    Invitation.objects.filter(ends_at__lt=now - rules.KEEP).delete()


def _note(kind: str, seat: UUID, by: Actor, now: datetime, **facts: str) -> None:
    """Drop the deed's line into the log; it is about a seat and no person."""
    ledger.note(kind=kind, tag=None, by=by, now=now, facts={"seat": str(seat), **facts})
