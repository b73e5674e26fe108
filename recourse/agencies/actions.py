"""Writes of the room `agencies`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from recourse.agencies import queries, rules, secrets
from recourse.agencies.errors import (
    AgencyExists,
    EndsAlready,
    EndsBeforeItBegins,
    MachineExists,
    MandateExists,
    NoSuchMandate,
    NoSuchSeat,
    SeatExists,
    UnknownMachine,
)
from recourse.agencies.models import Agency, Machine, Mandate, Seat
from recourse.agencies.terms import MandateKind, Role
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import check_credit_code
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.ledger import actions as ledger


@transaction.atomic
def found_agency(
    *,
    code: str,
    name: Words,
    kind: str,
    is_department: bool,
    aliases: Sequence[str] = (),
    look_ups_a_day: int = 5_000,
    by: Actor,
    now: datetime,
) -> UUID:
    """Enter a department or an agency.

    Args:
        code: Unified social credit code.
        name: Its name.
        kind: Kind of authority, as the catalogue names it.
        is_department: Whether it reports records.
        aliases: Short names, old names and spellings met in files.
        look_ups_a_day: Budget of the agency.
        by: Who enters it.
        now: When.

    Raises:
        Refused: The code breaks GB 32100-2015.
        AgencyExists: The code, or a spelling of the name, belongs to an agency.

    """
    row = Agency(
        id=uuid7(now),
        code=check_credit_code(code),
        name_zh=name.zh,
        name_en=name.en,
        kind=kind,
        is_department=is_department,
        aliases=list(aliases),
        look_ups_a_day=look_ups_a_day,
    )
    _refuse_taken((row.code, name.zh, name.en, *aliases))
    _insert(row, taken=AgencyExists)
    ledger.note(
        kind="agency-founded", tag=None, by=by, now=now, facts={"agency": str(row.id), "kind": kind}
    )
    return row.id


def _refuse_taken(spellings: Iterable[str]) -> None:
    """Refuse spellings that name an agency already: a name in a file must mean one."""
    taken = queries.authority_names().keys()
    if not taken.isdisjoint(map(rules.plain_name, spellings)):
        raise AgencyExists


@transaction.atomic
def create_seat(
    *,
    agency: UUID,
    number: str,
    role: Role,
    unit: Words,
    account: UUID | None = None,
    valid_from_on: date | None = None,
    valid_until_on: date | None = None,
    look_ups_a_day: int = 500,
    by: Actor,
    second: Actor | None = None,
    now: datetime,
) -> UUID:
    """Create a post in an agency; it may do nothing until it has a mandate.

    Args:
        agency: Who answers for its deeds.
        number: What people read in their log.
        role: What it is for.
        unit: Its section.
        account: The official who holds it, if one does.
        valid_from_on: First day; today unless given.
        valid_until_on: First day no longer valid; None for no end.
        look_ups_a_day: Budget of the seat.
        by: Who creates it.
        second: The administrator who approved it; None for the operator.
        now: When.

    Raises:
        NeedsTwo: One official alone would create it.
        NoSuchAgency: There is none.
        SeatExists: The agency has a seat of this number.
        EndsBeforeItBegins: The period has no day.

    """
    rules.refuse_alone(by, second)
    queries.agency(agency)
    row = Seat(
        id=uuid7(now),
        agency_id=agency,
        account_id=account,
        role=Role(role),
        number=number,
        unit_zh=unit.zh,
        unit_en=unit.en,
        valid_from_on=valid_from_on or civil_date(now),
        valid_until_on=valid_until_on,
        look_ups_a_day=look_ups_a_day,
    )
    _refuse_backwards(row)
    _insert(row, taken=SeatExists)
    facts = {"agency": str(agency), "seat": str(row.id), "role": row.role}
    facts |= rules.approved_by(second)
    ledger.note(kind="seat-created", tag=None, by=by, now=now, facts=facts)
    return row.id


@transaction.atomic
def let_hold(*, seat: UUID, account: UUID | None, by: Actor, now: datetime) -> None:
    """Let an official hold a seat from now on, alone; None leaves it empty.

    Raises:
        NoSuchSeat: There is none.

    """
    if not Seat.objects.filter(id=seat).update(account_id=account, held_since_at=now):
        raise NoSuchSeat
    facts = {"seat": str(seat), "account": str(account or "")}
    ledger.note(kind="seat-held", tag=None, by=by, now=now, facts=facts)


@transaction.atomic
def give_mandate(
    *,
    seat: UUID,
    kind: MandateKind,
    code: str,
    valid_from_on: date | None = None,
    valid_until_on: date | None = None,
    by: Actor,
    second: Actor | None = None,
    now: datetime,
) -> UUID:
    """Let a seat hand in an item, or look people up for a purpose, for a period.

    Args:
        seat: Who may.
        kind: Whether `code` is an item or a purpose.
        code: Code of the catalogue.
        valid_from_on: First day; today unless given.
        valid_until_on: First day no longer valid; None for no end.
        by: Who gives it.
        second: The administrator who approved it; None for the operator.
        now: When.

    Raises:
        NeedsTwo: One official alone would give it.
        NoSuchSeat: There is none.
        NotForThisRole: A seat of its role has no mandates.
        MandateExists: The seat has it from that day.
        EndsBeforeItBegins: The period has no day.

    """
    rules.refuse_alone(by, second)
    rules.refuse_power(queries.seat(seat).role)
    row = Mandate(
        id=uuid7(now),
        seat_id=seat,
        kind=MandateKind(kind),
        code=code,
        valid_from_on=valid_from_on or civil_date(now),
        valid_until_on=valid_until_on,
    )
    _refuse_backwards(row)
    _insert(row, taken=MandateExists)
    facts = {"seat": str(seat), "kind": row.kind, "code": code} | rules.approved_by(second)
    ledger.note(kind="mandate-given", tag=None, by=by, now=now, facts=facts)
    return row.id


@transaction.atomic
def end_mandate(
    *, seat: UUID, kind: MandateKind, code: str, on: date, by: Actor, now: datetime
) -> None:
    """End a seat's mandate: `on` is the first day it no longer has it.

    What would begin on that day or later, a renewal for instance, never holds: it keeps a period
    without a day, so that taking is never put off by what was given for later.

    Raises:
        NoSuchMandate: The seat has none that lasts beyond that day.
        EndsBeforeItBegins: The day lies before that of a mandate which has begun.

    """
    rows = Mandate.objects.select_for_update().filter(seat_id=seat, kind=kind, code=code)
    lasting = [row for row in rows.order_by("id") if _outlasts(row, on)]
    if not lasting:
        raise NoSuchMandate
    for row in lasting:
        row.valid_until_on = _end(row, on, now)
        row.save(update_fields=["valid_until_on"])
    facts = {"seat": str(seat), "kind": kind, "code": code, "until": on.isoformat()}
    ledger.note(kind="mandate-ended", tag=None, by=by, now=now, facts=facts)


@transaction.atomic
def end_seat(*, seat: UUID, on: date, by: Actor, now: datetime) -> None:
    """Close a seat with all its mandates: `on` is the first day it may do nothing.

    One that begins on that day or later never opens.

    Raises:
        NoSuchSeat: There is none.
        EndsAlready: It ends by then; an end moves only earlier.
        EndsBeforeItBegins: The day lies before that of a seat which has begun.

    """
    row = Seat.objects.select_for_update().filter(id=seat).first()
    if row is None:
        raise NoSuchSeat
    if not _outlasts(row, on):
        raise EndsAlready
    row.valid_until_on = _end(row, on, now)
    row.save(update_fields=["valid_until_on"])
    facts = {"seat": str(seat), "until": on.isoformat()}
    ledger.note(kind="seat-ended", tag=None, by=by, now=now, facts=facts)


def _outlasts(row: Seat | Mandate, on: date) -> bool:
    """Whether it would still be in force on some day from `on`."""
    return row.valid_until_on is None or row.valid_until_on > max(on, row.valid_from_on)


def _end(row: Seat | Mandate, on: date, now: datetime) -> date:
    """Return the first day it no longer holds: `on`, or its own first day if that is later."""
    if on < row.valid_from_on <= civil_date(now):
        raise EndsBeforeItBegins
    return max(on, row.valid_from_on)


def _refuse_backwards(row: Seat | Mandate) -> None:
    """Refuse to give a period without a day."""
    if row.valid_until_on is not None and row.valid_until_on <= row.valid_from_on:
        raise EndsBeforeItBegins


@transaction.atomic
def enrol_machine(
    *,
    client_id: str,
    seat: UUID,
    first_half: bytes | None = None,
    by: Actor,
    second: Actor | None = None,
    now: datetime,
) -> str:
    """Let a machine act as a seat; return its secret or the second half, shown this once.

    Args:
        client_id: Name of the machine.
        seat: What it acts as.
        first_half: Digest of the half that the first administrator was shown; None for the
            operator, who is shown a secret of one piece.
        by: Who enrols it.
        second: The administrator who approved it; None for the operator.
        now: When.

    Raises:
        NeedsTwo: One official alone would do it, or be shown the whole secret.
        NotForThisRole, SignedAtTheDesk: No machine acts as a seat of this role.
        NoSuchSeat: There is none.
        MachineExists: A machine has this name.

    Law:
        RFC 6749, section 4.4 (client credentials).

    """
    rules.refuse_alone(by, second)
    rules.refuse_whole(by, first_half)
    rules.refuse_machine(queries.seat(seat).role)
    shown, kept = secrets.made(first_half)
    row = Machine(client_id=client_id, seat_id=seat, secret_digest=kept)
    _insert(row, taken=MachineExists)
    facts = {"machine": client_id, "seat": str(seat)} | rules.approved_by(second)
    ledger.note(kind="machine-enrolled", tag=None, by=by, now=now, facts=facts)
    return shown


@transaction.atomic
def register_webhook(
    *, agency: UUID, address: str | None, by: Actor, second: Actor | None = None, now: datetime
) -> None:
    """Keep the address at which an agency's machine is told of recalls; None takes it away.

    Raises:
        NeedsTwo: One official alone would name an address.
        NoSuchAgency: There is none.
        WebhookAddress: The address is not https, or carries more than an address.

    """
    queries.agency(agency)
    if address is not None:
        rules.refuse_alone(by, second)
        rules.check_webhook(address, loopback=settings.DEMO)
    Agency.objects.filter(id=agency).update(webhook=address)
    deed = "webhook removed" if address is None else "webhook registered"
    facts = {"agency": str(agency), "deed": deed} | rules.approved_by(second)
    ledger.note(kind="config", tag=None, by=by, now=now, facts=facts)


@transaction.atomic
def stop_machine(*, client_id: str, by: Actor, now: datetime) -> None:
    """Take a machine's access away; its name is not given again.

    Raises:
        UnknownMachine: There is none of this name that may act.

    """
    rows = Machine.objects.filter(client_id=client_id, is_active=True)
    if not rows.update(is_active=False, earlier_digest=None, earlier_until_at=None):
        raise UnknownMachine
    ledger.note(kind="machine-stopped", tag=None, by=by, now=now, facts={"machine": client_id})


def _insert(
    row: Agency | Seat | Mandate | Machine,
    *,
    taken: type[AgencyExists | SeatExists | MandateExists | MachineExists],
) -> None:
    """Insert a row, or refuse when its key is taken; the caller's transaction goes on."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error
