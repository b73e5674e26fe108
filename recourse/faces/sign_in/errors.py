"""Why a sign-in with the identity service ends without one."""

from recourse.ground.provisions import PIPL, cite, standard
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NotConnected(Refused):
    """No identity service is named in the settings."""

    code = "sign_in.not_connected"
    status = 503
    says = Words(
        zh="本网站尚未接入身份服务。", en="No identity service is connected to this site yet."
    )
    do = Words(
        zh="请携带证件到任一服务大厅查看档案，不收费。",
        en="Bring your ID card to any service hall to see your file, free of charge.",
    )


class ServiceSilent(Refused):
    """The identity service did not answer, or not in a way that can be read."""

    code = "sign_in.service_silent"
    status = 503
    says = Words(
        zh="身份服务现在没有应答。您没有登录。",
        en="The identity service is not answering. You are not signed in.",
    )
    do = Words(
        zh="请过几分钟再试。着急的话，请携带证件到任一服务大厅。",
        en="Try again in a few minutes. If it is urgent, bring your ID card to a service hall.",
    )


class NotAwaited(Refused):
    """Nobody here waits for this answer: it was used, is too old, or was begun elsewhere."""

    code = "sign_in.not_awaited"
    law = standard("RFC 6749", "10.12")
    status = 400
    says = Words(
        zh="这次登录已用过、已过时，或不是在这个浏览器里开始的。",
        en="This sign-in was used before, took too long, or began in another browser.",
    )
    do = Words(
        zh="请重新登录。如果您没有登录过，不必做什么。",
        en="Sign in once more. If you did not try to sign in, there is nothing to do.",
    )


class NotSignedIn(Refused):
    """The person stopped, or the identity service did not recognise them."""

    code = "sign_in.not_signed_in"
    status = 403
    says = Words(
        zh="身份服务没有完成登录，可能是您取消了。",
        en="The identity service did not sign you in. You may have cancelled.",
    )
    do = Words(
        zh="您可以再试一次，也可以携带证件到任一服务大厅。",
        en="You can try again, or bring your ID card to any service hall.",
    )


class NotTrusted(Refused):
    """The answer is not what an honest identity service says to this sign-in.

    `check` names for the operator what failed; it never says whom it was about.
    """

    code = "sign_in.not_trusted"
    law = standard("RFC 7519", "7.2")
    status = 403
    says = Words(
        zh="身份服务的应答没有通过核验。您没有登录，档案没有打开。",
        en="The answer of the identity service failed our checks. No file was opened.",
    )
    do = Words(
        zh="请重新登录。再次出现时，请拨打12345并报出代码。",
        en="Sign in once more. If it happens again, call 12345 and name the code.",
    )


class NotSureEnough(Refused):
    """The person proved who they are by weaker means than a file needs."""

    code = "sign_in.not_sure_enough"
    law = cite(PIPL, "51")
    status = 403
    says = Words(
        zh="这种登录方式不足以打开档案。",
        en="This way of signing in is not strong enough to open a file.",
    )
    do = Words(
        zh="请重新登录，选用更高级别的方式，例如证件核验。",
        en="Sign in again by a stronger means, such as your electronic ID card.",
    )


class NobodyNamed(Refused):
    """The identity service did not say whose document it saw, or said it unreadably."""

    code = "sign_in.nobody_named"
    status = 403
    says = Words(
        zh="身份服务没有给出可用的证件类型、号码和姓名。",
        en="The identity service gave no usable document type, number and name.",
    )
    do = Words(
        zh="请携带证件到任一服务大厅查看档案，不收费。",
        en="Bring your ID card to any service hall to see your file, free of charge.",
    )
