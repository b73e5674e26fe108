"""A statement as canonical JSON, and back: the very bytes that are sealed, signed and attached.

Members are the fields of the terms; dates are ISO, instants RFC 3339 in UTC, and what need not
be said has no member. The same statement gives the same bytes (RFC 8785).
"""

import json
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from recourse.attestation.terms import Statement
from recourse.ground import canonical

Term = TypeVar("Term")


def canonical_of(statement: Statement) -> bytes:
    """Return a statement as canonical JSON."""
    return canonical.dumps(plain(statement))


def statement_from(written: bytes) -> Statement:
    """Return the statement that `canonical_of` wrote.

    Raises:
        ValueError: It is not one.

    """
    return _term(Statement, json.loads(written))


def plain(value: object) -> object:
    """Return a value of the terms as JSON knows it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | StrEnum):
        return str(value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: plain(one) for name, one in said.items() if one is not None}
    return value


def _term(kind: Callable[..., Term], told: Mapping[str, Any]) -> Term:
    """Return the term of this kind that JSON tells of."""
    known = _hints(kind)
    if not told.keys() <= known.keys():
        raise ValueError("this is no statement")
    return kind(**{name: _value(known[name], one) for name, one in told.items()})


@cache
def _hints(kind: Hashable) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, told: Any) -> Any:  # noqa: ANN401 - whatever the terms may hold
    """Return a value as the terms hold it."""
    if told is None:
        return None
    if get_origin(hint) in {Union, types.UnionType}:
        (hint,) = (one for one in get_args(hint) if one is not types.NoneType)
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in told)
    if hint in {datetime, date}:
        return hint.fromisoformat(told)
    if is_dataclass(hint):
        return _term(hint, told)  # type: ignore[arg-type]  # a class: instances are no hints
    return hint(told)
