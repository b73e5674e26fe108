"""What a proposal asks for, as the table keeps it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

import orjson

from recourse.agencies.proposals.terms import SHAPES, Asked, Giving
from recourse.agencies.terms import MandateKind, Role
from recourse.ground.words import Words

Json = dict[str, object]


def giving_of(asked: Asked) -> Giving:
    """Return what would be given."""
    return next(giving for giving, shape in SHAPES.items() if isinstance(asked, shape))


def packed(asked: Asked) -> Json:
    """Return it as JSON."""
    return cast("Json", json.loads(orjson.dumps(asked)))


def unpacked(giving: Giving, kept: Mapping[str, object]) -> Asked:
    """Return what was kept as a term again."""
    read = {name: _read(name, value) for name, value in kept.items()}
    return SHAPES[giving](**read)  # type: ignore[arg-type]  # written by `packed`


def _read(name: str, value: object) -> object:
    """Return what a field held before JSON."""
    return _READ[name](value) if name in _READ else value


def _day(value: object) -> date | None:
    """Return a civil date, or none."""
    return None if value is None else date.fromisoformat(str(value))


def _words(value: object) -> Words:
    """Return a text in both languages."""
    return Words(**cast("dict[str, str]", value))


_READ: Mapping[str, Callable[[object], object]] = {
    "valid_from_on": _day,
    "valid_until_on": _day,
    "unit": _words,
    "role": lambda value: Role(str(value)),
    "kind": lambda value: MandateKind(str(value)),
}
