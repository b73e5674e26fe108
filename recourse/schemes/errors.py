"""What the room `schemes` refuses."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchScheme(Refused):
    """There is no such scheme."""

    code = "schemes.no_such_scheme"
    status = 404
    says = Words(zh="没有这项惠民办法。", en="There is no such benefit.")
    do = Words(zh="请回到惠民办法列表重新选择。", en="Go back to the list of benefits.")


class NotOpen(Refused):
    """The scheme is not in use, or its law is not in force."""

    code = "schemes.not_open"
    status = 409
    says = Words(zh="这项惠民办法现在不能申请。", en="This benefit cannot be applied for now.")
    do = Words(zh="原因和法律依据写在办法页面。", en="Its page says why, and under which law.")


class NotAValue(Refused):
    """Something that was filled in is not what is asked for."""

    code = "schemes.not_a_value"
    law = cite(PIPL, "6")
    says = Words(
        zh="填写的内容与所问的不符，没有使用。",
        en="Something that was filled in is not what is asked for. Nothing was used.",
    )
    do = Words(zh="请重新填写表格。", en="Please fill in the form again.")


class AppliedAlready(Refused):
    """The same benefit is waited for, or was granted and still holds."""

    code = "schemes.applied_already"
    status = 409
    says = Words(
        zh="这项惠民办法您已经申请，或者已经获得。",
        en="You have applied for this benefit already, or you have it.",
    )
    do = Words(zh="请查看原来的申请。", en="Look at the application that is there.")


class NobodyAnswers(Refused):
    """No agency of the scheme's kind is known here."""

    code = "schemes.nobody_answers"
    status = 503
    says = Words(
        zh="目前没有单位办理这项惠民办法。", en="No agency deals with this benefit at present."
    )
    do = Words(zh="请拨打12345反映。", en="Call 12345 and tell them.")


class NoSuchApplication(Refused):
    """There is no such application here; says nothing of other people's."""

    code = "schemes.no_such_application"
    status = 404
    says = Words(zh="没有这份申请。", en="There is no such application.")
    do = Words(zh="请回到惠民办法列表重新选择。", en="Go back to the list of benefits.")


class NothingToWithdraw(Refused):
    """It was decided against, withdrawn before, or is over."""

    code = "schemes.nothing_to_withdraw"
    status = 409
    says = Words(zh="这份申请不能再撤回。", en="This application can no longer be withdrawn.")
    do = Words(zh="申请页面写明了现在的状态。", en="Its page says how it stands.")


class ReceiptGone(Refused):
    """The receipt is erased with everything else that was put in."""

    code = "schemes.receipt_gone"
    law = cite(PIPL, "19; 47")
    status = 409
    says = Words(zh="这份申请的内容已经删除。", en="What this application held is erased.")
    do = Words(zh="需要的话，可以重新试算。", en="If you need to, try the benefit again.")
