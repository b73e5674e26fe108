"""A department withdraws, corrects or revokes one of its own records, or says what was fulfilled.

It names the record exactly: whose document, which item, which number, which day; or the row of its
own batch. It is shown what it sent itself and nothing else, and the person sees in their log
that it looked. One seat proposes, another one signs, and only then something is done: the record
ends for every use at once, or its next version enters, and the person is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import orjson
import polars as pl
from django.conf import settings
from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item
from recourse.ground.calendar import civil_date
from recourse.ground.digests import KeyedDigest
from recourse.ground.uuid7 import uuid7
from recourse.intake import queries as batches
from recourse.intake.amendments import actions as amendments
from recourse.intake.amendments import queries as proposals
from recourse.intake.amendments.errors import AnotherFact, FaultyCorrection, NothingChanged
from recourse.intake.amendments.terms import AmendmentCard, Deed, Reason, Target
from recourse.intake.checking import Checker, Setting
from recourse.intake.deliveries import ROW, SHAPE, Delivery
from recourse.intake.errors import ItemUnknown, NoSuchBatch
from recourse.intake.mandates import refuse_without_mandate
from recourse.intake.rulebook import RULES
from recourse.intake.rules import is_open
from recourse.intake.terms import Rule
from recourse.journeys.weighing import DATES, FACT_BYTES, LIFE, Weigher
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.changed import Difference, differences
from recourse.notice.letters import contents, item_of
from recourse.notice.terms import Kind, NewNotice, Row
from recourse.people import queries as people
from recourse.people import rules as people_rules
from recourse.people.rules import normalise_number
from recourse.people.terms import DocumentType
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records import rules
from recourse.records.errors import AlreadyOver, NoSuchRecord
from recourse.records.terms import NewRecord, Paper, RecordCard, State, Statement, Why
from recourse.redress import actions as redress
from recourse.store import deeds
from recourse.store.keys import vault

PERFORMED = {"status": "3"}
NATURAL_PERSON = "自然人"
_ENDS = {Deed.WITHDRAW: Why.WITHDRAWN, Deed.REVOKE: Why.REVOKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """What names one record exactly; less than all of it finds nothing."""

    item: str
    document_type: DocumentType
    document_number: str
    number: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSent:
    """A record as its own department sees it: what it sent, and whether it still stands open.

    What the person says beside it is shown to the department as to everybody else.
    """

    item: Item
    exact: Exact | None
    document_number: str
    decided_on: date
    contents: tuple[Row, ...]
    values: Mapping[str, str]
    is_over: bool
    is_contested: bool
    fulfilled_on: date | None
    statement: Statement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule that a corrected field breaks."""

    field: str
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An amendment that waits, with what it would do; once closed it concerns nobody."""

    card: AmendmentCard
    item: Item
    sent: OwnSent | None
    changes: tuple[Difference, ...]
    paper: Paper


def find(*, exact: Exact, by: SeatCard, now: datetime) -> OwnSent:
    """Return the record that a department names exactly, as it sent it; the person sees that.

    Raises:
        NotASteward: The seat is no data steward.
        NoMandate: It may not hand in the item.
        NoSuchRecord: The department sent no such record. Nothing is said of anybody else's.

    Law:
        PIPL art. 8, 44, 46; charter G6, G8.

    """
    with transaction.atomic(durable=True):
        amendments.refuse_whoever_may_not(item=exact.item, by=by, now=now)
        found = _found(exact, by, now)
        _looked(exact, found, by, now)
    if found is None:
        raise NoSuchRecord
    return sent_of(found, exact)


def exact_of_row(*, batch: str, row: int, by: SeatCard, now: datetime) -> Exact:
    """Return what names the record that a row of the department's own batch became.

    Raises:
        NoSuchBatch: There is none, it is another department's, or it has no such row.
        DeliveryGone: The delivered rows were deleted when their time was over.

    """
    card = batches.batch(batch, agency=by.agency.id)
    law = catalogue.version(card.catalogue_version)
    item = law.items[card.item]
    line = Delivery(batch=card.id, received_at=card.received_at).row(row)
    if line.is_empty():
        raise NoSuchBatch
    setting = setting_of(item, card.agency_id, card.received_at, now)
    return _exact(item, Checker(setting).check(line).values)


def _exact(item: Item, values: Mapping[str, pl.Series]) -> Exact:
    """Return what names the record of a row as it was read.

    Raises:
        NoSuchRecord: The row names none.

    """
    named = ("document_type", "document_number", DOCUMENT_NUMBER_FIELD[item.family], "decided_on")
    kind, document, number, decided_on = (values[code][0] for code in named)
    if not (kind and document and number and decided_on):
        raise NoSuchRecord
    return Exact(
        item=item.id,
        document_type=DocumentType(kind),
        document_number=document,
        number=number,
        decided_on=date.fromisoformat(decided_on),
    )


def _found(exact: Exact, by: SeatCard, now: datetime) -> RecordCard | None:
    """Return the newest version of the record, if the department sent it."""
    person = people.person_by_document(exact.document_type, exact.document_number)
    if person is None:
        return None
    parts = rules.source_digest_parts(
        authority=by.agency.id.bytes,
        document_number=exact.number,
        item=exact.item,
        decided_on=exact.decided_on,
    )
    keyed = KeyedDigest(vault().named("source-digest"))
    digest = keyed.of(*parts, _document_digest(exact))[:FACT_BYTES]
    try:
        return files.record_of_fact(person, digest, at=now)
    except NoSuchRecord:
        return None


def _document_digest(exact: Exact) -> bytes:
    """Return the digest that stands for the person's document."""
    key = vault().named("identity-digest")
    number = normalise_number(exact.document_number)
    return people_rules.document_digest(key, exact.document_type, number)


def _looked(exact: Exact, found: RecordCard | None, by: SeatCard, now: datetime) -> None:
    """Tell the log of whoever has the document, known to the house or not, who looked."""
    tag = people_rules.person_tag(vault().named("person-tag"), _document_digest(exact))
    kind = "sender-missed" if found is None else "sender-looked"
    facts = {"item": exact.item} if found is None else {"record": str(found.id)}
    ledger.note(kind=kind, tag=tag, by=by.actor, now=now, facts=facts)


def sent_of(card: RecordCard, exact: Exact | None) -> OwnSent:
    """Return what the department sees of a record."""
    law = catalogue.version(card.catalogue_version)
    item = item_of(card, law)
    return OwnSent(
        item=item,
        exact=exact,
        document_number=rules.document_number_in(card.fields),
        decided_on=card.decided_on,
        contents=contents(card, item, law),
        values=card.fields,
        is_over=card.state in {State.ENDED, State.ERASED},
        is_contested=card.silenced > 0,
        fulfilled_on=card.fulfilled_on,
        statement=card.statement,
    )


@deeds.deed()
def propose(
    *,
    exact: Exact,
    deed: Deed,
    reason: Reason,
    learned_on: date,
    values: Mapping[str, str] | None = None,
    paper: Paper | None = None,
    by: SeatCard,
    now: datetime,
) -> AmendmentCard:
    """Propose what is to become of a record; nothing is done before another seat has signed.

    Args:
        exact: What names the record.
        deed: What is asked.
        reason: Why, of the reasons of the deed.
        learned_on: Day on which the department learned of it.
        values: For a correction, the fields as they ought to be, as a row would write them.
        paper: For a revocation, number, day and author of the paper.
        by: A data steward.
        now: When.

    Raises:
        NoSuchRecord: The department sent no such record.
        AlreadyOver: The record has ended.
        FaultyCorrection: The corrected record breaks a rule that every row must keep.
        AnotherFact: Person, document number or day of decision would be others.
        NothingChanged: The corrected record says what the record said.
        Refused: Any refusal of `intake.amendments.actions.propose`.

    Law:
        Shandong Social Credit Regulations art. 39, 40; Administrative Penalty Law art. 48(2).

    """
    amendments.refuse_whoever_may_not(item=exact.item, by=by, now=now)
    card = _found(exact, by, now)
    if card is None:
        raise NoSuchRecord
    if card.state in {State.ENDED, State.ERASED}:
        raise AlreadyOver
    if deed is Deed.CORRECT:
        _next_version(card, values or {}, now)
    target = Target(
        person=card.person_id, record=card.id, values=dict(values or {}), paper=dict(paper or {})
    )
    return amendments.propose(
        deed=deed,
        item=card.item,
        reason=reason,
        learned_on=learned_on,
        target=target,
        tag=people.tag_of(card.person_id),
        by=by,
        now=now,
    )


def faults(
    *, exact: Exact, values: Mapping[str, str], by: SeatCard, now: datetime
) -> tuple[Fault, ...]:
    """Return every rule that the corrected record would break; what it says is not stored.

    Raises:
        NoSuchRecord: The department sent no such record.

    """
    card = _found(exact, by, now)
    if card is None:
        raise NoSuchRecord
    return _judged(card, values, now)[0]


def _judged(
    card: RecordCard, values: Mapping[str, str], now: datetime
) -> tuple[tuple[Fault, ...], pl.DataFrame]:
    """Check the corrected fields of a record as a row of its delivery would be checked."""
    item = catalogue.current().items.get(card.item)
    if item is None:
        raise ItemUnknown
    setting = setting_of(item, card.authority_id, card.received_at, now)
    who = people.identity_of(card.person_id)
    row = {field.code: values.get(field.code, "") for field in item.fields}
    row |= {
        "document_type": who.document_type.value,
        "document_number": who.number,
        "name": who.name,
        "party_type": NATURAL_PERSON,
    }
    named = {field.code: row[field.code] for field in item.fields}
    frame = pl.DataFrame({ROW: [1], SHAPE: [0], **{code: [text] for code, text in named.items()}})
    checked = Checker(setting).check(frame)
    facts = Weigher(setting, card.received_at, now).facts(checked)
    return (
        tuple(Fault(field=one.field, rule=RULES[one.rule]) for one in checked.verdicts.findings),
        facts,
    )


def setting_of(item: Item, agency: UUID, received_at: datetime, now: datetime) -> Setting:
    """Return what a check needs to know beside the row: as of the day of its delivery."""
    current = catalogue.current()
    return Setting(
        item=item,
        catalogue=current,
        agency=agency,
        authorities=agencies.authority_names(),
        received_on=civil_date(received_at),
        demo=settings.DEMO,
        is_open=item.id in current.items and is_open(current.items[item.id], civil_date(now)),
    )


def _next_version(card: RecordCard, values: Mapping[str, str], now: datetime) -> NewRecord:
    """Return the next version of a record, checked.

    Raises:
        FaultyCorrection: It breaks a rule.
        AnotherFact: It would tell of another fact.
        NothingChanged: It says what the record said.

    """
    found, facts = _judged(card, values, now)
    if found:
        raise FaultyCorrection(rules=", ".join(sorted({one.rule.code for one in found})))
    fact = facts.row(0, named=True)
    was = rules.plain_document_number(rules.document_number_in(card.fields))
    if (rules.plain_document_number(fact["document"]), fact["decided_on"]) != (
        was,
        card.decided_on,
    ):
        raise AnotherFact
    new = NewRecord(
        person_id=card.person_id,
        id=uuid7(now),
        item=card.item,
        catalogue_version=catalogue.current().version,
        authority_id=card.authority_id,
        batch_id=card.batch_id,
        source_digest=fact["source_digest"],
        adverse=card.adverse,
        **{code: fact[code] for code in (*DATES, *LIFE)},
        received_at=card.received_at,
        noticed_on=None,
        usable_from_on=None,
        payload=fact["payload"],
        fulfilled_on=fact["fulfilled_on"],
    )
    if _says_the_same(card, new):
        raise NothingChanged
    return new


def _says_the_same(card: RecordCard, new: NewRecord) -> bool:
    """Whether a version says what the record says, spelling of values aside."""
    return orjson.loads(new.payload) == dict(card.fields) and all(
        getattr(new, code) == getattr(card, code) for code in DATES
    )


def look_at(*, number: str, by: SeatCard, now: datetime) -> Proposal:
    """Return an amendment with what it would do, for the seat that is to sign it.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        NoMandate: The seat may not, or no longer, hand in the item.
        DeliveryGone: It waited so long that its key was destroyed.

    Law:
        Charter G6 (the person sees that it was opened), G7.

    """
    card = proposals.amendment(number, agency=by.agency.id)
    refuse_without_mandate(item=card.item, by=by, on=civil_date(now))
    with transaction.atomic(durable=True):
        target = proposals.target_of(number, agency=by.agency.id)
        record = None
        if target is not None:
            record = files.record_of(target.person, target.record, at=now)
            facts = {"record": str(record.id), "amendment": number}
            tag = people.tag_of(target.person)
            ledger.note(kind="sender-looked", tag=tag, by=by.actor, now=now, facts=facts)
    return Proposal(
        card=card,
        item=catalogue.current().items[card.item],
        sent=None if record is None else sent_of(record, None),
        changes=() if record is None or target is None else _changes(card, record, target, now),
        paper={} if target is None else target.paper,
    )


def _changes(
    card: AmendmentCard, record: RecordCard, target: Target, now: datetime
) -> tuple[Difference, ...]:
    """Return what a correction would change, field by field."""
    if card.deed is not Deed.CORRECT:
        return ()
    found, facts = _judged(record, target.values, now)
    if found:
        return ()
    after = replace(record, fields=orjson.loads(facts["payload"][0]))
    return differences(record, after, catalogue.current())


@deeds.deed()
def sign(*, number: str, by: SeatCard, now: datetime) -> AmendmentCard:
    """Sign an amendment as the second person, and have it done at once.

    Raises:
        AlreadyOver: The record has ended meanwhile.
        AlreadyEnded: By the right dates its time is over; withdraw it instead.
        FaultyCorrection: What was right when it was proposed breaks a rule now.
        Refused: Any refusal of `intake.amendments.actions.take_up`.

    Law:
        Shandong Social Credit Regulations art. 40 (the platform acts at once); Order 36 art. 3;
        charter G2, G12.

    """
    card, target = amendments.take_up(number=number, by=by, now=now)
    told: dict[str, str | int] = {
        "reason": card.reason.value,
        "learned_on": card.learned_on.isoformat(),
        "proposed_by": f"seat:{card.seat_id}",
    }
    redress.overtake(person=target.person, record=target.record, by=by.actor, now=now)
    if card.deed is Deed.CORRECT:
        _correct(target, card, told, by, now)
    else:
        records.end_early(
            person=target.person,
            record=target.record,
            why=_ENDS[card.deed],
            by=by.actor,
            now=now,
            told=told,
            paper=target.paper,
        )
        facts = {"reason": card.reason.value}
        tell(target.person, target.record, Kind.RECORD_ENDED, facts, by=by, now=now)
    tag = people.tag_of(target.person)
    return amendments.finish(number=number, tag=tag, by=by, now=now)


def _correct(
    target: Target, card: AmendmentCard, told: Mapping[str, str | int], by: SeatCard, now: datetime
) -> None:
    """Enter the next version of a record and tell its person; the one before ends."""
    before = files.record_of(target.person, target.record, at=now)
    new = records.correct(
        person=target.person,
        record=target.record,
        new=_next_version(before, target.values, now),
        told=told,
        by=by.actor,
        now=now,
    )
    facts = {"before": str(target.record), "reason": card.reason.value}
    tell(target.person, new.id, Kind.RECORD_CORRECTED, facts, by=by, now=now)


def drop(*, number: str, by: SeatCard, now: datetime) -> AmendmentCard:
    """Give up an amendment that waits.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        NotWaiting: It is closed already.

    """
    with deeds.deed():
        target = proposals.target_of(number, agency=by.agency.id)
        tag = b"" if target is None else people.tag_of(target.person)
        return amendments.drop(number=number, tag=tag, by=by, now=now)


@deeds.deed()
def report_fulfilled(
    *, exact: Exact, fulfilled_on: date, paper: Paper, by: SeatCard, now: datetime
) -> bool:
    """Keep that the duties of a decision are fulfilled; return whether that repaired the record.

    No second signature is asked, because it only favours the person. If nothing else is to be
    waited for, the record is repaired in the same transaction.

    Args:
        exact: What names the record.
        fulfilled_on: Civil date of the last deed.
        paper: `paid_wan_yuan` and `measure`, as far as they apply; kept sealed.
        by: A data steward.
        now: When.

    Raises:
        NoSuchRecord: The department sent no such record.
        Refused: Any refusal of `records.actions.report_fulfilled`.

    Law:
        State Council General Office document 22 of 2025 (departments supply the proof).

    """
    amendments.refuse_whoever_may_not(item=exact.item, by=by, now=now)
    card = _found(exact, by, now)
    if card is None:
        raise NoSuchRecord
    named = {"person": card.person_id, "record": card.id}
    kept = {code: text for code, text in paper.items() if text}
    records.report_fulfilled(
        **named, fulfilled_on=fulfilled_on, told=PERFORMED, paper=kept, by=by.actor, now=now
    )
    item = catalogue.current().items[card.item]
    repaired = records.repair_if_due(**named, item=item, by=by.actor, now=now)
    if repaired is not None:
        redress.overtake(**named, by=by.actor, now=now)
        tell(card.person_id, card.id, Kind.RECORD_ENDED, {"by_itself": 1}, by=by, now=now)
    return repaired is not None


def tell(
    person: UUID,
    record: UUID,
    kind: Kind,
    facts: Mapping[str, str | int],
    *,
    by: SeatCard,
    now: datetime,
) -> None:
    """Put the notice of what was done into the person's inbox."""
    notice = NewNotice(
        person, uuid7(now), record, kind.value, catalogue.current().version, facts, now
    )
    notices.write_many(notices=[notice], by=by.actor, now=now)
