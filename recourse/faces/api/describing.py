"""The OpenAPI 3.1 description: what ninja knows, and the look-ups that are served beside it."""

import logging
from typing import Any

from django.conf import settings

from recourse.agencies.answers.errors import KeyInUse
from recourse.disclosure.errors import REFUSALS as DISCLOSURE
from recourse.faces.api import errors, problems
from recourse.faces.api.prose import OPERATIONS, PARAMETERS, TAGS
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
    errors.IdempotencyKey,
    KeyInUse,
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
IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": '^"[ !#-\\[\\]-~]{1,128}"$'},
    "example": '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
}
HEADERS: dict[str, Any] = {
    "RateLimit": {
        "description": "What is left, and for how many seconds.",
        "schema": {"type": "string"},
        "example": '"minute";r=599;t=42',
    },
    "RateLimit-Policy": {
        "description": "What may be asked in which time.",
        "schema": {"type": "string"},
        "example": '"minute";q=600;w=60',
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "What to bring.", "schema": {"type": "string"}},
}


def whole(schema: Any) -> Any:  # noqa: ANN401 - a description is a tree of JSON
    """Return ninja's description with the look-ups added and everything said in both languages."""
    components = schema["components"]
    components["securitySchemes"] = {
        "machine": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/api/oauth2/token", "scopes": {}}},
        },
        "person": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
    }
    components["headers"] = HEADERS
    schemas = components["schemas"]
    for shape in (LookUpIn, LookUpOut, RefusedLookUpOut):
        described = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= described.pop("$defs", {})
        schemas[shape.__name__] = described
    schema["paths"] = {"/api/v1/look-ups": {"post": _look_ups()}} | schema["paths"]
    schema["tags"] = [
        {"name": tag, "description": name.en, "x-zh": name.zh} for tag, name in TAGS.items()
    ]
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Say an operation in both languages; name its security, its headers, the type of problems."""
    prose = OPERATIONS[operation["operationId"]]
    operation |= {"summary": prose.name.en, "description": prose.says.en}
    operation |= {"x-summary-zh": prose.name.zh, "x-description-zh": prose.says.zh}
    if "security" in operation:
        scheme = "person" if operation["tags"] == ["own"] else "machine"
        operation["security"] = [{scheme: []}]
    is_machines = operation.get("security") == [{"machine": []}]
    if method == "post" and is_machines:
        operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
    for parameter in operation.get("parameters", ()):
        words = PARAMETERS[parameter["name"]]
        parameter |= {"description": words.en, "x-description-zh": words.zh}
    for status, response in operation["responses"].items():
        _complete_response(int(status), response, is_machines=is_machines)


def _complete_response(status: int, response: dict[str, Any], *, is_machines: bool) -> None:
    """Name the media type of problems, and the headers that an answer brings."""
    described = response.get("content", {}).get("application/json")
    if status >= 400 and described and OAUTH not in str(described):
        response["content"] = {problems.MEDIA_TYPE: described}
    names = ["RateLimit", "RateLimit-Policy"] if is_machines and status != 401 else []
    names += ["Retry-After"] if status in {429, 503} else []
    names += ["WWW-Authenticate"] if status == 401 else []
    if names:
        named = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        response["headers"] = response.get("headers", {}) | named


def _look_ups() -> dict[str, Any]:
    """Return the operation that is served beside Django."""
    ok = {"description": "The smallest answer.", "content": _content("LookUpOut")}
    return {
        "operationId": "look_up",
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
