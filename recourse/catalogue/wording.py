"""How headings are compared and how articles are cited; pure."""

import re
import unicodedata

from recourse.catalogue.terms import Law
from recourse.ground.words import Words

ARTICLE = re.compile(r"(\d+(?:-\d+)?)((?:\(\d+\))*)")


def plain(text: str) -> str:
    """Return a heading or a spelling in the form in which two of them are compared.

    Full-width and half-width, capitals and spaces make no difference.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def citation(law: Law, article: str) -> Words:
    """Return how an article is cited in both languages.

    `13(1)(3)` is article 13, paragraph 1, item 3; several stand between semicolons.
    """
    articles = [part.strip() for part in article.split(";")]
    zh = "、".join(_article_zh(part) for part in articles)
    *most, last = articles
    en = f"{', '.join(most)} and {last}" if most else last
    return Words(zh=f"《{law.name.zh}》{zh}", en=f"{law.name.en}, art. {en}")


def _article_zh(article: str) -> str:
    match = ARTICLE.fullmatch(article)
    if match is None:
        return article
    number, below = match.groups()
    units = [f"第{n}{unit}" for n, unit in zip(re.findall(r"\d+", below), "款项", strict=False)]
    return f"第{number.replace('-', '至')}条" + "".join(units)
