"""A wallet to try things with, in a demo only: everything it holds stays in the browser."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import require_safe

from recourse.attestation import issuer
from recourse.attestation.recipients.wording import CLAIMS, FINDING
from recourse.attestation.terms import NO_ADVERSE_ENTRY
from recourse.catalogue import queries as catalogues
from recourse.faces.wording import said

SCRIPTS = [
    *(f"rc/verify/{name}.js" for name in ("bytes", "der", "certificates")),
    *(
        f"rc/wallet/{name}.js"
        for name in ("encode", "jose", "store", "held", "take", "show", "page")
    ),
]
"""In the order in which they build on each other; certificates are judged as on `/verify/`."""

ANYWHERE = ["'self'", "https:", "http://127.0.0.1:*", "http://localhost:*"]
"""Whom a wallet speaks to is for its person to say: whoever made the request that they read."""


@require_safe
@csp_update({"connect-src": ANYWHERE})
def wallet(request: HttpRequest) -> HttpResponse:
    """Show the wallet; outside a demo there is none."""
    if not settings.DEMO:
        raise Http404
    city = issuer.issuer()
    is_zh = (get_language() or "zh").startswith("zh")
    page = {
        "language": "zh" if is_zh else "en",
        "locale": "zh-CN" if is_zh else "en-GB",
        "issuer": city.url,
        "anchors": issuer.published_anchors().decode(),
        "chains": [chain.decode() for chain in issuer.published_chains()],
        "texts": _texts(),
        "claims": {name: said(words) for name, words in CLAIMS.items()},
        "values": _values(),
    }
    return render(request, "demo/wallet.html", {"page": page, "scripts": SCRIPTS})


def _values() -> dict[str, str]:
    """Return what codes of a statement say."""
    domains = catalogues.current().domains
    return {code: said(name) for code, name in domains.items()} | {NO_ADVERSE_ENTRY: said(FINDING)}


def _texts() -> dict[str, str]:
    """Return what the wallet says, in the language of the page."""
    return {
        "from": gettext("Offered by"),
        "what": gettext("What"),
        "who": gettext("Who asks"),
        "why": gettext("What for"),
        "law": gettext("Under"),
        "stop": pgettext("between sentences", ". "),
        "good_until": gettext("Good until"),
        "left": gettext("Can be shown so many times"),
        "throw_away": gettext("Throw it away"),
        "thrown_away": gettext("It is gone from this browser."),
        "taken": gettext("You hold it now."),
        "shown_to": gettext("It was shown, once. This wallet keeps no list of where."),
        "refused": gettext("Nothing was shown, and nobody was told."),
    } | _faults()


def _faults() -> dict[str, str]:
    """Return what the wallet says when something does not hold."""
    return {
        "not_understood": gettext("This is no offer and no request that the wallet understands."),
        "not_reached": gettext("The address does not answer. Try again."),
        "not_granted": gettext("The offer is over, or the digits are wrong."),
        "not_given": gettext("The statement was not handed out."),
        "bad_city": gettext("The city that this wallet knows did not sign it. Nothing was taken."),
        "bad_certificate": gettext("A certificate does not hold. Nothing was shown."),
        "not_registered": gettext("Whoever asks is not registered. Nothing was shown."),
        "registration_over": gettext("The registration of whoever asks is over."),
        "not_theirs": gettext("Whoever asks is not who was registered. Nothing was shown."),
        "elsewhere": gettext("The answer would go to somebody else. Nothing was shown."),
        "asks_more": gettext(
            "They ask for more than they may. Nothing was shown; you can complain."
        ),
        "replayed": gettext("This request was made for somebody else. Nothing was shown."),
        "request_over": gettext("Nothing is asked here any more. Let them begin again."),
        "not_accepted": gettext("They could not take it. Show it on paper, or begin again."),
    }
