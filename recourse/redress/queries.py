"""Reads of cases: one person's through the gate; the queue of an agency without people."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from recourse.ground.calendar import civil_date
from recourse.redress import envelopes, rules
from recourse.redress.envelopes import Envelope
from recourse.redress.errors import NoSuchCase, NotYours
from recourse.redress.models import Case, CaseEvent, CaseFile, Draft, Opening, Waiting
from recourse.redress.terms import (
    CaseCard,
    Decision,
    Due,
    Event,
    FileCard,
    FollowedCase,
    Form,
    Ground,
    Happening,
    Kind,
    Outcome,
    Pile,
    QueueLine,
    State,
    Via,
    WholeCase,
)
from recourse.store.gate import one_person

QUEUE_AT_ONCE = 100


class DraftCard(NamedTuple):
    """What a person has begun to write."""

    id: UUID
    kind: Kind
    record_id: UUID | None
    kept_at: datetime
    last_on: date
    answers: dict[str, str]


def cases_of(person: UUID, *, at: datetime) -> list[CaseCard]:
    """Return every case of a person, newest first, without the words in it; one query."""
    with one_person(person):
        rows = Case.objects.filter(person_id=person).defer("told", "answer")
        return [card_of(row, at) for row in rows.order_by("-filed_at", "-id")]


def case_of(person: UUID, case: UUID, *, at: datetime, read_at: datetime | None = None) -> CaseCard:
    """Return one case with all that was said in it; one query.

    Args:
        person: Whose case.
        case: The case.
        at: The instant at which it is told of.
        read_at: The instant at which it is read, if that is later: what is erased by then is
            not read.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    with one_person(person):
        row = Case.objects.filter(person_id=person, id=case).first()
    if row is None:
        raise NoSuchCase
    return card_of(row, at, envelope=envelope_of(row, read_at or at))


def has_contents(person: UUID, case: UUID) -> bool:
    """Return whether anything of what was said in a case is still kept; one query."""
    with one_person(person):
        kept = Case.objects.filter(person_id=person, id=case, wrapped_key__isnull=False)
        return kept.exists()


def followed_case(person: UUID, case: UUID, *, at: datetime) -> FollowedCase:
    """Return one case with its timeline, its files and its review; three queries.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    with one_person(person):
        related = Case.objects.filter(Q(id=case) | Q(reviewed_id=case), person_id=person)
        rows = {row.id: row for row in related.order_by("filed_at", "id")}
        if case not in rows:
            raise NoSuchCase
        row, *reviews = (rows.pop(case), *rows.values())
        envelope = envelope_of(row, at)
        return FollowedCase(
            card=card_of(row, at, envelope=envelope),
            review=card_of(reviews[0], at) if reviews else None,
            timeline=tuple(timeline_of(person, case)),
            files=tuple(_file_card(one, frozenset(), envelope) for one in _files(person, case)),
        )


def _files(person: UUID, case: UUID) -> "QuerySet[CaseFile]":
    """Return the files of a case without their contents, in the order in which they came."""
    rows = CaseFile.objects.filter(person_id=person, case_id=case)
    return rows.defer("content").order_by("added_at", "id")


def timeline_of(person: UUID, case: UUID) -> list[Event]:
    """Return what happened in a case, first things first; one query."""
    with one_person(person):
        lines = CaseEvent.objects.filter(person_id=person, case_id=case).order_by("sequence")
        return [
            Event(
                sequence=line.sequence,
                kind=Happening(line.kind),
                at=line.at,
                by=line.by,
                facts=line.facts,
            )
            for line in lines
        ]


def files_of(person: UUID, case: UUID, *, at: datetime | None = None) -> list[FileCard]:
    """Return the files of a case from outside, with the seats that opened each; three queries.

    Args:
        person: Whose case.
        case: The case.
        at: The instant at which they are read; what is erased by then has no name any more.

    """
    with one_person(person):
        row = Case.objects.filter(person_id=person, id=case).defer("told", "answer").first()
        rows = list(_files(person, case))
        openings = list(Opening.objects.filter(person_id=person, case_id=case))
    envelope = None if row is None else envelope_of(row, at or row.filed_at)
    openers = {
        row.id: frozenset(one.seat_id for one in openings if one.file_id == row.id) for row in rows
    }
    return [_file_card(row, openers[row.id], envelope) for row in rows]


def _file_card(row: CaseFile, openers: frozenset[UUID], envelope: Envelope | None) -> FileCard:
    """Return the card of a file; an erased one has no name."""
    sealed = envelope is not None and row.name is not None
    name = envelope.unseal(envelopes.NAME, bytes(row.name), file=row.id) if sealed else b""  # type: ignore[union-attr,arg-type]
    return FileCard(
        id=row.id,
        name=name.decode(),
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=bytes(row.sha256),
        added_at=row.added_at,
        opened_by=openers,
    )


def draft_of(person: UUID, kind: Kind, record: UUID | None, *, at: datetime) -> DraftCard | None:
    """Return what a person has begun to write about one thing, if it is not over; one query."""
    with one_person(person):
        rows = Draft.objects.filter(person_id=person, kind=str(kind), record_id=record)
        row = rows.filter(until_on__gt=civil_date(at)).first()
    return None if row is None else _draft_card(row)


def drafts_of(person: UUID, *, at: datetime) -> list[DraftCard]:
    """Return what a person has begun and not sent, newest first; what is over is left out."""
    with one_person(person):
        rows = Draft.objects.filter(person_id=person, until_on__gt=civil_date(at))
        return [card for row in rows.order_by("-kept_at", "-id") if (card := _draft_card(row))]


def _draft_card(row: Draft) -> DraftCard | None:
    """Return the card of a draft; None if its key is gone."""
    envelope = envelopes.reopen(row.person_id, row.id, row.key_month, bytes(row.wrapped_key))
    if envelope is None:
        return None
    answers = json.loads(envelope.unseal(envelopes.TOLD, bytes(row.told)))
    last_on = row.until_on - timedelta(days=1)
    return DraftCard(row.id, Kind(row.kind), row.record_id, row.kept_at, last_on, answers)


def whole_case(person: UUID, case: UUID, *, at: datetime) -> WholeCase:
    """Return one case with everything that whoever answers it needs; three queries.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    with one_person(person):
        rows = {
            row.id: row
            for row in Case.objects.filter(person_id=person).order_by("-filed_at", "-id")
        }
        sealed = list(
            CaseFile.objects.filter(person_id=person, case_id=case)
            .defer("content")
            .order_by("added_at", "id")
        )
        timeline = timeline_of(person, case)
    row = rows.get(case)
    if row is None:
        raise NoSuchCase
    envelope = envelope_of(row, at)
    reviewed = rows.get(row.reviewed_id) if row.reviewed_id else None
    return WholeCase(
        card=card_of(row, at, envelope=envelope),
        files=tuple(_file_card(one, _openers(one.id, timeline), envelope) for one in sealed),
        timeline=tuple(timeline),
        others=tuple(card_of(one, at) for one in rows.values() if _is_beside(one, row)),
        reviewed=None
        if reviewed is None
        else card_of(reviewed, at, envelope=envelope_of(reviewed, at)),
    )


def _is_beside(one: Case, row: Case) -> bool:
    """Whether a case is another one about the same record."""
    return one.id != row.id and one.record_id is not None and one.record_id == row.record_id


def _openers(file_id: UUID, timeline: Sequence[Event]) -> frozenset[UUID]:
    """Return the seats that opened a file, as the timeline tells."""
    return frozenset(
        UUID(event.by.removeprefix("seat:"))
        for event in timeline
        if event.kind is Happening.FILE_OPENED and event.facts.get("file") == str(file_id)
    )


def queue_of(
    authority: UUID,
    *,
    kinds: Collection[Kind] = frozenset(Kind),
    pile: Pile = Pile.ALL,
    seat: UUID | None = None,
    due_until: datetime | None = None,
    after: tuple[datetime, UUID] | None = None,
    most: int = QUEUE_AT_ONCE,
) -> list[QueueLine]:
    """Return the open cases of an agency by due date, a page at a time; nobody is named.

    Args:
        authority: The agency.
        kinds: Only cases of these kinds.
        pile: Everybody's work, that of `seat`, or what nobody has taken on.
        seat: Whose work is `Pile.MINE`.
        due_until: Only what is due until then.
        after: Due instant and identifier of the last line of the page before.
        most: Lines of a page.

    """
    rows = Waiting.objects.filter(authority_id=authority, kind__in=[str(kind) for kind in kinds])
    if pile is not Pile.ALL:
        rows = rows.filter(taken_by=seat) if pile is Pile.MINE else rows.filter(taken_by=None)
    if due_until is not None:
        rows = rows.filter(due_at__lte=due_until)
    rows = rows.order_by("due_at", "case_id")
    if after is not None:
        due_at, case = after
        rows = rows.filter(due_at__gte=due_at).exclude(due_at=due_at, case_id__lte=case)
    return [_queue_line(row) for row in rows[:most]]


def taken_by(case: UUID) -> UUID | None:
    """Return the seat that has taken an open case on; None if none has, or it is closed."""
    return Waiting.objects.filter(case_id=case).values_list("taken_by", flat=True).first()


def _queue_line(row: Waiting) -> QueueLine:
    return QueueLine(
        id=row.case_id,
        number=row.number,
        kind=Kind(row.kind),
        filed_at=row.filed_at,
        due=Due(row.due_on, row.due_at),
        accept_due=_accept_due(row),
        is_identity=row.is_identity,
        taken_by=row.taken_by,
    )


def person_of(case: UUID, *, authority: UUID) -> UUID:
    """Return whose case it is, to the agency that must answer it and to nobody else.

    Raises:
        NotYours: There is no such case of this agency.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT redress_person_of(%s, %s)", [case, authority])
        (person,) = cursor.fetchone() or (None,)
    if person is None:
        raise NotYours
    found: UUID = person
    return found


def card_of(row: Case, at: datetime, *, envelope: Envelope | None = None) -> CaseCard:
    """Return the card of a row at the instant `at`; without its envelope it says no words."""
    state = rules.state_of(State(row.state), row.due_at, at)
    return CaseCard(
        person_id=row.person_id,
        id=row.id,
        number=row.number,
        kind=Kind(row.kind),
        ground=Ground(row.ground) if row.ground else None,
        record_id=row.record_id,
        entry_id=row.entry_id,
        reviewed_id=row.reviewed_id,
        form=Form(row.form) if row.form else None,
        authority_id=row.authority_id,
        via=Via(row.via),
        filed_at=row.filed_at,
        due=Due(row.due_on, row.due_at),
        accept_due=_accept_due(row),
        accepted_at=row.accepted_at,
        extension=row.extension,
        silences=row.silences,
        state=state,
        closed_at=row.due_at if state is State.SILENT else row.closed_at,
        decided_by=row.decided_by,
        outcome=Outcome(row.outcome) if row.outcome else None,
        words=_words(row, envelope),
        decision=_decision(row, envelope),
        erase_on=_erase_on(row, at),
        scheme=row.scheme,
        is_erased=row.wrapped_key is None or rules.is_erased(_erase_on(row, at), at),
    )


def _accept_due(row: Case | Waiting) -> Due | None:
    if row.accept_due_on is None or row.accept_due_at is None:
        return None
    return Due(row.accept_due_on, row.accept_due_at)


def _words(row: Case, envelope: Envelope | None) -> str:
    """Return the person's own words."""
    if envelope is None or row.told is None:
        return ""
    words: str = json.loads(envelope.unseal(envelopes.TOLD, bytes(row.told)))["words"]
    return words


def _decision(row: Case, envelope: Envelope | None) -> Decision | None:
    """Return what was decided, in full."""
    if envelope is None or row.answer is None:
        return None
    opened = envelope.unseal(envelopes.ANSWER, bytes(row.answer))
    return envelopes.decision_from(row.outcome, row.reason, opened)


def _erase_on(row: Case, at: datetime) -> date:
    """Return the day of erasure; silence moves it, whether or not the worker wrote that down."""
    is_silent = rules.state_of(State(row.state), row.due_at, at) is State.SILENT
    closed_on = civil_date(row.due_at) if is_silent else None
    return min(row.erase_on, rules.erase_on(civil_date(row.filed_at), closed_on))


def envelope_of(row: Case, at: datetime) -> Envelope | None:
    """Return the envelope of a case, or None if it is erased; on its day no job need have run."""
    if rules.is_erased(_erase_on(row, at), at):
        return None
    wrapped = None if row.wrapped_key is None else bytes(row.wrapped_key)
    return envelopes.reopen(row.person_id, row.id, row.key_month, wrapped)
