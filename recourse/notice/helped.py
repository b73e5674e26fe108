"""The words of letters about helpers: one was named, accepted, stopped; you help no more.

They name nobody: letters are lost, and the page “Helpers” says who it is.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from recourse.ground.provisions import CIVIL_CODE, PIPL, cite
from recourse.ground.words import Words
from recourse.notice.letters import TITLES
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day
from recourse.people.entrustments.terms import Relation, Scope
from recourse.people.entrustments.wording import RELATIONS, SCOPES


class Turn(StrEnum):
    """What happened to an entrustment; the code stands in the facts of the notice."""

    NAMED = "named"
    ACCEPTED = "accepted"
    ENDED = "ended"
    LAID_DOWN = "laid_down"
    NO_LONGER = "no_longer"
    KIN_ADMITTED = "kin_admitted"
    KIN_ACCEPTED = "kin_accepted"
    KIN_STOPPED = "kin_stopped"
    KIN_ENDED = "kin_ended"


SUBJECTS: Final[Mapping[Turn, Words]] = {
    Turn.NAMED: Words(zh="您设立了一项委托", en="You named a helper"),
    Turn.ACCEPTED: Words(zh="代办人接受了您的委托", en="Your helper accepted"),
    Turn.ENDED: Words(zh="您终止了一项委托", en="You ended the help of a helper"),
    Turn.LAID_DOWN: Words(zh="代办人辞去了您的委托", en="Your helper stopped"),
    Turn.NO_LONGER: Words(zh="您不再是代办人", en="You are nobody’s helper any more in one matter"),
    Turn.KIN_ADMITTED: Words(
        zh="有人以近亲属身份申请查看您的档案", en="Somebody wants to see your file as next of kin"
    ),
    Turn.KIN_ACCEPTED: Words(zh="近亲属已登录", en="The next of kin signed in"),
    Turn.KIN_STOPPED: Words(zh="近亲属不再查看", en="The next of kin stopped"),
    Turn.KIN_ENDED: Words(zh="您终止了近亲属的查看", en="You ended the access of a next of kin"),
}
LEADS: Final[Mapping[Turn, Words]] = {
    Turn.NAMED: Words(
        zh="您设立了一项委托，并得到一个委托码。用它接受委托的人可以代您办理下列事情。",
        en="You named a helper and got a code. Whoever accepts with it may do what stands below.",
    ),
    Turn.ACCEPTED: Words(
        zh="有人用您的委托码接受了委托。从现在起，此人可以代您办理下列事情。",
        en="Somebody accepted with your code. From now on they may do for you what stands below.",
    ),
    Turn.ENDED: Words(
        zh="您终止了这项委托。代办人已经看不到您的档案。",
        en="You ended this help. The helper can no longer see your file.",
    ),
    Turn.LAID_DOWN: Words(
        zh="您的代办人辞去了委托，已经看不到您的档案。",
        en="Your helper stopped. They can no longer see your file.",
    ),
    Turn.NO_LONGER: Words(
        zh="有人终止了给您的委托。您已经看不到对方的档案。",
        en="Somebody you helped has ended it. You can no longer see their file.",
    ),
    Turn.KIN_ADMITTED: Words(
        zh="有人在窗口出示证明，说您已去世。从下列日期起，此人可以查看您的档案。",
        en="Somebody showed papers at a counter that say you have died."
        " From the day below they may see your file.",
    ),
    Turn.KIN_ACCEPTED: Words(
        zh="出示证明的近亲属已经登录。从开始之日起可以查看档案。",
        en="The next of kin who showed papers has signed in. They see the file from its day on.",
    ),
    Turn.KIN_STOPPED: Words(
        zh="近亲属不再查看，已经看不到您的档案。",
        en="The next of kin stopped. They can no longer see your file.",
    ),
    Turn.KIN_ENDED: Words(
        zh="您终止了近亲属的查看。对方已经看不到您的档案。",
        en="You ended it. The next of kin can no longer see your file.",
    ),
}
ALIVE: Final = Words(
    zh="如果您在世，请马上在“代办”页面终止，并拨打12345。终止立即生效。",
    en="If you are alive, end it on the page “Helpers” and call 12345. It ends at once.",
)
WAS_NOT_YOU: Final = Words(
    zh="如果这不是您的意思，请马上在“代办”页面终止。终止立即生效。",
    en="If this is not what you want, end it on the page “Helpers”. It ends at once.",
)
EACH_LOOK: Final = Words(
    zh="每次查看，“谁查看过”中都有记载。代办人打开信件，不算送达给您。",
    en="Each look of theirs stands under “Who looked”. A letter they open is not served on you.",
)
NOTHING: Final = Words(zh="您不必再做什么。", en="You need do nothing.")


def letter(notice: NoticeCard) -> Letter:
    """Return the words of a letter about a helper."""
    turn = Turn(str(notice.facts["what"]))
    return Letter(
        title=TITLES[notice.kind],
        lead=LEADS[turn],
        sections=(
            Section(heading=Words(zh="委托的内容", en="What it is about"), rows=_rows(notice)),
            Section(
                heading=Words(zh="您可以做什么", en="What you can do"),
                paragraphs=_what_to_do(turn),
            ),
        ),
    )


def _what_to_do(turn: Turn) -> tuple[Words, ...]:
    """Return what can be done about a turn."""
    if turn in {Turn.KIN_ADMITTED, Turn.KIN_ACCEPTED}:
        return (ALIVE, EACH_LOOK)
    return (WAS_NOT_YOU, EACH_LOOK) if turn in {Turn.NAMED, Turn.ACCEPTED} else (NOTHING,)


def subject(notice: NoticeCard) -> Words:
    """Return what a letter about a helper is about, in one line."""
    return SUBJECTS[Turn(str(notice.facts["what"]))]


def _rows(notice: NoticeCard) -> tuple[Row, ...]:
    """Return how far it reaches or reached, until when, and under which law."""
    last_on = date.fromisoformat(str(notice.facts["last_on"]))
    relation = notice.facts.get("relation")
    law = cite(CIVIL_CODE, "161; 165; 173")
    return (
        *(() if relation is None else _kin(Relation(str(relation)), notice)),
        Row(
            name=Words(zh="可以办理", en="What they may do"),
            value=SCOPES[Scope(str(notice.facts["scope"]))],
        ),
        Row(name=Words(zh="最后一天", en="Last day"), value=day(last_on)),
        Row(
            name=Words(zh="依据", en="Legal basis"),
            value=law if relation is None else cite(PIPL, "49"),
        ),
    )


def _kin(relation: Relation, notice: NoticeCard) -> tuple[Row, ...]:
    """Return what a next of kin was to the person, and from when they may see the file."""
    begins_on = date.fromisoformat(str(notice.facts["begins_on"]))
    return (
        Row(name=Words(zh="与您的关系", en="What they are to you"), value=RELATIONS[relation]),
        Row(name=Words(zh="开始之日", en="From"), value=day(begins_on)),
    )
