"""Benefits as pages show them: the rule in words, an answer with its reasons, an application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from recourse.catalogue import queries as catalogues
from recourse.catalogue.rules import citation
from recourse.catalogue.scheme_rules import declared_in
from recourse.catalogue.terms import Catalogue, Scheme
from recourse.faces.wording import day, said
from recourse.ground.words import Words
from recourse.journeys.benefits import OwnApplication
from recourse.schemes.terms import Answer, Change, Holds, Input, Origin, State
from recourse.schemes.wording import STATES
from recourse_verify.expressions import TODAY, parse
from recourse_verify.expressions import names as names_in

YES, NO, UNKNOWN = (
    Words(zh="是", en="Yes"),
    Words(zh="否", en="No"),
    Words(zh="不知道", en="Not known"),
)
HELD: Mapping[Holds, Words] = {
    Holds.YES: Words(zh="满足", en="Met"),
    Holds.NO: Words(zh="不满足", en="Not met"),
    Holds.UNKNOWN: Words(zh="还不知道", en="Not known yet"),
}
COLOURS: Mapping[Holds, str] = {Holds.YES: "green", Holds.NO: "yellow", Holds.UNKNOWN: "grey"}
ORIGINS: Mapping[Origin, Words] = {
    Origin.FILE: Words(zh="您的档案", en="your file"),
    Origin.PERSON: Words(zh="您填写的", en="what you filled in"),
    Origin.NOWHERE: Words(zh="档案里没有", en="not on your file"),
}
NOT_FILLED_IN = Words(zh="没有填写", en="not filled in")
STATE_COLOURS: Mapping[State, str] = {
    State.WAITING: "blue",
    State.GRANTED: "green",
    State.REFUSED: "yellow",
    State.WITHDRAWN: "grey",
    State.OVER: "grey",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One condition in words, with its article."""

    says: Words
    article: Words
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """The rule of a scheme in words."""

    scheme: Scheme
    version: str
    domain: Words
    answered_by: Sequence[Words]
    citations: Sequence[Words]
    conditions: Sequence[ConditionRow]
    reads: Sequence[Words]
    asks: Sequence[Words]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A value that a condition used: what it is, what it says, where it comes from."""

    name: str
    value: str
    origin: Words
    proved_by_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRow:
    """One condition with its answer and the values it used."""

    says: Words
    article: Words
    held: Words
    colour: str
    used: Sequence[Used]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer, condition by condition, and what would change it."""

    answer: Answer
    held: Words
    colour: str
    rows: Sequence[AnsweredRow]
    changes: Sequence[Sequence[str]]
    last_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application as a page or a line of a list."""

    own: OwnApplication
    state: Words
    colour: str
    last_on: date | None
    may_withdraw: bool
    view: AnswerView | None


def rule_page(scheme: Scheme, of: Catalogue, *, on: date) -> RulePage:
    """Return the rule of a scheme in words."""
    kinds = of.code_lists.get("AUTHORITY_KIND", {})
    return RulePage(
        scheme=scheme,
        version=of.version,
        domain=of.domains[scheme.domain],
        answered_by=[kinds[kind] for kind in scheme.agency_kinds],
        citations=[catalogues.cite(of, basis) for basis in scheme.bases],
        conditions=[
            ConditionRow(
                says=one.says, article=citation(of.laws[one.law], one.article), when=one.when
            )
            for one in scheme.conditions
        ],
        reads=[
            _field_name(f"{name}.{field}", scheme, of)
            for name, source in scheme.reads.items()
            for field in source.fields
        ],
        asks=[scheme.asks[name].question for name in scheme.asked()],
        is_open=scheme.is_open(on),
    )


def answer_view(answer: Answer, of: Catalogue) -> AnswerView:
    """Return an answer as a page shows it."""
    declared = declared_in(answer.scheme, of)
    inputs = {one.name: one for one in answer.inputs}
    rows = [
        AnsweredRow(
            says=one.condition.says,
            article=citation(of.laws[one.condition.law], one.condition.article),
            held=HELD[one.holds],
            colour=COLOURS[one.holds],
            used=[
                _used(inputs[name], answer.scheme, of)
                for name in sorted(names_in(parse(one.condition.when, declared)))
            ],
        )
        for one in answer.conditions
    ]
    return AnswerView(
        answer=answer,
        held=HELD[answer.holds],
        colour=COLOURS[answer.holds],
        rows=rows,
        changes=[
            [_change(one, answer.scheme, of) for one in several] for several in answer.changes
        ],
        last_on=_last_on(answer),
    )


def application_view(own: OwnApplication) -> ApplicationView:
    """Return an application as a page shows it."""
    card = own.card
    until = card.valid_until_on
    return ApplicationView(
        own=own,
        state=STATES[card.state],
        colour=STATE_COLOURS[card.state],
        last_on=None if until is None else until - timedelta(days=1),
        may_withdraw=card.state in {State.WAITING, State.GRANTED},
        view=None if own.answer is None else answer_view(own.answer, own.catalogue),
    )


def _last_on(answer: Answer) -> date | None:
    """Return the last day for which it would be granted."""
    said_of = answer.receipt["answer"]
    until = said_of["valid_until"] if isinstance(said_of, Mapping) else None
    return None if until is None else date.fromisoformat(str(until)) - timedelta(days=1)


def _used(one: Input, scheme: Scheme, of: Catalogue) -> Used:
    """Return a value as a page shows it."""
    asked = scheme.asks.get(one.name)
    return Used(
        name=said(_name(one.name, scheme, of)),
        value=_value(one.name, one.value, scheme, of),
        origin=NOT_FILLED_IN if asked and one.value is None else ORIGINS[one.origin],
        proved_by_paper=asked is not None and asked.prove and one.value not in {None, False},
    )


def _change(one: Change, scheme: Scheme, of: Catalogue) -> str:
    """Return one input with the value that would change the answer."""
    if one.name == TODAY:
        return gettext("Wait until %(day)s") % {"day": day(date.fromisoformat(str(one.to)))}
    name, value = said(_name(one.name, scheme, of)), _value(one.name, one.to, scheme, of)
    return gettext("%(name)s → %(value)s") % {"name": name, "value": value}


def _name(name: str, scheme: Scheme, of: Catalogue) -> Words:
    """Return what an input is called: the question, or the record and its field."""
    asked = scheme.asks.get(name)
    return asked.question if asked is not None else _field_name(name, scheme, of)


def _field_name(name: str, scheme: Scheme, of: Catalogue) -> Words:
    source, _, field = name.partition(".")
    item = of.items[scheme.reads[source].item]
    own = item.field(field).name
    return Words(zh=f"{item.name.zh}：{own.zh}", en=f"{item.name.en}: {own.en}")


def _value(name: str, value: str | bool | None, scheme: Scheme, of: Catalogue) -> str:
    """Return a value in words."""
    if value is None:
        return said(UNKNOWN)
    if isinstance(value, bool):
        return said(YES if value else NO)
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        words = of.code_lists.get(_code_list(name, scheme, of), {}).get(value)
        return value if words is None else said(words)


def _code_list(name: str, scheme: Scheme, of: Catalogue) -> str:
    """Return the list a code is of; empty if it is none."""
    asked = scheme.asks.get(name)
    if asked is not None:
        return asked.code_list
    source, _, field = name.partition(".")
    return of.items[scheme.reads[source].item].field(field).code_list
