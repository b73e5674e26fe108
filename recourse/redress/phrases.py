"""How an answer may begin, in plain words: offered to whoever decides, who changes what they like.

They say what an officer found, and name no article: which law decides is told by the reason alone.
Whoever looks after the words edits them here; the gate for plain words reads every one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from recourse.ground.words import Words
from recourse.redress.terms import Kind, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The beginning of an answer: for which outcome, what it is called, what it says."""

    code: str
    outcome: Outcome
    name: Words
    says: Words


_NOT_ME = Phrase(
    code="not_me",
    outcome=Outcome.GRANTED,
    name=Words(zh="记录不是本人的", en="The record is about somebody else"),
    says=Words(
        zh="我们核对了决定书和您的证件。这条记录不是您的，已经撤下。",
        en="We compared the decision with your document. The record is not about you."
        " It has been taken down.",
    ),
)
_NO_BASIS = Phrase(
    code="not_to_be_kept",
    outcome=Outcome.GRANTED,
    name=Words(zh="不应当报送", en="It should not have been sent"),
    says=Words(
        zh="我们核对了原决定。这条记录不应当报送，已经撤下。",
        en="We read the decision again. The record should not have been sent."
        " It has been taken down.",
    ),
)
_MISTAKE = Phrase(
    code="mistake",
    outcome=Outcome.TO_CORRECT,
    name=Words(zh="内容有误，需要更正", en="Something in it is wrong"),
    says=Words(
        zh="您说得对，记录与决定书不一致。有误的是：……。应当改为：……。",
        en="You are right: the record differs from the decision. What is wrong: …."
        " What it should say: ….",
    ),
)
_AS_DECIDED = Phrase(
    code="as_decided",
    outcome=Outcome.REFUSED,
    name=Words(zh="记录与决定一致", en="The record says what was decided"),
    says=Words(
        zh="我们逐项核对了决定书。记录与它一致：……。",
        en="We compared the record with the decision, item by item. They agree: ….",
    ),
)
_NOTHING_SHOWN = Phrase(
    code="nothing_shown",
    outcome=Outcome.REFUSED,
    name=Words(zh="还缺材料", en="Something is missing"),
    says=Words(
        zh="我们看了您交来的每一份材料。它们还不能说明：……。",
        en="We read every paper you sent. They do not show yet: ….",
    ),
)
_FULFILLED = Phrase(
    code="fulfilled",
    outcome=Outcome.GRANTED,
    name=Words(zh="义务已经履行", en="The duties are fulfilled"),
    says=Words(
        zh="我们核实了您的履行情况。您的义务已经履行，记录现在停止使用。",
        en="We checked what you did. Your duties are fulfilled. The record is no longer used.",
    ),
)
_NOT_FULFILLED = Phrase(
    code="not_fulfilled",
    outcome=Outcome.REFUSED,
    name=Words(zh="还有义务没有履行", en="A duty is still open"),
    says=Words(
        zh="我们核实了您的履行情况。还没有履行的是：……。",
        en="We checked what you did. Still open is: ….",
    ),
)
_WHY = Phrase(
    code="why",
    outcome=Outcome.GRANTED,
    name=Words(zh="说明查询原因", en="Why we looked"),
    says=Words(
        zh="我们在办理一件事项时查询了您：……。我们看到的是：……。办理结果是：……。",
        en="We looked you up in one matter: …. What we saw: …. What came of it: ….",
    ),
)
_GIVEN = Phrase(
    code="given",
    outcome=Outcome.GRANTED,
    name=Words(zh="已经照办", en="Done as asked"),
    says=Words(zh="您的请求已经办理：……。", en="What you asked for has been done: …."),
)
PHRASES: Mapping[Kind, tuple[Phrase, ...]] = {
    Kind.OBJECTION: (_NOT_ME, _NO_BASIS, _MISTAKE, _AS_DECIDED, _NOTHING_SHOWN),
    Kind.CORRECTION: (_GIVEN,),
    Kind.REPAIR: (_FULFILLED, _NOT_FULFILLED, _NOTHING_SHOWN),
    Kind.REVIEW: (_NOT_ME, _NO_BASIS, _MISTAKE, _AS_DECIDED, _NOTHING_SHOWN),
    Kind.WHY: (_WHY,),
    Kind.ACCESS: (_GIVEN,),
    Kind.ERASURE: (_NO_BASIS, _AS_DECIDED),
    Kind.BENEFIT: (_GIVEN, _NOTHING_SHOWN),
}


def phrase(kind: Kind, code: str) -> Phrase | None:
    """Return the beginning of this code, or None if the kind has none of it."""
    return next((one for one in PHRASES[kind] if one.code == code), None)
