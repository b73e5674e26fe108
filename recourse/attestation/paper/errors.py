"""What cannot be put on paper."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class CodeTooLong(Refused):
    """Addresses of the service or of the recipient leave no room for what a code must say."""

    code = "attestation.code_too_long"
    status = 503
    says = Words(
        zh="证明上的二维码放不下：本服务或者接收单位的网址太长。",
        en="The code on the statement has no room: the address of this service or of the"
        " recipient is too long.",
    )
    do = Words(
        zh="请管理员换用较短的网址。您可以先领取电子凭证，或者拨打12345。",
        en="Ask the operator for a shorter address. Until then take the credential, or call 12345.",
    )
