"""Pages of the catalogue's versions: which were loaded, what changed, what lapses soon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.catalogue import rules
from recourse.catalogue.errors import NoSuchVersion
from recourse.catalogue.terms import Catalogue, Change, Fault, VersionCard
from recourse.faces.desk.administration.places import FOLDER, LONGEST
from recourse.faces.doors import seats_only
from recourse.faces.wording import said
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words

PAGE = 25
CHANGES = 100
SEAT = "seat:"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version in the list."""

    card: VersionCard
    by: str
    is_in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPlace:
    """One thing of the catalogue, and what changed about it."""

    where: str
    name: Words | None
    changes: Sequence[Words]


@require_GET
@seats_only(Role.ADMINISTRATOR)
def versions(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """List the versions, newest first, and what lapses within ninety days."""
    before = request.GET.get("before", "")[:LONGEST]
    cards = catalogues.loaded(before=before, limit=PAGE)
    current, today = catalogues.current(), civil_date(timezone.now())
    shown = {
        "rows": [
            VersionRow(card=card, by=by, is_in_force=card.version == current.version)
            for card, by in zip(cards, loaders(card.loaded_by for card in cards), strict=True)
        ],
        "older": cards[-1].version if len(cards) == PAGE else None,
        "lapsing": [] if before else _lapsing(catalogues.lapsing(current, today), current),
    }
    return render(request, f"{FOLDER}/versions.html", shown)


@require_GET
@seats_only(Role.ADMINISTRATOR)
def version(request: HttpRequest, seat: SeatCard, version: str) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Say what changed from one version to another: the one before it, unless another is named."""
    names = [card.version for card in catalogues.loaded(limit=PAGE)]
    old = request.GET.get("from", "")[:LONGEST] or catalogues.before(version)
    try:
        new, was = catalogues.version(version), catalogues.version(old) if old else None
    except NoSuchVersion:
        raise Http404 from None
    after = request.GET.get("after", "0")
    if not (after.isdecimal() and len(after) < 7):
        raise Http404
    changes = [] if was is None else rules.diff(was, new)
    begin = int(after)
    shown = {
        "version": version,
        "old": old,
        "count": len(changes),
        "places": _places(changes[begin : begin + CHANGES], new, was),
        "after": begin + CHANGES if len(changes) > begin + CHANGES else None,
        "names": [name for name in names if name != version],
    }
    return render(request, f"{FOLDER}/version.html", shown)


def loaders(codes: Iterable[str]) -> list[str]:
    """Return who loaded each version: a seat by agency and number; one query."""
    every = list(codes)
    ids = {UUID(code.removeprefix(SEAT)) for code in every if code.startswith(SEAT)}
    known = {f"{SEAT}{card.id}": card for card in agencies.seats(ids)} if ids else {}
    return [_who(code, known.get(code)) for code in every]


def _who(code: str, card: SeatCard | None) -> str:
    """Return a doer in words."""
    if card is not None:
        return f"{said(card.agency.name)} · {card.number}"
    return _("the operator’s command") if code else _("not kept then")


def _places(changes: Sequence[Change], new: Catalogue, was: Catalogue | None) -> list[ChangedPlace]:
    """Return changes by what they are about, in their order."""
    found: dict[str, list[Words]] = {}
    for change in changes:
        found.setdefault(change.where, []).append(change.says)
    return [
        ChangedPlace(where=where, name=_name(where, new, was), changes=says)
        for where, says in found.items()
    ]


def _name(where: str, new: Catalogue, was: Catalogue | None) -> Words | None:
    """Return what a place of the catalogue is called, for those that people know by name."""
    kind, _slash, code = where.partition("/")
    for one in (new, was):
        if one is None:
            continue
        if kind == "items" and code in one.items:
            return one.items[code].name
        if kind == "purposes" and code in one.purposes:
            return one.purposes[code].name
    return None


def _lapsing(faults: Iterable[Fault], current: Catalogue) -> list[ChangedPlace]:
    """Return what lapses, by its name."""
    return [
        ChangedPlace(
            where=fault.where,
            name=_name("/".join(fault.where.split("/")[:2]), current, None),
            changes=[fault.says],
        )
        for fault in faults
    ]
