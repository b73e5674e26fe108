"""Words and shapes of a person's own cases, put together from cards; nothing is read here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from recourse.agencies.terms import SeatCard
from recourse.catalogue.rules import citation
from recourse.catalogue.terms import Catalogue, Scheme
from recourse.ground.calendar import WorkingDays, civil_date
from recourse.ground.words import Words
from recourse.notice import rules as notices
from recourse.notice.outlook import COURT_LAW, RECONSIDERATION_LAW
from recourse.notice.terms import Remedy
from recourse.notice.wording import counted_day
from recourse.redress import rules
from recourse.redress.queries import DraftCard
from recourse.redress.terms import (
    CannotBeExpressed,
    CaseCard,
    Decision,
    Due,
    Event,
    EvidenceMissing,
    FileCard,
    FollowedCase,
    Form,
    Ground,
    Happening,
    Kind,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    Reason,
    State,
    Weight,
)

KINDS: Mapping[Kind, Words] = {
    Kind.OBJECTION: Words(zh="异议", en="Objection"),
    Kind.CORRECTION: Words(zh="更正", en="Correction"),
    Kind.REPAIR: Words(zh="修复申请", en="Application for repair"),
    Kind.REVIEW: Words(zh="复查申请", en="Review"),
    Kind.WHY: Words(zh="询问为什么查询", en="Why did you look?"),
    Kind.ACCESS: Words(zh="以其他形式获取档案", en="My file in another form"),
    Kind.ERASURE: Words(zh="删除申请", en="Request for erasure"),
    Kind.BENEFIT: Words(zh="惠民办法申请", en="Application for a benefit"),
}
GROUNDS: Mapping[Ground, Words] = {
    Ground.NOT_ME: Words(zh="这条记录说的不是我", en="This record is not about me"),
    Ground.WRONG: Words(zh="其中的内容有误", en="Something in it is wrong"),
    Ground.NO_BASIS: Words(
        zh="该部门没有法律依据报送", en="The department had no legal basis to send it"
    ),
    Ground.EXPIRED: Words(zh="早就应该停止使用了", en="It should have ended already"),
    Ground.OTHER: Words(zh="其他原因", en="Something else"),
}
FORMS: Mapping[Form, Words] = {
    Form.PAPER: Words(zh="纸质", en="On paper"),
    Form.LARGE_PRINT: Words(zh="大字版", en="In large print"),
    Form.READ_ALOUD: Words(zh="请人读给我听", en="Read aloud to me"),
    Form.MACHINE_READABLE: Words(zh="电子数据", en="As data that a program can read"),
}
STATES: Mapping[State, Words] = {
    State.OPEN: Words(zh="正在办理", en="Being decided"),
    State.DECIDED: Words(zh="已作出决定", en="Decided"),
    State.SILENT: Words(zh="逾期未答复，按有利于您办结", en="No answer in time: ended for you"),
    State.TAKEN_BACK: Words(zh="已撤回", en="Taken back"),
    State.OVERTAKEN: Words(zh="记录已停止使用，随之办结", en="Closed: the record has ended"),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.GRANTED: Words(zh="已支持", en="Decided in your favour"),
    Outcome.TO_CORRECT: Words(zh="将更正", en="To be corrected"),
    Outcome.REFUSED: Words(zh="不予支持", en="Refused"),
}
UNANSWERED = Words(zh="逾期未答复", en="Not answered in time")
ANSWERED = Words(zh="已答复", en="Answered")
HAPPENINGS: Mapping[Happening, Words] = {
    Happening.FILED: Words(zh="提出事项，开始计算期限", en="Sent; the time to answer began"),
    Happening.FILE_ADDED: Words(zh="补充了一份材料", en="A file was added"),
    Happening.SILENCED: Words(zh="这条记录暂停使用", en="The record stopped being used"),
    Happening.FILE_OPENED: Words(zh="打开了一份材料", en="Opened a file"),
    Happening.ACCEPTED: Words(zh="受理申请", en="Accepted the application"),
    Happening.EXTENDED: Words(zh="延长答复期限", en="Extended the time to answer"),
    Happening.RETIMED: Words(zh="按放假安排提前期限", en="The last day moved earlier"),
    Happening.DECIDED: Words(zh="作出决定", en="Decided"),
    Happening.SILENT: Words(zh="期限已过，没有答复", en="The last day passed without an answer"),
    Happening.TAKEN_BACK: Words(zh="撤回事项", en="Taken back"),
    Happening.OVERTAKEN: Words(zh="记录停止使用，事项办结", en="The record ended; case closed"),
    Happening.ERASED: Words(
        zh="您写的话、材料和答复已删除", en="Your words, your files and the answer were erased"
    ),
}
WEIGHTS: Mapping[Weight, Words] = {
    Weight.PROVES: Words(zh="能够证明", en="Proves it"),
    Weight.DOES_NOT_PROVE: Words(zh="不能证明", en="Does not prove it"),
    Weight.NOT_ABOUT_IT: Words(zh="与本事项无关", en="Is not about this"),
}
REASONS: Mapping[type[Reason], Words] = {
    LawSaysNo: Words(zh="法律规定不能支持", en="The law says no"),
    OfficerSaysNo: Words(
        zh="办理人员审查后不予支持，没有引用法律条文",
        en="An officer weighed it and refused; no article of law is cited",
    ),
    EvidenceMissing: Words(zh="还缺少证明材料", en="Something that would show it is missing"),
    CannotBeExpressed: Words(
        zh="现有规则没有办法处理", en="The rules have no way to say what you ask"
    ),
}
YOU = Words(zh="您", en="you")
HELPER = Words(zh="您的代办人", en="your helper")
KIN = Words(zh="近亲属", en="the next of kin")
SERVICE = Words(zh="本服务", en="this service")
SOMEBODY = Words(zh="一个单位", en="an agency")
IF_SILENT: Mapping[Kind, Words] = {
    Kind.OBJECTION: Words(
        zh="到期没有答复的，这条记录当即撤下，不需要您再做什么。",
        en="If no answer comes by then, the record is withdrawn at once. You need do nothing.",
    ),
    Kind.CORRECTION: Words(
        zh="到期没有更正的，这条记录当即撤下，不需要您再做什么。",
        en="If it is not corrected by then, it is withdrawn at once. You need do nothing.",
    ),
    Kind.REPAIR: Words(
        zh="到期没有答复的，这条记录当即按已修复处理。",
        en="If no answer comes by then, the record counts as repaired at once.",
    ),
    Kind.ERASURE: Words(
        zh="到期没有答复的，这条记录当即停止使用并删除。",
        en="If no answer comes by then, the record ends and is erased.",
    ),
    Kind.WHY: Words(
        zh="到期没有答复的，这里会写明该单位没有答复。您可以拨打12345。",
        en="If no answer comes by then, this page says that the agency did not answer."
        " You can call 12345.",
    ),
    Kind.ACCESS: Words(
        zh="到期没有答复的，这里会写明没有答复。您可以拨打12345。",
        en="If no answer comes by then, this page says so. You can call 12345.",
    ),
    Kind.BENEFIT: Words(
        zh="到期没有答复的，当即视为给予，不需要您再做什么。",
        en="If no answer comes by then, it counts as granted at once. You need do nothing.",
    ),
}
REVIEW_SILENT = Words(
    zh="到期没有答复的，按原申请有利于您的结果办结。",
    en="If no answer comes by then, it ends in your favour, as the first case would have.",
)
SILENCED = Words(
    zh="办理期间，这条记录暂停使用，谁也查不到。",
    en="While it is being decided, the record is not used. Nobody is shown it.",
)
NOT_SILENCED = Words(
    zh="同样的理由以前已经作出决定，所以这次记录继续使用。",
    en="The same ground was decided before, so the record stays in use this time.",
)
WOULD_SILENCE = Words(
    zh="补充一份以前没有交过的材料，记录就会立即暂停使用。",
    en="Add a file that was not shown before, and the record stops being used at once.",
)
ASKED_FIRST = Words(
    zh="首先由工作人员核对这条记录说的是谁。",
    en="First an officer checks who the record is about.",
)
DEPARTMENT_PROVES = Words(
    zh="由报送部门举证，您不需要证明什么。",
    en="The department must prove the record. You need prove nothing.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in a list: what it asks, what it is about, where it stands, its last day."""

    card: CaseCard
    name: Words
    about: Words | None
    state: Words
    due: Words
    may_ask_review: bool

    @property
    def is_open(self) -> bool:
        """Whether an answer is still to come."""
        return self.card.state is State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """Something begun and not sent, and the last day it is kept."""

    kind: Kind
    name: Words
    about: Words | None
    record: UUID | None
    points_at: UUID | None
    kept_until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCases:
    """The list of a person's cases, and of what they have begun."""

    lines: tuple[CaseLine, ...]
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a case's timeline: when, what, who."""

    at: datetime
    says: Words
    who: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a case, and how it was weighed once it was."""

    card: FileCard
    weighed: Words | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A decision in full.

    `because` is what the reason says in the officer's words, or the article of a law.
    """

    outcome: Words
    words: str
    reason: Words | None
    because: Words | str
    by: Words
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a case is shown with: names, seats, catalogue, calendar, today."""

    names: Mapping[UUID, Words]
    seats: Mapping[str, SeatCard]
    catalogue: Catalogue
    calendar: WorkingDays
    now: datetime

    @property
    def today(self) -> date:
        """Return the civil date of the page."""
        return civil_date(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInFull:
    """The page of one case, apart from the record it is about."""

    line: CaseLine
    answers_by: Words
    ground: Words | None
    form: Words | None
    files: tuple[FileLine, ...]
    timeline: tuple[Step, ...]
    next: tuple[Words, ...]
    accept: Words | None
    extension: Words | None
    answer: Answer | None
    remedies: tuple[Remedy, ...]
    review: CaseCard | None

    @property
    def card(self) -> CaseCard:
        """The case itself."""
        return self.line.card


def lines_of(
    cards: Sequence[CaseCard],
    titles: Mapping[UUID, Words],
    *,
    calendar: WorkingDays,
    schemes: Mapping[str, Scheme] = MappingProxyType({}),
) -> tuple[CaseLine, ...]:
    """Return cases as lines, in the order in which they come.

    Args:
        cards: All cases of the person, so that a review is seen with what it reviews.
        titles: Names of records.
        calendar: Which days are working days.
        schemes: Benefits that cases may be about.

    """
    reviewed = {card.reviewed_id for card in cards}
    return tuple(
        _line(card, titles, calendar, schemes, is_reviewed=card.id in reviewed) for card in cards
    )


def _line(
    card: CaseCard,
    titles: Mapping[UUID, Words],
    calendar: WorkingDays,
    schemes: Mapping[str, Scheme],
    *,
    is_reviewed: bool,
) -> CaseLine:
    """Return one case as a line."""
    refused = card.outcome is Outcome.REFUSED and card.state is State.DECIDED
    may_review = refused and card.kind is not Kind.REVIEW and not card.is_erased
    scheme = schemes.get(card.scheme)
    benefit = None if scheme is None else scheme.name
    return CaseLine(
        card=card,
        name=KINDS[card.kind],
        about=titles.get(card.record_id) if card.record_id else benefit,
        state=state_of(card),
        due=last_day(card.due, card.filed_at, calendar),
        may_ask_review=may_review and not is_reviewed,
    )


def state_of(card: CaseCard) -> Words:
    """Return where a case stands, in words."""
    if card.state is State.SILENT and not card.silence_ends_it:
        return UNANSWERED
    if card.state is State.DECIDED and card.kind is Kind.WHY:
        return ANSWERED
    if card.state is State.DECIDED and card.outcome is not None:
        return OUTCOMES[card.outcome]
    return STATES[card.state]


def last_day(due: Due, filed_at: datetime, calendar: WorkingDays) -> Words:
    """Return the last day of an answer; it says so if it hangs on a year without a notice."""
    return counted_day(due.on, calendar.provisional_years(civil_date(filed_at), due.on))


def drafts_of(cards: Iterable[DraftCard], titles: Mapping[UUID, Words]) -> tuple[DraftLine, ...]:
    """Return what was begun and not sent, newest first."""
    return tuple(
        DraftLine(
            kind=card.kind,
            name=KINDS[card.kind],
            about=titles.get(card.record_id) if card.record_id else None,
            record=card.record_id,
            points_at=UUID(at) if (at := card.answers.get("about", "")) else None,
            kept_until_on=card.last_on,
        )
        for card in cards
    )


def in_full(whole: FollowedCase, titles: Mapping[UUID, Words], scene: Scene) -> CaseInFull:
    """Put the page of one case together."""
    card = whole.card
    refused = card.state is State.DECIDED and card.outcome is Outcome.REFUSED
    return CaseInFull(
        line=_line(
            card,
            titles,
            scene.calendar,
            scene.catalogue.schemes,
            is_reviewed=whole.review is not None,
        ),
        answers_by=scene.names.get(card.authority_id, SOMEBODY),
        ground=None if card.ground is None else GROUNDS[card.ground],
        form=None if card.form is None else FORMS[card.form],
        files=tuple(_file(one, card.decision) for one in whole.files),
        timeline=tuple(_step(event, scene) for event in _told(whole.timeline, card)),
        next=tuple(_next(card)),
        accept=_accept(card, scene),
        extension=_extension(card),
        answer=_answer(card, scene),
        remedies=tuple(_outside(card, scene)) if refused else (),
        review=whole.review,
    )


def _told(events: Sequence[Event], card: CaseCard) -> Iterator[Event]:
    """Yield what happened; silence is told though nobody has written it down yet."""
    yield from events
    if card.state is State.SILENT and not any(one.kind is Happening.SILENT for one in events):
        yield Event(
            sequence=len(events) + 1, kind=Happening.SILENT, at=card.due.at, by="system", facts={}
        )


def _step(event: Event, scene: Scene) -> Step:
    """Return one line of the timeline; silence has no doer."""
    who = None if event.kind in {Happening.SILENT, Happening.SILENCED} else who_of(event.by, scene)
    return Step(at=event.at, says=HAPPENINGS[event.kind], who=who)


def who_of(code: str, scene: Scene) -> Words:
    """Return a doer in words: the person, their helper, a seat with its agency, the service."""
    seat = scene.seats.get(code)
    if seat is not None:
        return Words(
            zh=f"{seat.agency.name.zh}{seat.unit.zh}，岗位{seat.number}",
            en=f"{seat.agency.name.en}, {seat.unit.en}, seat {seat.number}",
        )
    if code.startswith("helper:"):
        return HELPER
    if code.startswith("kin:"):
        return KIN
    return YOU if code.startswith("person:") else SERVICE


def _file(card: FileCard, decision: Decision | None) -> FileLine:
    """Return a file with how it was weighed."""
    weighed = None if decision is None else decision.weighed.get(card.id)
    if weighed is None:
        return FileLine(card=card, weighed=None, because="")
    return FileLine(card=card, weighed=WEIGHTS[weighed.weight], because=weighed.because)


def _next(card: CaseCard) -> Iterator[Words]:
    """Yield what happens next in an open case."""
    if card.state is not State.OPEN:
        return
    if card.ground is Ground.NOT_ME:
        yield ASKED_FIRST
    if card.kind is Kind.OBJECTION:
        yield DEPARTMENT_PROVES
    if card.silences:
        yield SILENCED
    elif card.kind is Kind.OBJECTION:
        yield NOT_SILENCED
        yield WOULD_SILENCE
    if card.kind is Kind.REVIEW:
        yield Words(
            zh="由另一位工作人员在另一岗位重新审查。",
            en="Another officer in another seat looks at it again.",
        )
    yield _if_silent(card)


def _if_silent(card: CaseCard) -> Words:
    """Return what follows if nobody answers in time; a review follows the case it looks at."""
    if card.kind is not Kind.REVIEW:
        return IF_SILENT[card.kind]
    if card.scheme:
        return IF_SILENT[Kind.BENEFIT]
    if card.record_id is None:
        return IF_SILENT[Kind.ACCESS]
    return IF_SILENT[Kind.OBJECTION] if card.silences else REVIEW_SILENT


def _accept(card: CaseCard, scene: Scene) -> Words | None:
    """Return by when an application is accepted, as long as that is open."""
    if card.accept_due is None or card.accepted_at is not None or card.state is not State.OPEN:
        return None
    by = last_day(card.accept_due, card.filed_at, scene.calendar)
    if scene.now >= card.accept_due.at:
        return Words(
            zh=f"{by.zh}之前没有表示不予受理，视为已经受理。",
            en=f"Nobody said no by {by.en}, so it counts as accepted.",
        )
    return Words(
        zh=f"最迟{by.zh}告知是否受理；不告知的，视为受理。",
        en=f"You hear by {by.en} whether it is accepted. If you hear nothing, it is.",
    )


def _extension(card: CaseCard) -> Words | None:
    """Return why the clock runs longer, with the article."""
    known = rules.extension(card.kind, card.extension)
    if known is None:
        return None
    return Words(
        zh=f"{known.says.zh}依据：{known.law.zh}。", en=f"{known.says.en} Law: {known.law.en}."
    )


def _answer(card: CaseCard, scene: Scene) -> Answer | None:
    """Return a decision in full."""
    decision = card.decision
    if decision is None:
        return None
    reason = decision.reason
    return Answer(
        outcome=state_of(card),
        words=decision.words,
        reason=None if reason is None else REASONS[type(reason)],
        because="" if reason is None else _because(reason, scene.catalogue),
        by=who_of(f"seat:{card.decided_by}", scene),
        decided_at=card.closed_at,
    )


def _because(reason: Reason, catalogue: Catalogue) -> Words | str:
    """Return what a reason says: an article, or the officer's own words."""
    match reason:
        case LawSaysNo(law=law, article=article) if law in catalogue.laws:
            return citation(catalogue.laws[law], article)
        case LawSaysNo(law=law, article=article):
            return f"{law} {article}"
        case OfficerSaysNo(because=because):
            return because
        case EvidenceMissing(needed=needed):
            return needed
        case CannotBeExpressed(gap=gap):
            return gap


def _outside(card: CaseCard, scene: Scene) -> Iterator[Remedy]:
    """Yield the ways out of the house after a refusal, with their last days.

    Law:
        Administrative Reconsideration Law art. 20; Administrative Litigation Law art. 46.

    """
    told_on = civil_date(card.closed_at or scene.now)
    reconsider = notices.reconsider_term(told_on, calendar=scene.calendar)
    sue = notices.sue_term(told_on, calendar=scene.calendar)
    if scene.today <= reconsider.last_on:
        by = counted_day(reconsider.last_on, reconsider.provisional)
        yield Remedy(
            code="reconsideration",
            name=Words(zh="申请行政复议", en="Ask for administrative reconsideration"),
            says=Words(zh="请复议机关审查这个决定。", en="The reviewing authority looks at it."),
            when=Words(zh=f"最迟{by.zh}。不收费。", en=f"By {by.en}. It is free."),
            until_on=reconsider.last_on,
            article=RECONSIDERATION_LAW,
        )
    if scene.today <= sue.last_on:
        by = counted_day(sue.last_on, sue.provisional)
        yield Remedy(
            code="court",
            name=Words(zh="向人民法院起诉", en="Go to court"),
            says=Words(zh="请法院审查这个决定。", en="A court looks at it."),
            when=Words(zh=f"最迟{by.zh}。", en=f"By {by.en}."),
            until_on=sue.last_on,
            article=COURT_LAW,
        )
