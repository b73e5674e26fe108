"""Reads of the room `agencies`."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from recourse.agencies import rules
from recourse.agencies.errors import NoSuchAgency, NoSuchSeat
from recourse.agencies.models import Agency, Machine, Mandate, Seat
from recourse.agencies.terms import AgencyCard, MandateKind, Role, SeatCard
from recourse.ground.words import Words


def agency(id: UUID) -> AgencyCard:  # noqa: A002 - the house's word for it
    """Return one agency.

    Raises:
        NoSuchAgency: There is none.

    """
    return _one_agency(Q(id=id))


def agency_by_code(code: str) -> AgencyCard:
    """Return the agency with this unified social credit code.

    Raises:
        NoSuchAgency: There is none.

    """
    return _one_agency(Q(code=code.strip().upper()))


def _one_agency(condition: Q) -> AgencyCard:
    """Return the one agency that meets the condition."""
    row = Agency.objects.filter(condition).first()
    if row is None:
        raise NoSuchAgency
    return agency_card(row)


def named(ids: Collection[UUID]) -> list[AgencyCard]:
    """Return the agencies with these identifiers; one query. Unknown ones are left out."""
    return [agency_card(row) for row in Agency.objects.filter(id__in=ids).order_by("code")]


def agencies() -> list[AgencyCard]:
    """Return every agency, by code."""
    return [agency_card(row) for row in Agency.objects.order_by("code")]


def authority_names() -> Mapping[str, UUID]:
    """Return every spelling of every agency, made plain by `rules.plain_name`; one query."""
    return {
        rules.plain_name(spelling): row.id
        for row in Agency.objects.order_by("code")
        for spelling in _spellings(row)
    }


def _spellings(row: Agency) -> Iterator[str]:
    """Yield the code, the names and the aliases of an agency."""
    yield from (row.code, row.name_zh, row.name_en, *row.aliases)


def seat(id: UUID) -> SeatCard:  # noqa: A002 - the house's word for it
    """Return one seat.

    Raises:
        NoSuchSeat: There is none.

    """
    return _one_seat(_seats().filter(id=id))


def seat_by_number(agency_code: str, number: str) -> SeatCard:
    """Return the seat `number` of an agency named by its code, a name or an alias.

    Raises:
        NoSuchSeat: There is none.

    """
    agency_id = authority_names().get(rules.plain_name(agency_code))
    if agency_id is None:
        raise NoSuchSeat
    return _one_seat(_seats().filter(agency_id=agency_id, number=number))


def seat_of_account(account_id: UUID, on: date) -> SeatCard | None:
    """Return the seat an official holds on the civil date `on`, or None."""
    row = _seats().filter(valid_on(on), account_id=account_id).order_by("number", "id").first()
    return None if row is None else seat_card(row)


def holder_of(seat_id: UUID) -> UUID | None:
    """Return the account of the official who holds a seat, or None."""
    return Seat.objects.filter(id=seat_id).values_list("account_id", flat=True).first()


def held_since(seat_id: UUID) -> datetime | None:
    """Return when a seat last changed hands; None if it never has."""
    return Seat.objects.filter(id=seat_id).values_list("held_since_at", flat=True).first()


def is_valid(seat_id: UUID, on: date) -> bool:
    """Whether the seat is valid on the civil date `on`."""
    return Seat.objects.filter(valid_on(on), id=seat_id).exists()


def seats(ids: Collection[UUID]) -> list[SeatCard]:
    """Return the seats with these identifiers; one query. Unknown ones are left out."""
    return [seat_card(row) for row in _seats().filter(id__in=ids)]


def _one_seat(rows: "QuerySet[Seat]") -> SeatCard:
    """Return the one seat, or refuse."""
    row = rows.first()
    if row is None:
        raise NoSuchSeat
    return seat_card(row)


def _seats() -> "QuerySet[Seat]":
    """Return all seats with their agencies, in one query."""
    return Seat.objects.select_related("agency").order_by("id")


def may_hand_in(seat_id: UUID, item: str, on: date) -> bool:
    """Whether the seat may hand in records of `item` on the civil date `on`.

    Only a department's seat may: an agency that merely looks up reports nothing.
    """
    return _mandates(seat_id, MandateKind.ITEM, on).filter(code=item).exists()


def may_ask(seat_id: UUID, purpose: str, on: date) -> bool:
    """Whether the seat may look people up for `purpose` on the civil date `on`."""
    return _mandates(seat_id, MandateKind.PURPOSE, on).filter(code=purpose).exists()


def items_of(seat_id: UUID, on: date) -> list[str]:
    """Return the items the seat may hand in on the civil date `on`, by code."""
    return _codes(_mandates(seat_id, MandateKind.ITEM, on))


def purposes_of(seat_id: UUID, on: date) -> list[str]:
    """Return the purposes the seat may look up for on the civil date `on`, by code."""
    return _codes(_mandates(seat_id, MandateKind.PURPOSE, on))


def _codes(mandates: "QuerySet[Mandate]") -> list[str]:
    """Return the codes of mandates, each once, in order."""
    return list(mandates.order_by("code").values_list("code", flat=True).distinct())


def _mandates(seat_id: UUID, kind: MandateKind, on: date) -> "QuerySet[Mandate]":
    """Return the mandates in force on `on` of a seat that is itself valid then."""
    mandates = Mandate.objects.filter(
        valid_on(on), valid_on(on, "seat__"), seat_id=seat_id, kind=kind
    )
    if kind is MandateKind.ITEM:
        mandates = mandates.filter(seat__agency__is_department=True)
    return mandates


def valid_on(on: date, prefix: str = "") -> Q:
    """Return `rules.is_valid` as a condition of the database."""
    begun = Q(**{f"{prefix}valid_from_on__lte": on})
    endless = Q(**{f"{prefix}valid_until_on__isnull": True})
    return begun & (endless | Q(**{f"{prefix}valid_until_on__gt": on}))


def seat_of_machine(client_id: str, on: date) -> SeatCard | None:
    """Return the seat a machine acts as on the civil date `on`; None if either is over."""
    row = (
        Machine.objects.select_related("seat__agency")
        .filter(valid_on(on, "seat__"), client_id=client_id, is_active=True)
        .first()
    )
    return None if row is None else seat_card(row.seat)


def webhook(id: UUID) -> str | None:  # noqa: A002 - the house's word for it
    """Return the address at which an agency's machine is told of recalls, if it has one."""
    return Agency.objects.filter(id=id).values_list("webhook", flat=True).first()


def with_webhook(ids: Collection[UUID]) -> set[UUID]:
    """Return those agencies, of the ones given, that have an address."""
    rows = Agency.objects.filter(id__in=ids, webhook__isnull=False)
    return set(rows.values_list("id", flat=True))


def agency_card(row: Agency) -> AgencyCard:
    """Return an agency as a term."""
    return AgencyCard(
        id=row.id,
        code=row.code,
        name=Words(zh=row.name_zh, en=row.name_en),
        kind=row.kind,
        is_department=row.is_department,
    )


def seat_card(row: Seat) -> SeatCard:
    """Return a seat as a term."""
    return SeatCard(
        id=row.id,
        agency=agency_card(row.agency),
        role=Role(row.role),
        number=row.number,
        unit=Words(zh=row.unit_zh, en=row.unit_en),
    )
