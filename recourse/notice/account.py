"""The words of letters about ways in and contacts: a code was given out or used, a contact changed.

They name no code, no address and no number: letters are lost.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from recourse.ground.provisions import PIPL, cite
from recourse.ground.words import Words
from recourse.notice.letters import TITLES
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, moment, same


class Turn(StrEnum):
    """What happened; the code stands in the facts of the notice."""

    CODE_ISSUED = "code_issued"
    CODE_USED = "code_used"
    CONTACT_CHANGED = "contact_changed"


SUBJECTS: Final[Mapping[Turn, Words]] = {
    Turn.CODE_ISSUED: Words(zh="窗口给了您一个登录码", en="A counter gave out a code for you"),
    Turn.CODE_USED: Words(zh="有人用登录码登录", en="Somebody signed in with the code"),
    Turn.CONTACT_CHANGED: Words(zh="联系方式已更改", en="How we reach you was changed"),
}
LEADS: Final[Mapping[Turn, Words]] = {
    Turn.CODE_ISSUED: Words(
        zh="有人在窗口出示了您的证件，得到一个登录码。用它可以登录一次，看到您的档案。",
        en="Somebody showed your document at a counter and got a code."
        " With it one can sign in once and see your file.",
    ),
    Turn.CODE_USED: Words(
        zh="有人用窗口给的登录码，以您的身份登录了。这个码已经失效。",
        en="Somebody signed in as you with the code of a counter. The code works no longer.",
    ),
    Turn.CONTACT_CHANGED: Words(
        zh="您的电子邮箱、手机或者通信地址已更改。旧的联系方式也会收到提醒。",
        en="Your e-mail address, phone or postal address was changed. The old one is told too.",
    ),
}
DO: Final[Mapping[Turn, Words]] = {
    Turn.CODE_ISSUED: Words(
        zh="如果不是您本人，请马上拨打12345，或者在“我在哪里登录着”页面作废登录码。",
        en="If it was not you, call 12345 at once, or void the code under “Where I am signed in”.",
    ),
    Turn.CODE_USED: Words(
        zh="如果不是您本人，请在“我在哪里登录着”页面结束登录，并拨打12345。",
        en="If it was not you, end it under “Where I am signed in”, and call 12345.",
    ),
    Turn.CONTACT_CHANGED: Words(
        zh="如果不是您本人，请改回来，并拨打12345。已有的信都在收件箱里。",
        en="If it was not you, change it back and call 12345. Every letter is in your inbox.",
    ),
}


def letter(notice: NoticeCard, agency: Words | None) -> Letter:
    """Return the words of a letter about ways in or contacts.

    Args:
        notice: The notice.
        agency: Whose counter gave the code out, if one did.

    """
    turn = Turn(str(notice.facts["what"]))
    return Letter(
        title=TITLES[notice.kind],
        lead=LEADS[turn],
        sections=(
            Section(heading=Words(zh="发生了什么", en="What happened"), rows=_rows(notice, agency)),
            Section(heading=Words(zh="您可以做什么", en="What you can do"), paragraphs=(DO[turn],)),
        ),
    )


def subject(notice: NoticeCard) -> Words:
    """Return what such a letter is about, in one line."""
    return SUBJECTS[Turn(str(notice.facts["what"]))]


def _rows(notice: NoticeCard, agency: Words | None) -> tuple[Row, ...]:
    """Return when, at which counter, until when, and under which law."""
    rows = [Row(name=Words(zh="时间", en="When"), value=moment(notice.written_at))]
    if agency is not None:
        seat = str(notice.facts["seat"])
        rows += [
            Row(name=Words(zh="窗口", en="Counter"), value=agency),
            Row(name=Words(zh="岗位", en="Seat"), value=same(seat)),
        ]
    if "until_on" in notice.facts:
        until = date.fromisoformat(str(notice.facts["until_on"]))
        rows.append(
            Row(name=Words(zh="登录码最后一天", en="Last day of the code"), value=day(until))
        )
    law = cite(PIPL, "44; 51")
    return (*rows, Row(name=Words(zh="依据", en="Legal basis"), value=law))
