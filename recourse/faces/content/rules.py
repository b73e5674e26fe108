"""What may be shown: a whole article, and an honour as long as its person agrees; pure.

The rules this module enforces:

* nothing is shown in one language only;
* a story is shown from the day of consent until the day before it ends, and from the day of
  withdrawal on no more, whether or not its files are still there;
* a consent lasts two years at the most, and is for an honour of the catalogue;
* of several stories one is shown, by the day: there is no list of people;
* a link leads to a page of this site.

Law:
    PIPL art. 14, 15, 25; Shandong Social Credit Regulations art. 20, 53; charter G8.

"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from recourse.faces.content.terms import Consent, Exemplar
from recourse.ground.calendar import add_months
from recourse.ground.words import Words

LONGEST_CONSENT_MONTHS = 24
LINK = re.compile(r"\]\(([^)\s]*)")
LONG_NUMBER = re.compile(r"\d{15}|\d{17}[\dXx]|1\d{10}")

NO_CONSENT = Words(zh="缺少本人同意的文件", en="the file with the person's consent is missing")
OVER = Words(zh="同意已经到期", en="the consent is over")
WITHDRAWN = Words(zh="本人已经撤回同意", en="the person has withdrawn the consent")
NOT_YET = Words(zh="同意的日期还没有到", en="the day of the consent lies ahead")
TOO_LONG = Words(
    zh=f"同意最长{LONGEST_CONSENT_MONTHS}个月",
    en=f"a consent lasts at most {LONGEST_CONSENT_MONTHS} months",
)
NO_HONOUR = Words(zh="不是目录里的荣誉", en="this is no honour of the catalogue")
A_NUMBER = Words(
    zh="文字里有证件号码或者电话号码", en="the text holds the number of a document or a telephone"
)


def why_not(consent: Consent | None, *, on: date) -> Words | None:
    """Return why a story may not be shown on a day; None if it may."""
    if consent is None:
        return NO_CONSENT
    if consent.withdrawn_on is not None and consent.withdrawn_on <= on:
        return WITHDRAWN
    if consent.until_on <= on:
        return OVER
    if on < consent.consented_on:
        return NOT_YET
    if add_months(consent.consented_on, LONGEST_CONSENT_MONTHS) < consent.until_on:
        return TOO_LONG
    return None


def shown(exemplars: Sequence[Exemplar], *, on: date) -> Exemplar | None:
    """Return the one story that is shown on a day; None if nobody agrees to be shown."""
    may = [one for one in exemplars if why_not(one.consent, on=on) is None]
    return may[on.toordinal() % len(may)] if may else None


def faults_of(exemplar: Exemplar, *, on: date, honours: Collection[str]) -> Iterator[Words]:
    """Yield everything that is wrong with a story."""
    why = why_not(exemplar.consent, on=on)
    if why is not None:
        yield why
    if exemplar.consent is not None and exemplar.consent.honour not in honours:
        yield NO_HONOUR
    if LONG_NUMBER.search(exemplar.text.body.zh + exemplar.text.body.en):
        yield A_NUMBER


def foreign_links(markdown: str) -> list[str]:
    """Return the links of a text that do not lead to a page of this site."""
    return [link for link in LINK.findall(markdown) if not re.fullmatch(r"/(?!/)[\w./#-]*", link)]
