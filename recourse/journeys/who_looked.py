"""Who looked at my file: every look-up, refused ones too, and apart from them one's own visits.

Nothing is left out and nothing comes late: what waits for its number is shown with the rest.
The words are made from the catalogue in force at the look-up, and from the names of agencies
and seats; the log itself holds only codes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.errors import NoSuchVersion
from recourse.catalogue.terms import Answer, Catalogue, Purpose
from recourse.disclosure import comparing
from recourse.disclosure import queries as disclosure
from recourse.disclosure.comparing import Standing
from recourse.disclosure.recalls import SAYINGS
from recourse.disclosure.terms import Told
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ground.refused import REFUSALS
from recourse.ground.words import Words
from recourse.ledger import actions as ledger
from recourse.ledger import queries as log
from recourse.ledger.errors import NoSuchEntry
from recourse.ledger.terms import LOOK_UPS, EntryCard, Kind
from recourse.people import queries as people
from recourse.people.entrustments import queries as entrustments
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import terms as redress_terms
from recourse.redress.rules import CLOCKS
from recourse.store.gate import one_person

PAGE = 500
OWN = frozenset(
    {
        *(Kind.OWN_FILE, Kind.OWN_RECORD, Kind.OWN_LOG, Kind.OWN_INBOX, Kind.OWN_NOTICE),
        *(Kind.OWN_CERTIFICATE, Kind.OWN_CASES, Kind.OWN_CASE, Kind.OWN_HELPERS, Kind.OWN_COPY),
        Kind.OWN_STATEMENTS,
        Kind.OWN_BENEFIT,
    }
)
HELPERS = ("helper:", "kin:")
ABOUT_HELPERS = frozenset({Kind.HELPER_ACCEPTED, Kind.HELPER_ENDED})
"""Turns of an entrustment; whose they are, their words say."""

BY_HELPER: Mapping[Kind, Words] = {
    Kind.OWN_FILE: Words(zh="代办人查看了您的档案", en="Your helper opened your file"),
    Kind.OWN_RECORD: Words(
        zh="代办人查看了您的一条记录", en="Your helper opened one of your records"
    ),
    Kind.OWN_LOG: Words(zh="代办人查看了谁查过您", en="Your helper opened your list of look-ups"),
    Kind.OWN_INBOX: Words(zh="代办人查看了您的收件箱", en="Your helper opened your inbox"),
    Kind.OWN_NOTICE: Words(
        zh="代办人看了一封信，不算送达给您",
        en="Your helper read a letter; it is not served on you by that",
    ),
    Kind.OWN_CERTIFICATE: Words(
        zh="代办人下载了一份删除证明", en="Your helper took a certificate of erasure with them"
    ),
    Kind.OWN_CASES: Words(zh="代办人查看了您的事项", en="Your helper opened your list of cases"),
    Kind.OWN_CASE: Words(zh="代办人查看了您的一个事项", en="Your helper opened one of your cases"),
}
"""What a helper opened; each opening is a line of the person's log."""

APART = LOOK_UPS | {Kind.SHARE_OPENED}
"""What stands in places of its own on the page."""

UNNAMED = Words(zh="（未写明）", en="(not stated)")
NO_SEAT = Words(zh="已撤销的岗位", en="A seat that is no longer there")
NOTHING = Words(zh="没有看到任何内容。", en="Nothing.")
CASES = frozenset({Kind.CASE_OPENED, Kind.CASE_FILE_OPENED})
TO_ANSWER = Words(zh="答复您提出的事项", en="To answer your case")
CASE_ALONE = Words(
    zh="您写的话、材料清单，以及事项所涉及的内容。没有看到您的姓名和证件号码。",
    en="Your words, the list of your files, and what the case is about. Not your name or number.",
)
WITH_IDENTITY = Words(
    zh="您写的话、材料清单、事项所涉及的内容，以及您的姓名和证件号码。因为您说这不是您。",
    en="Your words, the list of your files, what the case is about, and your name and number:"
    " you said it is not about you.",
)
ONE_FILE = Words(zh="您交的一份材料。", en="One of the files you sent.")
NOTHING_ELSE = Words(zh="您的其他记录和事项。", en="Your other records and cases.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOfChange:
    """What whoever looked was told afterwards, and when they said that they know."""

    says: Words
    told_on: date
    acknowledged_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look-up, in words. `is_numbered` tells whether it stands in the tree already."""

    entry: UUID
    at: datetime
    agency_id: UUID | None
    agency: Words
    unit: Words
    officer: str
    purpose: Words
    article: Words
    matter: str
    saw: Words
    did_not_see: Words
    refused: Words | None
    told: tuple[ToldOfChange, ...]
    commitment: bytes
    is_numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Another line of the log about the person: a visit, or something done for the file.

    `helper` is the name of the helper who did it; empty for the person alone.
    """

    entry: UUID
    at: datetime
    says: Words
    helper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChoice:
    """An agency that has looked, for the filter."""

    id: UUID
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoLooked:
    """The page: look-ups of the chosen period and agency, own visits, everything else.

    `shown_by_code` are statements that somebody opened at a counter, with a code of the person's.

    `compared` is what is known of the whole log: whether it holds what the gate let through.
    """

    looks: tuple[Look, ...]
    own_visits: tuple[Deed, ...]
    helpers_visits: tuple[Deed, ...]
    deeds: tuple[Deed, ...]
    shown_by_code: tuple[Deed, ...]
    agencies: tuple[AgencyChoice, ...]
    look_ups_in_all: int
    compared: Standing | None


def who_looked(
    *,
    person: UUID,
    by: Actor,
    now: datetime,
    since: date | None = None,
    agency: UUID | None = None,
) -> WhoLooked:
    """Return everybody who looked, newest first; opening the page is in the log like the rest.

    Args:
        person: Whose log.
        by: The person.
        now: When.
        since: Only from this civil date on; None is from the beginning.
        agency: Only look-ups of this agency; None is everybody's.

    Law:
        PIPL art. 44, 45; charter G6.

    """
    with one_person(person, durable=True):
        tag = people.tag_of(person)
        entries = list(_entries(tag))
        file = records.file_of(person, at=now)
        told = _told(disclosure.told_of(person))
        helpers = _helpers(person, entries, by)
        ledger.note(kind=Kind.OWN_LOG, tag=tag, by=by, now=now, facts={"entries": len(entries)})
    seats = seats_in(entries)
    looked = [entry for entry in entries if entry.kind in LOOK_UPS]
    chosen = [
        entry
        for entry in looked
        if _is_chosen(entry, since=since) and agency in {None, entry.agency}
    ]
    return WhoLooked(
        looks=tuple(
            look_in_words(entry, seats, file, told.get(entry.entry_id, ())) for entry in chosen
        ),
        own_visits=tuple(
            _deed(one, helpers) for one in entries if one.kind in OWN and not _is_helpers(one)
        ),
        helpers_visits=tuple(
            _deed(one, helpers) for one in entries if one.kind in OWN and _is_helpers(one)
        ),
        deeds=tuple(_deed(one, helpers) for one in entries if one.kind not in OWN | APART),
        shown_by_code=_by_code(entries),
        agencies=_choices(looked, seats),
        look_ups_in_all=len(looked),
        compared=comparing.standing(now=now),
    )


def look_of(person: UUID, entry: UUID) -> Look | None:
    """Return one look-up in words, for whoever must explain it; None if it is not this person's.

    What was not shown is told without counting the rest of the file.
    """
    try:
        with one_person(person):
            found = log.entry_of(people.tag_of(person), entry)
    except NoSuchEntry:
        return None
    if found.kind not in LOOK_UPS:
        return None
    return look_in_words(found, seats_in([found]), ())


def log_of(person: UUID) -> list[EntryCard]:
    """Return a person's whole log, newest first."""
    return list(_entries(people.tag_of(person)))


def _entries(tag: bytes) -> Iterator[EntryCard]:
    """Yield the whole log of the person, page by page."""
    before: UUID | None = None
    while page := log.entries_of(tag, limit=PAGE, before=before):
        yield from page
        if len(page) < PAGE:
            return
        before = page[-1].entry_id


def _is_chosen(entry: EntryCard, *, since: date | None) -> bool:
    """Whether an entry falls into the chosen period."""
    return since is None or civil_date(entry.at) >= since


def seats_in(entries: Sequence[EntryCard]) -> dict[str, SeatCard]:
    """Return the seats that did anything, by their code in the log; one query."""
    codes = {entry.by for entry in entries if entry.by.startswith("seat:")}
    seats = agencies.seats([UUID(code.removeprefix("seat:")) for code in codes])
    return {seat.actor.code: seat for seat in seats}


def _choices(looked: Sequence[EntryCard], seats: dict[str, SeatCard]) -> tuple[AgencyChoice, ...]:
    """Return the agencies that have looked, each once, by name."""
    names = {
        seats[entry.by].agency.id: seats[entry.by].agency.name
        for entry in looked
        if entry.by in seats
    }
    return tuple(
        AgencyChoice(id=id_, name=name)
        for id_, name in sorted(names.items(), key=lambda item: item[1].zh)
    )


def _by_code(entries: Sequence[EntryCard]) -> tuple[Deed, ...]:
    """Return who opened a statement with a code, in words; one query if anybody did."""
    opened = [entry for entry in entries if entry.kind is Kind.SHARE_OPENED]
    names = {one.id: one.name for one in agencies.agencies()} if opened else {}
    return tuple(
        Deed(entry=entry.entry_id, at=entry.at, says=opened_by(entry, names)) for entry in opened
    )


def opened_by(entry: EntryCard, names: Mapping[UUID, Words]) -> Words:
    """Return who was shown a statement by a code, as they named themselves.

    Args:
        entry: The line of the log.
        names: Of agencies.

    """
    kind, _, which = str(entry.facts["recipient"]).partition(":")
    name = names.get(UUID(which), UNNAMED) if kind == "agency" else UNNAMED
    called = str(entry.facts["called"])
    return Words(
        zh=f"{name.zh}查看了您的一份证明。查看人自称：{called}",
        en=f"{name.en} was shown a statement of yours. They call themselves: {called}",
    )


def _told(recalls: Sequence[Told]) -> Mapping[UUID, Sequence[ToldOfChange]]:
    """Return what was told about each look-up, by its entry."""
    told: dict[UUID, list[ToldOfChange]] = defaultdict(list)
    for one in recalls:
        answered = one.acknowledged_at
        told[one.entry_id].append(
            ToldOfChange(
                says=SAYINGS[one.changed].says,
                told_on=civil_date(one.told_at),
                acknowledged_on=None if answered is None else civil_date(answered),
            )
        )
    return told


def look_in_words(
    entry: EntryCard,
    seats: dict[str, SeatCard],
    file: Sequence[RecordCard],
    told: Sequence[ToldOfChange] = (),
) -> Look:
    """Return one look-up in words.

    Args:
        entry: The look-up, as the log has it.
        seats: Seats by their code in the log; `seats_in` finds them.
        file: The person's file, to count what was not shown.
        told: What was told about it when a record it rests on had changed.

    """
    if entry.kind in CASES:
        return _case(entry, seats.get(entry.by))
    seat = seats.get(entry.by)
    in_force = _catalogue(str(entry.facts.get("catalogue", "")))
    purpose = in_force.purposes.get(str(entry.facts.get("purpose", ""))) if in_force else None
    saw, did_not_see = _seen(entry, in_force, purpose, _on_file(file, entry.at))
    if first := entry.facts.get("repeats"):
        saw = _once_more(saw, str(first))
    return Look(
        entry=entry.entry_id,
        at=entry.at,
        agency_id=entry.agency,
        agency=seat.agency.name if seat else NO_SEAT,
        unit=seat.unit if seat else NO_SEAT,
        officer=seat.number if seat else "",
        purpose=purpose.name if purpose else UNNAMED,
        article=catalogue.cite(in_force, purpose.basis) if in_force and purpose else UNNAMED,
        matter=str(entry.facts.get("matter", "")),
        saw=saw,
        did_not_see=did_not_see,
        refused=_refused(entry),
        told=tuple(told),
        commitment=entry.commitment,
        is_numbered=entry.leaf_index is not None,
    )


def _case(entry: EntryCard, seat: SeatCard | None) -> Look:
    """Return the opening of a case, or of a file in it, by whoever answers it."""
    asks = redress_terms.Kind(str(entry.facts["asks"]))
    return Look(
        entry=entry.entry_id,
        at=entry.at,
        agency_id=entry.agency,
        agency=seat.agency.name if seat else NO_SEAT,
        unit=seat.unit if seat else NO_SEAT,
        officer=seat.number if seat else "",
        purpose=TO_ANSWER,
        article=CLOCKS[asks].law,
        matter=str(entry.facts["case"]),
        saw=_seen_of_case(entry),
        did_not_see=NOTHING_ELSE,
        refused=None,
        told=(),
        commitment=entry.commitment,
        is_numbered=entry.leaf_index is not None,
    )


def _seen_of_case(entry: EntryCard) -> Words:
    """Return what an officer saw of a case."""
    if entry.kind is Kind.CASE_FILE_OPENED:
        return ONE_FILE
    return WITH_IDENTITY if entry.facts.get("identity") else CASE_ALONE


def _catalogue(version: str) -> Catalogue | None:
    """Return the catalogue in force at the look-up."""
    try:
        return catalogue.version(version)
    except NoSuchVersion:
        return None


def _on_file(file: Sequence[RecordCard], at: datetime) -> int:
    """Return how many records were on file at an instant."""
    return sum(card.received_at <= at for card in file)


def _refused(entry: EntryCard) -> Words | None:
    """Return why a look-up was refused."""
    if entry.kind is not Kind.LOOK_UP_REFUSED:
        return None
    refusal = REFUSALS.get(str(entry.facts.get("why", "")))
    return refusal.says if refusal and "{" not in refusal.says.zh else UNNAMED


def _seen(
    entry: EntryCard, in_force: Catalogue | None, purpose: Purpose | None, on_file: int
) -> tuple[Words, Words]:
    """Return what they saw, and what they did not."""
    shown = entry.facts.get("items", ())
    items = [shown] if isinstance(shown, str) else list(shown) if not isinstance(shown, int) else []
    if entry.kind is Kind.LOOK_UP_REFUSED or purpose is None or in_force is None:
        return NOTHING, _unseen(on_file)
    if purpose.answer is Answer.YES_NO:
        return _yes_or_no(purpose, is_yes=bool(items)), _unseen(on_file)
    if not items:
        return NOTHING, _unseen(on_file)
    names = [in_force.items[item].name for item in items if item in in_force.items]
    stated = int(str(entry.facts.get("statements", 0)))
    return _shown(names, stated), _unseen(max(0, on_file - len(items)))


def _once_more(saw: Words, first: str) -> Words:
    """Return what they saw, after saying that it was the same question again."""
    return Words(
        zh=f"同一个问题又问了一次（第一次的记录号：{first}）。{saw.zh}",
        en=f"The same question once more (first asked in entry {first}). {saw.en}",
    )


def _yes_or_no(purpose: Purpose, *, is_yes: bool) -> Words:
    """Return the question and the answer."""
    question = purpose.question
    return Words(
        zh=f"1个问题：{question.zh}（回答：{'有' if is_yes else '没有'}）",
        en=f"1 question: {question.en} (answer: {'yes' if is_yes else 'no'})",
    )


def _shown(names: Sequence[Words], stated: int) -> Words:
    """Return which records were shown, and beside how many the person's own words stood."""
    count = len(names)
    with_words = Words(
        zh=f"{count}条记录：{'、'.join(name.zh for name in names)}",
        en=f"{count} record{'' if count == 1 else 's'}: {', '.join(name.en for name in names)}",
    )
    if not stated:
        return with_words
    return Words(
        zh=f"{with_words.zh}（其中{stated}条附有您的说明）",
        en=f"{with_words.en} ({stated} with your statement)",
    )


def _unseen(count: int) -> Words:
    """Return what was not shown."""
    if count == 0:
        return Words(zh="其他一切信息。", en="Everything else.")
    return Words(
        zh=f"您的另外{count}条记录，以及其他一切信息。",
        en=f"{count} other record{'' if count == 1 else 's'}, and everything else.",
    )


def _deed(entry: EntryCard, helpers: Mapping[str, str]) -> Deed:
    """Return an own visit, or something done for the file, in words; a helper's says so."""
    says = entry.words
    if _is_helpers(entry):
        says = _by_helper(entry)
    return Deed(entry=entry.entry_id, at=entry.at, says=says, helper=helpers.get(entry.by, ""))


def _by_helper(entry: EntryCard) -> Words:
    """Return what a helper, or a next of kin, did."""
    says = BY_HELPER.get(entry.kind) or Words(
        zh=f"{entry.words.zh}（由代办人办理）", en=f"{entry.words.en} (by your helper)"
    )
    if not entry.by.startswith("kin:"):
        return says
    en = says.en.replace("Your helper", "The next of kin").replace("your helper", "the next of kin")
    return Words(zh=says.zh.replace("代办人", "近亲属"), en=en)


def _is_helpers(entry: EntryCard) -> bool:
    """Whether a helper did it."""
    return entry.by.startswith(HELPERS) and entry.kind not in ABOUT_HELPERS


def _helpers(person: UUID, entries: Sequence[EntryCard], by: Actor) -> Mapping[str, str]:
    """Return the names of a person's helpers in their log, by code; for the person alone."""
    codes = {entry.by for entry in entries if entry.by.startswith(HELPERS)}
    if not codes or by != Actor(kind=ActorKind.PERSON, id=person):
        return {}
    cards = [one for one in entrustments.entrusted_by(person) if one.actor.code in codes]
    return {
        card.actor.code: people.identity_of(card.helper).name
        for card in cards
        if card.helper is not None
    }
