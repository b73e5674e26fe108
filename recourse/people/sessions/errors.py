"""What is refused about sessions."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NotByLetter(Refused):
    """Whoever came in by a code on paper lets nobody else in and does not change how one is told.

    Otherwise a paper in wrong hands would last longer than its two hours.
    """

    code = "people.not_by_letter"
    law = cite(PIPL, "51")
    status = 403
    says = Words(
        zh="您是用窗口给的登录码登录的，不能在这里办这件事。",
        en="You came in with a code from a counter. That does not go as far as this.",
    )
    do = Words(
        zh="请用统一身份认证登录后再办，或者请窗口帮忙。其他事情都能办。",
        en="Sign in with the identity service, or ask at a counter. Everything else works.",
    )


class NoSuchSession(Refused):
    """The account is not signed in there; somebody else's looks the same."""

    code = "people.no_such_session"
    status = 404
    says = Words(zh="没有这个登录。", en="You are not signed in there.")
    do = Words(zh="它可能已经结束。请刷新页面核对。", en="It may have ended. Load the page again.")
