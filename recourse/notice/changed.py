"""The words of the notice that a record was taken down, was corrected, or came back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from recourse.catalogue.terms import Catalogue, Item
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.intake.amendments.terms import COMES_BACK_WORDS, REASON_WORDS, ComesBack, Reason
from recourse.notice.letters import contents, item_of
from recourse.notice.terms import Kind, Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, same
from recourse.records.terms import Paper, RecordCard, Why

PAPER_NAMES = {
    "document_no": Words(zh="文号", en="Number"),
    "decided_on": Words(zh="日期", en="Date"),
    "authority_name": Words(zh="作出机关", en="Issued by"),
}
NOTHING = Words(zh="（没有填写）", en="(nothing)")
_ENDS = {
    Why.WITHDRAWN: (
        Words(zh="报送部门撤回了它。", en="The department that sent it has withdrawn it."),
        Words(
            zh="《山东省社会信用条例》第三十九条", en="Shandong Social Credit Regulations, art. 39"
        ),
    ),
    Why.REVOKED: (
        Words(zh="它所依据的决定已被撤销。", en="The decision it rests on was revoked."),
        Words(
            zh="《山东省社会信用条例》第四十条；《行政处罚法》第四十八条",
            en="Shandong Social Credit Regulations, art. 40; Administrative Penalty Law, art. 48",
        ),
    ),
    Why.REPAIRED: (
        Words(
            zh="义务已经履行，最短期限已满。记录自动修复，不需要您申请。",
            en="The duties are fulfilled and the shortest time has passed."
            " The record is repaired; nobody had to ask.",
        ),
        Words(
            zh="《信用修复管理办法》第二条、第三条", en="Measures on Credit Repair, art. 2 and 3"
        ),
    ),
}
_OTHERWISE = (
    Words(zh="它提前停止使用。", en="It ended early."),
    Words(zh="《个人信息保护法》第四十七条", en="Personal Information Protection Law, art. 47"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a letter about a change is made from."""

    notice: NoticeCard
    record: RecordCard
    before: RecordCard | None
    paper: Paper
    catalogue: Catalogue
    item: Item
    sender: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of a record: what it said, and what it says now."""

    name: Words
    was: Words
    now: Words


def letter(base: Letter, change: Change) -> Letter:
    """Return the words of a notice about a change.

    Args:
        base: The letter about the record as such; a corrected or returned one repeats it.
        change: What changed, why, by whom, and what it rests on.

    """
    if change.notice.kind is Kind.RECORD_CORRECTED:
        return replace(
            base, lead=_corrected(change), sections=(_side_by_side(change), *base.sections)
        )
    if change.notice.kind is Kind.RECORD_RETURNED:
        return replace(base, lead=_returned(change), sections=(_certified(change), *base.sections))
    return replace(base, lead=_ended(change), sections=(_what(change), _means(change), _DO))


def differences(
    before: RecordCard, after: RecordCard, catalogue: Catalogue
) -> tuple[Difference, ...]:
    """Return the fields on which two versions of a record differ, as a person reads them."""
    item = item_of(after, catalogue)
    was = {row.name: row.value for row in contents(before, item, catalogue)}
    now = {row.name: row.value for row in contents(after, item, catalogue)}
    return tuple(
        Difference(name=name, was=was.get(name, NOTHING), now=now.get(name, NOTHING))
        for name in dict.fromkeys((*was, *now))
        if was.get(name) != now.get(name)
    )


def _written(change: Change) -> Words:
    """Return the day on which the change was made."""
    return day(civil_date(change.notice.written_at))


def _ended(change: Change) -> Words:
    """Return what happened, first."""
    on = _written(change)
    return Words(
        zh=f"从{on.zh}起，除您之外，任何人都看不到这条记录。",
        en=f"From {on.en}, nobody but you is shown this record.",
    )


def _what(change: Change) -> Section:
    """Tell which record, what was done, why, by whom, since when, on which paper."""
    why = change.record.ended_why
    says, law = _ENDS.get(why, _OTHERWISE) if why else _OTHERWISE
    return Section(
        heading=Words(zh="发生了什么", en="What happened"),
        paragraphs=(says,),
        rows=(
            Row(name=Words(zh="记录", en="Record"), value=change.item.name),
            Row(name=Words(zh="决定日期", en="Decided on"), value=day(change.record.decided_on)),
            *_why(change),
            Row(name=Words(zh="办理部门", en="Done by"), value=_doer(change)),
            Row(name=Words(zh="生效日期", en="Since"), value=_written(change)),
            *_paper_rows(change.paper),
            Row(name=Words(zh="依据", en="Legal basis"), value=law),
        ),
    )


def _doer(change: Change) -> Words:
    """Return who did it: two people of the department, or nobody, because it was due."""
    if change.notice.facts.get("by_itself"):
        return Words(zh="系统按期自动办理", en="By itself, when it was due")
    return Words(
        zh=f"{change.sender.zh}，由两人办理", en=f"{change.sender.en}, two people together"
    )


def _why(change: Change) -> Iterator[Row]:
    """Yield the reason the department gave."""
    code = change.notice.facts.get("reason")
    if code:
        yield Row(name=Words(zh="原因", en="Why"), value=REASON_WORDS[Reason(str(code))])


def _paper_rows(paper: Paper) -> Iterator[Row]:
    """Yield what names the paper."""
    for code, name in PAPER_NAMES.items():
        if paper.get(code):
            yield Row(name=name, value=_readable(code, paper[code]))


def _readable(code: str, text: str) -> Words:
    """Return a part of a paper as people read it."""
    if code != "decided_on":
        return same(text)
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return same(text)


def _means(change: Change) -> Section:
    """Tell what it means for the person."""
    gone = day(change.record.erase_on)
    return Section(
        heading=Words(zh="这意味着什么", en="What it means"),
        paragraphs=(
            Words(
                zh="展示、共享和使用同时停止。它不会悄悄恢复。",
                en="Showing, sharing and use stopped together. It does not come back quietly.",
            ),
            Words(
                zh="再次报送的，须由第二人核实，并先告知您。",
                en="If it is sent again, a second person must certify it, and you are told first.",
            ),
            Words(
                zh=f"您仍然可以查看它，直到{gone.zh}内容删除。",
                en=f"You can still read it until its contents are erased on {gone.en}.",
            ),
        ),
    )


_DO = Section(
    heading=Words(zh="您可以做什么", en="What you can do"),
    paragraphs=(
        Words(zh="您不需要做任何事。", en="You need not do anything."),
        Words(
            zh="原因写得不对的，可以拨打12345，或者到任一政务服务大厅提出。",
            en="If the reason is wrong, call 12345 or say so at any service hall.",
        ),
        Words(
            zh="因这条记录受到损失的，可以依法要求赔偿。",
            en="If the record cost you something, the law lets you claim it back.",
        ),
    ),
    rows=(
        Row(
            name=Words(zh="依据", en="Legal basis"),
            value=Words(
                zh="《个人信息保护法》第五十条、第六十九条",
                en="Personal Information Protection Law, art. 50 and 69",
            ),
        ),
    ),
)


def _corrected(change: Change) -> Words:
    """Return what happened, first."""
    on = _written(change)
    zh = f"{change.sender.zh}于{on.zh}更正了一条关于您的记录。"
    en = f"{change.sender.en} corrected a record about you on {on.en}. "
    if not change.record.adverse:
        return Words(zh=zh + "请核对。", en=en + "Please check it.")
    return Words(
        zh=zh + "原来的已停止使用。更正后的在告知期满前只有您能看到。",
        en=en + "The old version is no longer used."
        " Only you see the new one until the notice days have run.",
    )


def _side_by_side(change: Change) -> Section:
    """Tell what the record said and what it says now."""
    before = change.before
    found = () if before is None else differences(before, change.record, change.catalogue)
    told = tuple(
        Row(
            name=one.name,
            value=Words(
                zh=f"原为：{one.was.zh}；现为：{one.now.zh}",
                en=f"was: {one.was.en}; is now: {one.now.en}",
            ),
        )
        for one in found
    )
    never = Words(
        zh="更正不会延长记录的期限。", en="A correction never makes a record last longer."
    )
    return Section(
        heading=Words(zh="改了什么", en="What was changed"),
        paragraphs=(never,),
        rows=(
            *told,
            *_why(change),
            Row(name=Words(zh="办理部门", en="Done by"), value=_doer(change)),
        ),
    )


def _returned(change: Change) -> Words:
    """Return what happened, first."""
    on = _written(change)
    return Words(
        zh=f"{change.sender.zh}于{on.zh}再次报送了一条曾经停止使用的记录。目前只有您能看到。",
        en=f"On {on.en}, {change.sender.en} sent a record again that was taken down."
        " Only you can see it now.",
    )


def _certified(change: Change) -> Section:
    """Tell why it came back, and on which evidence."""
    reason = COMES_BACK_WORDS[ComesBack(str(change.notice.facts["reason"]))]
    return Section(
        heading=Words(zh="为什么又报送", en="Why it came back"),
        paragraphs=(
            Words(
                zh="该部门的第二人核实后签署，并对此负责。您可以提出异议，提出后即暂停使用。",
                en="A second person of the department certified it and answers for it."
                " If you object, it is not used.",
            ),
        ),
        rows=(
            Row(name=Words(zh="原因", en="Why"), value=reason),
            Row(
                name=Words(zh="核实岗位", en="Certified by seat"),
                value=same(str(change.notice.facts["seat"])),
            ),
            *_paper_rows(change.paper),
        ),
    )
