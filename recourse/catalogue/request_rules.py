"""What an organisation may ask a person to show; pure decisions, no clock, no tables.

1.  A request is of one domain, and of one in which something adverse may be recorded: a
    statement that nothing is there says nothing where nothing can be.
2.  It reaches back no further than anything of that domain may be shown, so that nobody is
    asked for a longer time than the law gives a record (Shandong art. 38; charter G5, G7).
3.  One that is off says why.

That its article is read in full and in force is checked with every other article.
"""

from collections.abc import Iterator
from datetime import date

from recourse.catalogue.terms import Catalogue, Fault, Item, Request, Weight
from recourse.ground.words import Words

CAP_MONTHS = 60


def check(request: Request, catalogue: Catalogue) -> Iterator[Fault]:
    """Check one request."""
    where = f"requests/{request.code}"
    if not request.enabled and request.disabled_why is None:
        zh, en = "停用的要求必须说明原因", "a request that is off must say why"
        yield _fault("disabled_without_reason", f"{where}/enabled", zh, en)
    if request.domain not in catalogue.domains:
        zh, en = f"没有这个领域：{request.domain}", f"there is no such domain: {request.domain}"
        yield _fault("unknown", f"{where}/domain", zh, en)
        return
    if not any(item.is_adverse for item in _items(request, catalogue)):
        zh, en = "这个领域没有对本人不利的事项", "nothing adverse is recorded in this domain"
        yield _fault("request_says_nothing", f"{where}/domain", zh, en)
        return
    if not 1 <= request.back_months <= CAP_MONTHS:
        zh, en = f"追溯期间应为1至{CAP_MONTHS}个月", f"it reaches back 1 to {CAP_MONTHS} months"
        yield _fault("request_months", f"{where}/back_months", zh, en)
    yield from _too_far(request, where, _longest_months(request, catalogue))


def _too_far(request: Request, where: str, longest: int) -> Iterator[Fault]:
    """Say where less can be stated than is asked for; what is stated is then all there is."""
    if not longest:
        zh, en = "这个领域的不利事项都已停用", "everything adverse in this domain is disabled"
        yield _fault("reads_disabled", f"{where}/domain", zh, en, weight=Weight.WARNING)
    elif longest < request.back_months <= CAP_MONTHS:
        zh = f"追溯期间超过本领域最长披露期限（{longest}个月）"
        en = f"it reaches back further than the {longest} months anything here is shown"
        place = f"{where}/back_months"
        yield _fault("request_too_far_back", place, zh, en, weight=Weight.WARNING)


def may_be_made(request: Request, catalogue: Catalogue, on: date) -> bool:
    """Whether anybody may ask for it on a day: in use, its article in force, and of some use."""
    return request.is_open(on) and reaches_back_months(request, catalogue) > 0


def reaches_back_months(request: Request, catalogue: Catalogue) -> int:
    """Return how far back a statement must reach: no further than anything could be shown."""
    return min(request.back_months, _longest_months(request, catalogue))


def _longest_months(request: Request, catalogue: Catalogue) -> int:
    """Return for how many months an adverse record of the domain is shown, at most."""
    items = [one for one in _items(request, catalogue) if one.is_adverse and one.enabled]
    return max((one.window.max_months for one in items), default=0)


def _items(request: Request, catalogue: Catalogue) -> list[Item]:
    """Return the items of the domain of a request."""
    return [one for one in catalogue.items.values() if one.domain == request.domain]


def _fault(code: str, where: str, zh: str, en: str, *, weight: Weight = Weight.REFUSED) -> Fault:
    return Fault(code=code, where=where, says=Words(zh=zh, en=en), weight=weight)
