"""Who may ask people for a statement: for anybody to read, and signed for wallets to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recourse.attestation.recipients import queries, registrations, rules
from recourse.attestation.recipients.certificates import client_id
from recourse.attestation.recipients.terms import RecipientCard
from recourse.attestation.recipients.wording import WHERE_TO_COMPLAIN, YOU_MAY_REFUSE, shown_of
from recourse.catalogue import queries as catalogues
from recourse.catalogue import request_rules
from recourse.catalogue.terms import Catalogue, Request
from recourse.faces.wording import said
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words

REGISTRATION = "application/jwt"
Answer = TypeVar("Answer", bound=HttpResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request with its article; `until` is the first day on which it may no longer be made."""

    request: Request
    citation: Words
    domain: str
    shown: Sequence[Words]
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An organisation, and what it may ask now."""

    card: RecipientCard
    asks: Sequence[Ask]


@require_safe
def recipients(request: HttpRequest) -> HttpResponse:
    """Show every organisation that is or was registered, and what may be asked at all."""
    catalogue, on = catalogues.current(), civil_date(timezone.now())
    possible = [
        one for one in catalogue.requests.values() if request_rules.may_be_made(one, catalogue, on)
    ]
    shown = {
        "entries": _entries(catalogue, timezone.now()),
        "possible": [_ask(one, catalogue) for one in possible],
        "refuse": YOU_MAY_REFUSE,
        "complain": WHERE_TO_COMPLAIN,
    }
    return render(request, "public/recipients.html", shown)


@require_safe
def recipients_list(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Return the same for machines, in both languages."""
    catalogue = catalogues.current()
    told = [_told(entry) for entry in _entries(catalogue, timezone.now())]
    return _open_to_all(JsonResponse({"recipients": told, "complain": WHERE_TO_COMPLAIN.as_json()}))


@require_safe
def registration(request: HttpRequest, recipient: UUID, asked: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Return what an organisation shows to wallets; whoever fetches it, nobody was asked yet."""
    card = queries.card_by_id(recipient)
    token = registrations.registration(card, asked, now=timezone.now())
    return _open_to_all(HttpResponse(token, content_type=REGISTRATION))


def _entries(catalogue: Catalogue, now: datetime) -> list[Entry]:
    """Return every organisation with what it may ask at this instant."""
    on = civil_date(now)
    return [
        Entry(
            card=card,
            asks=[
                _ask(catalogue.requests[code], catalogue, until=held.valid_until_on)
                for code in sorted({one.request for one in card.permissions})
                if (held := rules.open_permission(card, code, catalogue, on))
            ],
        )
        for card in queries.cards()
    ]


def _ask(request: Request, catalogue: Catalogue, *, until: date | None = None) -> Ask:
    """Return a request with what a reader wants named."""
    return Ask(
        request=request,
        citation=catalogues.cite(catalogue, request.basis),
        domain=said(catalogue.domains[request.domain]),
        shown=shown_of(request),
        until=until,
    )


def _told(entry: Entry) -> dict[str, object]:
    """Return an organisation for machines."""
    card = entry.card
    return {
        "code": card.code,
        "name": card.name.as_json(),
        "address": card.address,
        "client_id": client_id(card.chain[0]) if card.chain else None,
        "stopped_at": card.stopped_at.isoformat() if card.stopped_at else None,
        "may_ask": [
            {
                "request": ask.request.code,
                "name": ask.request.name.as_json(),
                "says": ask.request.says.as_json(),
                "law": ask.citation.as_json(),
                "domain": ask.request.domain,
                "until": ask.until.isoformat() if ask.until else None,
                "registration": f"/recipients/{card.id}/{ask.request.code}.jwt",
            }
            for ask in entry.asks
        ],
    }


def _open_to_all(answer: Answer) -> Answer:
    """Let any page read the answer: it is public, and knows no visitor."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
