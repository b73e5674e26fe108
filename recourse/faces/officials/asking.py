"""What the pages of officials share: where passkeys are bound to, and code apps being set up."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from recourse.agencies.terms import SeatCard
from recourse.faces.officials import waiting
from recourse.faces.wording import said
from recourse.ground.sealing import CannotOpen
from recourse.officials import codes, passkeys, secrets
from recourse.officials.terms import NewCodeApp, NewPasskey, Site

PENDING: Final = "code_app"
LABEL_CHARACTERS: Final = 40


def site_of(request: HttpRequest) -> Site:
    """Return where passkeys of this site are made and used, and the origin of this page."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Site(host=settings.PASSKEY_HOST, origin=origin)


def shown_name(seat: SeatCard, name: str) -> str:
    """Return how a device or a code app shows the account."""
    return f"{said(seat.agency.name)} {seat.number} {name}"


def is_bound_here(request: HttpRequest) -> bool:
    """Whether passkeys of this site work under the name by which it was asked."""
    return urlsplit(site_of(request).origin).hostname == settings.PASSKEY_HOST


def passkey_to_prove(
    request: HttpRequest,
    now: datetime,
    *,
    purpose: str = waiting.SIGN_IN,
    known: Sequence[bytes] = (),
) -> str:
    """Ask the browser for a passkey it holds; empty under a name they are not bound to."""
    if not is_bound_here(request):
        return ""
    asked = passkeys.to_prove(site=site_of(request), known=known)
    return waiting.remember(request.session, asked, purpose=purpose, now=now)


def passkey_to_make(
    request: HttpRequest,
    purpose: str,
    *,
    account: UUID,
    name: str,
    known: list[bytes],
    now: datetime,
) -> str:
    """Ask the browser for a new passkey; empty under a name they are not bound to."""
    if not is_bound_here(request):
        return ""
    asked = passkeys.to_make(site=site_of(request), account=account, name=name, known=known)
    return waiting.remember(request.session, asked, purpose=purpose, now=now)


def made_passkey(request: HttpRequest, purpose: str, now: datetime) -> NewPasskey:
    """Return the passkey the browser has just made.

    Raises:
        NotAPasskey: It made none that this page asked for.

    """
    answer = request.POST.get("answer", "")
    challenge = waiting.take(request.session, answer, purpose=purpose, now=now)
    label = " ".join(request.POST.get("label", "").replace("\0", " ").split())[:LABEL_CHARACTERS]
    return passkeys.made(
        answer, site=site_of(request), challenge=challenge, label=label or gettext("My device")
    )


def code_app_to_set_up(request: HttpRequest, account: UUID) -> bytes:
    """Return the secret a code app is to take over; the same again until it did.

    It waits sealed: the session's own table shows nothing that makes codes.
    """
    try:
        sealed = base64.b64decode(request.session.get(PENDING, ""))
        return secrets.unseal(sealed, owner=account)
    except CannotOpen:
        secret = codes.new_secret()
        sealed = secrets.seal(secret, owner=account)
        request.session[PENDING] = base64.b64encode(sealed).decode()
        return secret


def set_up_code_app(request: HttpRequest, account: UUID, code: str) -> NewCodeApp:
    """Return the code app that is being set up, with the code it showed."""
    return NewCodeApp(secret=code_app_to_set_up(request, account), code=code)


def code_app_page(secret: bytes, name: str) -> dict[str, object]:
    """Return what a page shows so that a code app can take the secret over."""
    address = codes.address(secret, issuer=pgettext("product", "Recourse"), account=name)
    return {"secret": codes.written(secret), "address": address, "picture": _picture(address)}


def _picture(address: str) -> SafeString:
    """Return an address as a QR code, drawn in the page itself."""
    drawn = segno.make(address, micro=False, error="m")
    return mark_safe(drawn.svg_inline(scale=4, border=4, light="#fff", omitsize=True))  # noqa: S308 - paths only, made from modules
