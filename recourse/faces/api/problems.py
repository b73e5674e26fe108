"""A refusal as `application/problem+json`, in both languages.

Law:
    RFC 9457.

"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from recourse.ground.refused import Refused
from recourse.intake.terms import Rule

MEDIA_TYPE = "application/problem+json"


def problem(
    refused: Refused, *, entry: UUID | None = None, language: str = "en"
) -> dict[str, object]:
    """Return the members of a problem.

    Args:
        refused: What was refused.
        entry: The entry of the log that tells of it, if it was logged.
        language: Of the title; the rest is in both.

    """
    return {
        "type": type_of(refused.code),
        "title": refused.words(language),
        "status": refused.status,
        "code": refused.code,
        "zh": _in(refused, "zh"),
        "en": _in(refused, "en"),
        "entry": str(entry) if entry else None,
    }


def type_of(code: str) -> str:
    """Return the address at which a kind of problem is explained."""
    return f"{settings.PUBLIC_URL}/api/problems/{code}"


def language_of(request: HttpRequest) -> str:
    """Return the language that a request asks for; English, if it asks for none."""
    return (get_language() or "en") if "Accept-Language" in request.headers else "en"


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


def answer(
    request: HttpRequest,
    refused: Refused,
    *,
    faults: Sequence[Mapping[str, object]] = (),
    fields: Sequence[str] = (),
) -> HttpResponse:
    """Return a refusal as an answer.

    Args:
        request: What was asked.
        refused: Why not.
        faults: What is wrong with a correction, field by field.
        fields: Where the request is malformed.

    """
    language = language_of(request)
    told = problem(refused, language=language)
    told |= {"faults": list(faults)} if faults else {}
    told |= {"fields": list(fields)} if fields else {}
    return HttpResponse(
        orjson.dumps(told),
        status=refused.status,
        content_type=MEDIA_TYPE,
        headers=headers(refused.status) | {"Content-Language": language},
    )


def fault(field: str, rule: Rule) -> dict[str, object]:
    """Return what is wrong with one field, in both languages."""
    return {
        "field": field,
        "rule": rule.code,
        "zh": {"says": rule.says.zh, "law": rule.law.zh, "do": rule.do.zh},
        "en": {"says": rule.says.en, "law": rule.law.en, "do": rule.do.en},
    }
