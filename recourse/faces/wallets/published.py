"""What wallets and verifiers read of us; the same for everybody, and nobody keeps who read it.

Law:
    OpenID4VCI 1.0, section 12; RFC 8414; SD-JWT VC; Token Status List, section 8.

"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from recourse.attestation.issuer import issuer
from recourse.attestation.status import publishing, rules
from recourse.attestation.terms import Kind
from recourse.attestation.wallets import metadata
from recourse.attestation.wallets.errors import Unacceptable
from recourse.catalogue import queries as catalogue
from recourse.faces.wallets.doors import machine


@machine("GET", is_published=True)
def credential_issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say what wallets can fetch here, and where."""
    domains = catalogue.current().domains
    return JsonResponse(metadata.credential_issuer(settings.PUBLIC_URL, domains))


@machine("GET", is_published=True)
def authorization_server(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say how wallets get a token."""
    return JsonResponse(metadata.authorization_server(settings.PUBLIC_URL))


@machine("GET", is_published=True)
def jwt_vc_issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say which key signs credentials."""
    return JsonResponse(metadata.jwt_vc_issuer(issuer()))


@machine("GET", is_published=True)
def type_metadata(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say what a type of credential means, in both languages."""
    if kind not in set(Kind):
        raise Unacceptable("not_found", "there is no such type", status=404)
    domains = catalogue.current().domains
    return JsonResponse(metadata.type_metadata(settings.PUBLIC_URL, Kind(kind), domains))


@machine("GET", is_published=True)
def status_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Send a status list as it was last signed; there is none of an earlier day.

    A list that was opened since the last hour is signed when it is first asked for.
    """
    if "time" in request.GET:
        raise Unacceptable("not_implemented", "only the newest list is kept", status=501)
    if not 1 <= list_id <= rules.HIGHEST or not _is_published(list_id):
        raise Unacceptable("not_found", "there is no such list", status=404)
    file = publishing.file_of(list_id)
    return HttpResponse(file.read_bytes(), content_type=publishing.MEDIA_TYPE)


def _is_published(list_id: int) -> bool:
    """Whether a list of this number was signed, or is now for the first time."""
    there = publishing.file_of(list_id).exists()
    return there or publishing.publish_first(list_id, now=timezone.now())
