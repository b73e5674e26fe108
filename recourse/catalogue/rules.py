"""What a lawful catalogue is; pure decisions, no clock, no tables.

The rules, in the order of the functions below:

1.  Every enabled item and purpose rests on an article that somebody read in full and that is
    in force (Shandong Social Credit Regulations art. 10; charter G1).
2.  A record is shown no longer than its tier allows, and never later than five years after
    the conduct ended (Measures on Credit Repair; Shandong art. 38; charter G5).
3.  An adverse record needs the dates the law counts from, ten working days of notice and a
    way to repair (charter G2; Measures on Credit Repair art. 2).
4.  A purpose reads items of its own domain, and of them only fields that agencies may see
    (Shandong art. 27; charter G7).
5.  Nothing excluded is collected under another name (Shandong art. 42; charter G9).
6.  Everything is said in both languages, in plain words.
7.  A scheme decides by what `scheme_rules` allows, and nothing adverse by itself.
8.  What a person may be asked to show is of one domain, under an article (`request_rules`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import lru_cache

from recourse.catalogue import request_rules, scheme_rules
from recourse.catalogue.differences import diff
from recourse.catalogue.terms import (
    Answer,
    Basis,
    Catalogue,
    Exclusion,
    Fault,
    Field,
    FieldKind,
    Item,
    Polarity,
    Purpose,
    Request,
    Scheme,
    Verification,
    Weight,
    Window,
)
from recourse.catalogue.tiers import TIER_WINDOWS
from recourse.catalogue.wording import ARTICLE, citation, plain
from recourse.ground.words import Words

__all__ = ["check", "citation", "diff", "plain"]

CAP_MONTHS = 60
KEPT_AFTER_END_MONTHS = 6
NOTICE_WORKING_DAYS = 10
LAPSE_DAYS = 90
LAPSES = "basis_lapses"
POSITIVE_MONTHS, LICENCE_MONTHS = 60, 720
"""Our own bounds where no law sets one; a licence that ends earlier ends its record earlier."""
COUNTED_FROM = ("conduct_ended_on", "served_on", "repair_notice_served_on", "procedure_kind")
WORDS_NOT_USED = ("失信", "黑名单", "untrustworthy", "score", "blacklist")
NUMBERS_ON_PEOPLE = (
    *("评分", "打分", "信用分", "诚信分", "评级", "信用等级", "排名", "黑名单", "红名单"),
    *("score", "rating", "rank", "ranking", "grade", "blacklist"),
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def check(catalogue: Catalogue, on: date) -> list[Fault]:
    """Return everything that is wrong with the catalogue on the civil date `on`."""
    found: list[Fault] = []
    for item in catalogue.items.values():
        found += _check_item(item, catalogue, on)
    for purpose in catalogue.purposes.values():
        found += _check_purpose(purpose, catalogue, on)
    for right in catalogue.rights.values():
        where = f"rights/{right.code}/basis"
        found += _check_basis(right.basis, where, catalogue)
        found += _one_in_force(right.basis, where, on)
    for scheme in catalogue.schemes.values():
        found += _check_scheme(scheme, catalogue, on)
    for request in catalogue.requests.values():
        found += _check_request(request, catalogue, on)
    return [*found, *_check_words(catalogue)]


def _check_item(item: Item, catalogue: Catalogue, on: date) -> Iterator[Fault]:
    """Check one item."""
    where = f"items/{item.id}"
    yield from _in_force(item, where, on)
    yield from _within_the_law(item, where)
    if item.is_adverse:
        yield from _fair_to_the_person(item, where)
    yield from _used(item, where, catalogue)
    yield from _known_fields(item, where, catalogue)
    yield from _nothing_excluded(item, where, catalogue.exclusions)
    for key, bases in (("bases", item.bases), ("supporting", item.supporting)):
        for number, basis in enumerate(bases, 1):
            yield from _check_basis(basis, f"{where}/{key}/{number}", catalogue)


def _in_force(item: Item, where: str, on: date) -> Iterator[Fault]:
    """Check that an item in use rests on an article in force, and one that is off says why."""
    if not item.enabled:
        if item.disabled_why is None:
            zh, en = "停用的事项必须说明原因", "a disabled item must say why"
            yield _fault("disabled_without_reason", f"{where}/enabled", zh, en)
        return
    if not item.has_basis(on):
        zh = f"已启用，但{on}没有全文核对过且有效的依据"
        en = f"enabled, but no article read in full is in force on {on}"
        yield _fault("no_basis", f"{where}/bases", zh, en)
        return
    lapses = _lapses_on(item.bases, on)
    if lapses:
        yield _lapsing(f"{where}/bases", lapses)


def _lapses_on(bases: Sequence[Basis], on: date) -> date | None:
    """Return the first day within the warning time on which no verified basis is in force."""
    read = [basis for basis in bases if basis.verification is Verification.FULL_TEXT]
    ends = sorted(basis.valid_until_on for basis in read if basis.valid_until_on)
    for end in ends:
        soon = on < end < on + timedelta(days=LAPSE_DAYS)
        if soon and not any(basis.is_in_force(end) for basis in read):
            return end
    return None


def _lapsing(where: str, lapses: date) -> Fault:
    """Return the warning that a basis lapses soon."""
    zh = f"依据将于{lapses}失效，不足{LAPSE_DAYS}天"
    en = f"the basis lapses on {lapses}, in less than {LAPSE_DAYS} days"
    return _fault(LAPSES, where, zh, en, weight=Weight.WARNING)


def _within_the_law(item: Item, where: str) -> Iterator[Fault]:
    """Check the window and the retention against the longest the law allows."""
    window = item.window
    longest = _longest(item)
    if item.is_adverse == (item.tier is None):
        zh, en = "不利信息必须定档，其他信息不定档", "an adverse item has a tier, and no other has"
        yield _fault("tier", f"{where}/polarity", zh, en)
    if window.max_months > longest.max_months:
        zh = f"最长{window.max_months}个月，超过上限{longest.max_months}个月"
        en = f"{window.max_months} months are over the longest allowed, {longest.max_months}"
        yield _fault("window_max", f"{where}/window/max_months", zh, en)
    if window.min_months > min(longest.min_months, window.max_months):
        zh = f"满{window.min_months}个月才能修复，晚于法定的{longest.min_months}个月"
        en = f"repair after {window.min_months} months is later than {longest.min_months} months"
        yield _fault("window_min", f"{where}/window/min_months", zh, en)
    if not 0 < window.cap_months <= CAP_MONTHS:
        zh = f"自行为终了起最长{CAP_MONTHS}个月"
        en = f"at most {CAP_MONTHS} months from the end of the conduct"
        yield _fault("window_cap", f"{where}/window/cap_months", zh, en)
    if item.keep_months_after_end > KEPT_AFTER_END_MONTHS:
        zh = f"结束后最多封存{KEPT_AFTER_END_MONTHS}个月"
        en = f"kept sealed for at most {KEPT_AFTER_END_MONTHS} months after the end"
        yield _fault("kept_too_long", f"{where}/keep_months_after_end", zh, en)


def _longest(item: Item) -> Window:
    """Return the longest window that the law allows for the item."""
    if item.tier is not None:
        return TIER_WINDOWS[item.tier]
    months = POSITIVE_MONTHS if item.polarity is Polarity.POSITIVE else LICENCE_MONTHS
    return Window(min_months=0, max_months=months)


def _fair_to_the_person(item: Item, where: str) -> Iterator[Fault]:
    """Check what an adverse item owes the person: notice, repair, the dates the law counts."""
    if item.notice_working_days < NOTICE_WORKING_DAYS:
        zh = f"告知期至少{NOTICE_WORKING_DAYS}个工作日"
        en = f"notice takes at least {NOTICE_WORKING_DAYS} working days"
        yield _fault("notice_too_short", f"{where}/notice_working_days", zh, en)
    if item.repair is None or not item.repair.conditions or "repair" not in item.rights:
        zh, en = "不利信息必须可以修复", "an adverse item must be open to repair"
        yield _fault("no_repair", f"{where}/rights", zh, en)
    required = {field.code for field in item.fields if field.required}
    for code in COUNTED_FROM:
        if code not in required:
            zh, en = f"必须要求填写“{code}”", f"“{code}” must be a required field"
            yield _fault("field_needed", f"{where}/fields/{code}", zh, en)


def _used(item: Item, where: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Check that somebody needs the item, and that what it names is known."""
    if not item.purposes and not item.rights:
        zh, en = "没有任何查询目的或者权利用到它", "no purpose and no right uses it"
        yield _fault("unused", where, zh, en)
    if item.domain not in catalogue.domains:
        yield _unknown(f"{where}/domain", item.domain, "领域", "domain")
    for right in item.rights:
        if right not in catalogue.rights:
            yield _unknown(f"{where}/rights", right, "权利", "right")
    yield from _authorities(item.authority_kinds, f"{where}/authority_kinds", catalogue)


def _authorities(kinds: tuple[str, ...], where: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Check that the kinds of authority are known, and that there is one."""
    if not kinds:
        yield _fault("no_authority", where, "至少要有一类机关", "name at least one authority")
    for kind in kinds:
        if kind not in catalogue.code_lists.get("AUTHORITY_KIND", {}):
            yield _unknown(where, kind, "机关类别", "kind of authority")


def _known_fields(item: Item, where: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Check code lists, and that no heading leads to two fields of the item."""
    owners: dict[str, str] = {}
    for field in item.fields:
        place = f"{where}/fields/{field.code}"
        needs_list = field.kind in {FieldKind.CODE, FieldKind.CODES}
        if needs_list != bool(field.code_list):
            zh, en = (
                "代码类字段、也只有它，要有代码表",
                "a code field, and only it, has a code list",
            )
            yield _fault("code_list", f"{place}/kind", zh, en)
        elif field.code_list and field.code_list not in catalogue.code_lists:
            yield _unknown(f"{place}/code_list", field.code_list, "代码表", "code list")
        for heading in field.headings:
            owner = owners.setdefault(plain(heading), field.code)
            if owner != field.code:
                zh = f"列名“{heading}”已经属于字段{owner}"
                en = f"the heading “{heading}” already belongs to the field {owner}"
                yield _fault("heading_clash", f"{place}/headings", zh, en)


def _nothing_excluded(item: Item, where: str, exclusions: tuple[Exclusion, ...]) -> Iterator[Fault]:
    """Check the names of the item and of its fields against what never enters."""
    named: dict[str, tuple[str, ...]] = {where: (item.name.zh, item.name.en, item.id)}
    named |= {f"{where}/fields/{field.code}": _names(field) for field in item.fields}
    yield from _nothing_named(named, exclusions)


def _nothing_named(
    named: Mapping[str, tuple[str, ...]], exclusions: tuple[Exclusion, ...]
) -> Iterator[Fault]:
    """Check names, by their places, against what never enters, and against numbers on people."""
    for place, names in named.items():
        for exclusion in exclusions:
            word = _first_of(exclusion.words, names)
            if word:
                zh = f"“{word}”属于不收的信息：{exclusion.what.zh}"
                en = f"“{word}” never enters: {exclusion.what.en}"
                yield _fault("excluded", place, zh, en)
        number = _first_of(NUMBERS_ON_PEOPLE, names)
        if number:
            zh = f"“{number}”：不给人打分、排名或者列名单"
            en = f"“{number}”: nobody is given a number, a place in an order or a list entry"
            yield _fault("number_on_people", place, zh, en)


def _names(field: Field) -> tuple[str, ...]:
    """Return every name a field goes by."""
    return (field.name.zh, field.name.en, *field.headings)


@lru_cache(maxsize=8192)  # most fields are shared by many items
def _first_of(words: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return the first word that occurs in one of the names; English words only whole."""
    text = "\n".join(names).casefold()
    for word in words:
        if HAN.search(word):
            if word in text:
                return word
        elif re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", text.replace("_", " ")):
            return word
    return ""


def _check_purpose(purpose: Purpose, catalogue: Catalogue, on: date) -> Iterator[Fault]:
    """Check one purpose."""
    where = f"purposes/{purpose.code}"
    basis = purpose.basis
    yield from _check_basis(basis, f"{where}/basis", catalogue)
    yield from _authorities(purpose.agency_kinds, f"{where}/agency_kinds", catalogue)
    if purpose.domain not in catalogue.domains:
        yield _unknown(f"{where}/domain", purpose.domain, "领域", "domain")
    if not purpose.fields:
        zh, en = "没有写明读取哪些事项", "it does not say which items it reads"
        yield _fault("purpose_empty", f"{where}/items", zh, en)
    if purpose.enabled:
        yield from _one_in_force(basis, f"{where}/basis", on)
    for item, codes in purpose.fields.items():
        yield from _reads(purpose, item, codes, catalogue)


def _check_scheme(scheme: Scheme, catalogue: Catalogue, on: date) -> Iterator[Fault]:
    """Check one scheme: its articles like those of everything else, then how it decides."""
    where = f"schemes/{scheme.id}"
    for number, basis in enumerate(scheme.bases, 1):
        yield from _check_basis(basis, f"{where}/bases/{number}", catalogue)
        if scheme.enabled:
            yield from _one_in_force(basis, f"{where}/bases/{number}", on)
    yield from _authorities(scheme.agency_kinds, f"{where}/agency_kinds", catalogue)
    named: dict[str, tuple[str, ...]] = {where: (scheme.name.zh, scheme.name.en, scheme.id)}
    named |= {
        f"{where}/asks/{name}": (one.question.zh, one.question.en, name)
        for name, one in scheme.asks.items()
    }
    yield from _nothing_named(named, catalogue.exclusions)
    yield from scheme_rules.check(scheme, catalogue)


def _check_request(request: Request, catalogue: Catalogue, on: date) -> Iterator[Fault]:
    """Check one request: its article like every other, then what it asks."""
    where = f"requests/{request.code}/basis"
    yield from _check_basis(request.basis, where, catalogue)
    if request.enabled:
        yield from _one_in_force(request.basis, where, on)
    yield from request_rules.check(request, catalogue)


def _one_in_force(basis: Basis, where: str, on: date) -> Iterator[Fault]:
    """Check the one article that a purpose or a right rests on."""
    if not (basis.verification is Verification.FULL_TEXT and basis.is_in_force(on)):
        zh = f"依据在{on}无效，或者没有核对全文"
        en = f"its article is not in force on {on}, or was not read in full"
        yield _fault("no_basis", where, zh, en)
    elif lapses := _lapses_on([basis], on):
        yield _lapsing(where, lapses)


def _reads(
    purpose: Purpose, item_id: str, codes: tuple[str, ...], catalogue: Catalogue
) -> Iterator[Fault]:
    """Check one item that a purpose reads."""
    where = f"purposes/{purpose.code}/items/{item_id}"
    item = catalogue.items.get(item_id)
    if item is None:
        yield _unknown(where, item_id, "事项", "item")
        return
    if item.domain != purpose.domain:
        zh = f"查询目的属于“{purpose.domain}”，事项属于“{item.domain}”，不得跨领域"
        en = f"the purpose is of {purpose.domain}, the item of {item.domain}: not its own domain"
        yield _fault("other_domain", where, zh, en)
    if item.is_adverse and (purpose.back_months or CAP_MONTHS) > item.window.max_months:
        zh = f"追溯期间超过事项的披露期限（{item.window.max_months}个月）"
        en = f"it looks back further than the {item.window.max_months} months the item is shown"
        back = f"purposes/{purpose.code}/back_months"
        yield _fault("back_too_far", back, zh, en, weight=Weight.WARNING)
    if not item.enabled:
        zh, en = f"事项{item_id}已停用", f"the item {item_id} is disabled"
        yield _fault("reads_disabled", where, zh, en, weight=Weight.WARNING)
    if (purpose.answer is Answer.YES_NO) == bool(codes):
        zh, en = "只答是否的查询目的不列字段，其他的必须列", "yes/no names no field, any other some"
        yield _fault("answer_and_fields", where, zh, en)
    shown = {field.code for field in item.fields if field.shown_to_agencies}
    for code in codes:
        if code not in shown:
            zh, en = f"“{code}”不得向查询单位提供", f"agencies may not see “{code}”"
            yield _fault("field_not_shown", where, zh, en)


def _check_basis(basis: Basis, where: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Check that an article can be cited and ends after it begins."""
    if basis.law not in catalogue.laws:
        yield _unknown(f"{where}/law", basis.law, "法律", "law")
    if not all(ARTICLE.fullmatch(part.strip()) for part in basis.article.split(";")):
        zh, en = (
            "条款应写作13(1)(3)，几条用分号分开",
            "write articles as 13(1)(3), split by semicolons",
        )
        yield _fault("article", f"{where}/article", zh, en)
    if basis.valid_until_on and basis.valid_until_on <= basis.valid_from_on:
        zh, en = "失效日期应当晚于施行日期", "it ends before it begins"
        yield _fault("basis_backwards", f"{where}/valid_until_on", zh, en)


def _check_words(catalogue: Catalogue) -> Iterator[Fault]:
    """Check every text: translated, and without the words the house does not use."""
    for where, words in _texts(catalogue, ""):
        if HAN.search(words.en):
            zh, en = "英文里有汉字，没有译完", "the English has Chinese in it"
            yield _fault("translation", f"{where}/en", zh, en)
        if not HAN.search(words.zh):
            zh, en = "中文里没有汉字，没有翻译", "the Chinese has no Chinese in it"
            yield _fault("translation", f"{where}/zh", zh, en)
        both = f"{words.zh} {words.en}".casefold()
        for word in WORDS_NOT_USED:
            if word in both:
                zh, en = f"不用“{word}”这个词", f"the word “{word}” is not used"
                yield _fault("word_not_used", where, zh, en)


def _texts(value: object, where: str) -> Iterator[tuple[str, Words]]:
    """Return every text of the catalogue with its place."""
    if isinstance(value, Words):
        yield where, value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name), f"{where}/{one.name}".lstrip("/"))
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _texts(below, f"{where}/{key}")
    elif isinstance(value, tuple):
        for number, below in enumerate(value, 1):
            key = getattr(below, "code", None) or getattr(below, "id", None) or number
            yield from _texts(below, f"{where}/{key}")


def _unknown(where: str, name: str, zh: str, en: str) -> Fault:
    """Return the fault that nothing has this name."""
    return _fault("unknown", where, f"没有这个{zh}：{name}", f"there is no such {en}: {name}")


def _fault(code: str, where: str, zh: str, en: str, *, weight: Weight = Weight.REFUSED) -> Fault:
    """Return a fault; its file and line are filled in by whoever read the folder."""
    return Fault(code=code, where=where, says=Words(zh=zh, en=en), weight=weight)
