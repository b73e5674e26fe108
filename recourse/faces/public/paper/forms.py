"""What the empty forms ask, and what they promise; the promises are read from the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from recourse.ground.words import Words
from recourse.people.entrustments import rules as entrusting
from recourse.people.entrustments.terms import Scope
from recourse.people.entrustments.wording import SCOPES
from recourse.redress.rules import CLOCKS, EXTENSIONS, MOST_FILES
from recourse.redress.terms import Kind
from recourse.redress.wording import FORMS, GROUNDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A line to be filled in; `lines` is how high its box is."""

    name: Words
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a form: what it says, what is ticked, what is written."""

    heading: Words
    paragraphs: tuple[Words, ...] = ()
    choices: tuple[Words, ...] = ()
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An empty form. `right` is the page of the handbook that it belongs to."""

    code: str
    right: str
    title: Words
    lead: Words
    parts: tuple[Part, ...]


FREE = Words(
    zh="不收费，不需要中介。填好交给任何一个政务服务大厅的窗口，当场领收据。",
    en="It is free, and you need no agent. Hand it in at any service hall and take the receipt.",
)
WHO = Part(
    heading=Words(zh="您是谁", en="Who you are"),
    paragraphs=(
        Words(
            zh="交表时请出示证件。不收复印件。",
            en="Show your document when you hand this in. No copy is kept.",
        ),
    ),
    blanks=(
        Blank(name=Words(zh="姓名", en="Name")),
        Blank(name=Words(zh="证件种类和号码", en="Kind and number of your document")),
        Blank(name=Words(zh="电话或者通信地址", en="Telephone or postal address")),
    ),
)
RECORD = Blank(name=Words(zh="信上的记录编号", en="Number of the record, from the letter"))
OWN_WORDS = Blank(name=Words(zh="用您自己的话说明", en="In your own words"), lines=7)
COUNT = Blank(name=Words(zh="随表交的材料份数", en="How many papers you add"))
SIGN = Part(
    heading=Words(zh="签名", en="Signature"),
    blanks=(
        Blank(name=Words(zh="签名", en="Signature"), lines=2),
        Blank(name=Words(zh="日期", en="Date")),
    ),
)
COUNTER = Part(
    heading=Words(zh="窗口填写", en="For the counter"),
    blanks=(
        Blank(
            name=Words(zh="收到日期，期限从这一天起算", en="Handed in on; the clock runs from then")
        ),
        Blank(name=Words(zh="窗口编号", en="Seat at the counter")),
    ),
)


def _answered(kind: Kind, silence: Words) -> Part:
    """Return what follows: by when the answer comes, and what silence brings."""
    days = CLOCKS[kind].working_days
    law = CLOCKS[kind].law
    return Part(
        heading=Words(zh="接下来", en="What happens next"),
        paragraphs=(
            Words(
                zh=f"从您交表的第二天起算，{days}个工作日内答复。",
                en=f"The answer comes within {days} working days, counted from the day after"
                " you hand it in.",
            ),
            *(one.says for one in EXTENSIONS.get(kind, ())),
            silence,
            Words(zh=f"依据：{law.zh}。", en=f"Law: {law.en}."),
        ),
    )


def objection() -> Paper:
    """Return the form on which somebody says that a record is wrong."""
    return Paper(
        code="objection",
        right="object",
        title=Words(zh="异议申请表", en="Objection to a record"),
        lead=FREE,
        parts=(
            WHO,
            Part(
                heading=Words(zh="哪里有错", en="What is wrong"),
                paragraphs=(Words(zh="在前面打勾，可以多选。", en="Tick what applies."),),
                choices=tuple(GROUNDS.values()),
            ),
            Part(
                heading=Words(zh="请说明", en="Please explain"),
                paragraphs=(
                    Words(
                        zh=f"有材料就附上，最多{MOST_FILES}份。没有材料也可以提出。",
                        en=f"Add papers if you have any, at most {MOST_FILES}. You may object"
                        " without.",
                    ),
                ),
                blanks=(RECORD, OWN_WORDS, COUNT),
            ),
            SIGN,
            _answered(
                Kind.OBJECTION,
                Words(
                    zh="查清之前，这条记录不使用。逾期没有答复的，记录撤下。",
                    en="Until then the record is not used. If nobody answers in time, it is"
                    " withdrawn.",
                ),
            ),
            COUNTER,
        ),
    )


def repair() -> Paper:
    """Return the form on which somebody asks for repair, with their word that it is true."""
    return Paper(
        code="repair",
        right="repair",
        title=Words(zh="修复申请表", en="Application for repair"),
        lead=FREE,
        parts=(
            WHO,
            Part(
                heading=Words(zh="您已经做了什么", en="What you have done"),
                paragraphs=(
                    Words(
                        zh="请附上履行完毕的证明，例如缴款凭证。",
                        en="Add proof that it was done, such as a receipt.",
                    ),
                ),
                blanks=(RECORD, OWN_WORDS, COUNT),
            ),
            Part(
                heading=Words(zh="承诺", en="Your word"),
                choices=(
                    Words(
                        zh="我承诺以上所说属实，决定要求我做的，我已经做完。",
                        en="What I say is true, and I have done what the decision asked of me.",
                    ),
                ),
            ),
            SIGN,
            _answered(
                Kind.REPAIR,
                Words(
                    zh="批准的，记录停止使用。逾期没有答复的，就算修复。",
                    en="If it is granted, the record is no longer used. If nobody answers in"
                    " time, it is repaired.",
                ),
            ),
            COUNTER,
        ),
    )


def access() -> Paper:
    """Return the form on which somebody asks for their file in a form they can use."""
    return Paper(
        code="access",
        right="see",
        title=Words(zh="查阅、复制本人档案申请表", en="Request for your own file"),
        lead=FREE,
        parts=(
            WHO,
            Part(
                heading=Words(zh="您想要的形式", en="The form you would like"),
                paragraphs=(Words(zh="在前面打勾。", en="Tick one."),),
                choices=tuple(FORMS.values()),
            ),
            Part(
                heading=Words(zh="您还想说的", en="Anything else"),
                blanks=(Blank(name=OWN_WORDS.name, lines=3),),
            ),
            SIGN,
            _answered(
                Kind.ACCESS,
                Words(
                    zh="逾期没有提供的，记为没有答复，可以打12345投诉。",
                    en="If nobody answers in time, that is on record. You can complain: call"
                    " 12345.",
                ),
            ),
            COUNTER,
        ),
    )


def helper() -> Paper:
    """Return the form on which somebody names a helper."""
    months, adult = entrusting.MOST_MONTHS, entrusting.ADULT_YEARS
    return Paper(
        code="helper",
        right="helper",
        title=Words(zh="委托代办表", en="Naming a helper"),
        lead=FREE,
        parts=(
            WHO,
            Part(
                heading=Words(zh="您的代办人", en="Your helper"),
                paragraphs=(
                    Words(
                        zh=f"代办人须满{adult}岁，办理时出示自己的证件。",
                        en=f"A helper is at least {adult}, and shows their own document.",
                    ),
                ),
                blanks=(
                    Blank(name=Words(zh="代办人姓名", en="Name of your helper")),
                    Blank(name=Words(zh="代办人证件号码", en="Number of your helper’s document")),
                ),
            ),
            Part(
                heading=Words(zh="可以做什么", en="What they may do"),
                paragraphs=(Words(zh="在前面打勾，只选一项。", en="Tick one."),),
                choices=tuple(SCOPES[one] for one in (Scope.READ, Scope.ASK, Scope.CASE)),
            ),
            Part(
                heading=Words(zh="到哪一天为止", en="Until when"),
                paragraphs=(
                    Words(
                        zh=f"最长{months}个月。您随时可以收回，不用理由。",
                        en=f"At most {months} months. You can end it at any time, without a"
                        " reason.",
                    ),
                    Words(
                        zh="代办人做的每件事，您都看得到。依据：《民法典》第165条、第173条。",
                        en="You see everything a helper does. Law: Civil Code, art. 165 and 173.",
                    ),
                ),
                blanks=(
                    Blank(name=Words(zh="最后一天", en="Last day")),
                    Blank(
                        name=Words(
                            zh="只办一个事项的，事项编号", en="Number of the case, if one only"
                        )
                    ),
                ),
            ),
            SIGN,
            COUNTER,
        ),
    )


PAPERS: Mapping[str, Callable[[], Paper]] = {
    "objection": objection,
    "repair": repair,
    "access": access,
    "helper": helper,
}
