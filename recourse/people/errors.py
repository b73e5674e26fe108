"""What the room `people` refuses."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchPerson(Refused):
    """There is nobody of this identifier whom the caller may see."""

    code = "people.no_such_person"
    status = 404
    says = Words(zh="没有可以查看的档案。", en="There is no file that you may see.")
    do = Words(zh="请重新登录后再试。", en="Log in again and try once more.")


class NameDoesNotMatch(Refused):
    """A document is known under another name; which one is right is never guessed."""

    code = "people.name_does_not_match"
    law = cite(PIPL, "8")
    says = Words(
        zh="这个证件号码登记的是另一个姓名。",
        en="This document number is known under another name.",
    )
    do = Words(
        zh="请对照证件核对姓名和号码。姓名确已变更的，请附证明。",
        en="Compare name and number with the document. If the name changed, attach the proof.",
    )


class DocumentNumberShape(Refused):
    """Documents other than a citizen's card have 5 to 20 letters and digits."""

    code = "people.document_number_shape"
    says = Words(
        zh="证件号码应为5至20位字母或数字。",
        en="A document number has 5 to 20 letters or digits.",
    )
    do = Words(
        zh="请对照证件核对号码，改正后重新提交。",
        en="Compare the number with the document, correct it and hand it in again.",
    )


class NameMissing(Refused):
    """Without a name a number proves nothing."""

    code = "people.name_missing"
    says = Words(zh="缺少姓名。", en="The name is missing.")
    do = Words(zh="请按证件填写姓名。", en="Write the name as the document gives it.")


class NotYourFile(Refused):
    """Only the person decides how they are told."""

    code = "people.not_your_file"
    law = cite(PIPL, "44")
    status = 403
    says = Words(
        zh="联系方式和送达方式只能由本人更改。",
        en="Only the person may change how they are told.",
    )
    do = Words(zh="请由本人登录后更改。", en="The person can log in and change it.")


class WrongContactCode(Refused):
    """The code does not prove that somebody reads what is sent to a new address."""

    code = "people.wrong_contact_code"
    status = 403
    says = Words(zh="确认码不对，或者已过期。", en="That is not the code, or it is too old.")
    do = Words(
        zh="请核对后再输入，或者重新保存联系方式，会再发一个。",
        en="Check it and type it again, or keep the address once more to get a new one.",
    )


class NowhereToSend(Refused):
    """Nobody is served electronically without an address."""

    code = "people.nowhere_to_send"
    status = 409
    says = Words(
        zh="还没有登记电子邮箱或手机。", en="There is neither an e-mail address nor a phone."
    )
    do = Words(zh="请先登记并确认其中一个。", en="Give one of them first, and confirm it.")


class LoginTaken(Refused):
    """A login opens one account, and a person has one account."""

    code = "people.login_taken"
    status = 409
    says = Words(zh="这个登录名或这个人已有账户。", en="This login or this person has an account.")
    do = Words(zh="请使用已有账户登录。", en="Log in with the account that exists.")


class NoSuchAccount(Refused):
    """Nobody comes in by this login."""

    code = "people.no_such_account"
    status = 404
    says = Words(zh="没有这个账户。", en="There is no such account.")
    do = Words(zh="请检查登录名。", en="Check the login.")


class NothingHeld(Refused):
    """Nobody here has this document: there is no file, and none is begun by asking."""

    code = "people.nothing_held"
    law = cite(PIPL, "6")
    status = 404
    says = Words(zh="我们没有关于您的任何记录。", en="Nothing is held about you.")
    do = Words(
        zh="如果您认为应有记录，请携带证件到服务大厅查询。",
        en="If you expected a record, bring your documents to a service hall.",
    )


class KnownByAnotherName(Refused):
    """A document proved at the way in is held here under another name; no file is opened."""

    code = "people.known_by_another_name"
    law = cite(PIPL, "8; 46")
    status = 409
    says = Words(
        zh="这个证件在我们这里登记的是另一个姓名。档案没有打开。",
        en="We hold this document under another name. No file was opened.",
    )
    do = Words(
        zh="请携带证件到服务大厅更正。您改过姓名的，请带上证明。",
        en="Bring the document to a service hall. If your name changed, bring the proof too.",
    )


class AccountClosed(Refused):
    """This person's way in was closed."""

    code = "people.account_closed"
    status = 403
    says = Words(zh="您的账户已停用。", en="Your account is closed.")
    do = Words(
        zh="请拨打12345，或携带证件到服务大厅查看档案。",
        en="Call 12345, or bring your ID card to a service hall to see your file.",
    )


class DemoOnly(Refused):
    """Accounts are listed in a demo, where everybody is synthetic, and nowhere else."""

    code = "people.demo_only"
    law = cite(PIPL, "6")
    status = 403
    says = Words(zh="账户列表只在演示系统中显示。", en="Accounts are listed in a demo only.")
    do = Words(zh="请使用自己的登录名。", en="Log in with your own login.")


class IdentityKeyInUse(Refused):
    """People's identities are still sealed under this key."""

    code = "people.identity_key_in_use"
    status = 409
    says = Words(
        zh="密钥“{name}”仍在保护身份信息。",
        en="The key “{name}” still protects identities.",
    )
    do = Words(
        zh="请先运行 recourse keys rotate identity。",
        en="Run recourse keys rotate identity first.",
    )


class RotationGoesOn(Refused):
    """A new generation is begun when everybody is under the present one."""

    code = "people.rotation_goes_on"
    status = 409
    says = Words(
        zh="正在改用密钥“{name}”，还没有完成。",
        en="Identities are still being put under the key “{name}”.",
    )
    do = Words(
        zh="请等它完成；页面会显示进度。",
        en="Wait until it is done. The page shows how far it is.",
    )
