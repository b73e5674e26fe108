"""What the conditions of a scheme never, always or doubly do; found by trying; pure.

Every combination is tried of the values next to which a comparison turns. That is complete where
names are compared with values and with `today`; where two names are compared with each other, their
turning points are carried over once.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from recourse.catalogue.terms import Fault
from recourse.ground.words import Words
from recourse_verify import expressions
from recourse_verify.evaluating import Compiled
from recourse_verify.expressions import TODAY, Declared, Kind, Node, Value

MOST_TRIED = 60_000
SOME_DAY = date(2026, 7, 1)
"""The day it is while trying: a rule that names no day of the calendar does not care."""

Point = Mapping[str, Value | None]


class Held(NamedTuple):
    """A condition or an outcome that could be read."""

    id: str
    where: str
    node: Node
    holds: Compiled


def tried(
    conditions: Sequence[Held],
    outcomes: Sequence[Held],
    declared: Mapping[str, Declared],
    where: str,
) -> Iterator[Fault]:
    """Try every combination of turning points, and tell what never, always or doubly happens."""
    points = _points([one.node for one in (*conditions, *outcomes)], declared)
    count = 1
    for values in points.values():
        count *= len(values)
    if count > MOST_TRIED:
        zh, en = "条件太复杂，无法检查", "the conditions are too many to be checked"
        yield fault("scheme_too_wide", f"{where}/conditions", zh, en)
        return
    patterns: dict[tuple[bool, ...], Point] = {}
    applied: dict[tuple[bool, ...], Point] = {}
    for chosen in product(*points.values()):
        point = dict(zip(points, chosen, strict=True))
        pattern = tuple(one.holds(point) is True for one in conditions)
        patterns.setdefault(pattern, point)
        if all(pattern):
            applied.setdefault(tuple(one.holds(point) is True for one in outcomes), point)
    yield from _idle(conditions, patterns)
    yield from _gaps(outcomes, applied, where)


def _idle(
    conditions: Sequence[Held], patterns: Mapping[tuple[bool, ...], Point]
) -> Iterator[Fault]:
    """Tell of conditions that say nothing, and of conditions that cannot be met."""
    for at, one in enumerate(conditions):
        if not any(pattern[at] for pattern in patterns):
            yield fault("never", one.where, "这个条件永远不能满足", "this can never be met")
        elif all(pattern[at] for pattern in patterns):
            yield fault("always", one.where, "这个条件总是满足", "this always holds")
        elif len(conditions) > 1 and not any(
            not pattern[at] and all(pattern[:at] + pattern[at + 1 :]) for pattern in patterns
        ):
            zh, en = "其他条件已经包含这一条，或者互相矛盾", "the others say this already, or clash"
            yield fault("overlap", one.where, zh, en)


def _gaps(
    outcomes: Sequence[Held], applied: Mapping[tuple[bool, ...], Point], where: str
) -> Iterator[Fault]:
    """Tell where no outcome applies, where two do, and which never does."""
    if not applied:
        zh, en = "没有人能同时满足全部条件", "nobody can meet all conditions together"
        yield fault("never", f"{where}/conditions", zh, en)
        return
    for pattern, point in applied.items():
        if sum(pattern) == 0:
            zh = f"满足条件却没有结果，例如{_shown(point)}"
            en = f"all conditions are met and no outcome applies, as with {_shown(point)}"
            yield fault("gap", f"{where}/outcomes", zh, en)
        elif sum(pattern) > 1:
            names = "、".join(one.id for one, is_so in zip(outcomes, pattern, strict=True) if is_so)
            zh = f"{names}同时适用，例如{_shown(point)}"
            en = f"{names.replace('、', ', ')} apply together, as with {_shown(point)}"
            yield fault("overlap", f"{where}/outcomes", zh, en)
    for at, one in enumerate(outcomes):
        if not any(pattern[at] for pattern in applied):
            yield fault("never", one.where, "这个结果永远不会出现", "this never comes about")


def _shown(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items() if name != TODAY)


def _points(nodes: Sequence[Node], declared: Mapping[str, Declared]) -> dict[str, list[Value]]:
    """Return for each name the values next to which a comparison turns."""
    compares = [one for node in nodes for one in expressions.comparisons(node)]
    used = sorted(frozenset[str]().union(*map(expressions.names, nodes)))
    found: dict[str, set[Value]] = {name: set() for name in (TODAY, *used)}
    for _ in range(2):  # the second time carries over what one name has from another
        for compare in compares:
            for mine, other in ((compare.left, compare.right), (compare.right, compare.left)):
                if not mine.name:
                    continue
                there: set[Value | None] = set()
                if other.name == TODAY:
                    there = {*found[TODAY], SOME_DAY}
                values = there or (set(found[other.name]) if other.name else {other.value})
                for value in values:
                    found[mine.name] |= set(_around(value, other.days - mine.days))
    for name in used:
        found[name] = _filled(found[name], declared[name])
    found[TODAY] = found[TODAY] if _has_days(compares) else {SOME_DAY}
    return {name: sorted(values, key=str) for name, values in found.items()}


def _has_days(compares: Sequence[expressions.Compare]) -> bool:
    """Whether `today` is compared with a day: only then it matters which day it is."""
    return any(isinstance(term.value, date) for one in compares for term in (one.left, one.right))


def _around(value: Value | None, days: int) -> Iterator[Value]:
    """Yield a value, the one before and the one after; a code or a truth is itself."""
    if isinstance(value, date):
        yield from (value + timedelta(days=days + step) for step in (-1, 0, 1))
    elif isinstance(value, Decimal):
        yield from (value + step for step in (-1, 0, 1))
    elif value is not None:
        yield value


def _filled(found: set[Value], declared: Declared) -> set[Value]:
    """Return the values of a name with at least what tells its kind apart."""
    if declared.kind is Kind.TRUTH:
        return {True, False}
    if declared.kind is Kind.CODE:
        others = sorted(declared.codes - {str(one) for one in found})
        return found | set(others[:1])
    return found or {SOME_DAY if declared.kind is Kind.DATE else Decimal(1)}


def fault(code: str, where: str, zh: str, en: str) -> Fault:
    """Return a fault; its file and line are filled in by whoever read the folder."""
    return Fault(code=code, where=where, says=Words(zh=zh, en=en))
