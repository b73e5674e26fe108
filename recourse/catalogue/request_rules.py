"""What an organisation may ask a person to show; pure decisions, no clock, no tables.

1.  A request is of one domain, and of one in which something adverse may be recorded: a
    statement that nothing is there says nothing where nothing can be.
2.  It reaches back no further than anything of that domain may be shown, so that nobody is
    asked for a longer time than the law gives a record (Shandong art. 38; charter G5, G7).
3.  One that is off says why.

That its article is read in full and in force is checked with every other article.
"""

from collections.abc import Iterator

from recourse.catalogue.terms import Catalogue, Fault, Request
from recourse.ground.words import Words


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
    longest = longest_months(request.domain, catalogue)
    if not longest:
        zh, en = "这个领域没有对本人不利的事项", "nothing adverse is recorded in this domain"
        yield _fault("request_says_nothing", f"{where}/domain", zh, en)
    elif not 1 <= request.back_months <= longest:
        zh = f"追溯期间应为1至{longest}个月，即本领域最长披露期限"
        en = f"it may reach back 1 to {longest} months, as long as anything here may be shown"
        yield _fault("request_too_far_back", f"{where}/back_months", zh, en)


def longest_months(domain: str, catalogue: Catalogue) -> int:
    """Return for how many months an adverse record of the domain may be shown, at most."""
    return max(
        (
            item.window.max_months
            for item in catalogue.items.values()
            if item.domain == domain and item.is_adverse and item.enabled
        ),
        default=0,
    )


def _fault(code: str, where: str, zh: str, en: str) -> Fault:
    return Fault(code=code, where=where, says=Words(zh=zh, en=en))
