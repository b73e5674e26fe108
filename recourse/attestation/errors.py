"""What attestation refuses, in words for whoever asked."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NotVouchedFor(Refused):
    """Nobody vouches for the key that signs statements, so others could not check them."""

    code = "attestation.not_vouched_for"
    status = 503
    says = Words(
        zh="证明的签名密钥“{use}”还没有可用的证书，目前不能出具。",
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


class NoSuchCertificate(Refused):
    """There is no certificate of this name among the former ones."""

    code = "attestation.no_such_certificate"
    status = 404
    says = Words(
        zh="以前的证书中没有叫这个名字的。",
        en="None of the former certificates has this name.",
    )
    do = Words(
        zh="请核对名称：以前的证书在证书目录的 former 里。",
        en="Check the name: former certificates lie under “former” of the folder of certificates.",
    )


class StillSigns(Refused):
    """The key that is to be withdrawn is in use."""

    code = "attestation.still_signs"
    status = 409
    says = Words(
        zh="这张证书的密钥现在还在签名。", en="The key of this certificate is signing at present."
    )
    do = Words(
        zh="请先用 recourse issuer request --new-key 换一个密钥，并安装它的证书。",
        en="First have another key vouched for: recourse issuer request --new-key, then install.",
    )


class KeyWithdrawn(NotVouchedFor):
    """A certificate is for a key that was withdrawn."""

    code = "attestation.key_withdrawn"
    status = 409
    says = Words(
        zh="这张证书的密钥已经作废，不能再用来签名。",
        en="The key of this certificate was withdrawn and signs nothing any more.",
    )
    do = Words(
        zh="请用 recourse issuer request --new-key 换一个密钥。",
        en="Ask for a certificate for another key: recourse issuer request --new-key.",
    )


class NoDomain(Refused):
    """Nothing is chosen to state something about."""

    code = "attestation.no_domain"
    says = Words(zh="没有选择领域。", en="No field was chosen.")
    do = Words(zh="请至少选择一个领域。", en="Choose at least one.")


class NotStated(Refused):
    """The catalogue in force lets nothing be stated of one of the domains."""

    code = "attestation.not_stated"
    law = cite(SOCIAL_CREDIT, "10")
    says = Words(
        zh="所选领域中，有的目前不能证明。", en="Nothing can be stated about one of these fields."
    )
    do = Words(zh="请只选择页面上列出的领域。", en="Choose only fields that the page lists.")


class BeyondRequest(Refused):
    """What is bound to an organisation goes beyond the field of its request."""

    code = "attestation.beyond_request"
    law = cite(PIPL, "6")
    says = Words(
        zh="这个单位的出示要求只涉及一个领域，您选择的领域与它不同。",
        en="This organisation's request lies in one field, and you chose others.",
    )
    do = Words(
        zh="请只选择该要求的领域，或者不指定单位。",
        en="Choose that field alone, or name no organisation.",
    )


class PeriodReversed(Refused):
    """The period ends before it begins."""

    code = "attestation.period_reversed"
    says = Words(zh="期间的最后一天早于第一天。", en="The period ends before it begins.")
    do = Words(zh="请核对两个日期。", en="Check both days.")


class PeriodAhead(Refused):
    """The period has days that have not come."""

    code = "attestation.period_ahead"
    says = Words(zh="期间不能超过今天。", en="The period goes beyond today.")
    do = Words(zh="最后一天请选择今天或者更早。", en="Let it end today or earlier.")


class PeriodTooLong(Refused):
    """The period is longer than records that speak against people may be kept."""

    code = "attestation.period_too_long"
    law = cite(SOCIAL_CREDIT, "38")
    says = Words(zh="期间超过了五年。", en="The period is longer than five years.")
    do = Words(zh="请选择五年以内的期间。", en="Choose five years or less.")


class Prevented(Refused):
    """A record in use would make the statement untrue; its person is shown which."""

    code = "attestation.prevented"
    status = 409
    says = Words(
        zh="在您选择的事项和期间内，有正在使用的记录，所以目前不能这样证明。",
        en="A record is in use within the items and the period you chose."
        " So this cannot be stated now.",
    )
    do = Words(
        zh="请查看这条记录：您可以提出异议，或者申请修复。",
        en="Look at the record: you can object to it, or ask for repair.",
    )


class NothingGranted(Refused):
    """The application was not granted, or what was granted is over."""

    code = "attestation.nothing_granted"
    status = 409
    says = Words(zh="这项申请目前没有给予。", en="This application is not granted now.")
    do = Words(
        zh="请查看申请的进展；到期的，可以重新申请。",
        en="See where the application stands; if it is over, you can apply again.",
    )


class NothingUndone(Refused):
    """The record still holds, ended on its own day, or is erased: there is nothing to tell."""

    code = "attestation.nothing_undone"
    status = 409
    says = Words(
        zh="这条记录没有更正、撤下或者修复，也可能已经删除。",
        en="This record was not corrected, withdrawn or repaired, or it is erased.",
    )
    do = Words(zh="认为记录有误的，可以提出异议。", en="If it is wrong, you can object to it.")


class TooManyToday(Refused):
    """The person was given as many statements today as one day has."""

    code = "attestation.too_many_today"
    status = 429
    says = Words(
        zh="您今天已经开具了{most}份证明。", en="You have had {most} statements today already."
    )
    do = Words(zh="请明天再来，或者使用已有的证明。", en="Come back tomorrow, or use one of those.")


class NoSuchStatement(Refused):
    """There is no such statement of this person."""

    code = "attestation.no_such_statement"
    status = 404
    says = Words(zh="没有找到这份证明。", en="There is no such statement.")
    do = Words(zh="请从“报告与证明”页面打开。", en="Open it from the page “Statements”.")


class NotGood(Refused):
    """The statement is over, was taken back, or is erased."""

    code = "attestation.not_good"
    status = 409
    says = Words(
        zh="这份证明已过期、已撤回或者已删除。",
        en="This statement is over, was taken back, or is erased.",
    )
    do = Words(zh="请开具一份新的证明。", en="Get a fresh one.")


class CodeOpensNothing(Refused):
    """The code was never made, is used, is over, or is for somebody else: all the same answer."""

    code = "attestation.code_opens_nothing"
    law = cite(PIPL, "6")
    status = 404
    says = Words(zh="这个出示码打不开任何证明。", en="This code opens nothing.")
    do = Words(
        zh="请核对出示码和单位，或者请对方重新生成一个。",
        en="Check the code and the organisation, or ask for a new code.",
    )


class TooManyWrongCodes(Refused):
    """Too many wrong codes came from one address; nobody whose codes they might be pays for it."""

    code = "attestation.too_many_wrong_codes"
    status = 429
    says = Words(
        zh="从您这里输入的错误出示码太多了。", en="Too many wrong codes came from where you are."
    )
    do = Words(zh="请过{minutes}分钟再试。", en="Try again in {minutes} minutes.")


class NoSuchRecipient(Refused):
    """Nobody of this name can be chosen to open a code."""

    code = "attestation.no_such_recipient"
    says = Words(zh="没有这个单位。", en="There is no such organisation.")
    do = Words(zh="请从列表中选择。", en="Choose one from the list.")


class SayWhoYouAre(Refused):
    """Whoever opens a statement did not say who they are."""

    code = "attestation.say_who_you_are"
    says = Words(
        zh="没有写明您是谁，或者写得太长。", en="You did not say who you are, or said too much."
    )
    do = Words(
        zh="请写明窗口或者姓名，最多{most}个字符。对方会看到。",
        en="Name your counter or yourself, in up to {most} characters. The person sees it.",
    )
