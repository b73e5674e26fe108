"""The words of the notice that somebody looked: who, when, what for, under which article."""

from datetime import datetime

from recourse.catalogue.rules import citation
from recourse.catalogue.terms import Catalogue
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice.letters import TITLES
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, moment, same

UNNAMED = Words(zh="（未写明）", en="(not stated)")


def letter(notice: NoticeCard, catalogue: Catalogue, looker: Words) -> Letter:
    """Return the words of the notice of a look-up, refused or answered.

    Args:
        notice: The notice, as it lies in the inbox.
        catalogue: The version in force at the look-up.
        looker: Name of the agency.

    """
    on = day(civil_date(_looked_at(notice)))
    do = Words(
        zh="在“谁查看过”中可以看到对方看到了什么。如有疑问，可以拨打12345询问原因，告知日志条目编号。",
        en="“Who looked” shows what they saw. To ask why, call 12345 with the entry number.",
    )
    return Letter(
        title=TITLES[notice.kind],
        lead=Words(
            zh=f"{looker.zh}于{on.zh}就您的情况作了一次查询。",
            en=f"On {on.en}, {looker.en} asked one question about you.",
        ),
        sections=(
            Section(
                heading=Words(zh="这次查询", en="The look-up"),
                rows=_rows(notice, catalogue, looker),
            ),
            Section(heading=Words(zh="您可以做什么", en="What you can do"), paragraphs=(do,)),
        ),
    )


def _looked_at(notice: NoticeCard) -> datetime:
    """Return the instant of the look-up."""
    return datetime.fromisoformat(str(notice.facts["at"]))


def _rows(notice: NoticeCard, catalogue: Catalogue, looker: Words) -> tuple[Row, ...]:
    """Return who looked, when, what for, under which article, and where the log tells of it."""
    purpose = catalogue.purposes.get(str(notice.facts["purpose"]))
    return (
        Row(name=Words(zh="查询单位", en="Who looked"), value=looker),
        Row(name=Words(zh="查询时间", en="When"), value=moment(_looked_at(notice))),
        Row(
            name=Words(zh="查询目的", en="What for"),
            value=purpose.name if purpose else UNNAMED,
        ),
        Row(
            name=Words(zh="法律依据", en="Under"),
            value=citation(catalogue.laws[purpose.basis.law], purpose.basis.article)
            if purpose
            else UNNAMED,
        ),
        Row(
            name=Words(zh="日志条目编号", en="Entry number"),
            value=same(str(notice.facts["entry"])),
        ),
    )
