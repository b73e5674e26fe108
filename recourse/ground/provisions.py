"""How a provision is cited in both languages, and the laws that refusals rest on.

A refusal cannot ask the catalogue: it must say its law while no catalogue is loaded. The names here
are those of the catalogue's `laws/`; `tests/architecture/test_refusals.py` keeps them the same.
"""

import re

from recourse.ground.words import Words

ARTICLE = re.compile(r"(\d+(?:-\d+)?)((?:\(\d+\))*)")

PIPL = Words(zh="个人信息保护法", en="Personal Information Protection Law")
SOCIAL_CREDIT = Words(zh="山东省社会信用条例", en="Shandong Social Credit Regulations")
PENALTY = Words(zh="行政处罚法", en="Administrative Penalty Law")
CREDIT_REPAIR = Words(zh="信用修复管理办法", en="Measures on Credit Repair")
IDENTITY_CARD = Words(zh="居民身份证法", en="Resident Identity Card Law")
PUBLIC_SECURITY = Words(zh="治安管理处罚法", en="Public Security Administration Punishments Law")
CIVIL_CODE = Words(zh="民法典", en="Civil Code")
JUVENILE = Words(zh="预防未成年人犯罪法", en="Prevention of Juvenile Delinquency Law")


def cite(law: Words, article: str = "") -> Words:
    """Return how an article of a law is cited in both languages; without one, the whole law.

    `13(1)(3)` is article 13, paragraph 1, item 3; several stand between semicolons.
    """
    if not article:
        return Words(zh=f"《{law.zh}》", en=law.en)
    articles = [part.strip() for part in article.split(";")]
    *most, last = articles
    en = f"{', '.join(most)} and {last}" if most else last
    zh = "、".join(_article_zh(part) for part in articles)
    return Words(zh=f"《{law.zh}》{zh}", en=f"{law.en}, art. {en}")


def _article_zh(article: str) -> str:
    """Return an article as Chinese law cites it: `13(1)(3)` is 第13条第1款第3项."""
    match = ARTICLE.fullmatch(article)
    if match is None:
        return article
    number, below = match.groups()
    units = [f"第{n}{unit}" for n, unit in zip(re.findall(r"\d+", below), "款项", strict=False)]
    return f"第{number.replace('-', '至')}条" + "".join(units)


def standard(name: str, section: str = "") -> Words:
    """Return how a technical standard is cited; its name is the same in both languages."""
    if not section:
        return Words(zh=name, en=name)
    return Words(zh=f"{name} 第 {section} 节", en=f"{name}, section {section}")


def together(*cited: Words) -> Words:
    """Return several citations as one."""
    return Words(zh="；".join(one.zh for one in cited), en="; ".join(one.en for one in cited))
