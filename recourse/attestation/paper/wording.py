"""The words on a sheet that are the same on every one."""

from recourse.attestation.terms import Mark, Undone
from recourse.ground.words import Words

COLUMNS = (Words(zh="项目", en="What"), Words(zh="内容", en="It says"))
SUBJECT = Words(zh="关于谁", en="About whom")
NAME = Words(zh="姓名", en="Name")
ID_LAST4 = Words(zh="证件号码后四位", en="ID, last four")
BIRTH_YEAR = Words(zh="出生年份", en="Year of birth")
NUMBER = Words(zh="编号", en="Number")
AS_OF = Words(zh="截至", en="As of")
VALID = Words(zh="有效期至", en="Valid until")
RECIPIENT = Words(zh="出具给", en="Made for")
PURPOSE = Words(zh="用于", en="Purpose")
BASIS = Words(zh="依据", en="Law")

SAYS = Words(zh="说明了什么", en="What is stated")
LIMITS = Words(zh="没有说明什么", en="What this does not say")
SEARCHED = Words(zh="查了什么", en="What was looked through")
SEARCHED_COLUMNS = (Words(zh="领域", en="Field"), Words(zh="信息事项", en="Items"))
PERIOD = Words(zh="期间", en="Period")
INSIDE = Words(zh="文件里还有什么", en="What else is in this file")
FILES = (
    Words(
        zh="statement.json：同样的内容，供程序读取。",
        en="The same content, for programs.",
    ),
    Words(
        zh="statement.sd-jwt：同样的内容，由签发单位签名的电子凭证。",
        en="The same content as a credential, signed by the issuer.",
    ),
)

CODE = Words(zh="二维码：这份文件的要点和签名", en="A code: the gist of this paper, signed")
SCAN = Words(
    zh="二维码里是这份文件的要点，带有签名，不联网也能核验。",
    en="The code holds the gist of this paper, signed. It can be checked without a network.",
)
MORE_CODES = Words(zh="其余的二维码", en="The other codes")
EACH_CODE = Words(
    zh="领域较多，一个二维码放不下。每个二维码各自完整，说明其中一部分领域。",
    en="There are more fields than one code holds. Each code is whole and covers some of them.",
)
FOOT = Words(
    zh="纸质件请扫码核验；电子文件带有电子印章，改动一处即失效。不收费。",
    en="On paper, check the code. The file is sealed: any change breaks the seal. Free of charge.",
)

ENTRY = Words(zh="记录", en="Record")
AUTHORITY = Words(zh="作出决定的单位", en="Decided by")
DECIDED_ON = Words(zh="决定日期", en="Decided on")
BESIDE = Words(zh="请注意", en="Please note")
OWN_WORDS = Words(zh="本人说明", en="The person’s own words")
NO_ENTRIES = Words(zh="没有记录。", en="No records.")

CORRECTION = Words(zh="哪一条记录不再有效", en="Which record no longer holds")
UNDONE = Words(zh="结果", en="What became of it")
UNDONE_ON = Words(zh="自何日起", en="Since")
UNDONE_AS = {
    Undone.CORRECTED: Words(zh="已更正", en="Corrected"),
    Undone.WITHDRAWN: Words(zh="已撤下", en="Withdrawn"),
    Undone.REVOKED: Words(zh="因决定被撤销而撤下", en="Taken down: the decision was revoked"),
    Undone.REPAIRED: Words(zh="已修复", en="Repaired"),
}

BENEFIT = Words(zh="哪一项惠民办法", en="Which benefit")
SCHEME = Words(zh="名称", en="Name")
ELIGIBLE = Words(zh="符合条件", en="Eligible")
YES = Words(zh="是", en="Yes")
RULE_VERSION = Words(zh="规则版本", en="Version of the rules")

MARKS = {
    Mark.CORRECTED: Words(zh="这条记录更正过。", en="This record was corrected."),
    Mark.REPAIRED: Words(zh="这条记录已经修复。", en="This record was repaired."),
    Mark.DISPUTED: Words(
        zh="本人已提出异议，正在处理。", en="The person objects to it; this is being looked into."
    ),
    Mark.ENDED: Words(
        zh="这条记录已停止使用，只有本人能看到。",
        en="This record is no longer used; only the person sees it.",
    ),
}


def valid_until(on: Words) -> Words:
    """Say until when a statement is good; stands at the foot of every page."""
    return Words(zh=f"有效期至{on.zh}", en=f"Valid until {on.en}")


def between(first: Words, last: Words) -> Words:
    """Say from which day to which; both belong to it."""
    return Words(
        zh=f"{first.zh}至{last.zh}（含首尾两日）", en=f"{first.en} to {last.en}, both included"
    )


def check_at(address: str) -> Words:
    """Say where a paper is checked; whatever is checked there stays in the browser."""
    return Words(
        zh=f"核验：{address}，不上传任何内容。",
        en=f"Check it at {address}: nothing is uploaded.",
    )


def catalogue(version: str) -> Words:
    """Say in which catalogue the items stand."""
    return Words(zh=f"信息目录版本：{version}。", en=f"Version of the catalogue: {version}.")
