"""What a person is told whenever somebody asks them for a statement."""

from recourse.attestation.recipients import rules
from recourse.catalogue.terms import Request
from recourse.ground.words import Words

CLAIMS = {
    "domain": Words(zh="领域", en="Domain"),
    "period_from": Words(zh="起始日期", en="Period from"),
    "period_to": Words(zh="截止日期", en="Period to"),
    "as_of": Words(zh="查询日期", en="As of"),
    "finding": Words(zh="结论", en="Finding"),
    "name": Words(zh="姓名", en="Name"),
    "id_last4": Words(zh="证件号码后四位", en="Last four characters of the document"),
    "birth_year": Words(zh="出生年份", en="Year of birth"),
    "statement_id": Words(zh="证明编号", en="Number of the statement"),
}
"""What a statement tells, in words that the wallet and the pages share."""

FINDING = Words(zh="没有不利记录", en="No adverse record")


def shown_of(request: Request) -> list[Words]:
    """Return what an organisation is shown on a request."""
    return [CLAIMS[name] for name in rules.claims_of(request)]


YOU_MAY_REFUSE = Words(
    zh="您可以拒绝，不必说明理由。对方不会知道您是拒绝了，还是没有这份证明。"
    "您也可以改为出示纸质证明。",
    en="You may refuse, and you need not say why. They cannot tell whether you refused or hold no"
    " such statement. You may show it on paper instead.",
)
WHERE_TO_COMPLAIN = Words(
    zh="认为不该要求，或者要求了更多内容的，可以拨打12345投诉，不收费。"
    "也可以向网信部门投诉（《个人信息保护法》第65条）。",
    en="If you should not have been asked, or were asked for more, call 12345; it is free. You may"
    " also complain to the cyberspace administration (Personal Information Protection Law,"
    " art. 65).",
)
