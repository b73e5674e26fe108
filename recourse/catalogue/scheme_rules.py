"""What a lawful scheme is, and the rule that it decides by; pure.

The rules this module enforces:

1.  A scheme reads items of its own domain only, none that speaks against the person, and of them
    only fields that agencies may see (charter G7, “no joint punishment”; Shandong art. 27).
    No expression can ask whether something is *not* on file: what is not there is unknown.
2.  It asks the person for nothing that no condition needs (PIPL art. 6).
3.  Every condition and outcome can be read, and every name in it has a kind
    (`recourse_verify.expressions`).
4.  Each condition names an article of the scheme's own, and says something: it does not always
    hold, never hold, or follow from the others. Together they can be met.
5.  Whoever meets them gets exactly one outcome: none overlap, and there is no gap.
6.  An answer comes within twenty working days (Administrative Licensing Law art. 42).

What never, always or doubly happens is found in `scheme_trying`.
"""

from collections.abc import Iterator, Mapping, Sequence

from recourse.catalogue import scheme_trying
from recourse.catalogue.content import to_content
from recourse.catalogue.scheme_trying import Held, fault
from recourse.catalogue.terms import (
    AskKind,
    Catalogue,
    Condition,
    Fault,
    FieldKind,
    Item,
    Outcome,
    Scheme,
    Source,
)
from recourse_verify import evaluating, expressions
from recourse_verify.errors import Malformed
from recourse_verify.expressions import Declared, Kind

MOST_WORKING_DAYS, MOST_KEEP_MONTHS, MOST_VALID_DAYS = 20, 24, 1_830
KINDS: Mapping[FieldKind, Kind] = {
    FieldKind.DATE: Kind.DATE,
    FieldKind.DECIMAL: Kind.NUMBER,
    FieldKind.CODE: Kind.CODE,
}


def rule_of(scheme: Scheme, catalogue: Catalogue) -> dict[str, object]:
    """Return the rule of a scheme as a document that decides alone: the scheme, and its inputs.

    `inputs` names everything the expressions may use: its kind, the codes it may have, whether it
    comes from the person's file or from the person, and whether they have to prove it.
    """
    content = to_content(scheme)
    assert isinstance(content, dict)  # noqa: S101 - a term is written as its fields
    inputs: dict[str, object] = {}
    for name, declared in declared_in(scheme, catalogue).items():
        asked = scheme.asks.get(name)
        inputs[name] = {
            "kind": str(declared.kind),
            "codes": sorted(declared.codes),
            "from": "file" if asked is None else "person",
            "prove": asked is not None and asked.prove,
        }
    return {**content, "inputs": inputs}


def declared_in(scheme: Scheme, catalogue: Catalogue) -> dict[str, Declared]:
    """Return every name that the expressions of a scheme may use, as far as it makes sense."""
    found: dict[str, Declared] = {}
    for name, source in scheme.reads.items():
        item = catalogue.items.get(source.item)
        fields = {} if item is None else {one.code: one for one in item.fields}
        for code in source.fields:
            kind = KINDS.get(fields[code].kind) if code in fields else None
            if kind is not None:
                codes = catalogue.code_lists.get(fields[code].code_list, {})
                found[f"{name}.{code}"] = Declared(kind, frozenset(codes))
    for name, asked in scheme.asks.items():
        codes = catalogue.code_lists.get(asked.code_list, {})
        found[name] = Declared(Kind(asked.kind.value), frozenset(codes))
    return found


def check(scheme: Scheme, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield everything that is wrong with how a scheme decides."""
    where = f"schemes/{scheme.id}"
    if scheme.domain not in catalogue.domains:
        yield fault("unknown", f"{where}/domain", "没有这个领域", "there is no such domain")
    if not scheme.enabled and scheme.disabled_why is None:
        zh, en = "停用的办法必须说明原因", "a disabled scheme must say why"
        yield fault("disabled_without_reason", f"{where}/enabled", zh, en)
    yield from _bounds(scheme, where)
    yield from _names(scheme, where)
    yield from _code_lists(scheme, catalogue, where)
    for name, source in scheme.reads.items():
        yield from _reads(scheme, source, catalogue, f"{where}/reads/{name}")
    yield from _articles(scheme, where)
    yield from _decides(scheme, catalogue, where)


def _bounds(scheme: Scheme, where: str) -> Iterator[Fault]:
    """Check days and months, and that everything that must be there is."""
    bounds = (
        ("answer_working_days", scheme.answer_working_days, MOST_WORKING_DAYS),
        ("keep_months", scheme.keep_months, MOST_KEEP_MONTHS),
        *(
            (f"outcomes/{number}/valid_days", one.valid_days, MOST_VALID_DAYS)
            for number, one in enumerate(scheme.outcomes, 1)
        ),
    )
    for key, value, most in bounds:
        if not 1 <= value <= most:
            zh, en = f"应当在1至{most}之间", f"must be from 1 to {most}"
            yield fault("scheme_bounds", f"{where}/{key}", zh, en)
    if scheme.valid_until_on and scheme.valid_until_on <= scheme.valid_from_on:
        zh, en = "失效日期应当晚于施行日期", "it ends before it begins"
        yield fault("basis_backwards", f"{where}/valid_until_on", zh, en)
    for key, there in (
        ("bases", scheme.bases),
        ("conditions", scheme.conditions),
        ("outcomes", scheme.outcomes),
    ):
        if not there:
            zh, en = "至少要有一项", "there must be at least one"
            yield fault("scheme_empty", f"{where}/{key}", zh, en)


def _names(scheme: Scheme, where: str) -> Iterator[Fault]:
    """Check that names can stand in expressions and are there once."""
    for key, names in (("reads", scheme.reads), ("asks", scheme.asks)):
        for name in names:
            if not expressions.is_name(name) or "." in name:
                zh, en = f"“{name}”不能作为名称", f"“{name}” cannot be a name"
                yield fault("scheme_name", f"{where}/{key}/{name}", zh, en)
    for key, parts in (("conditions", scheme.conditions), ("outcomes", scheme.outcomes)):
        ids = [one.id for one in parts]
        for number, one in enumerate(ids, 1):
            if not one.isascii() or ids.count(one) > 1:
                zh, en = f"“{one}”用了两次，或者不是ASCII", f"“{one}” is not ASCII or stands twice"
                yield fault("scheme_name", f"{where}/{key}/{number}/id", zh, en)


def _code_lists(scheme: Scheme, catalogue: Catalogue, where: str) -> Iterator[Fault]:
    """Check that a code that is asked for, and nothing else, has a list of codes."""
    for name, asked in scheme.asks.items():
        is_code = asked.kind is AskKind.CODE
        if is_code != bool(asked.code_list) or (
            is_code and asked.code_list not in catalogue.code_lists
        ):
            zh, en = "代码类、也只有它，要有代码表", "a code, and only it, has a known code list"
            yield fault("code_list", f"{where}/asks/{name}", zh, en)


def _reads(scheme: Scheme, source: Source, catalogue: Catalogue, where: str) -> Iterator[Fault]:
    """Check one record that a scheme reads."""
    item = catalogue.items.get(source.item)
    if item is None:
        zh, en = f"没有这个事项：{source.item}", f"there is no such item: {source.item}"
        yield fault("unknown", f"{where}/item", zh, en)
        return
    if item.domain != scheme.domain:
        zh = f"办法属于“{scheme.domain}”，事项属于“{item.domain}”，不得跨领域"
        en = f"the scheme is of {scheme.domain}, the item of {item.domain}: not its own domain"
        yield fault("other_domain", f"{where}/item", zh, en)
    if item.is_adverse:
        zh, en = "不得读取对本人不利的信息", "it may read nothing that speaks against the person"
        yield fault("reads_adverse", f"{where}/item", zh, en)
    if scheme.enabled and not item.enabled:
        zh, en = f"事项{item.id}已停用", f"the item {item.id} is disabled"
        yield fault("reads_disabled", f"{where}/item", zh, en)
    yield from _fields(source, item, where)


def _fields(source: Source, item: Item, where: str) -> Iterator[Fault]:
    """Check the fields that a scheme reads of one record."""
    fields = {one.code: one for one in item.fields}
    for code in source.fields:
        if code not in fields or not fields[code].shown_to_agencies:
            zh, en = f"“{code}”不得向查询单位提供", f"agencies may not see “{code}”"
            yield fault("field_not_shown", f"{where}/fields", zh, en)
        elif fields[code].kind not in KINDS:
            zh, en = (
                f"“{code}”不是日期、数值或者代码",
                f"“{code}” is no date, number or code",
            )
            yield fault("scheme_kind", f"{where}/fields", zh, en)
    latest = fields.get(source.latest_by)
    if latest is None or latest.kind is not FieldKind.DATE or source.latest_by not in source.fields:
        zh, en = "“latest_by”应当是读取的日期字段", "“latest_by” must be a date field it reads"
        yield fault("scheme_latest", f"{where}/latest_by", zh, en)


def _articles(scheme: Scheme, where: str) -> Iterator[Fault]:
    """Check that each condition rests on an article of the scheme's own."""
    own = {(one.law, one.article) for one in scheme.bases}
    for number, one in enumerate(scheme.conditions, 1):
        if (one.law, one.article) not in own:
            zh = f"“{one.law} {one.article}”不在本办法的依据里"
            en = f"“{one.law} {one.article}” is not among the bases of the scheme"
            yield fault("scheme_article", f"{where}/conditions/{number}/article", zh, en)


def _decides(scheme: Scheme, catalogue: Catalogue, where: str) -> Iterator[Fault]:
    """Check expressions: readable, all names used, nothing idle, no gap, no overlap."""
    declared = declared_in(scheme, catalogue)
    read: dict[str, list[Held]] = {"conditions": [], "outcomes": []}
    faults: list[Fault] = []
    parts: Mapping[str, Sequence[Condition | Outcome]] = {
        "conditions": scheme.conditions,
        "outcomes": scheme.outcomes,
    }
    for key, several in parts.items():
        for number, one in enumerate(several, 1):
            place = f"{where}/{key}/{number}/when"
            try:
                node = expressions.parse(one.when, declared)
            except Malformed as wrong:
                zh, en = f"条件写得不对：{wrong.what}", f"this is no condition: {wrong.what}"
                faults.append(fault("expression", place, zh, en))
                continue
            read[key].append(Held(one.id, place, node, evaluating.compiled(node)))
    yield from faults
    if faults or not read["conditions"] or not read["outcomes"]:
        return
    yield from _unused(declared, [*read["conditions"], *read["outcomes"]], where)
    yield from scheme_trying.tried(read["conditions"], read["outcomes"], declared, where)


def _unused(declared: Mapping[str, Declared], held: Sequence[Held], where: str) -> Iterator[Fault]:
    """Check that nothing is read or asked that no condition needs."""
    used = frozenset[str]().union(*(expressions.names(one.node) for one in held))
    for name in sorted(declared.keys() - used):
        source, _, field = name.partition(".")
        place = f"{where}/reads/{source}/fields" if field else f"{where}/asks/{name}"
        zh, en = f"没有条件用到“{name}”", f"no condition needs “{name}”"
        yield fault("scheme_unused", place, zh, en)
