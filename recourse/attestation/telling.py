"""The letter that says that a statement was taken back, and why: a wrong record, a stolen key.

It names the statement by its number and no record: letters are lost.
"""

from datetime import date, datetime

from recourse.attestation.terms import Kind, TakenBack
from recourse.attestation.wording import TITLES
from recourse.ground.provisions import PIPL, cite
from recourse.ground.words import Words
from recourse.notice.letters import TITLES as LETTERS
from recourse.notice.queries import written_by
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, same

LEAD = Words(
    zh="其中一条记录后来查明有误，已经更正或者撤下。所以我们撤回了这份证明。",
    en="A record in it was found to be wrong, and was corrected or withdrawn."
    " So we took the statement back.",
)
KEY_LEAD = Words(
    zh="签署这份证明的密钥可能落入他人之手。所以我们停用了密钥，撤回了这份证明。",
    en="The key that signed it may be in wrong hands. So we withdrew the key and took the statement"
    " back.",
)
WHAT_IT_MEANS = Words(
    zh="核验这份证明的人，会看到它已撤回。我们不告诉他们原因。",
    en="Whoever checks it sees that it was taken back. We do not tell them why.",
)
A_FRESH_ONE = Words(
    zh="您可以马上在“报告与证明”页面开具一份新的，不收费。",
    en="You can get a fresh one at once, on the page “Statements”, free of charge.",
)
SHOW_IT_AGAIN = Words(
    zh="内容没有错。给别人看过、对方还需要的，请把新的给他们。",
    en="What it said was not wrong. If somebody still needs it, give them the fresh one.",
)
UNDO = Words(
    zh="给别人看过的，可以另外开具记录更正通知，请对方重新审查。",
    en="If you showed it to somebody, get a notice that the record was put right for them.",
)


@written_by(Notice.STATEMENT)
def letter_of(notice: NoticeCard, read_at: datetime) -> Letter:  # noqa: ARG001 - it says nothing that is erased
    """Return the words of the letter; the same whenever it is read."""
    facts = notice.facts
    of_key = facts.get("why") == TakenBack.KEY
    law = cite(PIPL, "57") if of_key else cite(PIPL, "8; 46")
    return Letter(
        title=LETTERS[notice.kind],
        lead=KEY_LEAD if of_key else LEAD,
        sections=(
            Section(
                heading=Words(zh="哪一份证明", en="Which statement"),
                rows=(
                    Row(name=Words(zh="编号", en="Number"), value=same(str(facts["number"]))),
                    Row(
                        name=Words(zh="名称", en="What it is"),
                        value=TITLES[Kind(str(facts["kind"]))],
                    ),
                    Row(
                        name=Words(zh="开具日期", en="Issued on"),
                        value=day(date.fromisoformat(str(facts["issued_on"]))),
                    ),
                    Row(name=Words(zh="依据", en="Legal basis"), value=law),
                ),
                paragraphs=(WHAT_IT_MEANS,),
            ),
            Section(
                heading=Words(zh="您可以做什么", en="What you can do"),
                paragraphs=(A_FRESH_ONE, SHOW_IT_AGAIN if of_key else UNDO),
            ),
        ),
    )
