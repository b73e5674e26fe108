"""Turn a catalogue into plain JSON values and back, without loss.

The stored form follows the terms field by field, so a version that was loaded years ago
still reads: what it lacks takes the default that the term gives. The database does not keep
the order of names, so what has names is read back in the order of its names.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

from recourse.catalogue.terms import Catalogue

T = TypeVar("T")
Json = object


def to_content(value: object) -> Json:
    """Return `value` as dicts, lists, texts, numbers and truth values."""
    if is_dataclass(value):
        return {one.name: to_content(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_content(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [to_content(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def content_of(catalogue: Catalogue) -> dict[str, Json]:
    """Return the whole catalogue as JSON values."""
    return {one.name: to_content(getattr(catalogue, one.name)) for one in fields(catalogue)}


def catalogue_of(content: Json) -> Catalogue:
    """Return the catalogue that `to_content` made these values from."""
    return cast("Catalogue", _built(Catalogue, content))


def _built(kind: object, value: Json) -> object:
    """Return `value` as what the type hint `kind` says."""
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return tuple(_built(arguments[0], one) for one in cast("list[Json]", value))
    if get_origin(kind) is Mapping:
        named = cast("dict[str, Json]", value)
        return {key: _built(arguments[1], one) for key, one in sorted(named.items())}
    if arguments:
        return None if value is None else _built(arguments[0], value)
    return _leaf(cast("type", kind), value)


def _leaf(kind: type, value: Json) -> object:
    """Build a value that holds no list or mapping of values."""
    if is_dataclass(kind):
        named = cast("dict[str, Json]", value)
        hints = _hints(kind)
        return kind(**{key: _built(hints[key], one) for key, one in named.items() if key in hints})
    if kind is date:
        return date.fromisoformat(str(value))
    return kind(str(value)) if issubclass(kind, StrEnum) else value


@cache
def _hints(kind: type) -> dict[str, object]:
    """Return the types of the fields of a term."""
    return get_type_hints(kind)
