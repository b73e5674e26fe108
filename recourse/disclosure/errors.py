"""What disclosure refuses; every refusal of a look-up is an entry in the log."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class SeatNotValid(Refused):
    """The machine was stopped, or the seat it acts for is not valid today."""

    code = "disclosure.seat_not_valid"
    law = cite(PIPL, "51(1)(4)")
    status = 403
    says = Words(
        zh="该系统接口或其岗位目前无效。", en="This machine or its seat is not valid today."
    )
    do = Words(zh="请联系本单位管理员。", en="Ask your agency's administrator.")


class NoSuchPurpose(Refused):
    """The catalogue names no such purpose."""

    code = "disclosure.no_such_purpose"
    law = cite(PIPL, "6")
    says = Words(zh="目录中没有这个查询目的。", en="The catalogue has no such purpose.")
    do = Words(
        zh="请从 /api/v1/catalogue 中选择查询目的。",
        en="Choose a purpose from /api/v1/catalogue.",
    )


class PurposeNotInForce(Refused):
    """The purpose is switched off, or its legal basis or that of all its items has lapsed."""

    code = "disclosure.purpose_not_in_force"
    law = cite(PIPL, "13; 34")
    status = 403
    says = Words(
        zh="这个查询目的目前没有有效的法律依据。",
        en="This purpose has no legal basis in force today.",
    )
    do = Words(
        zh="请停止使用这个查询目的，并联系数据管理部门。",
        en="Stop using this purpose, and ask the data office.",
    )


class NoMandate(Refused):
    """The seat may not look people up for this purpose."""

    code = "disclosure.no_mandate"
    law = cite(PIPL, "34")
    status = 403
    says = Words(
        zh="您的岗位没有这个查询目的的权限。",
        en="Your seat has no mandate for this purpose.",
    )
    do = Words(
        zh="如确有法定职责，请由本单位申请权限。",
        en="If the law gives you this task, your agency may ask for a mandate.",
    )


class MatterNumber(Refused):
    """A look-up belongs to a matter; its number has 1 to 40 letters, digits and dashes."""

    code = "disclosure.matter_number"
    law = cite(PIPL, "6; 34")
    says = Words(
        zh="缺少事项编号，或编号格式不对。",
        en="The matter number is missing or malformed.",
    )
    do = Words(
        zh="请填写正在办理的事项编号：1 至 40 个字符，含有数字，不含姓名和证件号码。",
        en="Give the number of the matter: 1 to 40 characters, a digit among them, and neither"
        " a name nor a document number.",
    )


class SeatBudgetSpent(Refused):
    """The seat has made all the look-ups it may make today."""

    code = "disclosure.seat_budget_spent"
    law = cite(PIPL, "6; 51")
    status = 429
    says = Words(zh="该岗位今天的查询次数已用完。", en="This seat has used up today's look-ups.")
    do = Words(
        zh="请明天再试，或由本单位申请提高限额。",
        en="Try again tomorrow, or have your agency ask for more.",
    )


class AgencyBudgetSpent(Refused):
    """The agency has made all the look-ups it may make today."""

    code = "disclosure.agency_budget_spent"
    law = cite(PIPL, "6; 51")
    status = 429
    says = Words(
        zh="该查询单位今天的查询次数已用完。", en="This agency has used up today's look-ups."
    )
    do = Words(
        zh="请明天再试，或由本单位申请提高限额。",
        en="Try again tomorrow, or have your agency ask for more.",
    )


class NameOfAnotherQuestion(Refused):
    """The name of the question was given to another one, minutes ago."""

    code = "disclosure.name_of_another"
    law = cite(PIPL, "51")
    says = Words(
        zh="这个 Idempotency-Key 已经用于另一个查询。",
        en="This Idempotency-Key has been used for another look-up.",
    )
    do = Words(zh="请为新的查询换一个新的键。", en="Take a new key for a new look-up.")


class NoSuchRecall(Refused):
    """The agency has no such recall; says nothing of other agencies'."""

    code = "disclosure.no_such_recall"
    status = 404
    says = Words(zh="本单位没有这份变更通知。", en="Your agency has no such recall.")
    do = Words(
        zh="请从 /api/v1/recalls 读取本单位的通知。",
        en="Read your agency's recalls at /api/v1/recalls.",
    )


class WrongDigest(Refused):
    """Whoever acknowledges names the digest of what they read."""

    code = "disclosure.wrong_digest"
    status = 409
    says = Words(
        zh="摘要与这份变更通知不符，未予确认。",
        en="The digest is not that of this recall. It is not acknowledged.",
    )
    do = Words(
        zh="请重新读取通知，并使用其中的 digest。",
        en="Read the recall again, and send its digest.",
    )


class NoSuchPeriod(Refused):
    """A report is made of 1 to 366 days."""

    code = "disclosure.no_such_period"
    status = 422
    says = Words(zh="时间段应为 1 至 366 天。", en="A period has 1 to 366 days.")
    do = Words(
        zh="请把 until 写成 from 之后的日期；until 当天不计入。",
        en="Let until be a later day than from; until itself does not count.",
    )


class YearIsClosed(Refused):
    """The key of the year is destroyed: what its entries tell of can no longer be counted."""

    code = "disclosure.year_is_closed"
    status = 410
    says = Words(
        zh="这一年的密钥已销毁，无法再清点日志。",
        en="The key of that year is destroyed. Its log can no longer be counted.",
    )
    do = Words(
        zh="请查看当时保存的核对结果：/api/v1/look-ups/counts。",
        en="See what was found at the time: /api/v1/look-ups/counts.",
    )


REFUSALS = (
    SeatNotValid,
    NoSuchPurpose,
    PurposeNotInForce,
    NoMandate,
    MatterNumber,
    SeatBudgetSpent,
    AgencyBudgetSpent,
    NameOfAnotherQuestion,
)
