"""Why an organisation is not registered, or may not ask."""

from recourse.ground.provisions import PIPL, cite, standard
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchRecipient(Refused):
    """No organisation is registered under this code."""

    code = "recipients.no_such_recipient"
    status = 404
    says = Words(zh="没有登记这个单位。", en="No such organisation is registered.")
    do = Words(zh="请核对统一社会信用代码。", en="Check its unified social credit code.")


class RecipientExists(Refused):
    """The code or the address belongs to a registered organisation."""

    code = "recipients.recipient_exists"
    status = 409
    says = Words(zh="这个代码或者网址已经登记。", en="This code or address is registered already.")
    do = Words(zh="请使用已登记的单位。", en="Use the organisation that is registered.")


class RecipientStopped(Refused):
    """What was stopped is not opened again by adding to it."""

    code = "recipients.stopped"
    status = 409
    says = Words(
        zh="这个单位已经停用，不得再要求个人出示证明。",
        en="This organisation was stopped: it may ask nobody any more.",
    )
    do = Words(
        zh="请先查明停用原因，再重新登记。", en="Find out why it was stopped before anything else."
    )


class NoSuchRequest(Refused):
    """The catalogue has no such reason to ask, or it is off, or its law is not in force."""

    code = "recipients.no_such_request"
    law = cite(PIPL, "6; 13")
    says = Words(
        zh="现行目录中没有可用的要求“{request}”。",
        en="The catalogue in force has no request “{request}” that may be made.",
    )
    do = Words(
        zh="没有法律依据，不得要求个人出示证明。请查看目录。",
        en="Without a law that says so nobody may be asked. See the catalogue.",
    )


class NotPermitted(Refused):
    """The organisation is not registered for this request, now."""

    code = "recipients.not_permitted"
    law = cite(PIPL, "6; 13")
    status = 404
    says = Words(
        zh="这个单位现在不得提出这项要求。",
        en="This organisation may not make this request now.",
    )
    do = Words(zh="请查看登记的要求和期限。", en="See what it is registered for, and until when.")


class PermissionExists(Refused):
    """The organisation may make this request from that day already."""

    code = "recipients.permission_exists"
    status = 409
    says = Words(
        zh="这个单位从这一天起已经可以提出这项要求。",
        en="The organisation may make this request from that day already.",
    )
    do = Words(zh="请改用另一个开始日期。", en="Choose another first day.")


class PeriodTooLong(Refused):
    """A permission has a first and a last day, and is looked at again within three years."""

    code = "recipients.period"
    says = Words(
        zh="登记期限应为1天至3年，截止日期晚于开始日期。",
        en="A registration lasts from one day to three years; it ends after it begins.",
    )
    do = Words(zh="请更正日期。", en="Correct the dates.")


class NotAnAddress(Refused):
    """The address does not name an organisation."""

    code = "recipients.address"
    law = standard("RFC 3986")
    says = Words(
        zh="单位网址应为https地址，不含用户名、查询或片段，末尾没有斜线。",
        en="The address is https, without a user, a query or a fragment, and ends in no slash.",
    )
    do = Words(zh="例如 https://shop.example。", en="For example https://shop.example.")


class UnfitCertificate(Refused):
    """The certificate does not let wallets know who asks."""

    code = "recipients.certificate"
    says = Words(
        zh="证书不可用：须为P-256密钥、由机构签发、含单位主机名，且在有效期内。",
        en="The certificate will not do: it needs a P-256 key, an authority that issued it,"
        " the host of the address, and to be in force.",
    )
    do = Words(
        zh="请单位用 recourse-verify ask-key 生成申请，再向证书机构申请。",
        en="Let the organisation make a request with recourse-verify ask-key and take it to"
        " an authority.",
    )


class CouldSignStatements(Refused):
    """Who vouches for our statements must not vouch for those who read them.

    Whoever trusts that authority would take a statement signed by the organisation for ours.
    """

    code = "recipients.certificate_of_statements"
    says = Words(
        zh="签发证明的证书机构不得为接收方签发证书。",
        en="The authority that vouches for statements must not vouch for those who ask for them.",
    )
    do = Words(zh="请使用另一个证书机构。", en="Take a certificate of another authority.")
