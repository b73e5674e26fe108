"""What is refused to whoever names a helper, and to helpers."""

from recourse.ground.provisions import CIVIL_CODE, PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchEntrustment(Refused):
    """There is no such entrustment of this person, or to this helper."""

    code = "people.no_such_entrustment"
    status = 404
    says = Words(zh="没有这项委托。", en="There is no such helper.")
    do = Words(zh="请在“代办”页面查看。", en="Look at the page “Helpers”.")


class HelpEnded(Refused):
    """The entrustment is over, has not begun, or was never the helper's."""

    code = "people.help_ended"
    law = cite(CIVIL_CODE, "173")
    status = 403
    says = Words(
        zh="您的代办已经终止，或者还没有开始。对方的档案没有打开。",
        en="Your help has ended, or has not begun. The other person’s file was not opened.",
    )
    do = Words(
        zh="如果对方仍需要您代办，请对方重新设立委托。",
        en="If they still want your help, they can name you again.",
    )


class BeyondEntrustment(Refused):
    """The person entrusted less than this."""

    code = "people.beyond_entrustment"
    law = cite(CIVIL_CODE, "162")
    status = 403
    says = Words(zh="您的代办不包括这件事。", en="The person did not ask you to do this for them.")
    do = Words(
        zh="请由本人办理，或者请本人重新设立范围更大的委托。",
        en="The person can do it, or name you again for more.",
    )


class OnlyThemselves(Refused):
    """No helper names helpers, says how a person is told, or gives up a right."""

    code = "people.only_themselves"
    law = cite(CIVIL_CODE, "169")
    status = 403
    says = Words(
        zh="这件事只能由本人办理，代办人不能代办。",
        en="Only the person can do this. A helper cannot.",
    )
    do = Words(
        zh="要办理您自己的事，请先点页面上方的“返回我自己的档案”。",
        en="For your own file, choose “Back to my own file” at the top first.",
    )


class CodeOpensNothing(Refused):
    """A code that is wrong, used, too old, ended or somebody else's; which one is not said."""

    code = "people.code_opens_nothing"
    says = Words(
        zh="用这个委托码没有找到委托。可能输错了、过期了或者已经用过。",
        en="This code opens nothing. It may be mistyped, too old, or used before.",
    )
    do = Words(
        zh="请核对后再输入一次，或者请对方重新设立委托。",
        en="Check it and type it again, or ask the person for a new one.",
    )


class NotOwnHelper(Refused):
    """Nobody is their own helper."""

    code = "people.not_own_helper"
    says = Words(zh="这是您自己设立的委托。", en="You made this code yourself.")
    do = Words(
        zh="请把委托码交给您信任的人，由对方登录后输入。",
        en="Give it to whoever shall help you. They sign in and type it.",
    )


class TooManyHelpers(Refused):
    """A person has at most a few helpers at a time."""

    code = "people.too_many_helpers"
    status = 409
    says = Words(
        zh="您同时最多可以有{most}项委托。", en="You can have {most} helpers at the same time."
    )
    do = Words(zh="请先终止其中一项。", en="End the help of one of them first.")


class TooManyHelped(Refused):
    """A helper helps at most a few people at a time: help is not a trade here."""

    code = "people.too_many_helped"
    status = 409
    says = Words(
        zh="一个人同时最多为{most}个人代办。",
        en="One person can help {most} people at the same time.",
    )
    do = Words(zh="请先辞去其中一项委托。", en="Lay down one of them first.")


class HelperTooYoung(Refused):
    """Whoever acts for somebody must be able to act for themselves."""

    code = "people.helper_too_young"
    law = cite(CIVIL_CODE, "17; 18")
    status = 403
    says = Words(zh="未满18岁的人不能做代办人。", en="A helper must be 18 or older.")
    do = Words(
        zh="请对方另找一位成年人代办。", en="The person can name somebody else who is an adult."
    )


class NotAtThisCounter(Refused):
    """Papers of next of kin are shown to the agency that answers for the service."""

    code = "people.not_at_this_counter"
    law = cite(PIPL, "49")
    status = 403
    says = Words(
        zh="本岗位不办理近亲属查看档案。", en="This seat does not let next of kin see a file."
    )
    do = Words(
        zh="请对方到负责本服务的单位的窗口办理。",
        en="Send them to the counter of the agency that answers for this service.",
    )


class NotWithinTwelveMonths(Refused):
    """An entrustment has a last day, and not a far one."""

    code = "people.not_within_twelve_months"
    law = cite(CIVIL_CODE, "165")
    says = Words(
        zh="最后一天应在今天到12个月之间。",
        en="The last day must lie between today and twelve months from now.",
    )
    do = Words(
        zh="请选较近的一天。到期后可以重新设立。",
        en="Choose a day within that time. You can name a helper again after it.",
    )


class AlreadyEnded(Refused):
    """What has ended is not ended again."""

    code = "people.already_ended"
    status = 409
    says = Words(zh="这项委托已经终止。", en="This help has ended already.")
    do = Words(zh="您不必再做什么。", en="You need do nothing.")
