"""Where a visitor may be led on to: this site, and nowhere else."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def on_this_site(address: str, request: HttpRequest) -> str:
    """Return `address` if it is a path on this site, else nothing."""
    host = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, host, require_https=request.is_secure())
    return address if is_ours and address.startswith("/") else ""
