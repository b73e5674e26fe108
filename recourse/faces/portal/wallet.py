"""The page on which a person puts a statement into a wallet, and sees which wallets have it."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from recourse.faces.doors import oneself, own_file_only
from recourse.journeys import put_into_wallet as journey


@require_http_methods(["GET", "POST"])
@own_file_only
def wallet(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:
    """Say what a wallet gets; once asked, show the picture, the link and the digits, this once."""
    now, by = timezone.now(), oneself(me)
    shown: dict[str, object] = {}
    if request.method == "POST":
        offer = journey.put_into_wallet(person=me, statement=statement, by=by, now=now)
        shown = {"offer": offer, "picture": _picture(offer.link)}
    shown["page"] = journey.own_wallets(person=me, statement=statement, by=by, now=now)
    return render(request, "portal/wallet.html", shown)


def _picture(link: str) -> SafeString:
    """Return a link as a QR code, drawn in the page itself."""
    drawn = segno.make(link, micro=False, error="l")
    return mark_safe(drawn.svg_inline(scale=3, border=4, light="#fff", omitsize=True))  # noqa: S308 - paths only, made from modules
