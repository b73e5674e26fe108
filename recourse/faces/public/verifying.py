"""The page on which anybody checks a statement; their browser does it, and uploads nothing."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import json_script
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from recourse.attestation import issuer
from recourse.attestation.errors import NotVouchedFor
from recourse.catalogue import queries as catalogues
from recourse.faces.public.verdicts import answers, labels, refusals
from recourse.faces.wording import said

SCRIPTS = [
    f"rc/verify/{name}.js"
    for name in (
        *("bytes", "json", "der", "certificates", "tokens", "credentials"),
        *("papers", "seals", "pdf", "statements", "showing", "page"),
    )
]
"""In the order in which they build on each other."""


class Spelled(DjangoJSONEncoder):
    """Writes Chinese as Chinese: escaped, it would be the largest part of the page."""

    def encode(self, o: object) -> str:
        """Leave letters as they are; what HTML would read as a tag is escaped all the same."""
        self.ensure_ascii = False
        return super().encode(o)


@gzip_page
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Send what the browser needs to check: whom to trust, and the words to answer with.

    Packed, as no other page is: it is the largest, and holds nothing about anybody.
    """
    pinned = _pinned()
    words = {"labels": labels(), "answers": answers(), "refusals": refusals()}
    shown = {
        "scripts": SCRIPTS,
        "pinned": json_script(pinned, "verify-pinned", Spelled),
        "is_vouched_for": bool(pinned),
        "words": json_script(words, "verify-words", Spelled),
        "site": settings.PUBLIC_URL,
    }
    return render(request, "public/verify.html", shown)


def _pinned() -> dict[str, object]:
    """Return whom the page trusts, and the names of the domains; nothing if nobody vouches yet."""
    try:
        ours = issuer.issuer()
    except NotVouchedFor:
        return {}
    domains = catalogues.current().domains
    return {
        "anchors": issuer.published_anchors().decode(),
        "chains": [*(chain.decode() for chain in issuer.published_chains()), *_seal()],
        "issuer": ours.url,
        "domains": {code: said(name) for code, name in domains.items()},
    }


def _seal() -> list[str]:
    """Return the chain that seals PDF files now; none if nobody vouches for it yet."""
    try:
        return [issuer.published_chain(issuer.seal().kid.hex()).decode()]
    except NotVouchedFor:
        return []
