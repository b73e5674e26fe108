"""Who may ask people for a statement, and how; pure decisions, no clock, no tables."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from recourse.attestation.recipients.errors import NotAnAddress, PeriodTooLong
from recourse.attestation.recipients.terms import Permission, RecipientCard
from recourse.attestation.terms import NO_ADVERSE_ENTRY
from recourse.catalogue import request_rules
from recourse.catalogue.terms import Catalogue, Request
from recourse.ground.calendar import start_of

LONGEST_DAYS = 3 * 366
LONGEST_ADDRESS = 100
REGISTRATION_LASTS = timedelta(days=2)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
QUERY = "statement"
"""What the one credential that is asked for is called in requests and answers."""

ALWAYS = ("domain", "period_from", "period_to", "as_of", "finding")
TO_MATCH = ("name", "id_last4")


def check_address(address: str, *, loopback: bool) -> str:
    """Return the address that names an organisation.

    Args:
        address: As the organisation gives it.
        loopback: Whether this machine, without TLS, will do as well; in a demo only.

    Raises:
        NotAnAddress: It is none.

    >>> check_address("https://shop.example", loopback=False)
    'https://shop.example'
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise NotAnAddress from error
    is_plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    has_more = any(mark in address for mark in "@?# ") or address.endswith("/")
    is_here = loopback and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (is_plain and parts.hostname) or has_more or not (parts.scheme == "https" or is_here):
        raise NotAnAddress
    return address


def check_period(*, valid_from_on: date, valid_until_on: date) -> None:
    """Refuse a period that has no day, or that nobody looks at again for years.

    Raises:
        PeriodTooLong: It is one of these.

    """
    if not timedelta(0) < valid_until_on - valid_from_on <= timedelta(days=LONGEST_DAYS):
        raise PeriodTooLong


def open_permission(
    card: RecipientCard, request: str, catalogue: Catalogue, on: date
) -> Permission | None:
    """Return what lets an organisation make a request on a day, or None.

    It is registered, it was not stopped, and the request's own article is in force.
    """
    asked = catalogue.requests.get(request)
    if card.stopped_at is not None or asked is None:
        return None
    if not request_rules.may_be_made(asked, catalogue, on):
        return None
    held = [one for one in card.permissions if one.request == request and one.holds(on)]
    return max(held, key=lambda one: one.valid_until_on, default=None)


def claims_of(request: Request) -> tuple[str, ...]:
    """Return which claims of a statement are shown: never more than the request needs."""
    return ALWAYS + (TO_MATCH if request.names_person else ())


def query_of(request: Request, *, issuer: str) -> dict[str, Any]:
    """Return what a wallet is asked for: one statement of one domain, and its least claims.

    Law:
        OpenID4VP 1.0 section 6 (DCQL), B.3.5 (vct_values).

    """
    values = {"domain": [request.domain], "finding": [NO_ADVERSE_ENTRY]}
    wanted: list[dict[str, Any]] = [
        {"path": [name]} | ({"values": values[name]} if name in values else {})
        for name in claims_of(request)
    ]
    kind = f"{issuer}/vct/{request.statement}/1"
    asked = {"id": QUERY, "format": "dc+sd-jwt", "meta": {"vct_values": [kind]}, "claims": wanted}
    return {"credentials": [asked]}


def registration_ends_at(permission: Permission, request: Request, *, now: datetime) -> datetime:
    """Return until when a signed registration is good: two days, and never beyond what it says."""
    ends = [now + REGISTRATION_LASTS, start_of(permission.valid_until_on)]
    if request.basis.valid_until_on:
        ends.append(start_of(request.basis.valid_until_on))
    return min(ends)
