"""Say what the catalogue says, fact by fact, and what differs between two versions; pure.

A fact is a label and a value in both languages, so what `show` prints, what a page shows and
what `diff` compares are the same words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recourse.catalogue.terms import (
    Answer,
    Basis,
    Catalogue,
    Change,
    Exclusion,
    Field,
    FieldKind,
    Item,
    Law,
    Polarity,
    Purpose,
    Request,
    Right,
    Scheme,
    Tier,
    Verification,
)
from recourse.catalogue.wording import citation
from recourse.ground.words import Words

NONE = Words(zh="无", en="none")
YES, NO = Words(zh="是", en="yes"), Words(zh="否", en="no")
POLARITIES = {
    Polarity.ADVERSE: Words(zh="对本人不利", en="against the person"),
    Polarity.NEUTRAL: Words(zh="中性", en="neither for nor against"),
    Polarity.POSITIVE: Words(zh="对本人有利", en="for the person"),
}
TIERS = {
    None: Words(zh="不定档", en="none"),
    Tier.MINOR: Words(zh="轻微", en="minor"),
    Tier.GENERAL: Words(zh="一般", en="general"),
    Tier.SERIOUS: Words(zh="严重", en="serious"),
}
FAMILIES = {
    "penalty": Words(zh="行政处罚", en="administrative penalty"),
    "licence": Words(zh="行政许可", en="administrative licence"),
    "honour": Words(zh="表彰与荣誉", en="honours"),
    "volunteer": Words(zh="志愿服务", en="volunteer service"),
    "process": Words(zh="权利事项", en="steps taken on a record"),
    "identity": Words(zh="身份核验", en="identity check"),
}
KINDS = {
    FieldKind.TEXT: Words(zh="文字", en="text"),
    FieldKind.DATE: Words(zh="日期", en="date"),
    FieldKind.DECIMAL: Words(zh="数值", en="number"),
    FieldKind.CODE: Words(zh="一个代码", en="one code"),
    FieldKind.CODES: Words(zh="一个或者多个代码", en="one or more codes"),
    FieldKind.CREDIT_CODE: Words(zh="统一社会信用代码", en="unified social credit code"),
    FieldKind.UUID: Words(zh="标识", en="identifier"),
}
READ = {
    Verification.FULL_TEXT: Words(zh="已核对全文", en="read in full"),
    Verification.EXCERPT: Words(zh="只核对摘录", en="read in part"),
    Verification.UNVERIFIED: Words(zh="未核对", en="not read"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the catalogue says: a label and its value."""

    key: str
    label: Words
    value: Words


def facts_of_item(item: Item, catalogue: Catalogue) -> list[Fact]:
    """Return what an item says, in the order a person asks."""
    return [
        _fact("name", "名称", "Name", item.name),
        _fact("enabled", "启用", "In use", YES if item.enabled else item.disabled_why or NO),
        _fact("domain", "领域", "Domain", _named(catalogue.domains, item.domain)),
        _fact("polarity", "性质", "Speaks", POLARITIES[item.polarity]),
        _fact("tier", "档次", "Tier", TIERS[item.tier]),
        _fact("authorities", "报送部门", "Handed in by", _kinds(item.authority_kinds, catalogue)),
        _fact("family", "字段组", "Sheet", FAMILIES.get(item.family, NONE)),
        _fact("by_file", "批量报送", "Handed in by file", YES if item.by_file else NO),
        _days("report_working_days", "报送期限", "Reported within", item.report_working_days),
        _fact("bases", "法律依据", "Legal basis", _bases(item.bases, catalogue)),
        _fact("supporting", "相关规定", "See also", _bases(item.supporting, catalogue)),
        *_time_facts(item),
        *_repair_facts(item),
        _fact("purposes", "查询目的", "May be looked up for", _purposes(item, catalogue)),
        _fact("rights", "本人的权利", "Rights of the person", _rights(item, catalogue)),
        _fact("not_collected", "不收集", "Not collected", _joined(item.not_collected)),
        _fact("note", "说明", "Note", item.note or NONE),
        *(_field_fact(field, catalogue) for field in item.fields),
    ]


def _time_facts(item: Item) -> Iterator[Fact]:
    """Return how long a record of the item lasts."""
    window = item.window
    yield _months("min_months", "决定后满多久可以修复", "Repair possible after", window.min_months)
    yield _months("max_months", "决定后最长披露", "Shown at most", window.max_months)
    if item.is_adverse:
        zh, en = "行为终了后最长披露", "Shown at most after the conduct ended"
        yield _months("cap_months", zh, en, window.cap_months)
    zh, en = "结束后封存", "Kept sealed after the end"
    yield _months("keep_months_after_end", zh, en, item.keep_months_after_end)
    yield _days("notice_working_days", "告知期", "Notice before use", item.notice_working_days)


def _repair_facts(item: Item) -> Iterator[Fact]:
    """Yield how an item is repaired."""
    repair = item.repair
    if repair is None:
        return
    yield _fact("conditions", "修复条件", "Conditions of repair", _joined(repair.conditions))
    yield _fact("papers", "修复材料", "Papers for repair", _joined(repair.papers))
    yield _days("accept_working_days", "修复受理", "Repair taken up in", repair.accept_working_days)
    yield _days("decide_working_days", "修复决定", "Repair decided in", repair.decide_working_days)
    unasked = YES if repair.by_itself else NO
    yield _fact("by_itself", "不经申请自动修复", "Repaired unasked", unasked)


def _field_fact(field: Field, catalogue: Catalogue) -> Fact:
    """Return one column: must it be filled in, who sees it, what may stand in it."""
    needed = Words(zh="必填", en="required") if field.required else Words(zh="选填", en="optional")
    seen = (
        Words(zh="可按查询目的向查询单位提供", en="agencies with a purpose may see it")
        if field.shown_to_agencies
        else Words(zh="不向查询单位提供", en="agencies never see it")
    )
    holds = [needed, seen, KINDS[field.kind]]
    if field.code_list:
        holds.append(_named(catalogue.list_names, field.code_list))
    if field.max_length:
        zh, en = f"最多{field.max_length}字", f"at most {field.max_length} characters"
        holds.append(Words(zh=zh, en=en))
    headings = Words(zh="、".join(field.headings), en=", ".join(field.headings))
    label = Words(zh=f"列：{field.name.zh}", en=f"Column: {field.name.en}")
    return Fact(key=f"field {field.code}", label=label, value=_joined([*holds, headings]))


def facts_of_purpose(purpose: Purpose, catalogue: Catalogue) -> list[Fact]:
    """Return what a purpose says."""
    yes_no = purpose.answer is Answer.YES_NO
    back = purpose.back_months
    return [
        _fact("name", "名称", "Name", purpose.name),
        _fact("enabled", "启用", "In use", YES if purpose.enabled else NO),
        _fact("question", "问题", "Question", purpose.question),
        _fact("domain", "领域", "Domain", _named(catalogue.domains, purpose.domain)),
        _fact("agencies", "查询单位", "Asked by", _kinds(purpose.agency_kinds, catalogue)),
        _fact("basis", "法律依据", "Legal basis", _bases([purpose.basis], catalogue)),
        _fact(
            "answer",
            "回答",
            "Answer",
            Words(zh="只答是否", en="yes or no")
            if yes_no
            else Words(zh="列明的字段", en="the fields named"),
        ),
        *(_reads(item, codes, catalogue) for item, codes in purpose.fields.items()),
        _months("back_months", "追溯期间", "Looks back", back)
        if back
        else _fact("back_months", "追溯期间", "Looks back", Words(zh="不限", en="no limit")),
    ]


def facts_of_request(request: Request, catalogue: Catalogue) -> list[Fact]:
    """Return what a request says."""
    named = request.names_person
    matched = Words(zh="姓名和证件号码后四位", en="name and last four digits") if named else NONE
    return [
        _fact("name", "名称", "Name", request.name),
        _fact("enabled", "启用", "In use", YES if request.enabled else request.disabled_why or NO),
        _fact("says", "用途", "What it is for", request.says),
        _fact("asked_by", "可以要求的单位", "Who may ask", request.asked_by),
        _fact("domain", "领域", "Domain", _named(catalogue.domains, request.domain)),
        _fact("basis", "法律依据", "Legal basis", _bases([request.basis], catalogue)),
        _fact("names_person", "核对本人", "Told of the person", matched),
        _months("back_months", "证明至少覆盖", "Reaches back", request.back_months),
    ]


def _reads(item_id: str, codes: tuple[str, ...], catalogue: Catalogue) -> Fact:
    """Return which fields of an item a purpose reads."""
    item = catalogue.items.get(item_id)
    names = {field.code: field.name for field in item.fields} if item else {}
    value = _joined(_named(names, code) for code in codes) if codes else NONE
    name = item.name if item else Words(zh=item_id, en=item_id)
    label = Words(zh=f"读取：{name.zh}", en=f"Reads: {name.en}")
    return Fact(key=f"reads {item_id}", label=label, value=value)


def _facts_of_law(law: Law) -> list[Fact]:
    """Return what a law says about itself."""
    number = Words(zh=law.document_number, en=law.document_number) if law.document_number else NONE
    return [
        _fact("name", "名称", "Name", law.name),
        _fact("issued_by", "制定机关", "Issued by", law.issued_by or NONE),
        _fact("document_number", "文号", "Number", number),
    ]


def _facts_of_right(right: Right, catalogue: Catalogue) -> list[Fact]:
    """Return what a right says."""
    return [
        _fact("name", "名称", "Name", right.name),
        _fact("what", "内容", "What it is", right.what),
        _fact("basis", "法律依据", "Legal basis", _bases([right.basis], catalogue)),
    ]


def facts_of_scheme(scheme: Scheme, catalogue: Catalogue) -> list[Fact]:
    """Return what a scheme says; a condition is told with its expression."""
    parts = [("条件", "Condition", one) for one in scheme.conditions]
    parts += [("结果", "Outcome", one) for one in scheme.outcomes]  # type: ignore[misc]  # both say and ask
    return [
        _fact("name", "名称", "Name", scheme.name),
        _fact("enabled", "启用", "In use", YES if scheme.enabled else scheme.disabled_why or NO),
        _fact("says", "内容", "What it gives", scheme.says),
        _fact("bases", "法律依据", "Legal basis", _bases(scheme.bases, catalogue)),
        _days("answer_working_days", "答复期限", "Answered within", scheme.answer_working_days),
        *(
            _fact(
                one.id, f"{zh}{one.id}", f"{en} {one.id}", _joined([one.says, _listed([one.when])])
            )
            for zh, en, one in parts
        ),
    ]


def _facts_of_exclusion(exclusion: Exclusion) -> list[Fact]:
    """Return what an exclusion says."""
    return [
        _fact("what", "不收的信息", "Never enters", exclusion.what),
        _fact("why", "理由", "Why", exclusion.why),
        _fact("words", "识别用语", "Given away by", _listed(exclusion.words)),
        _fact("asked_as", "日常说法", "Asked for as", _listed(exclusion.asked_as)),
    ]


def _facts_of_list(name: str, catalogue: Catalogue) -> list[Fact]:
    """Return each code: its name, why it never enters, its weight, how files write it."""
    refused, spellings = catalogue.refused_codes.get(name, {}), catalogue.spellings.get(name, {})
    facts = []
    for code, words in sorted(catalogue.code_lists[name].items()):
        said = [words]
        if code in refused:
            said.append(refused[code])
        if name == "PENALTY_KIND":
            said.append(TIERS[catalogue.kind_tiers.get(code)])
        said.append(_listed(sorted(text for text, of in spellings.items() if of == code)))
        facts.append(_fact(code, f"代码{code}", f"Code {code}", _joined(said)))
    return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One thing of the catalogue: its name, what it says, and all of it."""

    name: Words
    facts: list[Fact]
    whole: object


def _all_told(catalogue: Catalogue) -> dict[str, _Told]:
    """Return everything the catalogue has, by its place."""
    told = _requests_told(catalogue)
    for item in catalogue.items.values():
        facts = facts_of_item(item, catalogue)
        told[f"items/{item.id}"] = _Told(name=item.name, facts=facts, whole=item)
    for purpose in catalogue.purposes.values():
        facts = facts_of_purpose(purpose, catalogue)
        told[f"purposes/{purpose.code}"] = _Told(name=purpose.name, facts=facts, whole=purpose)
    for right in catalogue.rights.values():
        facts = _facts_of_right(right, catalogue)
        told[f"rights/{right.code}"] = _Told(name=right.name, facts=facts, whole=right)
    for exclusion in catalogue.exclusions:
        facts = _facts_of_exclusion(exclusion)
        told[f"exclusions/{exclusion.id}"] = _Told(
            name=exclusion.what, facts=facts, whole=exclusion
        )
    for code in catalogue.code_lists:
        name, facts = _named(catalogue.list_names, code), _facts_of_list(code, catalogue)
        told[f"codes/{code}"] = _Told(name=name, facts=facts, whole=name)
    for law in catalogue.laws.values():
        told[f"laws/{law.id}"] = _Told(name=law.name, facts=_facts_of_law(law), whole=law)
    told |= {
        f"schemes/{one.id}": _Told(name=one.name, facts=facts_of_scheme(one, catalogue), whole=one)
        for one in catalogue.schemes.values()
    }
    for code, name in catalogue.domains.items():
        facts = [_fact("name", "名称", "Name", name)]
        told[f"domains/{code}"] = _Told(name=name, facts=facts, whole=name)
    return told


def _requests_told(catalogue: Catalogue) -> dict[str, _Told]:
    """Return every request, by its place."""
    return {
        f"requests/{code}": _Told(name=one.name, facts=facts_of_request(one, catalogue), whole=one)
        for code, one in catalogue.requests.items()
    }


def diff(old: Catalogue, new: Catalogue) -> list[Change]:
    """Return what differs from `old` to `new`, as a person would say it.

    Nothing differs without being said: where no fact tells it, such as the source a law was
    read in, the place is named all the same.
    """
    before, after = _all_told(old), _all_told(new)
    changes: list[Change] = []
    for where in sorted(before.keys() | after.keys()):
        was, now = before.get(where), after.get(where)
        if was is None or now is None:
            changes += _come_or_gone(where, was, now)
        elif was.facts != now.facts:
            changes += _changed(where, was.facts, now.facts)
        elif was.whole != now.whole:
            changes.append(_change(where, "细节有变化，请看文件", "Details changed; see the file"))
    return changes


def _come_or_gone(where: str, was: _Told | None, now: _Told | None) -> Iterator[Change]:
    """Yield what was removed or added."""
    if was is not None:
        yield _change(where, f"删除：{was.name.zh}", f"Removed: {was.name.en}")
    if now is not None:
        yield _change(where, f"新增：{now.name.zh}", f"Added: {now.name.en}")


def _changed(where: str, old: list[Fact], new: list[Fact]) -> Iterator[Change]:
    """Yield the facts that differ, old to new."""
    before = {fact.key: fact for fact in old}
    after = {fact.key: fact for fact in new}
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        label = (now or was or _UNSAID).label
        a, b = (was or _UNSAID).value, (now or _UNSAID).value
        yield _change(where, f"{label.zh}：{a.zh} → {b.zh}", f"{label.en}: {a.en} → {b.en}")


def _change(where: str, zh: str, en: str) -> Change:
    """Return a change in both languages."""
    return Change(where=where, says=Words(zh=zh, en=en))


def _fact(key: str, zh: str, en: str, value: Words) -> Fact:
    """Return a fact with its label in both languages."""
    return Fact(key=key, label=Words(zh=zh, en=en), value=value)


def _months(key: str, zh: str, en: str, months: int) -> Fact:
    """Return a fact that counts months."""
    unit = "month" if months == 1 else "months"
    return _fact(key, zh, en, Words(zh=f"{months}个月", en=f"{months} {unit}"))


def _days(key: str, zh: str, en: str, days: int) -> Fact:
    """Return a fact that counts working days."""
    unit = "working day" if days == 1 else "working days"
    return _fact(key, zh, en, Words(zh=f"{days}个工作日", en=f"{days} {unit}"))


def _joined(words: Iterable[Words]) -> Words:
    """Join texts by semicolons; none says so."""
    every = list(words)
    if not every:
        return NONE
    return Words(zh="；".join(one.zh for one in every), en="; ".join(one.en for one in every))


def _listed(texts: Iterable[str]) -> Words:
    """Return texts that are the same in both languages."""
    every = list(texts)
    return Words(zh="、".join(every), en=", ".join(every)) if every else NONE


def _named(names: Mapping[str, Words], code: str) -> Words:
    """Return the name of a code, or the code where nobody has named it."""
    return names.get(code) or Words(zh=code, en=code)


def _kinds(kinds: Iterable[str], catalogue: Catalogue) -> Words:
    """Return the names of kinds of authority."""
    names = catalogue.code_lists.get("AUTHORITY_KIND", {})
    return _joined(_named(names, kind) for kind in kinds)


def _purposes(item: Item, catalogue: Catalogue) -> Words:
    """Return the names of the purposes of an item."""
    names = {code: purpose.name for code, purpose in catalogue.purposes.items()}
    return _joined(_named(names, code) for code in item.purposes)


def _rights(item: Item, catalogue: Catalogue) -> Words:
    """Return the names of the rights of an item."""
    names = {code: right.name for code, right in catalogue.rights.items()}
    return _joined(_named(names, code) for code in item.rights)


def _bases(bases: Iterable[Basis], catalogue: Catalogue) -> Words:
    """Return the citations of articles."""
    return _joined(_basis(basis, catalogue) for basis in bases)


def _basis(basis: Basis, catalogue: Catalogue) -> Words:
    """Return the citation, since when and until when it is in force, and whether it was read."""
    law, read = catalogue.laws.get(basis.law), READ[basis.verification]
    cited = citation(law, basis.article) if law else Words(zh=basis.law, en=basis.law)
    zh, en = f"{basis.valid_from_on}起", f"from {basis.valid_from_on}"
    if basis.valid_until_on:
        zh, en = f"{zh}、{basis.valid_until_on}前", f"{en}, before {basis.valid_until_on}"
    return Words(zh=f"{cited.zh}（{zh}，{read.zh}）", en=f"{cited.en} ({en}, {read.en})")


_UNSAID = _fact("", "—", "—", Words(zh="—", en="—"))
