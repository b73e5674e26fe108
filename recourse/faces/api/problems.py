"""A refusal as `application/problem+json`, in both languages.

Law:
    RFC 9457.

"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson
from django.http import HttpResponse

from recourse.ground.refused import Refused
from recourse.intake.terms import Rule

MEDIA_TYPE = "application/problem+json"


def problem(refused: Refused, *, entry: UUID | None = None) -> dict[str, object]:
    """Return the members of a problem.

    Args:
        refused: What was refused.
        entry: The entry of the log that tells of it, if it was logged.

    """
    return {
        "type": f"urn:recourse:problem:{refused.code}",
        "title": refused.words("en"),
        "status": refused.status,
        "code": refused.code,
        "zh": _in(refused, "zh"),
        "en": _in(refused, "en"),
        "entry": str(entry) if entry else None,
    }


def _in(refused: Refused, language: str) -> dict[str, str]:
    """Return what was refused, under which provision, and what to do, in one language."""
    return {
        "says": refused.words(language),
        "law": refused.provision(language),
        "do": refused.advice(language),
    }


def headers(status: int) -> dict[str, str]:
    """Return the headers of a refusal: by which token, or when, to come back."""
    named = {
        401: {"WWW-Authenticate": 'Bearer realm="recourse", error="invalid_token"'},
        405: {"Allow": "POST"},
        503: {"Retry-After": "60"},
    }
    return {"Cache-Control": "no-store", **named.get(status, {})}


def body(refused: Refused, *, entry: UUID | None = None) -> bytes:
    """Return a problem as JSON."""
    return orjson.dumps(problem(refused, entry=entry))


def answer(refused: Refused, *, faults: Sequence[Mapping[str, object]] = ()) -> HttpResponse:
    """Return a refusal as an answer; `faults` are what is wrong field by field."""
    told = problem(refused) | ({"faults": list(faults)} if faults else {})
    return HttpResponse(
        orjson.dumps(told),
        status=refused.status,
        content_type=MEDIA_TYPE,
        headers=headers(refused.status),
    )


def fault(field: str, rule: Rule) -> dict[str, object]:
    """Return what is wrong with one field, in both languages."""
    return {
        "field": field,
        "rule": rule.code,
        "zh": {"says": rule.says.zh, "law": rule.law.zh, "do": rule.do.zh},
        "en": {"says": rule.says.en, "law": rule.law.en, "do": rule.do.en},
    }
