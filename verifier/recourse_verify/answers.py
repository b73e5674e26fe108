"""The answer of a rule: what it reads, each condition, the outcome, what would change it.

A condition is yes, no or unknown. The answer is yes when every condition is and one outcome
applies; no when one condition is no; else unknown. It may be given without an officer only where it
stays yes when everything that the person still has to prove is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import combinations, product
from typing import Any, NamedTuple

from recourse_verify import evaluating, expressions
from recourse_verify.errors import Malformed
from recourse_verify.evaluating import Compiled
from recourse_verify.expressions import TODAY, Declared, Kind, Node, Truth, Value, Values

MOST_NAMES, MOST_CONDITIONS = 40, 30
MOST_TRIES, MOST_CHANGES, MOST_AT_ONCE, MOST_DAYS_AHEAD = 20_000, 6, 4, 8
HOLDS: Mapping[Truth, str] = {True: "yes", False: "no", None: "unknown"}
Json = Mapping[str, Any]


class Asked(NamedTuple):
    """A condition or an outcome: its name, what it says, and the same as a function."""

    id: str
    node: Node
    holds: Compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as far as it decides; `to_prove` are names that need a paper when a person gives them.

    `valid_days` is for each outcome: for how many days it holds from the day it was given.
    """

    id: str
    declared: Mapping[str, Declared]
    to_prove: frozenset[str]
    automatic: bool
    conditions: tuple[Asked, ...]
    outcomes: tuple[Asked, ...]
    valid_days: Mapping[str, int]


def rule_from(document: Json) -> Rule:
    """Read a rule; words and whatever else it says beside are left alone.

    Raises:
        Malformed: It is no rule.

    """
    try:
        return _rule_from(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed("this is no rule") from error


def _rule_from(document: Json) -> Rule:
    inputs: Json = document["inputs"]
    conditions, outcomes = document["conditions"], document["outcomes"]
    if len(inputs) > MOST_NAMES or not 0 < len(conditions) <= MOST_CONDITIONS:
        raise Malformed(f"a rule has at most {MOST_NAMES} names and {MOST_CONDITIONS} conditions")
    if not 0 < len(outcomes) <= MOST_CONDITIONS:
        raise Malformed("a rule has an outcome")
    declared = {name: _declared(name, one) for name, one in inputs.items()}
    return Rule(
        id=str(document["id"]),
        declared=declared,
        to_prove=frozenset(name for name, one in inputs.items() if one["prove"] is True),
        automatic=document["automatic"] is True,
        conditions=tuple(_asked(one, declared) for one in conditions),
        outcomes=tuple(_asked(one, declared) for one in outcomes),
        valid_days={str(one["id"]): int(one["valid_days"]) for one in outcomes},
    )


def _declared(name: str, one: Json) -> Declared:
    if not expressions.is_name(name):
        raise Malformed(f"{name!a} cannot stand in a condition")
    return Declared(Kind(one["kind"]), frozenset(map(str, one.get("codes", ()))))


def _asked(one: Json, declared: Mapping[str, Declared]) -> Asked:
    node = expressions.parse(str(one["when"]), declared)
    return Asked(str(one["id"]), node, evaluating.compiled(node))


def values_from(rule: Rule, inputs: Json, today: date) -> dict[str, Value | None]:
    """Read the values of the inputs; what is not given is unknown.

    Raises:
        Malformed: A name is not the rule's, or a value is not of its kind.

    """
    if stranger := next(iter(inputs.keys() - rule.declared.keys()), None):
        raise Malformed(f"the rule does not ask for {stranger!a}")
    read = {name: value_from(one, inputs.get(name)) for name, one in rule.declared.items()}
    return {**read, TODAY: today}


def value_from(declared: Declared, given: object) -> Value | None:
    """Read one value: null, true or false, a day, a number or a code as text.

    Raises:
        Malformed: It is not of its kind.

    """
    if given is None:
        return None
    if declared.kind is Kind.TRUTH:
        if not isinstance(given, bool):
            raise Malformed("a yes or no is true or false")
        return given
    if not isinstance(given, str) or len(given) > 64:
        raise Malformed("a value is a short text")
    return _from_text(declared, given)


def _from_text(declared: Declared, given: str) -> Value:
    if declared.kind is Kind.CODE:
        if given not in declared.codes:
            raise Malformed(f"there is no code {given!a}")
        return given
    if declared.kind is Kind.DATE:
        return day_from(given)
    try:
        number = Decimal(given)
    except InvalidOperation as error:
        raise Malformed(f"{given!a} is no number") from error
    if not number.is_finite() or abs(number) >= 10**12 or _text(number) != given:
        raise Malformed(f"{given!a} is no number in its one spelling")
    return number


def day_from(given: object) -> date:
    """Read a day, written 2027-02-01 and in no other way.

    Raises:
        Malformed: It is none.

    """
    try:
        on = date.fromisoformat(str(given))
    except ValueError as error:
        raise Malformed(f"{given!a} is no day") from error
    if on.isoformat() != given:
        raise Malformed(f"{given!a} is no day in its one spelling")
    return on


def text_of(value: Value | None) -> str | bool | None:
    """Return a value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return _text(value) if isinstance(value, Decimal) else value


def _text(number: Decimal) -> str:
    """Write a number without exponent and without zeroes at its end."""
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) if number else "0"


def answer_of(rule: Rule, values: Values) -> dict[str, Any]:
    """Work out the answer for a rule and values that `values_from` has read."""
    holds, outcome = _decided(rule, values)
    today = values[TODAY]
    until = None
    if outcome and isinstance(today, date):
        until = (today + timedelta(days=rule.valid_days[outcome])).isoformat()
    proved = {name: None if name in rule.to_prove else one for name, one in values.items()}
    return {
        "automatic": rule.automatic and holds is True and _decided(rule, proved) == (True, outcome),
        "changes": list(_changes(rule, values)) if holds is not True else [],
        "conditions": [
            {"holds": HOLDS[one.holds(values)], "id": one.id} for one in rule.conditions
        ],
        "holds": HOLDS[holds],
        "outcome": outcome,
        "valid_until": until,
    }


def _decided(rule: Rule, values: Values) -> tuple[Truth, str | None]:
    """Return whether everything holds, and which outcome applies then."""
    held = [one.holds(values) for one in rule.conditions]
    if False in held:
        return False, None
    applies = [one.id for one in rule.outcomes if one.holds(values) is True]
    if None in held or len(applies) != 1:
        return None, None
    return True, applies[0]


def _changes(rule: Rule, values: Values) -> Iterator[list[dict[str, Any]]]:
    """Yield the smallest sets of other inputs with which the answer were yes.

    What is tried are the values next to which a comparison turns; `today` moves only forward.
    """
    days = list(_near(TODAY, rule, [values]))[:MOST_DAYS_AHEAD]
    moments = [values, *({**values, TODAY: on} for on in days)]
    nodes = [one.node for one in (*rule.conditions, *rule.outcomes)]
    names = sorted(frozenset[str]().union(*map(expressions.names, nodes)))
    near = {name: list(_near(name, rule, moments)) for name in names} | {TODAY: days}
    left = MOST_TRIES
    for size in range(1, MOST_AT_ONCE + 1):
        found = 0
        for chosen in combinations([name for name in near if near[name]], size):
            for tried in product(*(near[name] for name in chosen)):
                left -= 1
                if left < 0:
                    return
                moved = {**values, **dict(zip(chosen, tried, strict=True))}
                if _decided(rule, moved)[0] is True:
                    yield [
                        {"name": name, "to": text_of(to)}
                        for name, to in zip(chosen, tried, strict=True)
                    ]
                    found += 1
                    break
            if found == MOST_CHANGES:
                return
        if found:
            return


def _near(name: str, rule: Rule, moments: list[Values]) -> Iterator[Value]:
    """Yield the other values of a name at which something turns, the nearest first.

    Args:
        name: The name.
        rule: The rule.
        moments: The values as they are, and as they are on later days.

    """
    present = moments[0].get(name)
    kind = Kind.DATE if name == TODAY else rule.declared[name].kind
    found: set[Value] = set()
    if kind is Kind.TRUTH:
        found = {True, False}
    elif kind is Kind.CODE:
        found = set(rule.declared[name].codes)
    else:
        found = {one for values in moments for one in _turns(name, rule, values)}
    if name == TODAY:
        found = {one for one in found if isinstance(one, date) and one > present}  # type: ignore[operator]  # today is a day
    yield from sorted(found - {present}, key=lambda one: (_distance(one, present), str(one)))


def _distance(one: Value, present: Value | None) -> int | Decimal:
    if isinstance(one, date) and isinstance(present, date):
        return abs((one - present).days)
    if isinstance(one, Decimal) and isinstance(present, Decimal):
        return abs(one - present)
    return 0 if one is True else 1


def _turns(name: str, rule: Rule, values: Values) -> Iterator[Value]:
    """Yield the days or numbers at which a comparison with a name turns, and their neighbours."""
    nodes = [one.node for one in (*rule.conditions, *rule.outcomes)]
    for compare in (one for node in nodes for one in expressions.comparisons(node)):
        for mine, other in ((compare.left, compare.right), (compare.right, compare.left)):
            if mine.name != name:
                continue
            value = values.get(other.name) if other.name else other.value
            if isinstance(value, date):
                try:
                    turn = value + timedelta(days=other.days - mine.days)
                    yield from (turn + timedelta(days=step) for step in (0, -1, 1))
                except OverflowError:
                    continue
            elif isinstance(value, Decimal):
                yield from (value + step for step in (0, -1, 1) if value + step >= 0)
