"""What is refused about codes on paper."""

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
        zh="请对照信纸核对。一个码只能用一次。可以带证件到窗口再要一个。",
        en="Check them against the letter. A code works once. A counter gives you a new one.",
    )


class TooManyTries(Refused):
    """Too many wrong codes for one document; so it is for documents that nobody has."""

    code = "people.too_many_tries"
    status = 429
    says = Words(
        zh="这个证件号码的尝试次数太多，暂时不能再试。",
        en="There were too many tries for this document. Codes do not work for now.",
    )
    do = Words(
        zh="请过15分钟再试，或者带证件到任一窗口。",
        en="Wait 15 minutes, or bring your ID card to any counter.",
    )


class NoSuchCode(Refused):
    """The person has no such code that still works."""

    code = "people.no_such_code"
    status = 404
    says = Words(zh="没有这个登录码，或者它已失效。", en="There is no such code that works.")
    do = Words(zh="请刷新页面核对。", en="Load the page again and check.")
