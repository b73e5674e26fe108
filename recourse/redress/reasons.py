"""Why something was refused, in words: four kinds, each said in its own way and in no other.

What an officer weighed is never told as if a law had decided it: only a reason that has an
article can print one, and the type says which reason that is.
"""

from typing import assert_never

from recourse.catalogue.terms import Catalogue
from recourse.ground.provisions import cite
from recourse.ground.words import Words
from recourse.notice.terms import Row, Section
from recourse.notice.wording import same
from recourse.redress.terms import (
    CannotBeExpressed,
    EvidenceMissing,
    LawSaysNo,
    OfficerSaysNo,
    Reason,
)

LEGAL_GROUND = Words(zh="不予支持的法律依据", en="Legal ground of the refusal")


def section(reason: Reason, catalogue: Catalogue) -> Section:
    """Return the part of a letter that says why something was refused.

    Args:
        reason: One of the four kinds.
        catalogue: Names the law of a reason that has one.

    Law:
        PIPL art. 24, 50; charter G12.

    """
    match reason:
        case LawSaysNo():
            return _law(reason, catalogue)
        case OfficerSaysNo():
            return _officer(reason)
        case EvidenceMissing():
            return _evidence(reason)
        case CannotBeExpressed():
            return _gap(reason)
        case _:
            assert_never(reason)


def _law(reason: LawSaysNo, catalogue: Catalogue) -> Section:
    """Name the article, and say that it left nobody a choice."""
    law = catalogue.laws[reason.law]
    return Section(
        heading=Words(zh="为什么：法律不允许", en="Why: the law itself says no"),
        paragraphs=(
            Words(
                zh="下面这一条不允许您所请求的事。办理人员没有选择的余地。",
                en="The article below does not allow what you asked for."
                " It leaves the officer no choice.",
            ),
        ),
        rows=(Row(name=LEGAL_GROUND, value=cite(law.name, reason.article)),),
    )


def _officer(reason: OfficerSaysNo) -> Section:
    """Say that a person judged, and how; there is no article to name."""
    return Section(
        heading=Words(zh="为什么：办理人员的判断", en="Why: an officer judged so"),
        paragraphs=(
            Words(
                zh="这是办理人员审查后的判断，不是法律直接规定的结果。",
                en="An officer weighed your case and judged so. No law decided it.",
            ),
            Words(zh="另一个人可能作出不同的判断。", en="Somebody else may judge otherwise."),
        ),
        rows=(
            Row(name=Words(zh="判断的理由", en="The officer's reason"), value=same(reason.because)),
        ),
    )


def _evidence(reason: EvidenceMissing) -> Section:
    """Say what would show it; nothing is said against the person."""
    return Section(
        heading=Words(zh="为什么：还缺材料", en="Why: something is missing"),
        paragraphs=(
            Words(
                zh="现有材料还不能说明您所说的情况。这并不表示您说得不对。",
                en="So far nothing shows what you say. That does not mean you are wrong.",
            ),
        ),
        rows=(
            Row(
                name=Words(zh="可以说明的材料", en="What would show it"), value=same(reason.needed)
            ),
        ),
    )


def _gap(reason: CannotBeExpressed) -> Section:
    """Say that the rules fall short, not the person."""
    return Section(
        heading=Words(zh="为什么：现行规则无法处理", en="Why: our rules cannot do it"),
        paragraphs=(
            Words(
                zh="您所请求的事，现行规则里没有办法处理。这是规则的不足，不是您的过错。",
                en="Our rules have no way to do what you ask. That is their fault, not yours.",
            ),
            Words(
                zh="这一点已经写下来，由负责规则的人查看。",
                en="It is written down for those who look after the rules.",
            ),
        ),
        rows=(
            Row(name=Words(zh="规则缺少什么", en="What the rules lack"), value=same(reason.gap)),
        ),
    )
