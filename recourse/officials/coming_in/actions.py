"""Let an official in, or refuse; either way write down that somebody tried.

The rules this module enforces:

* nobody learns whether a seat has an official, or of what name: who is known and who is not
  cost the same steps and read the same answer;
* one try at a time for one seat and name, so that limits hold against many at once;
* a code, a recovery code and a signature each let somebody in once;
* who is in confirms that it is still them by the same means, under the same limits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from recourse.agencies import queries as agencies
from recourse.agencies import rules as agency_rules
from recourse.agencies.terms import SeatCard
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.officials import codes, passkeys, rules, secrets
from recourse.officials.errors import NotConfirmed, NotRecognised, TooManyAttempts
from recourse.officials.models import CodeApp, Passkey, RecoveryCode, SignInAttempt
from recourse.officials.terms import Attempt, SignedIn, Site, Way
from recourse.people import queries as accounts
from recourse.people.errors import NoSuchAccount

NOBODY: Final = UUID(int=0)
CONFIRMED: Final = "sign-in-confirmed"
WAIT: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What an attempt was for; the account is nobody's and the seat None where there is none."""

    whom: bytes
    account: UUID
    seat: SeatCard | None
    way: Way
    kind: str = "signed-in"


def by_code(
    *, agency: str, seat_number: str, name: str, code: str, by: Actor, now: datetime
) -> SignedIn:
    """Let an official in by a code of their code app, or by a recovery code.

    Args:
        agency: Code, name or alias of their agency.
        seat_number: Number of their seat.
        name: Their sign-in name.
        code: What they typed.
        by: Who lets them in.
        now: When.

    Raises:
        NotRecognised: Something did not match, or the seat is not valid today.
        TooManyAttempts: Too many wrong codes for this seat and name.

    """
    named = agencies.authority_names().get(agency_rules.plain_name(agency), NOBODY)
    login = rules.login_of(agency=named, seat_number=seat_number, name=name)
    return _raised(_try_code(login, codes.plain(code), by, now))


def by_passkey(*, answer: str, challenge: str, site: Site, by: Actor, now: datetime) -> SignedIn:
    """Let an official in by a passkey.

    Args:
        answer: What the browser sent.
        challenge: Under which it was asked.
        site: Where it was asked.
        by: Who lets them in.
        now: When.

    Raises:
        NotRecognised: No passkey in use here signed this, or the seat is not valid today.

    """
    return _raised(_try_passkey(answer, challenge, site, by, now))


def confirm_by_code(*, account: UUID, code: str, by: Actor, now: datetime) -> None:
    """Take a code as the sign that an official who is signed in still sits there.

    Args:
        account: Who is signed in.
        code: What they typed.
        by: The seat.
        now: When.

    Raises:
        NotConfirmed: It is none of theirs, or the seat is not valid today.
        TooManyAttempts: Too many wrong codes.

    """
    _confirmed(_try_code(_login_of(account), codes.plain(code), by, now, kind=CONFIRMED))


def confirm_by_passkey(
    *, account: UUID, answer: str, challenge: str, site: Site, by: Actor, now: datetime
) -> None:
    """Take a passkey as the sign that an official who is signed in still sits there.

    Args:
        account: Who is signed in.
        answer: What the browser sent.
        challenge: Under which it was asked.
        site: Where it was asked.
        by: The seat.
        now: When.

    Raises:
        NotConfirmed: It is none of theirs, or the seat is not valid today.

    """
    _confirmed(_try_passkey(answer, challenge, site, by, now, only=account))


@transaction.atomic
def _login_of(account: UUID) -> str:
    """Return the login of an official; of anybody else a name that lets nobody in."""
    try:
        return accounts.official(account).login
    except NoSuchAccount:
        return ""


def _confirmed(outcome: SignedIn | Refused) -> None:
    """Raise the refusal, which is written down by now."""
    if isinstance(outcome, NotRecognised):
        raise NotConfirmed
    if isinstance(outcome, Refused):
        raise outcome


def _raised(outcome: SignedIn | Refused) -> SignedIn:
    """Return who is let in; raise the refusal, which is written down by now."""
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic
def _try_code(
    login: str, code: str, by: Actor, now: datetime, *, kind: str = "signed-in"
) -> SignedIn | Refused:
    """Decide on a code and write the attempt down."""
    whom = secrets.whom(login)
    _one_at_a_time(whom)
    if rules.must_wait(_attempts(whom), now=now):
        return TooManyAttempts()
    account = _account(login)
    way = Way.CODE if codes.is_code(code) else Way.RECOVERY_CODE
    seat = agencies.seat_of_account(account, civil_date(now))
    tried = Tried(whom=whom, account=account, seat=seat, way=way, kind=kind)
    is_right = _shows(account, code, now) if way is Way.CODE else _keeps(account, code)
    return _outcome(tried, is_right=is_right, by=by, now=now)


def _one_at_a_time(whom: bytes) -> None:
    """Wait until nobody else tries for the same seat and name."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [whom.hex()])


def _attempts(whom: bytes) -> list[Attempt]:
    """Return enough of the last attempts to decide whether another may be made."""
    rows = SignInAttempt.objects.filter(whom=whom).order_by("-at", "-id")
    return [Attempt(row.at, Way(row.way), row.refused) for row in rows[: 2 * rules.IN_A_ROW]]


def _account(login: str) -> UUID:
    """Return whose login this is, or nobody's identifier: it costs the same steps."""
    try:
        return accounts.account_of(login).id
    except NoSuchAccount:
        return NOBODY


def _shows(account: UUID, code: str, now: datetime) -> bool:
    """Whether the official's code app shows this code; it counts no second time."""
    row = CodeApp.objects.select_for_update().filter(account_id=account).first()
    secret, after = bytes(codes.SECRET_BYTES), -1
    if row is not None:
        secret, after = secrets.unseal(bytes(row.sealed), owner=account), row.last_step
    step = codes.step_shown_by(code, secret=secret, after=after, now=now)
    if row is None or step is None:
        return False
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _keeps(account: UUID, code: str) -> bool:
    """Whether the official has this recovery code; they have it no longer."""
    digest = secrets.recovery_digest(account, code)
    gone, _ = RecoveryCode.objects.filter(account_id=account, digest=digest).delete()
    return bool(gone)


@transaction.atomic
def _try_passkey(
    answer: str,
    challenge: str,
    site: Site,
    by: Actor,
    now: datetime,
    *,
    only: UUID | None = None,
) -> SignedIn | Refused:
    """Decide on a signature and write the attempt down; `only` one official's counts, if named."""
    credential_id = passkeys.claimed(answer)
    login = _login_behind(credential_id)
    row = Passkey.objects.select_for_update().filter(credential_id=credential_id).first()
    if row is None or only not in {None, row.account_id}:
        stranger = secrets.whom("passkey", credential_id)
        tried = Tried(whom=stranger, account=NOBODY, seat=None, way=Way.PASSKEY)
        return _outcome(tried, is_right=False, by=by, now=now)
    seat = agencies.seat_of_account(row.account_id, civil_date(now))
    tried = Tried(
        whom=secrets.whom(login),
        account=row.account_id,
        seat=seat,
        way=Way.PASSKEY,
        kind="signed-in" if only is None else CONFIRMED,
    )
    try:
        said = passkeys.counted(
            answer,
            credential=bytes(row.credential),
            account=row.account_id,
            site=site,
            challenge=challenge,
        )
    except passkeys.NotBelieved:
        return _outcome(tried, is_right=False, by=by, now=now)
    counts_on = _counts_on(row, said, tried, by, now)
    return _outcome(tried, is_right=counts_on, by=by, now=now)


def _login_behind(credential_id: bytes) -> str:
    """Return the login a passkey belongs to; whoever changes its ways in waits, or is waited for.

    A closed account has no passkeys.
    """
    owner = Passkey.objects.filter(credential_id=credential_id).values_list("account_id", flat=True)
    try:
        return accounts.official(owner.first() or NOBODY).login
    except NoSuchAccount:
        return ""


def _counts_on(row: Passkey, said: int, tried: Tried, by: Actor, now: datetime) -> bool:
    """Whether a passkey that signed is in use and not a copy; a copy stops it for good."""
    if row.is_stopped:
        return False
    if rules.is_copy(known=row.sign_count, said=said):
        row.is_stopped = True
        row.save(update_fields=["is_stopped"])
        ledger.note(kind="passkey-stopped", tag=None, by=by, now=now, facts=_named(tried))
        return False
    row.sign_count, row.used_at = said, now
    row.save(update_fields=["sign_count", "used_at"])
    return True


def _outcome(tried: Tried, *, is_right: bool, by: Actor, now: datetime) -> SignedIn | Refused:
    """Write down how an attempt ended, and say so.

    Past `rules.MOST_LOGGED` refusals in a quarter of an hour the log is spared, so that nobody
    stops look-ups by filling it; the attempt is kept all the same.
    """
    if is_right and tried.seat is not None:
        _keep(tried, "", now)
        facts = _named(tried)
        ledger.note(kind=tried.kind, tag=None, by=tried.seat.actor, now=now, facts=facts)
        return SignedIn(account=tried.account, way=tried.way)
    refused = NotRecognised()
    _keep(tried, refused.code, now)
    if _refused_lately(now) <= rules.MOST_LOGGED:
        facts = _named(tried) | {"why": refused.code}
        ledger.note(kind="sign-in-refused", tag=None, by=by, now=now, facts=facts)
    return refused


def _keep(tried: Tried, refused: str, now: datetime) -> None:
    """Keep an attempt: for the limits, and for the official to see."""
    SignInAttempt(
        id=uuid7(now),
        whom=tried.whom,
        account_id=None if tried.account == NOBODY else tried.account,
        at=now,
        way=tried.way,
        refused=refused,
    ).save(force_insert=True)


def _refused_lately(now: datetime) -> int:
    """Return how many were refused in the last quarter of an hour, counted to a ceiling."""
    lately = SignInAttempt.objects.filter(at__gt=now - rules.A_WHILE).exclude(refused="")
    return lately[: rules.MOST_LOGGED + 1].count()


def _named(tried: Tried) -> dict[str, str]:
    """Return how the log names an attempt: the seat, if there is one, and the way."""
    seat = {} if tried.seat is None else {"seat": str(tried.seat.id)}
    return seat | {"way": tried.way.value}
