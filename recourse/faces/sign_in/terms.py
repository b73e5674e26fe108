"""What there is to know about the city's identity service."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The names under which the identity service says who somebody is."""

    document_type: str = "document_type"
    document_number: str = "document_number"
    name: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The identity service, as its operator and ours agreed on it.

    `acr` are the levels of assurance with which a file may be opened; `return_to` is the
    address to which the service sends people back, registered there character by character.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: tuple[str, ...]
    return_to: str
    scopes: str = "openid"
    claims: Claims = field(default_factory=Claims)
