"""The letter that says that a rule granted a benefit: which, since when, until when, what next.

What an officer or silence decides is told by the letters about cases.
"""

from datetime import date, datetime

from recourse.catalogue import queries as catalogue
from recourse.ground.provisions import together
from recourse.ground.words import Words
from recourse.notice.letters import TITLES
from recourse.notice.queries import written_by
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, same

LEAD = Words(
    zh="您满足全部条件，按公开的规则直接给予，没有经过办理人员。",
    en="You meet every condition, so the published rule granted it. No officer was needed.",
)
GIVE_BACK = Words(
    zh="不想要的，随时可以在“惠民办法”页面撤回，对您没有不利影响。",
    en="You can give it back on the page “Benefits” at any time. Nothing is held against you.",
)
RECEIPT = Words(
    zh="那里还有签名的回执，任何人凭公开的规则都可以重新计算。",
    en="There is a signed receipt, too: with the published rule anybody works it out again.",
)


@written_by(Notice.BENEFIT)
def letter_of(notice: NoticeCard, read_at: datetime) -> Letter:  # noqa: ARG001 - it says nothing that is erased
    """Return the words of the letter; the same whenever it is read."""
    facts, law = notice.facts, catalogue.version(notice.catalogue_version)
    scheme = law.schemes[str(facts["scheme"])]
    outcome = next(one for one in scheme.outcomes if one.id == facts["outcome"])
    rows = (
        Row(name=Words(zh="申请编号", en="Application"), value=same(str(facts["number"]))),
        Row(name=Words(zh="办法", en="Benefit"), value=scheme.name),
        Row(name=Words(zh="您得到什么", en="What you get"), value=outcome.says),
        Row(
            name=Words(zh="最后有效日", en="Last day"),
            value=day(date.fromisoformat(str(facts["last_on"]))),
        ),
        Row(
            name=Words(zh="依据", en="Legal basis"),
            value=together(*(catalogue.cite(law, basis) for basis in scheme.bases)),
        ),
    )
    return Letter(
        title=TITLES[notice.kind],
        lead=LEAD,
        sections=(
            Section(heading=Words(zh="给予的内容", en="What was granted"), rows=rows),
            Section(
                heading=Words(zh="您可以做什么", en="What you can do"),
                paragraphs=(GIVE_BACK, RECEIPT),
            ),
        ),
    )
