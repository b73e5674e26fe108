"""What a person can do about an answer, and by when.

A term runs from the day the person was told, or from the day the answer was due if none
came; counted from an earlier day it would only end too soon, and a letter must not say so.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from recourse.ground.calendar import WorkingDays
from recourse.ground.counted import Rolled
from recourse.ground.words import Words
from recourse.notice import rules as terms
from recourse.notice.outlook import COURT_LAW, RECONSIDERATION_LAW
from recourse.notice.terms import Row, Section
from recourse.notice.wording import counted_day, day
from recourse.redress import rules
from recourse.redress.terms import CaseCard, Decision, EvidenceMissing, Kind

HEADING = Words(zh="您可以做什么", en="What you can do next")
_DAY = timedelta(days=1)
_OF_THIS_LETTER = Words(zh="收到本信后", en="of this letter")
_OF_THE_LAST_DAY = Words(zh="答复期限届满后", en="of the last day of the answer")
_COMPLAINT = Row(
    name=Words(zh="投诉", en="Complain"),
    value=Words(
        zh="随时可以拨打12345，告知事项编号。不收费。",
        en="Call 12345 at any time and name the case number. It is free.",
    ),
)


def nothing_needed() -> Section:
    """Return that the person need do nothing; and whom to call if something is unclear."""
    return Section(
        heading=HEADING,
        paragraphs=(Words(zh="您不需要再做什么。", en="You need do nothing more."),),
        rows=(_COMPLAINT,),
    )


def while_open(kind: Kind) -> Section:
    """Return what can be done while the answer is awaited."""
    add = Row(
        name=Words(zh="补充材料", en="Add a file"),
        value=Words(zh="答复之前随时可以。", en="At any time before the answer."),
    )
    back = Row(
        name=Words(zh="撤回", en="Take it back"),
        value=Words(
            zh="答复之前随时可以，对您没有不利影响。",
            en="At any time before the answer. Nothing is held against you for it.",
        ),
    )
    own = () if kind is Kind.CORRECTION else (add, back)
    return Section(heading=HEADING, rows=(*own, _COMPLAINT))


def after_refusal(
    case: CaseCard, decision: Decision, *, told_on: date, calendar: WorkingDays
) -> Section:
    """Return every way that is open after a refusal, the nearest first, each with its last day."""
    return Section(
        heading=HEADING,
        paragraphs=(
            Words(
                zh="不同意这个决定的，可以走下面任何一条路。",
                en="If you do not agree, each of these ways is open to you.",
            ),
        ),
        rows=(
            *_again(case, decision),
            *_review(case),
            *_outside(told_on, _OF_THIS_LETTER, calendar),
            _COMPLAINT,
        ),
    )


def after_silence(due_on: date, *, calendar: WorkingDays) -> Section:
    """Return the ways against an agency that has not answered."""
    return Section(
        heading=HEADING,
        paragraphs=(
            Words(
                zh="没有按期答复，您可以走下面任何一条路。",
                en="No answer came in time, so each of these ways is open to you.",
            ),
        ),
        rows=(*_outside(due_on, _OF_THE_LAST_DAY, calendar), _COMPLAINT),
    )


def _again(case: CaseCard, decision: Decision) -> Iterator[Row]:
    """Yield the way to ask once more with something new."""
    if not (case.kind is Kind.OBJECTION or isinstance(decision.reason, EvidenceMissing)):
        return
    silent = Words(
        zh="有新材料，随时可以再提出，记录会再次暂停使用。",
        en="With new evidence, at any time. The record is then used by nobody again.",
    )
    plain = Words(
        zh="有新材料，随时可以再提出。", en="With new evidence you can ask again at any time."
    )
    yield Row(
        name=Words(zh="带着新材料再提出", en="Ask again with new evidence"),
        value=silent if case.kind is Kind.OBJECTION else plain,
    )


def _review(case: CaseCard) -> Iterator[Row]:
    """Yield the one review there is, while the case is kept."""
    if case.kind is Kind.REVIEW:
        return
    days, until = rules.CLOCKS[Kind.REVIEW].working_days, day(case.erase_on - _DAY)
    yield Row(
        name=Words(zh="在这里申请复查，一次", en="Ask for a review here, once"),
        value=Words(
            zh=f"由另一岗位的另一人办理，{days}个工作日内答复。最迟{until.zh}提出。不收费。",
            en=f"Another officer in another seat answers within {days} working days."
            f" You can ask until {until.en}. It is free.",
        ),
    )


def _outside(from_on: date, since: Words, calendar: WorkingDays) -> Iterator[Row]:
    """Yield the ways outside this service, each with its last day and its article."""
    yield _way(
        Words(zh="申请行政复议", en="Administrative reconsideration"),
        Words(zh=f"{since.zh}60日内", en=f"Within 60 days {since.en}"),
        terms.reconsider_term(from_on, calendar=calendar),
        RECONSIDERATION_LAW,
    )
    yield _way(
        Words(zh="向人民法院起诉", en="Go to court"),
        Words(zh=f"{since.zh}六个月内", en=f"Within six months {since.en}"),
        terms.sue_term(from_on, calendar=calendar),
        COURT_LAW,
    )


def _way(name: Words, term: Words, ends: Rolled, law: Words) -> Row:
    """Return one way with its last day, which may hang on a year without a notice."""
    by = counted_day(ends.last_on, ends.provisional)
    return Row(
        name=name,
        value=Words(
            zh=f"{term.zh}，至少到{by.zh}（含当日）。{law.zh}。",
            en=f"{term.en}; you have at least until {by.en}. {law.en}.",
        ),
    )
