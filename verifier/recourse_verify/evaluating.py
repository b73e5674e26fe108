"""What a condition says of given values: yes, no, or unknown (strong Kleene logic).

A condition is turned into functions once; asking it then takes about a microsecond.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from recourse_verify.expressions import (
    All,
    Any,
    Compare,
    Named,
    Node,
    Not,
    Term,
    Truth,
    Value,
    Values,
)

Compiled = Callable[[Values], Truth]


def compiled(node: Node) -> Compiled:
    """Return a function that tells whether a condition holds for given values."""
    match node:
        case Named(name=name):
            return lambda values: values.get(name)  # type: ignore[return-value]  # parse saw to it
        case Not(part=part):
            return _opposite(compiled(part))
        case All(parts=parts):
            return _until(tuple(map(compiled, parts)), stops=False)
        case Any(parts=parts):
            return _until(tuple(map(compiled, parts)), stops=True)
        case Compare(left=left, sign=sign, right=right):
            return _comparing(_reader(left), sign, _reader(right))


def _opposite(part: Compiled) -> Compiled:
    def opposite(values: Values) -> Truth:
        found = part(values)
        return None if found is None else not found

    return opposite


def _until(parts: tuple[Compiled, ...], *, stops: bool) -> Compiled:
    """Return `and` (stops at a no) or `or` (stops at a yes)."""

    def joined(values: Values) -> Truth:
        found: Truth = not stops
        for part in parts:
            one = part(values)
            if one is stops:
                return stops
            if one is None:
                found = None
        return found

    return joined


def _reader(term: Term) -> Callable[[Values], Value | None]:
    name, value = term.name, term.value
    if not name:
        return lambda _values: value
    if not term.days:
        return lambda values: values.get(name)
    later = timedelta(days=term.days)

    def shifted(values: Values) -> Value | None:
        on = values.get(name)
        if not isinstance(on, date):
            return None
        try:
            return on + later
        except OverflowError:
            return date.max if term.days > 0 else date.min

    return shifted


_ASKED: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,  # type: ignore[operator]  # parse saw to it
    "<=": lambda one, other: one <= other,  # type: ignore[operator]  # parse saw to it
    ">": lambda one, other: one > other,  # type: ignore[operator]  # parse saw to it
    ">=": lambda one, other: one >= other,  # type: ignore[operator]  # parse saw to it
}


def _comparing(
    left: Callable[[Values], Value | None], sign: str, right: Callable[[Values], Value | None]
) -> Compiled:
    asked = _ASKED[sign]

    def compare(values: Values) -> Truth:
        one, other = left(values), right(values)
        return None if one is None or other is None else asked(one, other)

    return compare
