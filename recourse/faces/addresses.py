"""What stands in an address or a hidden field, read; nonsense is an address that is not there."""

from uuid import UUID

from django.http import Http404


def uuid_in(text: str | None) -> UUID | None:
    """Return the identifier that is written there, or nothing if nothing is.

    Raises:
        Http404: It is none.

    """
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
