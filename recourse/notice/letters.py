"""The words of a notice, made from codes, dates and the record; the same facts, the same words.

A notice carries what the law asks of it (PIPL art. 17, 24, 35; Shandong art. 20, 37-41;
Order 36: decision and repair notice reach the person together): who holds the record
and how to reach them; item, basis and version; what was received, from whom, when; tier,
window and five-year cap; who may look and what for; how to repair, object, add a
statement, ask for reconsideration, sue; the right to an explanation by a human; paper, large
print and counter.

What can be long (names of laws, items, agencies) stands in rows; sentences stay short.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from recourse.catalogue.rules import citation
from recourse.catalogue.terms import Catalogue, Item, Tier
from recourse.catalogue.tiers import as_decided
from recourse.ground.calendar import WorkingDays, add_months, civil_date
from recourse.ground.words import Words
from recourse.notice import outlook
from recourse.notice.terms import Kind, Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, same, value
from recourse.records.numbers import number_of
from recourse.records.rules import CAP_MONTHS
from recourse.records.terms import RecordCard

HOLDER = Words(
    zh="有据：本市公共信用信息服务", en="Recourse, the public record service of this city"
)
CONTACT = Words(
    zh="拨打12345，或者前往任一政务服务大厅", en="Call 12345, or go to any service hall"
)
TITLES = {
    Kind.RECORD_ENTERED: Words(zh="有一条关于您的新记录", en="A new record about you"),
    Kind.RECORD_ENDED: Words(
        zh="一条关于您的记录已停止使用", en="A record about you is no longer used"
    ),
    Kind.RECORD_CORRECTED: Words(
        zh="一条关于您的记录已更正", en="A record about you was corrected"
    ),
    Kind.RECORD_RETURNED: Words(
        zh="一条曾经停止使用的记录又报送了", en="A record that was taken down came back"
    ),
    Kind.LOOK_UP: Words(zh="有单位查询了您", en="An agency looked you up"),
    Kind.CASE: Words(zh="您的事项有新进展", en="News of your case"),
    Kind.HELPER: Words(zh="关于代办", en="About help with a file"),
    Kind.ACCOUNT: Words(zh="关于您的登录和联系方式", en="About signing in and how we reach you"),
    Kind.BENEFIT: Words(zh="您申请的惠民办法已经给予", en="A benefit was granted to you"),
    Kind.STATEMENT: Words(zh="您的一份证明已撤回", en="A statement of yours was taken back"),
}
TIERS = {
    Tier.MINOR: Words(zh="轻微", en="Minor"),
    Tier.GENERAL: Words(zh="一般", en="General"),
    Tier.SERIOUS: Words(zh="严重", en="Serious"),
}
KEPT_APART = frozenset({"document_type", "document_number"})
"""Fields a letter leaves out: the person knows them, and letters are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """All a letter is made from."""

    notice: NoticeCard
    record: RecordCard
    item: Item
    catalogue: Catalogue
    sender: Words
    calendar: WorkingDays


def letter(
    *,
    notice: NoticeCard,
    record: RecordCard,
    catalogue: Catalogue,
    sender: Words,
    calendar: WorkingDays,
) -> Letter:
    """Return the words of the notice that a record has entered.

    Args:
        notice: The notice, as it lies in the inbox.
        record: The record it tells of.
        catalogue: The version in force when the notice was written.
        sender: Name of the department that sent the record.
        calendar: Working days, for the last days of terms.

    """
    matter = _Matter(
        notice=notice,
        record=record,
        item=item_of(record, catalogue),
        catalogue=catalogue,
        sender=sender,
        calendar=calendar,
    )
    return Letter(
        title=TITLES[notice.kind],
        lead=_lead(matter),
        sections=tuple(_sections(matter)),
    )


def _lead(matter: _Matter) -> Words:
    """Return what happened, and until when nobody else sees it."""
    received = day(civil_date(matter.record.received_at))
    zh = f"{matter.sender.zh}于{received.zh}报送了一条关于您的记录。"
    en = f"{matter.sender.en} sent us a record about you on {received.en}. "
    if not matter.record.adverse:
        return Words(zh=zh + "请核对它是否正确。", en=en + "Please check that it is right.")
    if matter.record.usable_from_on is None:
        days = matter.item.notice_working_days
        return Words(
            zh=f"{zh}目前只有您能看到。送达后满{days}个工作日，下列单位才可以查询。",
            en=f"{en}Only you can see it now. The bodies named below may be told of it only"
            f" when {days} working days have run after service.",
        )
    usable = matter.record.usable_from_on
    first = outlook.first_use(matter.record, usable, calendar=matter.calendar)
    return Words(
        zh=f"{zh}在{first.zh}之前，只有您能看到。请在这之前核对。",
        en=f"{en}Nobody but you can see it before {first.en}. Please check it before then.",
    )


def _sections(matter: _Matter) -> Iterator[Section]:
    """Yield the letter's sections in the order in which a person asks."""
    yield _contents(matter)
    yield from _statement(matter)
    yield _origin(matter)
    yield _basis(matter)
    yield _term(matter)
    yield _audience(matter)
    for remedy in outlook.remedies(matter.record, matter.item, calendar=matter.calendar):
        yield Section(
            heading=remedy.name,
            paragraphs=(remedy.says, remedy.when),
            rows=(
                *(Row(name=_NEEDED, value=need) for need in remedy.needs),
                Row(name=_BASIS, value=remedy.article),
            ),
        )
    yield _OTHER_RIGHTS


_NEEDED = Words(zh="需要", en="Needed")
_BASIS = Words(zh="依据", en="Legal basis")


def _contents(matter: _Matter) -> Section:
    """Tell what the record says, field by field; erased contents are not told again."""
    rows = contents(matter.record, matter.item, matter.catalogue)
    gone = Words(zh="记录内容已经删除。", en="The contents of the record have been erased.")
    return Section(
        heading=Words(zh="记录内容", en="What the record says"),
        paragraphs=() if rows else (gone,),
        rows=rows,
    )


def _statement(matter: _Matter) -> Iterator[Section]:
    """Tell what the person says beside the record, wherever it is shown."""
    said = matter.record.statement
    if said is not None:
        yield Section(
            heading=Words(zh="您的说明", en="Your own statement"),
            rows=(
                Row(name=Words(zh="内容", en="It says"), value=same(said.words)),
                Row(
                    name=Words(zh="写于", en="Written on"),
                    value=day(civil_date(said.said_at)),
                ),
            ),
        )


def item_of(record: RecordCard, catalogue: Catalogue) -> Item:
    """Return the item of a record, with the tier and the window of what was decided."""
    kinds = record.fields.get("penalty_kinds", "").split(";")
    return as_decided(catalogue.items[record.item], kinds, catalogue)


def contents(record: RecordCard, item: Item, catalogue: Catalogue) -> tuple[Row, ...]:
    """Return what a record says, field by field, as a person reads it."""
    return tuple(
        Row(name=field.name, value=value(field, record.fields[field.code], catalogue))
        for field in item.fields
        if record.fields.get(field.code) and field.code not in KEPT_APART
    )


def bases(item: Item, catalogue: Catalogue) -> tuple[Words, ...]:
    """Return the articles under which records of `item` may be kept."""
    return tuple(
        citation(catalogue.laws[basis.law], basis.article)
        for basis in (*item.bases, *item.supporting)
    )


def _origin(matter: _Matter) -> Section:
    """Tell who sent the record, when, and who keeps it."""
    return Section(
        heading=Words(zh="谁报送，谁保存", en="Who sent it and who keeps it"),
        rows=(
            Row(
                name=Words(zh="记录编号", en="Record number"),
                value=same(number_of(matter.record.id, matter.record.received_at)),
            ),
            Row(name=Words(zh="报送部门", en="Sent by"), value=matter.sender),
            Row(
                name=Words(zh="收到日期", en="Received on"),
                value=day(civil_date(matter.record.received_at)),
            ),
            Row(name=Words(zh="保存单位", en="Kept by"), value=HOLDER),
            Row(name=Words(zh="联系方式", en="Contact"), value=CONTACT),
        ),
    )


def _basis(matter: _Matter) -> Section:
    """Tell under which item and articles the record may be kept, and in which version."""
    return Section(
        heading=Words(zh="为什么可以保存", en="Why it may be kept"),
        rows=(
            Row(name=Words(zh="目录事项", en="Catalogue item"), value=matter.item.name),
            Row(name=Words(zh="事项编号", en="Item number"), value=same(matter.item.id)),
            Row(
                name=Words(zh="目录版本", en="Catalogue version"),
                value=same(matter.notice.catalogue_version),
            ),
            *(Row(name=_BASIS, value=law) for law in bases(matter.item, matter.catalogue)),
        ),
    )


def _term(matter: _Matter) -> Section:
    """Tell the tier, the first and the last day, the cap, and when contents are erased."""
    return Section(
        heading=Words(zh="保存多久", en="How long it is kept"),
        paragraphs=(
            Words(
                zh="期限届满自动停止，不需要申请。日期只会提前，不会推后。",
                en="It ends by itself; nobody has to ask. The dates can only move earlier.",
            ),
        ),
        rows=tuple(_term_rows(matter)),
    )


def _term_rows(matter: _Matter) -> Iterator[Row]:
    """Yield the dates of the record's life that a notice must name."""
    record, item = matter.record, matter.item
    if item.tier is not None:
        yield Row(name=Words(zh="档次", en="Tier"), value=TIERS[item.tier])
    yield Row(
        name=Words(zh="其他单位最早可以查询", en="First day others may be told"),
        value=_first_use(matter),
    )
    yield Row(
        name=Words(zh="最后一天", en="Last day"), value=day(record.ends_on - timedelta(days=1))
    )
    if record.adverse and record.conduct_ended_on is not None:
        yield Row(
            name=Words(zh="五年上限", en="Five-year limit"),
            value=day(add_months(record.conduct_ended_on, CAP_MONTHS)),
        )
    yield Row(name=Words(zh="内容删除", en="Contents erased on"), value=day(record.erase_on))


def _first_use(matter: _Matter) -> Words:
    """Return the first day of use, or how it will be counted while service is still open."""
    if matter.record.usable_from_on is not None:
        usable = matter.record.usable_from_on
        return outlook.first_use(matter.record, usable, calendar=matter.calendar)
    days = matter.item.notice_working_days
    return Words(
        zh=f"告知书送达满{days}个工作日的次日",
        en=f"The day after {days} working days have run from service",
    )


def _audience(matter: _Matter) -> Section:
    """Tell who may be told of the record and what for; and that it is never published."""
    rows = tuple(
        Row(
            name=viewer.purpose,
            value=Words(
                zh=f"{viewer.who.zh}；{viewer.article.zh}",
                en=f"{viewer.who.en}; {viewer.article.en}",
            ),
        )
        for viewer in outlook.viewers(matter.item, matter.catalogue)
    )
    who = (
        Words(
            zh="只有办理下列事项的单位可以查询，每次查询您都能看到。",
            en="Only bodies that handle the matters below may look it up. You see each look-up.",
        )
        if rows
        else Words(zh="除您之外，没有人可以查询。", en="Nobody but you may look it up.")
    )
    never = Words(zh="这条记录永不公开。", en="The record is never published.")
    return Section(
        heading=Words(zh="谁可以查询", en="Who may look it up"), paragraphs=(never, who), rows=rows
    )


_OTHER_RIGHTS = Section(
    heading=Words(zh="您的其他权利", en="Your other rights"),
    paragraphs=(
        Words(
            zh="您可以要求工作人员解释这条记录。不利于您的决定，都由人作出，不会只由机器作出。",
            en="You may ask a member of staff to explain the record."
            " No decision against you is made by a machine alone.",
        ),
        Words(
            zh="您可以要纸质件或者大字版，也可以到任一政务服务大厅办理。",
            en="You may have it on paper or in large print, or deal with it at any service hall.",
        ),
        Words(
            zh="本服务不给任何人打分、评级或排名。",
            en="This service does not score, grade or rank anyone.",
        ),
    ),
    rows=(
        Row(
            name=_BASIS,
            value=Words(
                zh="《个人信息保护法》第十七条、第二十四条、第三十五条",
                en="Personal Information Protection Law, art. 17, 24 and 35",
            ),
        ),
    ),
)
