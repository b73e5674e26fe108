"""What the room `notice` refuses."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchNotice(Refused):
    """There is no such notice in this person's inbox; says nothing of other inboxes."""

    code = "notice.no_such_notice"
    status = 404
    says = Words(zh="您的收件箱中没有这份告知书。", en="There is no such letter in your inbox.")
    do = Words(zh="请回到收件箱重新选择。", en="Go back to your inbox and choose again.")


class NoSuchLetter(Refused):
    """No letter with that notice is on its way, so none can have come back."""

    code = "notice.no_such_letter"
    status = 404
    says = Words(zh="没有这封寄出的信。", en="No such letter was posted.")
    do = Words(zh="请核对信封上的编号。", en="Check the number on the envelope.")


class NoCertificate(Refused):
    """A file is no certificate of erasure of ours, or is not what we signed."""

    code = "notice.no_certificate"
    status = 422
    says = Words(
        zh="这个文件不是本服务签发的删除证明，或者已被改动。",
        en="This file is no certificate of erasure of this service, or it was changed.",
    )
    do = Words(
        zh="请登录后从记录页面重新下载。",
        en="Log in and download it again from the record's page.",
    )


class CannotPrint(Refused):
    """This machine has no font with Chinese characters."""

    code = "notice.cannot_print"
    status = 503
    says = Words(zh="暂时不能生成 PDF。", en="A PDF cannot be made at the moment.")
    do = Words(
        zh="请打印网页上的信，或者拨打12345索取纸质件。",
        en="Print the letter from its page, or call 12345 and ask for it on paper.",
    )
