"""What is refused about sessions."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchSession(Refused):
    """The account is not signed in there; somebody else's looks the same."""

    code = "people.no_such_session"
    status = 404
    says = Words(zh="没有这个登录。", en="You are not signed in there.")
    do = Words(zh="它可能已经结束。请刷新页面核对。", en="It may have ended. Load the page again.")
