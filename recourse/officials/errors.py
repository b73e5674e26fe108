"""What the room `officials` refuses."""

from recourse.ground.provisions import PIPL, cite, standard
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchInvitation(Refused):
    """The invitation was used, replaced or closed, is too old, or never was; which is not said."""

    code = "officials.no_such_invitation"
    status = 403
    says = Words(
        zh="这个邀请链接已用过、已过期，或者不完整。",
        en="This invitation was used before, has expired, or is not complete.",
    )
    do = Words(zh="请向系统管理员要一个新的链接。", en="Ask the operator for a new link.")


class SeatNotValid(Refused):
    """A seat that is not valid today lets nobody in."""

    code = "officials.seat_not_valid"
    law = cite(PIPL, "34")
    status = 409
    says = Words(zh="这个岗位今天无效。", en="This seat is not valid today.")
    do = Words(zh="请管理员核对岗位的起止日期。", en="Ask the operator to check the seat's dates.")


class NotAPasskey(Refused):
    """What the browser sent is no new passkey for this site, made for this very page."""

    code = "officials.not_a_passkey"
    status = 400
    says = Words(
        zh="通行密钥没有设好，没有保存任何内容。",
        en="The passkey was not set up. Nothing was kept.",
    )
    do = Words(
        zh="请重新打开页面再试，也可以改用动态码。",
        en="Open the page again and try once more, or use codes instead.",
    )


class PasskeyKnown(Refused):
    """A passkey belongs to one account, once."""

    code = "officials.passkey_known"
    status = 409
    says = Words(zh="这个通行密钥已经登记过。", en="This passkey is known already.")
    do = Words(zh="请用另一台设备设置。", en="Use another device.")


class TooManyPasskeys(Refused):
    """An official has at most ten passkeys."""

    code = "officials.too_many_passkeys"
    status = 409
    says = Words(zh="通行密钥最多10个。", en="You may have ten passkeys at most.")
    do = Words(zh="请先删除不用的。", en="Remove one that you no longer use.")


class NoSuchPasskey(Refused):
    """The official has no such passkey."""

    code = "officials.no_such_passkey"
    status = 404
    says = Words(zh="没有这个通行密钥。", en="You have no such passkey.")
    do = Words(zh="请重新打开页面核对。", en="Open the page again and check.")


class WrongCode(Refused):
    """The code is not what the code app would show now."""

    code = "officials.wrong_code"
    law = standard("RFC 6238", "4")
    status = 400
    says = Words(zh="动态码不对。", en="That is not the code.")
    do = Words(
        zh="请等应用显示下一个码再输入，并检查手机时间。",
        en="Wait for the next code, and check that the time on your phone is right.",
    )


class LastWayIn(Refused):
    """The last passkey or code app stays, or nobody could sign in."""

    code = "officials.last_way_in"
    status = 409
    says = Words(
        zh="这是您唯一的登录方式，不能删除。",
        en="This is your only way to sign in. It stays.",
    )
    do = Words(zh="请先添加另一种。", en="Add another one first.")


class NotRecognised(Refused):
    """Nobody was let in; whether seat, name, code or passkey was wrong is not said."""

    code = "officials.not_recognised"
    status = 403
    says = Words(
        zh="没有登录成功。岗位、登录名、动态码或通行密钥不对。",
        en="You are not signed in. Seat, name, code or passkey did not match.",
    )
    do = Words(
        zh="请核对后再试。一个动态码只能用一次。多次不成功的，请联系系统管理员。",
        en="Check them and try again. A code works once. If it keeps failing, ask the operator.",
    )


class NotConfirmed(Refused):
    """Whoever sits there did not show that they are the official who signed in."""

    code = "officials.not_confirmed"
    status = 403
    says = Words(
        zh="没有确认成功。动态码或通行密钥不对。",
        en="That did not confirm it is you. Code or passkey did not match.",
    )
    do = Words(
        zh="请再试一次。一个动态码只能用一次，请等下一个。",
        en="Try once more. A code works once; wait for the next one.",
    )


class TooManyAttempts(Refused):
    """Too many wrong codes for one seat and name; so it is for those that do not exist."""

    code = "officials.too_many_attempts"
    status = 429
    says = Words(
        zh="这个岗位和登录名的尝试次数太多，暂时不能用动态码。",
        en="There were too many attempts for this seat and name. Codes do not work for now.",
    )
    do = Words(
        zh="请用通行密钥登录，或者过15分钟再试。仍不行的，请联系系统管理员。",
        en="Use your passkey, or wait 15 minutes. If that does not help, ask the operator.",
    )


class NobodySignsIn(Refused):
    """The seat has neither an official who signs in nor an open invitation."""

    code = "officials.nobody_signs_in"
    status = 409
    says = Words(zh="没有人用这个岗位登录。", en="Nobody signs in to this seat.")
    do = Words(zh="无需操作。", en="There is nothing to do.")
