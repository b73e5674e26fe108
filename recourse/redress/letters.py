"""The words of a letter about a case, made from the case itself; the same case, the same words."""

from recourse.ground.words import Words
from recourse.notice.letters import TITLES
from recourse.notice.terms import Kind, Letter, Row, Section
from recourse.notice.wording import day, same
from recourse.redress.terms import CaseCard, Happening

LEADS = {
    Happening.FILED: Words(
        zh="我们收到了您提出的事项，开始计算答复期限。",
        en="We have received your case, and the time to answer it has begun.",
    ),
    Happening.ACCEPTED: Words(zh="您的申请已经受理。", en="Your application has been accepted."),
    Happening.EXTENDED: Words(
        zh="您的事项需要更多时间核实。", en="Your case needs more time to be looked into."
    ),
    Happening.DECIDED: Words(zh="您的事项已经作出决定。", en="Your case has been decided."),
    Happening.SILENT: Words(
        zh="答复期限已过，没有收到答复，按有利于您的结果办结。",
        en="The day of the answer has passed without one, so the case ended in your favour.",
    ),
    Happening.OVERTAKEN: Words(
        zh="这条记录已经停止使用，您的事项随之办结。",
        en="The record is no longer used, so your case is closed.",
    ),
}


def letter(case: CaseCard, what: Happening) -> Letter:
    """Return the words of a letter about what happened in a case."""
    return Letter(
        title=TITLES[Kind.CASE],
        lead=LEADS[what],
        sections=(
            Section(
                heading=Words(zh="您的事项", en="Your case"),
                rows=(
                    Row(name=Words(zh="事项编号", en="Case number"), value=same(case.number)),
                    Row(
                        name=Words(zh="最迟答复日", en="Last day of the answer"),
                        value=day(case.due.on),
                    ),
                ),
            ),
        ),
    )
