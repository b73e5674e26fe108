"""Conditions of a rule: a small typed language, its check, and its evaluation.

    licence.status = '1' and licence.valid_until_on >= today + 30 days

The rules this module enforces:

* a condition is made of comparisons, `in {…}`, names of yes-or-no, `and`, `or`, `not` and brackets;
* there are dates, numbers, codes and truths; nothing is turned into another kind; only a date takes
  `+ 30 days` or `- 30 days`; there are no functions, loops, texts to build, or other people;
* every name is declared before, with its kind; of a code, every value that it may have is known;
* what is not known stays unknown (strong Kleene logic): `no and unknown` is no, `yes or unknown`
  is yes, everything else with an unknown in it is unknown. So learning more never turns a yes
  into a no or a no into a yes;
* a text has at most 400 characters, brackets and `not` go at most 12 deep, and the time to
  evaluate it grows with its length alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from recourse_verify.errors import Malformed

LONGEST = 400
DEEPEST = 12
MOST_DAYS = 36_600
TODAY = "today"
Value = date | Decimal | str | bool
Values = Mapping[str, Value | None]
Truth = bool | None
"""Yes, no, or unknown."""


class Kind(StrEnum):
    """What a name may hold."""

    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    TRUTH = "truth"


class Declared(NamedTuple):
    """The kind of a name; of a code, every value it may have."""

    kind: Kind
    codes: frozenset[str] = frozenset()


class Term(NamedTuple):
    """A name, some days later; or a value, where the name is empty."""

    name: str
    days: int
    value: Value | None


@dataclass(frozen=True, slots=True)
class Compare:
    """Two terms of one kind and what is asked of them."""

    left: Term
    sign: str
    right: Term


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is yes or no by itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Every part."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part."""

    parts: "tuple[Node, ...]"


Node = Compare | Named | Not | All | Any
_TOKEN = re.compile(
    r"\s*(?:(?P<day>\d{4}-\d{2}-\d{2})|(?P<number>\d{1,12}(?:\.\d{1,6})?)|(?P<code>'[^'\n]{1,64}')"
    r"|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)|(?P<sign><=|>=|!=|[<>=+\-(){},]))",
    re.ASCII,
)
_SIGNS = frozenset({"<", "<=", "=", "!=", ">", ">="})
_ORDERED = frozenset({Kind.DATE, Kind.NUMBER})
_WORDS = frozenset({"and", "or", "not", "in", "days", "true", "false", TODAY})


class _Token(NamedTuple):
    kind: str
    text: str


def parse(text: str, declared: Mapping[str, Declared]) -> Node:
    """Read one condition, with every name and kind checked.

    Raises:
        Malformed: It is no condition, names something undeclared, or compares what cannot be.

    """
    if len(text) > LONGEST:
        raise Malformed(f"a condition has at most {LONGEST} characters")
    parser = _Parser(list(_tokens(text)), declared)
    node = parser.either()
    parser.end()
    return node


def is_name(text: str) -> bool:
    """Whether a name can stand in a condition."""
    return text not in _WORDS and bool(
        re.fullmatch(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?", text, re.ASCII)
    )


def _tokens(text: str) -> Iterator[_Token]:
    """Split a text; nothing is skipped but white space."""
    text, at = text.rstrip(), 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Malformed(f"cannot be read from here: {text[at : at + 20]!a}")
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind])
        at = match.end()


class _Parser:
    """One pass over the tokens of a condition."""

    def __init__(self, tokens: list[_Token], declared: Mapping[str, Declared]) -> None:
        """Begin before the first token."""
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.declared = {**declared, TODAY: Declared(Kind.DATE)}

    def _peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _next(self) -> _Token:
        if self.at >= len(self.tokens):
            raise Malformed("the condition breaks off")
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, text: str) -> None:
        if (token := self._next()).text != text:
            raise Malformed(f"“{text}” is expected, not {token.text!a}")

    def end(self) -> None:
        """Refuse what stands behind the condition."""
        if self.at < len(self.tokens):
            raise Malformed(f"nothing more is expected, but there is {self._peek()!a}")

    def either(self) -> Node:
        """Read parts between `or`."""
        parts = [self._every()]
        while self._peek() == "or":
            self.at += 1
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _every(self) -> Node:
        parts = [self._single()]
        while self._peek() == "and":
            self.at += 1
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _single(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Malformed(f"brackets and “not” go at most {DEEPEST} deep")
        try:
            return self._bracketed()
        finally:
            self.depth -= 1

    def _bracketed(self) -> Node:
        if self._peek() == "not":
            self.at += 1
            return Not(self._single())
        if self._peek() == "(":
            self.at += 1
            node = self.either()
            self._expect(")")
            return node
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._term()
        sign = self._peek()
        if sign == "in":
            self.at += 1
            return self._member(left)
        if sign not in _SIGNS:
            if self._kind(left) is not Kind.TRUTH or not left.name:
                raise Malformed("a comparison is missing")
            return Named(left.name)
        self.at += 1
        return self._compared(left, sign, self._term())

    def _compared(self, left: Term, sign: str, right: Term) -> Node:
        kinds = {self._kind(left), self._kind(right)}
        kind = kinds.pop()
        if kinds or kind is Kind.TRUTH:
            raise Malformed("the two sides are not of one kind, or are yes-or-no")
        if not left.name and not right.name:
            raise Malformed("two values are compared, and no name")
        if kind not in _ORDERED and sign not in {"=", "!="}:
            raise Malformed(f"codes have no order, so “{sign}” says nothing of them")
        for one, other in ((left, right), (right, left)):
            if kind is Kind.CODE and one.name and not other.name:
                self._known_code(one.name, other.value)
        return Compare(left, sign, right)

    def _member(self, left: Term) -> Node:
        """Read `in {a, b}`: the same as one comparison after the other."""
        self._expect("{")
        parts = [self._compared(left, "=", self._term())]
        while self._peek() == ",":
            self.at += 1
            parts.append(self._compared(left, "=", self._term()))
        self._expect("}")
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _known_code(self, name: str, value: Value | None) -> None:
        if value not in self.declared[name].codes:
            raise Malformed(f"“{name}” never has the code {value!a}")

    def _term(self) -> Term:
        token = self._next()
        if token.kind == "name":
            return self._named(token.text)
        if token.kind == "day":
            try:
                return Term("", 0, date.fromisoformat(token.text))
            except ValueError as error:
                raise Malformed(f"{token.text} is no day") from error
        if token.kind == "number":
            return Term("", 0, Decimal(token.text))
        if token.kind == "code":
            return Term("", 0, token.text[1:-1])
        raise Malformed(f"a name or a value is expected, not {token.text!a}")

    def _named(self, name: str) -> Term:
        if name not in self.declared:
            raise Malformed(f"“{name}” is not declared")
        sign = self._peek()
        if sign not in {"+", "-"}:
            return Term(name, 0, None)
        self.at += 1
        token = self._next()
        self._expect("days")
        if self.declared[name].kind is not Kind.DATE or not token.text.isdecimal():
            raise Malformed("only a date takes days, a whole number of them")
        if (days := int(token.text)) > MOST_DAYS:
            raise Malformed(f"at most {MOST_DAYS} days")
        return Term(name, days if sign == "+" else -days, None)

    def _kind(self, term: Term) -> Kind:
        if term.name:
            return self.declared[term.name].kind
        if isinstance(term.value, date):
            return Kind.DATE
        return Kind.NUMBER if isinstance(term.value, Decimal) else Kind.CODE


def names(node: Node) -> frozenset[str]:
    """Return every name that a condition asks for; `today` is not one of them."""
    found = {one.name for one in _terms(node)} | {one.name for one in _nameds(node)}
    return frozenset(found - {"", TODAY})


def comparisons(node: Node) -> Iterator[Compare]:
    """Yield every comparison in a condition."""
    match node:
        case Compare():
            yield node
        case Not(part=part):
            yield from comparisons(part)
        case All(parts=parts) | Any(parts=parts):
            for one in parts:
                yield from comparisons(one)
        case _:
            return


def _terms(node: Node) -> Iterator[Term]:
    for one in comparisons(node):
        yield one.left
        yield one.right


def _nameds(node: Node) -> Iterator[Named]:
    match node:
        case Named():
            yield node
        case Not(part=part):
            yield from _nameds(part)
        case All(parts=parts) | Any(parts=parts):
            for one in parts:
                yield from _nameds(one)
        case _:
            return
