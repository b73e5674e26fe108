"""What attestation refuses, in words for whoever asked."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NotVouchedFor(Refused):
    """Nobody vouches for the key that signs statements, so others could not check them."""

    code = "attestation.not_vouched_for"
    status = 503
    says = Words(
        zh="声明的签名密钥“{use}”还没有可用的证书，目前不能出具。",
        en="There is no certificate for the key “{use}” yet, so nothing can be signed with it.",
    )
    do = Words(
        zh="请管理员运行 recourse issuer request，取得证书后运行 recourse issuer install。",
        en="Ask the operator to run recourse issuer request, and recourse issuer install"
        " with the certificate.",
    )


class NotOurCertificate(NotVouchedFor):
    """A certificate is for another key, or was not issued by the authority that was named."""

    code = "attestation.not_our_certificate"
    status = 422
    says = Words(
        zh="这张证书不是给“{use}”的密钥签发的，或者不是由这个机构签发的。",
        en="This certificate is not for a key of “{use}”, or was not issued by this authority.",
    )
    do = Words(
        zh="请用 recourse issuer request 生成的申请重新办理，并附上完整的证书链。",
        en="Have one issued for the request that recourse issuer request prints, and hand in the"
        " whole chain.",
    )
