"""The OpenAPI 3.1 description: what ninja knows, and the look-ups that are served beside it."""

import logging
from typing import Any

from recourse.disclosure.errors import REFUSALS as DISCLOSURE
from recourse.faces.api import errors, problems
from recourse.faces.api.schemas import LookUpIn, LookUpOut, RefusedLookUpOut
from recourse.ground import identifiers
from recourse.ground.refused import Refused
from recourse.ledger.errors import LogIsBehind
from recourse.people.errors import DocumentNumberShape, NameMissing

log = logging.getLogger(__name__)

LOOK_UP_REFUSALS: tuple[type[Refused], ...] = (
    *DISCLOSURE,
    LogIsBehind,
    errors.TokenNeeded,
    errors.MethodNotAllowed,
    errors.MediaType,
    errors.BodyTooLarge,
    errors.NotReadable,
    errors.Malformed,
    errors.DatabaseAway,
    errors.OurFault,
    DocumentNumberShape,
    NameMissing,
    identifiers.NotEighteenCharacters,
    identifiers.FifteenDigits,
    identifiers.RegionNotAssigned,
    identifiers.ImpossibleBirthDate,
    identifiers.WrongCheckDigit,
    identifiers.RealNumberInDemo,
    identifiers.SyntheticNumber,
)
OAUTH = "OAuthErrorOut"


def whole(schema: Any) -> Any:  # noqa: ANN401 - a description is a tree of JSON
    """Return ninja's description with the look-ups added and problems named as what they are."""
    components = schema["components"]
    components["securitySchemes"] = {
        "machine": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/api/oauth2/token", "scopes": {}}},
        }
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            _complete(operation)
    schemas = components["schemas"]
    for shape in (LookUpIn, LookUpOut, RefusedLookUpOut):
        described = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= described.pop("$defs", {})
        schemas[shape.__name__] = described
    schema["paths"]["/api/v1/look-ups"] = {"post": _look_ups()}
    return schema


def _complete(operation: dict[str, Any]) -> None:
    """Name the security scheme and the media type of problems."""
    if "security" in operation:
        operation["security"] = [{"machine": []}]
    for status, response in operation["responses"].items():
        described = response.get("content", {}).get("application/json")
        if int(status) >= 400 and described and OAUTH not in str(described):
            response["content"] = {problems.MEDIA_TYPE: described}


def _look_ups() -> dict[str, Any]:
    """Return the operation that is served beside Django."""
    ok = {"description": "The smallest answer.", "content": _content("LookUpOut")}
    return {
        "operationId": "look_up",
        "summary": "Look One Person Up",
        "description": "One document, one purpose, one matter. Every question is in the log that"
        " the person reads, refused ones too. A person nobody knows and an empty file are"
        " answered alike.",
        "tags": ["look-ups"],
        "security": [{"machine": []}],
        "requestBody": {"required": True, "content": _content("LookUpIn")},
        "responses": {"200": ok} | _refusals(),
    }


def _content(shape: str, media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def _refusals() -> dict[str, Any]:
    """Return each status with the codes it stands for."""
    by_status: dict[int, list[str]] = {}
    for refusal in LOOK_UP_REFUSALS:
        by_status.setdefault(refusal.status, []).append(refusal.code)
    return {
        str(status): {
            "description": "Refused: " + ", ".join(codes),
            "content": _content("RefusedLookUpOut", problems.MEDIA_TYPE),
        }
        for status, codes in sorted(by_status.items())
    }
