"""Conditions: what cannot be read is refused, and what is evaluated agrees with the plain meaning."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from recourse_verify import evaluating, expressions
from recourse_verify.errors import Malformed
from recourse_verify.expressions import All, Any, Compare, Declared, Kind, Named, Not

DAY = date(2026, 11, 27)
DECLARED = {
    "agrees": Declared(Kind.TRUTH),
    "trained": Declared(Kind.TRUTH),
    "licence.status": Declared(Kind.CODE, frozenset({"1", "2"})),
    "licence.until_on": Declared(Kind.DATE),
    "born_on": Declared(Kind.DATE),
    "hours": Declared(Kind.NUMBER),
}
VALUES = {
    Kind.TRUTH: some.booleans(),
    Kind.CODE: some.sampled_from(["1", "2"]),
    Kind.DATE: some.integers(-40, 40).map(lambda days: DAY + timedelta(days=days)),
    Kind.NUMBER: some.integers(0, 5).map(Decimal),
}
SIGNS = ["<", "<=", "=", "!=", ">", ">="]
dates = some.one_of(
    some.sampled_from(["today", "born_on", "licence.until_on"]),
    some.builds(
        "{} {} {} days".format,
        some.sampled_from(["today", "born_on", "licence.until_on"]),
        some.sampled_from("+-"),
        some.integers(0, 40),
    ),
)
comparisons = some.one_of(
    some.sampled_from(
        ["agrees", "trained", "licence.status = '1'", "licence.status in {'1', '2'}"]
    ),
    some.builds("{} {} {}".format, dates, some.sampled_from(SIGNS), dates),
    some.builds("{} {} {}".format, dates, some.sampled_from(SIGNS), VALUES[Kind.DATE].map(str)),
    some.builds("hours {} {}".format, some.sampled_from(SIGNS), some.integers(0, 5)),
)
conditions = some.recursive(
    comparisons,
    lambda below: some.one_of(
        some.builds("({}) and ({})".format, below, below),
        some.builds("({}) or ({})".format, below, below),
        some.builds("not ({})".format, below),
    ),
    max_leaves=6,
).filter(lambda text: len(text) <= expressions.LONGEST)
known = some.fixed_dictionaries({name: VALUES[one.kind] for name, one in DECLARED.items()})
partly = some.fixed_dictionaries(
    {name: some.none() | VALUES[one.kind] for name, one in DECLARED.items()}
)


def plainly(node, values):
    """Return 1 for yes, 0 for no and a half for unknown, as Kleene's tables have it."""
    match node:
        case Named(name=name):
            return {None: 0.5, True: 1, False: 0}[values[name]]
        case Not(part=part):
            return 1 - plainly(part, values)
        case All(parts=parts):
            return min(plainly(one, values) for one in parts)
        case Any(parts=parts):
            return max(plainly(one, values) for one in parts)
        case Compare(left=left, sign=sign, right=right):
            one, other = (term_of(term, values) for term in (left, right))
            if one is None or other is None:
                return 0.5
            signs = {"<": one < other, "=": one == other, ">": one > other}
            return int(any(signs[part] for part in sign if part in signs) != (sign == "!="))


def term_of(term, values):
    if not term.name:
        return term.value
    value = values[term.name]
    return value + timedelta(days=term.days) if term.days and value is not None else value


@settings(max_examples=150)
@given(text=conditions, values=partly)
def test_what_was_compiled_says_what_the_plain_tables_say(text, values):
    node, values = expressions.parse(text, DECLARED), {**values, "today": DAY}

    found = evaluating.compiled(node)(values)

    assert {None: 0.5, True: 1, False: 0}[found] == plainly(node, values)


@settings(max_examples=150)
@given(text=conditions, values=partly, learned=known)
def test_learning_what_was_unknown_never_flips_what_was_decided(text, values, learned):
    holds = evaluating.compiled(expressions.parse(text, DECLARED))
    values = {**values, "today": DAY}
    more = {name: learned[name] if one is None else one for name, one in values.items()}

    before = holds(values)

    assert before is None or holds(more) is before


BOMBS = {
    "too-long": "agrees or " * 60 + "agrees",
    "too-deep": "(" * 40 + "agrees" + ")" * 40,
    "not-not": "not " * 40 + "agrees",
    "many-days": "today + 99999999 days > born_on",
    "long-number": "hours > " + "9" * 60,
    "power": "hours > 9**9**9",
    "call": "__import__('os')",
    "attribute": "agrees.__class__",
    "text-to-build": "licence.status = '1' * 9",
    "fullwidth": "hours > １",
    "newline-in-code": "licence.status = '1\n'",
    "nothing": "",
    "breaks-off": "agrees and",
    "two-in-a-row": "agrees trained",
    "open-bracket": "(agrees",
    "empty-set": "licence.status in {}",
    "other-people": "neighbour.status = '1'",
    "undeclared": "score > 3",
    "absence": "not licence",
    "known": "known(licence.status)",
}
CONFUSED = {
    "date-with-number": "born_on > 3",
    "code-in-order": "licence.status > '1'",
    "code-never": "licence.status = '9'",
    "truth-compared": "agrees = trained",
    "number-alone": "hours",
    "value-alone": "3 > 2",
    "days-on-a-number": "hours + 3 days > 2",
    "no-such-day": "born_on > 2026-02-30",
    "code-with-date": "licence.status = born_on",
}


@pytest.mark.parametrize("name", [*BOMBS, *CONFUSED])
def test_what_is_no_condition_is_refused_with_a_reason(name):
    with pytest.raises(Malformed) as refused:
        expressions.parse({**BOMBS, **CONFUSED}[name], DECLARED)

    assert refused.value.what


def test_a_day_beyond_the_calendar_neither_breaks_nor_wraps():
    holds = evaluating.compiled(expressions.parse("born_on + 36600 days >= today", DECLARED))

    assert holds({"born_on": date.max, "today": DAY}) is True
