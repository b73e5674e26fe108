"""What the room `agencies` refuses."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite, standard
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchAgency(Refused):
    """No agency has this code or name."""

    code = "agencies.no_such_agency"
    status = 404
    says = Words(zh="没有这个机构。", en="There is no such agency.")
    do = Words(zh="请核对机构代码或名称。", en="Check the code or the name of the agency.")


class NoSuchSeat(Refused):
    """The agency has no seat of this number."""

    code = "agencies.no_such_seat"
    status = 404
    says = Words(zh="没有这个岗位。", en="There is no such seat.")
    do = Words(
        zh="请核对机构和岗位编号，例如“应急管理局/0001”。",
        en="Check the agency and the number of the seat, as in “CODE/0001”.",
    )


class AgencyExists(Refused):
    """An agency has this code, or one of its names, already."""

    code = "agencies.agency_exists"
    status = 409
    says = Words(
        zh="这个代码或名称已经属于一个机构。",
        en="This code or name belongs to an agency already.",
    )
    do = Words(zh="请使用已登记的机构。", en="Use the agency that is entered.")


class SeatExists(Refused):
    """A number is given once in an agency, for people find it in their log for years."""

    code = "agencies.seat_exists"
    status = 409
    says = Words(zh="这个岗位编号已被使用。", en="This number of a seat is taken.")
    do = Words(zh="请使用新的编号。", en="Choose a new number.")


class MandateExists(Refused):
    """The seat has this mandate at that time."""

    code = "agencies.mandate_exists"
    status = 409
    says = Words(zh="该岗位在此期间已有这项权限。", en="The seat has this mandate at that time.")
    do = Words(zh="请先终止原有权限。", en="End the earlier mandate first.")


class NoSuchMandate(Refused):
    """There is no mandate to end."""

    code = "agencies.no_such_mandate"
    status = 404
    says = Words(zh="该岗位没有这项权限。", en="The seat has no such mandate.")
    do = Words(zh="请核对岗位和权限。", en="Check the seat and the mandate.")


class EndsBeforeItBegins(Refused):
    """A period has at least one day."""

    code = "agencies.ends_before_it_begins"
    says = Words(
        zh="终止日期应晚于开始日期。",
        en="The first day no longer valid must come after the first valid day.",
    )
    do = Words(zh="请更正日期。", en="Correct the dates.")


class WebhookAddress(Refused):
    """The address is not one to which a recall may be sent."""

    code = "agencies.webhook_address"
    says = Words(zh="这个地址不能用来接收通知。", en="Nothing can be sent to this address.")
    do = Words(
        zh="请填写公网 https 地址，不带用户名、密码和“#”部分。",
        en="Give a public https address, without a user, a password or a “#” part.",
    )


class UnknownMachine(Refused):
    """No machine has this name and this secret; which of the two is wrong is not said."""

    code = "agencies.unknown_machine"
    law = standard("RFC 6749", "5.2")
    status = 401
    says = Words(
        zh="系统接口的名称或密钥不正确。",
        en="The name or the secret of the machine is wrong.",
    )
    do = Words(
        zh="请向本单位的管理员索取有效的密钥。",
        en="Ask your agency's operator for a valid secret.",
    )


class MachineExists(Refused):
    """A machine's name is given once."""

    code = "agencies.machine_exists"
    status = 409
    says = Words(zh="这个系统接口名称已被使用。", en="This name of a machine is taken.")
    do = Words(zh="请使用新的名称。", en="Choose a new name.")


class NeedsTwo(Refused):
    """One official alone gives nobody a power; the operator's command may."""

    code = "agencies.needs_two"
    law = cite(PIPL, "51(1)(4)")
    status = 403
    says = Words(
        zh="授予权限须由两名管理员办理。", en="It takes two administrators to give a power."
    )
    do = Words(
        zh="请先提出，再由另一名管理员批准。",
        en="Propose it, and have another administrator approve it.",
    )


class NotForThisRole(Refused):
    """A mandate goes to a seat whose role can use it; an administrator's can use none."""

    code = "agencies.not_for_this_role"
    law = cite(PIPL, "51(1)(4)")
    status = 409
    says = Words(
        zh="这类岗位不能有这项权限或者系统接口。",
        en="A seat of this role cannot have this mandate or a machine.",
    )
    do = Words(
        zh="请选择角色相符的岗位，或者先设立岗位。",
        en="Choose a seat whose role fits, or have one made.",
    )


class SignedAtTheDesk(Refused):
    """A second person signs and certifies; no machine acts as a second signer's seat."""

    code = "agencies.signed_at_the_desk"
    law = cite(SOCIAL_CREDIT, "15")
    status = 403
    says = Words(
        zh="第二人在工作台上签署，系统接口不能代替。",
        en="A second person signs at the desk. No machine does it for them.",
    )
    do = Words(
        zh="请复核签署岗位的工作人员登录后签署。",
        en="Have the official who holds the second signer's seat sign in and sign.",
    )


class EndsAlready(Refused):
    """An end moves only earlier."""

    code = "agencies.ends_already"
    status = 409
    says = Words(zh="这个岗位到那天之前已经终止。", en="This seat ends before that day already.")
    do = Words(
        zh="请填写更早的日期；还需要的，请设立新岗位。",
        en="Give an earlier day. If a seat is needed longer, have a new one made.",
    )


class TwoSecretsAlready(Refused):
    """At most two secrets of a machine are valid at a time."""

    code = "agencies.two_secrets_already"
    status = 409
    says = Words(
        zh="这个系统接口已有两个有效密钥。", en="Two secrets of this machine are valid already."
    )
    do = Words(
        zh="请先停用旧密钥，或者等它到期。",
        en="Stop the earlier secret first, or wait until it ends.",
    )


class NoEarlierSecret(Refused):
    """There is no earlier secret to stop."""

    code = "agencies.no_earlier_secret"
    status = 409
    says = Words(
        zh="这个系统接口只有一个有效密钥。", en="Only one secret of this machine is valid."
    )
    do = Words(zh="无需操作。", en="There is nothing to do.")
