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


class TooManyPrints(Refused):
    """The person had as many PDF made within an hour as an hour has."""

    code = "notice.too_many_prints"
    status = 429
    says = Words(
        zh="一小时内已经生成了{most}份 PDF。",
        en="You have had {most} PDF files made within an hour.",
    )
    do = Words(
        zh="请使用已经下载的文件，或者一小时后再试。网页和数据文件随时可用。",
        en="Use those you have, or come back in an hour. Pages and data files are there any time.",
    )


class HeldBackForNoDay(Refused):
    """A day that is over holds nothing back."""

    code = "notice.held_back_for_no_day"
    status = 400
    says = Words(zh="最后一天不能早于今天。", en="The last day cannot be earlier than today.")
    do = Words(zh="请填写今天或者以后的日期。", en="Give today or a later day.")


class HeldBackTooLong(Refused):
    """Somebody who is never reached cannot answer, so it is for days and not for good."""

    code = "notice.held_back_too_long"
    status = 400
    says = Words(
        zh="一次最多暂缓{days}天。", en="Letters are held back for {days} days at the most."
    )
    do = Words(
        zh="请填早一些的日期。到期后隔同样长的时间，可以再次暂缓。",
        en="Give an earlier day. After as many days again you can ask once more.",
    )


class HeldBackLately(Refused):
    """Between two times lie as many days as the first one lasted."""

    code = "notice.held_back_lately"
    status = 409
    says = Words(
        zh="距上次暂缓时间太短，{again_on}起可以再次暂缓。",
        en="It is too soon after the last time. You can ask again from {again_on}.",
    )
    do = Words(zh="急需帮助的，请拨打12345。", en="If you need help before that, call 12345.")


class NotHeldBack(Refused):
    """Letters leave as always, so there is nothing to end."""

    code = "notice.not_held_back"
    status = 409
    says = Words(zh="来信没有暂缓。", en="Your letters are not held back.")
    do = Words(zh="无需办理。", en="Nothing needs doing.")
