"""The certificates behind statements, for anybody who checks one without us."""

from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from recourse.attestation import issuer, withdrawing

KIND = "application/pem-certificate-chain"
"""Media type of certificates in PEM (RFC 8555, section 9.1)."""

FOREVER_SECONDS = 365 * 24 * 3600


@require_safe
def anchor(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the certificate of the city's authority; whoever trusts it got it elsewhere too."""
    return _moving(issuer.published_anchors())


@require_safe
def chain(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the certificates of the key that signs statements today."""
    chain = issuer.issuer().chain
    return _moving(b"".join(one.public_bytes(Encoding.PEM) for one in chain))


@require_safe
def chain_of(request: HttpRequest, kid: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send certificates by the name that a code on paper gives them, in use or former."""
    try:
        answer = HttpResponse(issuer.published_chain(kid), content_type=KIND)
    except LookupError as error:
        raise Http404 from error
    patch_cache_control(answer, public=True, max_age=FOREVER_SECONDS, immutable=True)
    return answer


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the list of certificates whose keys are in wrong hands: nobody believes those."""
    answer = HttpResponse(withdrawing.published(), content_type="application/json")
    patch_cache_control(answer, no_cache=True)
    return answer


def _moving(certificates: bytes) -> HttpResponse:
    """Return certificates that others may replace any day."""
    answer = HttpResponse(certificates, content_type=KIND)
    patch_cache_control(answer, no_cache=True)
    return answer
