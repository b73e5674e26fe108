"""How a letter about a case begins: its title, and what happened in a sentence or two."""

from collections.abc import Mapping

from recourse.ground.words import Words
from recourse.redress.terms import Happening, Kind, Outcome
from recourse.redress.told import Told


def opening(told: Told) -> tuple[Words, Words]:
    """Return the title, and what happened in a sentence or two."""
    if told.what is Happening.DECIDED and told.case.decision is not None:
        return _decided(told, told.case.decision.outcome)
    if told.what is Happening.SILENT:
        return _silent(told)
    asked = told.asked
    title, lead = _OPENINGS[told.what]
    return _filled(title, asked), _filled(lead, asked)


_OPENINGS: Mapping[Happening, tuple[Words, Words]] = {
    Happening.FILED: (
        Words(zh="收到您的{zh}", en="We received your {en}"),
        Words(
            zh="我们收到了您的{zh}。答复期限已经开始计算。",
            en="We have received your {en}. The time to answer it has begun.",
        ),
    ),
    Happening.ACCEPTED: (
        Words(zh="您的{zh}已经受理", en="Your {en} was accepted"),
        Words(
            zh="您的{zh}已经受理，答复期限照常计算。",
            en="Your {en} was accepted. The time to answer it runs on.",
        ),
    ),
    Happening.EXTENDED: (
        Words(zh="您的{zh}需要更多时间", en="Your {en} needs more time"),
        Words(
            zh="您的{zh}需要更多时间核实。只能延长这一次。",
            en="Your {en} needs more time to be looked into. It can be extended this once only.",
        ),
    ),
    Happening.RETIMED: (
        Words(zh="答复期限提前了", en="The answer is due earlier"),
        Words(
            zh="放假安排公布后，您的{zh}答复期限提前。期限只会提前，不会推后。",
            en="The days off were announced, so your {en} is answered earlier."
            " It is never moved to a later day.",
        ),
    ),
    Happening.DECIDED: (
        Words(zh="您的{zh}已经作出决定", en="Your {en} was decided"),
        Words(zh="您的{zh}已经作出决定。", en="Your {en} was decided."),
    ),
    Happening.OVERTAKEN: (
        Words(zh="记录已停止使用，事项办结", en="The record has ended, and your case with it"),
        Words(
            zh="这条记录已经停止使用。您的{zh}不需要再作决定，随之办结。",
            en="The record is no longer used. Nothing is left to decide, so your {en} is closed.",
        ),
    ),
    Happening.TAKEN_BACK: (
        Words(zh="您撤回了{zh}", en="You took back your {en}"),
        Words(
            zh="您撤回了{zh}，这对您没有不利影响。以后还可以再提出。",
            en="You took back your {en}. Nothing is held against you, and you can ask again.",
        ),
    ),
}


def _filled(words: Words, asked: Words) -> Words:
    """Return the words with what was handed in put in its place."""
    return Words(zh=words.zh.replace("{zh}", asked.zh), en=words.en.replace("{en}", asked.en))


def _decided(told: Told, outcome: Outcome) -> tuple[Words, Words]:
    """Return title and lead of a decision: the outcome first."""
    asked = told.asked
    if told.case.kind is Kind.WHY:
        title = Words(zh="查询单位作出了答复", en="The agency has answered")
        return title, Words(
            zh="您询问查询原因，单位作出了答复。",
            en="You asked why somebody looked. Here is the answer.",
        )
    if told.case.kind is Kind.CORRECTION:
        title = Words(zh="记录已经更正", en="The record was corrected")
        return title, Words(
            zh="报送部门已经更正这条记录。", en="The department has corrected the record."
        )
    if outcome is Outcome.GRANTED:
        title = Words(zh=f"您的{asked.zh}得到支持", en=f"Your {asked.en} was granted")
        return title, Words(
            zh=f"经核实，您的{asked.zh}得到支持。", en=f"Your {asked.en} was granted."
        )
    if outcome is Outcome.TO_CORRECT:
        title = Words(zh="这条记录要更正", en="The record is to be corrected")
        return title, Words(
            zh="记录中有错误，由报送部门更正。更正之前，任何单位都看不到它。",
            en="There is a mistake in the record, and its source must correct it."
            " Until then nobody is shown it.",
        )
    title = Words(zh=f"您的{asked.zh}不予支持", en=f"Your {asked.en} was refused")
    return title, Words(
        zh=f"您的{asked.zh}不予支持。理由和您可以走的路都写在下面。",
        en=f"Your {asked.en} was refused. Below are the reason and what you can do.",
    )


def _silent(told: Told) -> tuple[Words, Words]:
    """Return title and lead of what silence has decided."""
    if told.falls is None and not told.grants:
        title = Words(zh="没有按期答复", en="No answer came in time")
        return title, Words(
            zh="答复期限已过，单位没有答复。这一点已经记下。",
            en="The day of the answer is over, and none has come. That is on record.",
        )
    title = Words(zh="没有按期答复，按有利于您的结果办结", en="No answer in time: decided for you")
    return title, Words(
        zh="答复期限已过，没有人答复。沉默对您有利，事项就此办结。",
        en="The day of the answer is over, and nobody answered. Silence decides for you.",
    )
