"""What is refused about codes on paper."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class CodeLetsNobodyIn(Refused):
    """Document and code do not open anything together; why is not said."""

    code = "people.code_lets_nobody_in"
    status = 403
    says = Words(
        zh="没有登录成功。证件号码和登录码不匹配，或者登录码已失效。",
        en="You are not signed in. Number and code do not match, or the code works no longer.",
    )
    do = Words(
        zh="请对照两张信纸核对。一个码只能用一次。可以带证件到窗口再要一个。",
        en="Check them against both letters. A code works once. A counter gives you a new one.",
    )


class TooManyTries(Refused):
    """Too many wrong codes, for this document or in all; a right one lets in all the same."""

    code = "people.too_many_tries"
    status = 429
    says = Words(
        zh="登录码不对。输错的次数太多了。",
        en="That is not the code. There were too many wrong ones.",
    )
    do = Words(
        zh="请对照两张信纸核对。正确的码随时可以用。也可以带证件到任一窗口。",
        en="Check both letters: the right code always works. Or bring your ID card to any counter.",
    )


class NoSuchCode(Refused):
    """The person has no such code that still works."""

    code = "people.no_such_code"
    status = 404
    says = Words(zh="没有这个登录码，或者它已失效。", en="There is no such code that works.")
    do = Words(zh="请刷新页面核对。", en="Load the page again and check.")


class SeatLettersSpent(Refused):
    """A clerk takes part in so many letters a day and no more."""

    code = "people.seat_letters_spent"
    law = cite(PIPL, "51")
    status = 429
    says = Words(
        zh="这个岗位今天办的登录码已到上限。",
        en="This seat has helped with as many letters as it may today.",
    )
    do = Words(
        zh="请由另一个岗位办理。上限到24点重新计算。",
        en="Ask a colleague in another seat. It counts anew from midnight.",
    )


class AgencyLettersSpent(Refused):
    """A counter begins so many letters a day and no more."""

    code = "people.agency_letters_spent"
    law = cite(PIPL, "51")
    status = 429
    says = Words(
        zh="本单位今天办的登录码已到上限。",
        en="Your agency has begun as many letters as it may today.",
    )
    do = Words(
        zh="可以给对方看档案并打印。上限到24点重新计算。",
        en="Show the person their file on paper instead. It counts anew from midnight.",
    )


class NothingBegun(Refused):
    """No other clerk of this counter has lately begun a letter for this document and name."""

    code = "people.no_letter_begun"
    status = 409
    says = Words(
        zh="本单位没有另一位工作人员刚为这份证件办理过第一半。",
        en="Nobody else at your counter has just printed a first half for this document.",
    )
    do = Words(
        zh="请核对证件类型、号码和姓名。第一半须在30分钟内由另一人打印。",
        en="Check kind, number and name. Somebody else prints the first half, within 30 minutes.",
    )
