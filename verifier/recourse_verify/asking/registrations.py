"""What a city signed about who asks: for what, under which article, what exactly, until when.

Law:
    OpenID4VP 1.0 section 5.11 (verifier_info, bound to the asking certificate by `sub`).

"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from recourse_verify import es256
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.trust import Trust

TYP = "recipient-registration+jwt"
QUERY = "statement"
MATCHED = ("name", "id_last4")


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that was checked; `token` is what wallets are shown."""

    token: str = field(repr=False)
    issuer: str
    recipient: str
    kind: str
    domain: str
    back_months: int
    wanted: tuple[str, ...]
    claims: Mapping[str, Any] = field(repr=False)
    ends_at: datetime

    @property
    def query(self) -> Mapping[str, Any]:
        """Return what wallets are asked, as the city signed it."""
        found: Mapping[str, Any] = self.claims["dcql_query"]
        return found

    def reaches_back_from(self, as_of: date) -> date:
        """Return the latest day with which the period of a statement may begin."""
        months = as_of.year * 12 + as_of.month - 1 - self.back_months
        first = date(months // 12, months % 12 + 1, 1)
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return first.replace(day=min(as_of.day, (following - first).days))


def registration_from(text: str, *, client_id: str, trust: Trust, at: datetime) -> Registration:
    """Return a registration, if the city signed it for this certificate and it still holds.

    Args:
        text: The token, as the city publishes it.
        client_id: Who asks.
        trust: The city's authority.
        at: When.

    Raises:
        Wrong: It is somebody else's, over, not signed, or asks for more than one statement.

    """
    token = es256.token_from(text.strip(), typ=TYP)
    claims = token.claims
    issuer = _text(claims, "iss")
    trust.need_signed(token, about=issuer, at=at)
    es256.need_in_time(claims, at)
    if claims.get("sub") != client_id:
        raise Wrong("it was signed for another certificate", where="registration")
    request, query = _object(claims, "request"), _one_of(claims)
    months = request.get("back_months")
    if type(months) is not int or not 1 <= months <= 60:
        raise Malformed("it does not say how far back a statement must reach")
    ends = es256.seconds_in(claims, "exp")
    if ends is None:
        raise Malformed("it does not say until when it holds")
    return Registration(
        token=text.strip(),
        issuer=issuer,
        recipient=_text(_object(claims, "recipient"), "id"),
        kind=query["meta"]["vct_values"][0],
        domain=_text(request, "domain"),
        back_months=months,
        wanted=tuple(one["path"][0] for one in query["claims"]),
        claims=claims,
        ends_at=datetime.fromtimestamp(ends, UTC),
    )


def _one_of(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the one credential that may be asked for."""
    try:
        (one,) = claims["dcql_query"]["credentials"]
        (_,) = one["meta"]["vct_values"]
        is_known = one["id"] == QUERY and all(len(part["path"]) == 1 for part in one["claims"])
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed("it does not say what may be asked") from error
    if not is_known:
        raise Malformed("it asks for something that is not understood")
    found: Mapping[str, Any] = one
    return found


def _object(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = claims.get(name)
    if not isinstance(value, dict):
        raise Malformed(f"it does not say {name}")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"it does not say {name}")
    return value
