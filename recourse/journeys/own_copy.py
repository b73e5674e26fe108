"""Shapes of a copy that a person takes away, put together from cards; nothing is read here.

The data is described by `schemas/own-file-1.json`, which the site publishes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from recourse.attestation import contents, wording
from recourse.attestation.terms import StatementCard
from recourse.disclosure.terms import Told
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.journeys import own_case
from recourse.journeys.own_file import HAPPENINGS, Desk, state_of
from recourse.journeys.who_looked import Look, opened_by
from recourse.ledger.terms import EntryCard
from recourse.ledger.terms import Kind as LogKind
from recourse.notice import letters
from recourse.notice.terms import Letter, NoticeCard, Row, Section
from recourse.notice.wording import day, same
from recourse.people.entrustments.terms import EntrustmentCard
from recourse.people.terms import Contact, Identity
from recourse.records.numbers import number_of
from recourse.records.terms import Event, RecordCard
from recourse.redress.terms import FollowedCase
from recourse.schemes.terms import ApplicationCard
from recourse.schemes.wording import STATES

SCHEMA = "/schemas/own-file-1.json"
DATES = (
    *("conduct_ended_on", "decided_on", "served_on", "repair_notice_served_on", "noticed_on"),
    *("usable_from_on", "first_disclosed_on", "repair_from_on", "ends_on", "erase_on"),
)
DATE_WORDS: Mapping[str, Words] = {
    "decided_on": Words(zh="决定日期", en="Decided on"),
    "ends_on": Words(zh="最迟停止使用", en="Used until, at the latest"),
    "erase_on": Words(zh="最迟删除", en="Erased by"),
}
NONE = Words(zh="没有。", en="Nothing.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One record with its history."""

    card: RecordCard
    history: Sequence[Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that is kept about one person, as the rooms told it."""

    identity: Identity
    contact: Contact
    records: Sequence[Held]
    told: Sequence[Told]
    inbox: Sequence[NoticeCard]
    cases: Sequence[FollowedCase]
    benefits: Sequence[ApplicationCard]
    helpers: Sequence[EntrustmentCard]
    statements: Sequence[StatementCard]
    looks: Sequence[Look]
    deeds: Sequence[EntryCard]


def as_data(kept: Kept, desk: Desk) -> dict[str, Any]:
    """Return the copy for programs: JSON members, instants in UTC, words in both languages."""
    return {
        "schema": f"{settings.PUBLIC_URL}{SCHEMA}",
        "made_at": _instant(desk.now),
        "person": {
            "name": kept.identity.name,
            "document_type": str(kept.identity.document_type),
            "document_number": kept.identity.number,
            "email": kept.contact.email,
            "mobile": kept.contact.mobile,
            "postal": kept.contact.postal,
        },
        "records": [_record(one, kept, desk) for one in kept.records],
        "cases": [_case(one, desk) for one in kept.cases],
        "benefits": [_benefit(one, desk) for one in kept.benefits],
        "letters": [_letter(one) for one in kept.inbox],
        "look_ups": [_look(one) for one in kept.looks],
        "other_log_entries": [_deed(one, desk) for one in kept.deeds],
        "helpers": [_helper(one) for one in kept.helpers],
        "statements": [_statement(one) for one in kept.statements],
    }


def _record(held: Held, kept: Kept, desk: Desk) -> dict[str, Any]:
    """Return one record."""
    card, item = held.card, desk.item(held.card)
    known = desk.catalogues[card.catalogue_version]
    fields = {field.code: field for field in item.fields}
    return {
        "number": number_of(card.id, card.received_at),
        "id": str(card.id),
        "item": {"code": item.id, "name": item.name.as_json(), "catalogue": card.catalogue_version},
        "speaks_against_you": card.adverse,
        "decided_by": desk.sender(card).as_json(),
        "received_at": _instant(card.received_at),
        "state": {"code": str(card.state), "words": state_of(card).as_json()},
        "legal_bases": [basis.as_json() for basis in letters.bases(item, known)],
        "dates": {name: _day(getattr(card, name)) for name in DATES},
        "fields": {
            code: {"name": fields[code].name.as_json(), "value": text}
            for code, text in card.fields.items()
            if code in fields
        },
        "your_statement": None if card.statement is None else card.statement.words,
        "history": [
            {"at": _instant(event.at), "words": HAPPENINGS[event.kind].as_json()}
            for event in held.history
        ],
        "told_that_it_no_longer_holds": [
            {
                "agency": desk.names[one.agency_id].as_json(),
                "shown_at": _instant(one.shown_at),
                "told_at": _instant(one.told_at),
                "acknowledged_at": _instant(one.acknowledged_at),
            }
            for one in kept.told
            if one.record_id == card.id and one.agency_id in desk.names
        ],
    }


def _case(followed: FollowedCase, desk: Desk) -> dict[str, Any]:
    """Return one case."""
    card = followed.card
    return {
        "number": card.number,
        "kind": {"code": str(card.kind), "words": own_case.KINDS[card.kind].as_json()},
        "filed_at": _instant(card.filed_at),
        "answer_due_on": _day(card.due.on),
        "state": {"code": str(card.state), "words": own_case.STATES[card.state].as_json()},
        "your_words": card.words,
        "your_files": [{"name": file.name, "sha256": file.sha256.hex()} for file in followed.files],
        "must_answer": desk.names.get(card.authority_id, own_case.SOMEBODY).as_json(),
        "outcome": None if card.outcome is None else str(card.outcome),
        "answer": None if card.decision is None else card.decision.words,
        "erase_on": _day(card.erase_on),
    }


def _benefit(card: ApplicationCard, desk: Desk) -> dict[str, Any]:
    """Return one application for a benefit, with its receipt as long as that is kept."""
    scheme = desk.catalogues[card.catalogue_version].schemes[card.scheme]
    return {
        "number": card.number,
        "scheme": {"code": scheme.id, "words": scheme.name.as_json()},
        "catalogue": card.catalogue_version,
        "rule": card.rule_digest,
        "applied_at": _instant(card.applied_at),
        "case": None if card.case is None else card.case.number,
        "state": {"code": str(card.state), "words": STATES[card.state].as_json()},
        "granted_on": _day(card.granted_on),
        "valid_until_on": _day(card.valid_until_on),
        "erase_on": _day(card.erase_on),
        "receipt": card.receipt,
    }


def _letter(card: NoticeCard) -> dict[str, Any]:
    """Return one letter's outside."""
    return {
        "id": str(card.id),
        "title": letters.TITLES[card.kind].as_json(),
        "written_at": _instant(card.written_at),
        "opened_at": _instant(card.opened_at),
        "served_on": _day(card.served_on),
    }


def _look(look: Look) -> dict[str, Any]:
    """Return one look-up."""
    return {
        "entry": str(look.entry),
        "at": _instant(look.at),
        "agency": look.agency.as_json(),
        "unit": look.unit.as_json(),
        "seat": look.officer,
        "purpose": look.purpose.as_json(),
        "article": look.article.as_json(),
        "matter": look.matter,
        "saw": look.saw.as_json(),
        "did_not_see": look.did_not_see.as_json(),
        "refused": None if look.refused is None else look.refused.as_json(),
        "commitment": look.commitment.hex(),
    }


def _deed(entry: EntryCard, desk: Desk) -> dict[str, Any]:
    """Return another line of the log; who was shown a statement by a code is named."""
    by_code = entry.kind is LogKind.SHARE_OPENED
    says = opened_by(entry, desk.names) if by_code else entry.words
    return {
        "entry": str(entry.entry_id),
        "at": _instant(entry.at),
        "words": says.as_json(),
        "commitment": entry.commitment.hex(),
    }


def _statement(card: StatementCard) -> dict[str, Any]:
    """Return a statement to show; what it says is as it was signed, or nothing once erased."""
    said = card.statement
    return {
        "number": card.number,
        "kind": {"code": str(card.kind), "words": wording.TITLES[card.kind].as_json()},
        "state": {"code": str(card.state), "words": wording.STATES[card.state].as_json()},
        "issued_at": _instant(card.issued_at),
        "good_until": _day(card.valid_until),
        "taken_back_at": _instant(card.taken_back_at),
        "erase_on": _day(card.erase_on),
        "says": None if said is None else json.loads(contents.canonical_of(said)),
    }


def _helper(card: EntrustmentCard) -> dict[str, Any]:
    """Return one entrustment; who the helper is, the helper's own file says."""
    return {
        "kind": str(card.kind),
        "scope": str(card.scope),
        "named_at": _instant(card.named_at),
        "accepted_at": _instant(card.accepted_at),
        "last_on": _day(card.last_on),
        "ended_at": _instant(card.ended_at),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def as_letter(kept: Kept, desk: Desk) -> Letter:
    """Return the copy to print and read."""
    made = day(desk.today)
    return Letter(
        title=Words(zh="关于您的全部记录", en="Everything that is kept about you"),
        lead=Words(
            zh=f"{made.zh}制作，给{kept.identity.name}本人。免费，可以随时再要一份。",
            en=f"Made on {made.en} for {kept.identity.name}. Free, as often as you like.",
        ),
        sections=(
            *(_record_section(one, desk) for one in kept.records),
            _listed(Words(zh="您的事项", en="Your cases"), _case_rows(kept)),
            _listed(Words(zh="您申请的惠民办法", en="Benefits"), _benefit_rows(kept, desk)),
            _listed(Words(zh="谁查询过", en="Who looked"), _look_rows(kept)),
            _listed(Words(zh="给您的信", en="Letters to you"), _letter_rows(kept)),
            _listed(Words(zh="您的证明", en="Your statements"), _statement_rows(kept)),
        ),
    )


def _record_section(held: Held, desk: Desk) -> Section:
    """Return one record: what it is, where it stands, what it says, what the person says."""
    card, item = held.card, desk.item(held.card)
    known = desk.catalogues[card.catalogue_version]
    bases = letters.bases(item, known)
    own = () if card.statement is None else (same(card.statement.words),)
    rows = (
        Row(
            name=Words(zh="记录编号", en="Number"), value=same(number_of(card.id, card.received_at))
        ),
        Row(name=Words(zh="作出决定的部门", en="Decided by"), value=desk.sender(card)),
        Row(name=Words(zh="现在的状态", en="State"), value=state_of(card)),
        *(
            Row(name=name, value=day(getattr(card, code)))
            for code, name in DATE_WORDS.items()
            if getattr(card, code) is not None
        ),
        *(Row(name=Words(zh="法律依据", en="Legal basis"), value=basis) for basis in bases),
        *letters.contents(card, item, known),
        *(Row(name=Words(zh="您的说明", en="Your statement"), value=words) for words in own),
    )
    return Section(heading=item.name, rows=rows)


def _listed(heading: Words, rows: Iterator[Row]) -> Section:
    """Return a list under its heading; an empty one says so."""
    found = tuple(rows)
    return Section(heading=heading, paragraphs=() if found else (NONE,), rows=found)


def _case_rows(kept: Kept) -> Iterator[Row]:
    for one in kept.cases:
        kind, state = own_case.KINDS[one.card.kind], own_case.STATES[one.card.state]
        yield Row(
            name=same(one.card.number),
            value=Words(zh=f"{kind.zh}：{state.zh}", en=f"{kind.en}: {state.en}"),
        )


def _benefit_rows(kept: Kept, desk: Desk) -> Iterator[Row]:
    for card in kept.benefits:
        name = desk.catalogues[card.catalogue_version].schemes[card.scheme].name
        state = STATES[card.state]
        yield Row(
            name=same(card.number),
            value=Words(zh=f"{name.zh}：{state.zh}", en=f"{name.en}: {state.en}"),
        )


def _look_rows(kept: Kept) -> Iterator[Row]:
    for look in kept.looks:
        agency, purpose, saw = look.agency, look.purpose, look.refused or look.saw
        yield Row(
            name=day(civil_date(look.at)),
            value=Words(
                zh=f"{agency.zh}（{look.matter}）：{purpose.zh}。{saw.zh}",
                en=f"{agency.en} ({look.matter}): {purpose.en}. {saw.en}",
            ),
        )


def _letter_rows(kept: Kept) -> Iterator[Row]:
    for card in kept.inbox:
        yield Row(name=day(civil_date(card.written_at)), value=letters.TITLES[card.kind])


def _statement_rows(kept: Kept) -> Iterator[Row]:
    for card in kept.statements:
        title, state = wording.TITLES[card.kind], wording.STATES[card.state]
        yield Row(
            name=same(card.number),
            value=Words(zh=f"{title.zh}：{state.zh}", en=f"{title.en}: {state.en}"),
        )
