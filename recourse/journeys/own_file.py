"""Words and shapes of a person's own file, put together from cards; nothing is read here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from recourse.catalogue.terms import Catalogue, Item, Polarity
from recourse.disclosure.terms import Told
from recourse.ground.calendar import WorkingDays, civil_date
from recourse.ground.words import Words
from recourse.journeys import own_case
from recourse.journeys.own_case import CaseLine
from recourse.ledger.terms import LOOK_UPS, EntryCard
from recourse.notice import account, helped, letters, outlook
from recourse.notice import rules as notices
from recourse.notice.changed import Difference, differences
from recourse.notice.terms import Certificate, Letter, NoticeCard, Remedy, Row, Viewer
from recourse.notice.terms import Kind as NoticeKind
from recourse.notice.wording import counted_day, day, doubted, same
from recourse.records.terms import Event, Happening, RecordCard, State, Why
from recourse.redress.rules import CLOCKS, due
from recourse.redress.terms import CaseCard
from recourse.redress.terms import Kind as CaseKind

YEAR = timedelta(days=365)
SOON = timedelta(days=60)
LATELY = 5
AHEAD = 2

STATES: Mapping[State, Words] = {
    State.UNSEEN: Words(zh="新到，尚未使用", en="New, not yet in use"),
    State.STANDING: Words(zh="使用中", en="In use"),
    State.SILENCED: Words(zh="正在核查，暂停使用", en="Being checked, not used"),
    State.ENDED: Words(zh="已停止使用", en="No longer used"),
    State.ERASED: Words(zh="已删除", en="Erased"),
}
REASONS: Mapping[Why, Words] = {
    Why.WITHDRAWN: Words(zh="已撤下", en="Withdrawn"),
    Why.REPAIRED: Words(zh="已修复", en="Repaired"),
    Why.CORRECTED: Words(zh="已更正", en="Corrected"),
    Why.REVOKED: Words(zh="原决定已撤销", en="The decision was revoked"),
    Why.ERASED: Words(zh="已删除", en="Erased"),
}
HAPPENINGS: Mapping[Happening, Words] = {
    Happening.ENTERED: Words(
        zh="收到记录，当天写信告诉您", en="Received; we wrote to you that day"
    ),
    Happening.NOTICED: Words(zh="告知书已送达", en="Notice was served on you"),
    Happening.RETIMED: Words(
        zh="放假安排有变，其他单位更晚才可以查询",
        en="New days off: others may be shown it only later",
    ),
    Happening.SILENCED: Words(zh="开始核查，暂停使用", en="Checking began; it is not used"),
    Happening.UNSILENCED: Words(zh="一项核查结束", en="A check ended"),
    Happening.AWAITED: Words(zh="开始等待答复", en="An answer is awaited"),
    Happening.FULFILLED: Words(
        zh="部门报告义务已履行", en="The department reported the duties fulfilled"
    ),
    Happening.STATED: Words(zh="您附上或者修改了说明", en="You wrote or changed your statement"),
    Happening.UNSTATED: Words(zh="您撤回了说明", en="You took your statement back"),
    Happening.CORRECTED: Words(
        zh="更正后的版本，代替原来的", en="A corrected version took the old one's place"
    ),
    Happening.CERTIFIED: Words(
        zh="曾停止使用，经第二人核实后再次报送",
        en="It had been taken down; a second person certified its return",
    ),
    Happening.ENDED: Words(zh="停止使用", en="It stopped being used"),
    Happening.ERASED: Words(zh="内容已删除，密钥已销毁", en="Contents erased, key destroyed"),
}
NOT_AWAITED = Words(zh="不再等待答复", en="No answer is awaited any more")
SOMEBODY = Words(zh="一个单位", en="An agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """One record in the list of a person's file."""

    card: RecordCard
    title: Words
    sender: Words
    state: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The figures on top of the page: of records and letters, never of the person."""

    held: int
    new: int
    in_use: int
    soon_removed: int
    next_removal_on: date | None
    repairable: int
    look_ups: int
    last_look_up_on: date | None
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """A record that nobody else sees yet, and the last day to check it in peace.

    `is_served` tells whether the days run already; if not, `check_until_on` is the
    last day if the letter is opened today.
    """

    record: UUID
    notice: UUID | None
    title: Words
    sender: Words
    received_on: date
    check_until_on: date
    is_served: bool
    says: Words
    do: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened, or will, on a day."""

    on: date
    says: Words
    is_ahead: bool = False
    record: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """The home page of a person."""

    records: tuple[OwnLine, ...]
    counts: Counts
    attention: tuple[Attention, ...]
    cases: tuple[CaseLine, ...]
    lately: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """An agency that was shown the record and was told that it no longer holds."""

    agency: Words
    shown_on: date
    told_on: date
    acknowledged_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """The page of one record: what it says, why it is kept, its life, and what to do about it."""

    card: RecordCard
    title: Words
    sender: Words
    state: Words
    tier: Words | None
    contents: tuple[Row, ...]
    bases: tuple[Words, ...]
    life: tuple[Moment, ...]
    viewers: tuple[Viewer, ...]
    told: tuple[ToldLine, ...]
    remedies: tuple[Remedy, ...]
    may_ask_repair: bool
    certificate: Certificate | None
    cases: tuple[CaseLine, ...]
    changes: tuple[Difference, ...] = ()
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One letter in the inbox."""

    card: NoticeCard
    title: Words
    subject: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotice:
    """One letter, opened."""

    card: NoticeCard
    letter: Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the shapes are made from besides records: names, words, calendar, today."""

    catalogues: Mapping[str, Catalogue]
    names: Mapping[UUID, Words]
    calendar: WorkingDays
    now: datetime

    @property
    def today(self) -> date:
        """Return the civil date of the page."""
        return civil_date(self.now)

    def item(self, card: RecordCard) -> Item:
        """Return the item under which a record entered, as it read then."""
        return self.catalogues[card.catalogue_version].items[card.item]

    def sender(self, card: RecordCard) -> Words:
        """Return who decided."""
        return self.names.get(card.authority_id, SOMEBODY)


def home(
    cards: Sequence[RecordCard],
    inbox: Sequence[NoticeCard],
    entries: Sequence[EntryCard],
    cases: Sequence[CaseCard],
    desk: Desk,
) -> OwnFile:
    """Put the home page together."""
    return OwnFile(
        records=tuple(_line(card, desk) for card in cards),
        counts=_counts(cards, inbox, entries, desk),
        attention=tuple(_attention(cards, inbox, desk)),
        cases=tuple(line for line in _cases(cards, cases, desk) if line.is_open),
        lately=tuple(_lately(cards, entries, desk)),
    )


def _cases(
    cards: Iterable[RecordCard], cases: Sequence[CaseCard], desk: Desk
) -> tuple[CaseLine, ...]:
    """Return cases as lines, with the names of the records they are about."""
    titles = {card.id: desk.item(card).name for card in cards}
    return own_case.lines_of(cases, titles, calendar=desk.calendar)


def _line(card: RecordCard, desk: Desk) -> OwnLine:
    """Return one record's line."""
    return OwnLine(
        card=card, title=desk.item(card).name, sender=desk.sender(card), state=state_of(card)
    )


def state_of(card: RecordCard) -> Words:
    """Return a record's state in words, with the reason where it ended early."""
    if card.state is State.ENDED and card.ended_why is not None:
        return REASONS[card.ended_why]
    return STATES[card.state]


def _counts(
    cards: Sequence[RecordCard],
    inbox: Sequence[NoticeCard],
    entries: Sequence[EntryCard],
    desk: Desk,
) -> Counts:
    """Count records by state, look-ups of twelve months, and unread letters."""
    held = [card for card in cards if card.state is not State.ERASED]
    removals = [card.erase_on for card in held if card.erase_on - desk.today <= SOON]
    look_ups = [civil_date(entry.at) for entry in look_ups_of(entries, desk.now)]
    return Counts(
        held=len(held),
        new=sum(card.state is State.UNSEEN for card in held),
        in_use=sum(card.state is State.STANDING for card in held),
        soon_removed=len(removals),
        next_removal_on=min(removals, default=None),
        repairable=sum(may_ask_repair(card, desk.today) for card in held),
        look_ups=len(look_ups),
        last_look_up_on=max(look_ups, default=None),
        unread=sum(notice.is_unread for notice in inbox),
    )


def look_ups_of(entries: Iterable[EntryCard], now: datetime) -> Iterator[EntryCard]:
    """Yield the look-ups of the last twelve months; refused ones count too."""
    return (entry for entry in entries if entry.kind in LOOK_UPS and now - entry.at <= YEAR)


def may_ask_repair(card: RecordCard, today: date) -> bool:
    """Return whether repair of the record may be asked today."""
    open_states = {State.UNSEEN, State.STANDING, State.SILENCED}
    first = card.repair_from_on
    return first is not None and first <= today and card.state in open_states


def _attention(
    cards: Sequence[RecordCard], inbox: Sequence[NoticeCard], desk: Desk
) -> Iterator[Attention]:
    """Yield what the person should check before others may see it."""
    letters_of = {notice.record_id: notice.id for notice in inbox}
    for card in cards:
        if card.state is not State.UNSEEN or not card.adverse:
            continue
        until = _check_until(card, desk)
        yield Attention(
            record=card.id,
            notice=letters_of.get(card.id),
            title=desk.item(card).name,
            sender=desk.sender(card),
            received_on=civil_date(card.received_at),
            check_until_on=until,
            is_served=card.noticed_on is not None,
            says=_arrived(card, desk),
            do=_check(card, until, desk),
        )


def _check_until(card: RecordCard, desk: Desk) -> date:
    """Return the last day on which nobody but the person sees the record."""
    if card.usable_from_on is not None:
        return card.usable_from_on - timedelta(days=1)
    days = desk.item(card).notice_working_days
    return notices.last_notice_day(desk.today, working_days=days, calendar=desk.calendar)


def _arrived(card: RecordCard, desk: Desk) -> Words:
    """Return what happened."""
    sender, received = desk.sender(card), day(civil_date(card.received_at))
    return Words(
        zh=f"{sender.zh}于{received.zh}报送了一条记录。目前其他任何人都看不到。",
        en=f"{sender.en} sent us a record on {received.en}. Nobody else can see it yet.",
    )


def _check(card: RecordCard, last_on: date, desk: Desk) -> Words:
    """Return what to do, and by when."""
    hangs_on = desk.calendar.provisional_years(card.noticed_on or desk.today, last_on)
    until = counted_day(last_on, hangs_on)
    if card.noticed_on is not None:
        return Words(
            zh=f"如有错误，请在{until.zh}前（含当日）提出。之后仍然可以提出异议。",
            en=f"If it is wrong, say so by {until.en}. You can still object after that.",
        )
    days = desk.item(card).notice_working_days
    return Words(
        zh=f"打开来信后，您有{days}个工作日核对。今天打开，就到{until.zh}为止。",
        en=f"You have {days} working days to check it once you open the letter."
        f" If you open it today, that is until {until.en}.",
    )


def _lately(cards: Sequence[RecordCard], entries: Sequence[EntryCard], desk: Desk) -> list[Moment]:
    """Return what happened last, newest first, and then what comes next."""
    past = [*_past(cards), *_looked(entries, desk)]
    ahead = [moment for card in cards for moment in ahead_of(card, desk)]
    newest = sorted(past, key=lambda moment: moment.on, reverse=True)[:LATELY]
    return [*newest, *sorted(ahead, key=lambda moment: moment.on)[:AHEAD]]


def _past(cards: Iterable[RecordCard]) -> Iterator[Moment]:
    """Yield arrivals and early ends of records."""
    for card in cards:
        yield Moment(
            on=civil_date(card.received_at), says=HAPPENINGS[Happening.ENTERED], record=card.id
        )
        if card.ended_at is not None and card.ended_why is not None:
            yield Moment(on=civil_date(card.ended_at), says=REASONS[card.ended_why], record=card.id)


def _looked(entries: Sequence[EntryCard], desk: Desk) -> Iterator[Moment]:
    """Yield look-ups with the name of the agency."""
    for entry in look_ups_of(entries, desk.now):
        name = desk.names.get(entry.agency, SOMEBODY) if entry.agency else SOMEBODY
        yield Moment(
            on=civil_date(entry.at),
            says=Words(
                zh=f"{name.zh}：{entry.words.zh}", en=f"{name.en}: {_lower(entry.words.en)}"
            ),
        )


def _lower(text: str) -> str:
    """Return a sentence as it stands after a colon."""
    return text[:1].lower() + text[1:]


def ahead_of(card: RecordCard, desk: Desk) -> Iterator[Moment]:
    """Yield the days that lie ahead of a record."""
    if card.state is State.ERASED:
        return
    use = Words(zh="列明的单位可以查询", en="The named bodies may look it up")
    use = doubted(use, notices.notice_hangs_on(card, calendar=desk.calendar))
    days = [
        (card.usable_from_on, use),
        (card.repair_from_on, Words(zh="可以申请修复", en="Repair can be asked for")),
        (card.ends_on, Words(zh="停止使用", en="It stops being used")),
        (card.erase_on, Words(zh="内容删除，密钥销毁", en="Contents erased, key destroyed")),
    ]
    over = card.state is State.ENDED
    for on, says in days:
        if on is not None and on > desk.today and not (over and on != card.erase_on):
            yield Moment(on=on, says=says, is_ahead=True, record=card.id)


def page_of(
    card: RecordCard,
    history: Sequence[Event],
    in_force: Catalogue,
    desk: Desk,
    *,
    told: Sequence[Told] = (),
    cases: Sequence[CaseCard] = (),
    certificate: Certificate | None = None,
    before: RecordCard | None = None,
) -> OwnRecord:
    """Put the page of one record together; a corrected one beside what it said before."""
    catalogue = desk.catalogues[card.catalogue_version]
    item = letters.item_of(card, catalogue)
    now_item = in_force.items.get(card.item)
    open_to_others = card.state is not State.ENDED and card.state is not State.ERASED
    return OwnRecord(
        card=card,
        title=item.name,
        sender=desk.sender(card),
        state=state_of(card),
        tier=None if item.tier is None else letters.TIERS[item.tier],
        contents=letters.contents(card, item, catalogue),
        bases=letters.bases(item, catalogue),
        life=tuple(_life(card, history, desk)),
        viewers=tuple(outlook.viewers(now_item, in_force)) if now_item and open_to_others else (),
        told=tuple(_told(one, desk) for one in told),
        remedies=(*outlook.remedies(card, item, calendar=desk.calendar), *_erasure(item, desk)),
        may_ask_repair=may_ask_repair(card, desk.today),
        certificate=certificate,
        cases=tuple(line for line in _cases([card], cases, desk) if line.card.record_id == card.id),
        changes=() if before is None else differences(before, card, catalogue),
        before=None if before is None else before.id,
    )


def _told(told: Told, desk: Desk) -> ToldLine:
    """Return who was told, and whether they answered."""
    answered = told.acknowledged_at
    return ToldLine(
        agency=desk.names.get(told.agency_id, SOMEBODY),
        shown_on=civil_date(told.shown_at),
        told_on=civil_date(told.told_at),
        acknowledged_on=None if answered is None else civil_date(answered),
    )


def _erasure(item: Item, desk: Desk) -> Iterator[Remedy]:
    """Yield the way to have a record erased by an answer; what speaks for a person needs none."""
    if item.polarity is Polarity.POSITIVE:
        return
    clock = CLOCKS[CaseKind.ERASURE]
    last = own_case.last_day(
        due(desk.now, clock.working_days, calendar=desk.calendar), desk.now, desk.calendar
    )
    yield Remedy(
        code="erasure",
        name=Words(zh="要求删除这条记录", en="Ask for it to be erased"),
        says=Words(
            zh="如果它已经没有依据保存，就会删除，密钥同时销毁。",
            en="If there is no ground to keep it any more, it is erased and its key destroyed.",
        ),
        when=Words(
            zh=f"随时可以提出，不收费。今天提出的，最迟{last.zh}答复。",
            en=f"At any time, free of charge. If you ask today, the answer comes by {last.en}.",
        ),
        article=clock.law,
    )


def _life(card: RecordCard, history: Sequence[Event], desk: Desk) -> Iterator[Moment]:
    """Yield a record's life in order: the decision, what happened, what lies ahead."""
    name = desk.sender(card)
    yield Moment(on=card.decided_on, says=Words(zh=f"{name.zh}作出决定", en=f"{name.en} decided"))
    for event in history:
        says = HAPPENINGS[event.kind]
        if event.kind is Happening.ENDED and card.ended_why is not None:
            says = REASONS[card.ended_why]
        elif event.kind is Happening.AWAITED and "falls_at" not in event.facts:
            says = NOT_AWAITED
        yield Moment(on=civil_date(event.at), says=says)
    yield from sorted(ahead_of(card, desk), key=lambda moment: moment.on)


def inbox_of(
    inbox: Sequence[NoticeCard], cards: Mapping[UUID, RecordCard], desk: Desk
) -> tuple[InboxLine, ...]:
    """Put the inbox together: each letter with the item it is about, or with who looked."""
    return tuple(
        InboxLine(card=notice, title=letters.TITLES[notice.kind], subject=subject)
        for notice in inbox
        if (subject := _subject(notice, cards, desk)) is not None
    )


def _subject(notice: NoticeCard, cards: Mapping[UUID, RecordCard], desk: Desk) -> Words | None:
    """Return what a letter is about: its case, the item of its record, or who looked."""
    if notice.kind in {NoticeKind.CASE, NoticeKind.STATEMENT, NoticeKind.BENEFIT}:
        return same(str(notice.facts["number"]))
    if notice.kind is NoticeKind.HELPER:
        return helped.subject(notice)
    if notice.kind is NoticeKind.ACCOUNT:
        return account.subject(notice)
    if notice.record_id is None:
        return desk.names.get(UUID(str(notice.facts["agency"])))
    return desk.item(cards[notice.record_id]).name if notice.record_id in cards else None
