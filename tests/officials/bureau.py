"""A bureau with two seats, an official who takes one, and what they sign in with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import credit_code
from recourse.ground.words import Words
from recourse.officials import actions, codes, passkeys, queries, secrets
from recourse.officials.coming_in import actions as coming_in
from recourse.officials.terms import Enrolled, NewCodeApp, SignedIn, Site
from tests.officials.authenticator import HOST, ORIGIN, Passkey

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
CODE = credit_code(sequence=7001)
SITE = Site(host=HOST, origin=ORIGIN)
NAME = "wang.fang"
SECRET = bytes(range(20))


def found(now: datetime = NOW) -> tuple[SeatCard, SeatCard]:
    """Found the bureau with the seats 0101 and 0102."""
    agency = agencies.found_agency(
        code=CODE,
        name=Words(zh="试验局", en="Trial Bureau"),
        kind="emergency_management",
        is_department=True,
        aliases=["trial"],
        by=SYSTEM,
        now=now,
    )
    made = [
        agencies.create_seat(
            agency=agency,
            number=number,
            role=Role.DATA_STEWARD,
            unit=Words(zh="数据科", en="Data section"),
            valid_from_on=now.date(),
            by=SYSTEM,
            now=now,
        )
        for number in ("0101", "0102")
    ]
    first, second = map(seats.seat, made)
    return first, second


def invited(seat: SeatCard, now: datetime = NOW, name: str = NAME, hours: int = 72) -> bytes:
    """Invite an official; return the digest of the token."""
    token = actions.invite(seat=seat.id, name=name, hours=hours, by=SYSTEM, now=now)
    return secrets.token_digest(token)


def code_at(at: datetime, secret: bytes = SECRET) -> str:
    """Return what the code app shows."""
    return codes.code_at(secret, codes.step_of(at))


def take_by_code(
    seat: SeatCard, now: datetime = NOW, name: str = NAME, secret: bytes = SECRET
) -> Enrolled:
    """Take a seat with a code app."""
    app = NewCodeApp(secret=secret, code=code_at(now, secret))
    return actions.accept(invitation=invited(seat, now, name), way=app, by=seat.actor, now=now)


def take_by_passkey(
    seat: SeatCard, passkey: Passkey, now: datetime = NOW, name: str = NAME
) -> Enrolled:
    """Take a seat with a passkey."""
    digest = invited(seat, now, name)
    account = queries.invitation(digest, now=now).account
    return actions.accept(
        invitation=digest, way=new_passkey(passkey, account), by=seat.actor, now=now
    )


def new_passkey(passkey: Passkey, account: UUID):
    """Return a passkey made for an account."""
    asked = passkeys.to_make(site=SITE, account=account, name="x")
    return passkeys.made(
        passkey.made(asked.options), site=SITE, challenge=asked.challenge, label="钥匙"
    )


def sign_in(passkey: Passkey, now: datetime = NOW, site: Site = SITE, **lies: object) -> SignedIn:
    """Sign in by passkey, honestly or not."""
    asked = passkeys.to_prove(site=site)
    return coming_in.by_passkey(
        answer=passkey.proven(asked.options, **lies),
        challenge=asked.challenge,
        site=site,
        by=SYSTEM,
        now=now,
    )


@dataclass(frozen=True)
class Typed:
    """What an official types: right unless a test says otherwise."""

    agency: str = CODE
    seat_number: str = "0101"
    name: str = NAME

    def __call__(self, code: str, now: datetime) -> SignedIn:
        """Sign in by a code."""
        return coming_in.by_code(
            agency=self.agency,
            seat_number=self.seat_number,
            name=self.name,
            code=code,
            by=SYSTEM,
            now=now,
        )


def later(**span: float) -> datetime:
    """Return an instant after the bureau's beginning."""
    return NOW + timedelta(**span)
