"""The API in words: every operation and every kind of problem, made from the description itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recourse.faces.api import explained, problems
from recourse.faces.api.limits import QUOTA
from recourse.faces.api.prose import TAGS
from recourse.faces.api.site import api
from recourse.faces.wording import language
from recourse.ground.refused import REFUSALS
from recourse.ground.words import Words

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that an operation may be told."""

    name: str
    place: str
    is_needed: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as its page shows it."""

    id: str
    method: str
    path: str
    name: str
    says: str
    is_open: bool
    parameters: Sequence[Parameter]
    takes: Sequence[str]
    answers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations that belong together."""

    tag: str
    name: Words
    operations: Sequence[Operation]


@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """Show every operation, group by group."""
    operations = list(_operations(_described(), language()))
    groups = [
        Group(tag=tag, name=name, operations=[one for of, one in operations if of == tag])
        for tag, name in TAGS.items()
    ]
    shown = {"groups": groups, "quota": QUOTA, "hours": 24, "minutes": 10}
    return render(request, "api/documentation.html", shown)


@require_GET
def every_problem(request: HttpRequest) -> HttpResponse:
    """List the codes of every kind of problem, room by room."""
    rooms = groupby(sorted(REFUSALS), key=lambda code: code.partition(".")[0])
    shown = {"rooms": [(room, list(codes)) for room, codes in rooms]}
    return render(request, "api/problems.html", shown)


@require_GET
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one kind of problem."""
    refused = REFUSALS.get(code)
    if refused is None:
        raise Http404
    shown = {
        "code": code,
        "status": refused.status,
        "type": problems.type_of(code),
        "said": explained.said(refused, language()),
    }
    return render(request, "api/problem.html", shown)


@cache
def _described() -> Mapping[str, Any]:
    """Return the description; it changes only with the code."""
    told: Mapping[str, Any] = api.get_openapi_schema()
    return told


def _operations(told: Mapping[str, Any], spoken: str) -> Iterator[tuple[str, Operation]]:
    """Yield every operation with the tag it belongs to."""
    end = "-zh" if spoken.startswith("zh") else ""
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            yield (
                one["tags"][0],
                Operation(
                    id=one["operationId"],
                    method=method.upper(),
                    path=path,
                    name=one[f"x-summary{end}" if end else "summary"],
                    says=one[f"x-description{end}" if end else "description"],
                    is_open=not one.get("security"),
                    parameters=[_parameter(given, end) for given in one.get("parameters", ())],
                    takes=_taken(told, one),
                    answers=_answered(told, one),
                ),
            )


def _parameter(given: Mapping[str, Any], end: str) -> Parameter:
    """Return one parameter."""
    return Parameter(
        name=given["name"],
        place=given["in"],
        is_needed=given.get("required", False),
        says=given[f"x-description{end}" if end else "description"],
    )


def _taken(told: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """Return the names of what a body holds; what may be left out is in brackets."""
    content = one.get("requestBody", {}).get("content", {})
    shape = next((_shape(told, body["schema"]) for body in content.values()), {})
    needed = set(shape.get("required", ()))
    return [name if name in needed else f"[{name}]" for name in shape.get("properties", {})]


def _answered(told: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """Return the names of what an answer in JSON holds."""
    done = next(one["responses"][code] for code in one["responses"] if str(code).startswith("2"))
    body = done.get("content", {}).get(JSON)
    return list(_shape(told, body["schema"]).get("properties", {})) if body else []


def _shape(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a shape, wherever it is written down."""
    named: Mapping[str, Any] = schema
    if "$ref" in named:
        named = told["components"]["schemas"][named["$ref"].rpartition("/")[2]]
    return named
