"""What happens in cases: lines in their timelines, lines in the log, letters to their people.

A deed says what happens as it goes; at its end all of it is written together, in order, in the
same transaction. What fails before leaves none of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from recourse.catalogue import queries as catalogue
from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import NewNotice
from recourse.people import queries as people
from recourse.records import queries as files
from recourse.records.terms import State as RecordState
from recourse.redress import rules
from recourse.redress.models import Case
from recourse.redress.terms import Happening, Outcome
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

ADD_EVENTS = """
INSERT INTO redress_event_of_one (person_id, case_id, sequence, kind, at, by, facts)
SELECT %(person)s, new.case_id,
    row_number() OVER (PARTITION BY new.case_id ORDER BY new.place) + coalesce((
        SELECT max(before.sequence) FROM redress_event_of_one before
        WHERE before.person_id = %(person)s AND before.case_id = new.case_id), 0),
    new.kind, new.at, %(by)s, new.facts::jsonb
FROM unnest(%(cases)s::uuid[], %(kinds)s::text[], %(ats)s::timestamptz[], %(facts)s::text[])
    WITH ORDINALITY AS new (case_id, kind, at, facts, place)
ORDER BY new.place
"""
ON_PAPER = frozenset({Happening.DECIDED, Happening.SILENT})
"""What terms hang on: told on paper too, to those who take paper."""


class _Line(NamedTuple):
    """One line of a timeline."""

    case: UUID
    kind: Happening
    at: datetime
    facts: Mapping[str, str | int]


@dataclass(slots=True, kw_only=True)
class Deed:
    """One deed upon cases of one person: whose, by whom, when, and what is to be written of it."""

    person: UUID
    by: Actor
    now: datetime
    lines: list[_Line] = field(default_factory=list)
    letters: list[tuple[Case, Happening]] = field(default_factory=list)

    def happened(
        self,
        row: Case,
        kind: Happening,
        facts: Mapping[str, str | int] | None = None,
        *,
        at: datetime | None = None,
    ) -> None:
        """Add the next line to the timeline of a case, and one to the log.

        Args:
            row: The case.
            kind: What happened.
            facts: Dates and codes.
            at: When it happened, if that was before the deed.

        """
        self.lines.append(_Line(row.id, kind, at or self.now, facts or {}))
        self.log(row, kind)

    def log(self, row: Case, kind: Happening) -> None:
        """Add a line about a case to the log alone."""
        ledger.note(
            kind=f"case-{kind.replace('_', '-')}",
            tag=people.tag_of(row.person_id),
            by=self.by,
            now=self.now,
            facts={"case": row.number, "asks": row.kind},
        )

    def tell(self, row: Case, what: Happening) -> None:
        """Write the person a letter about what happened in their case, at the end of the deed."""
        self.letters.append((row, what))


@contextmanager
def deed(
    *, person: UUID, by: Actor, now: datetime, post: list[NewNotice] | None = None
) -> Iterator[Deed]:
    """Open the gate to a person for one deed, and write at its end what happened in it.

    Args:
        person: Whose cases.
        by: Who does it.
        now: When.
        post: Where letters are put that somebody else writes, together with those of other deeds.

    """
    with one_person(person), ledger.in_one_breath(now=now):
        done = Deed(person=person, by=by, now=now)
        yield done
        _add(done)
        letters = _letters(done)
        if post is not None:
            post += letters
        elif letters:
            notices.write_many(notices=letters, by=by, now=now)


def _add(done: Deed) -> None:
    """Add the lines of a deed to the timelines of its cases; the lock of each keeps the count."""
    if not done.lines:
        return
    given: dict[str, Any] = {
        "person": done.person,
        "by": done.by.code,
        "cases": [line.case for line in done.lines],
        "kinds": [str(line.kind) for line in done.lines],
        "ats": [line.at for line in done.lines],
        "facts": [canonical.dumps(dict(line.facts)).decode() for line in done.lines],
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD_EVENTS, given)


def _letters(done: Deed) -> list[NewNotice]:
    """Return the letters about a deed.

    What a letter says of days and of the record is fixed here, so that it reads the same
    whenever it is opened.
    """
    about = {row.record_id for row, _ in done.letters if row.record_id is not None}
    states = {one: files.outside_of(done.person, one, at=done.now).state for one in about}
    return [
        NewNotice(
            person_id=done.person,
            id=uuid7(done.now),
            record_id=None,
            kind=Notice.CASE.value,
            catalogue_version=catalogue.current().version,
            facts=_facts(row, what, states, done.now),
            written_at=done.now,
        )
        for row, what in done.letters
    ]


def _facts(
    row: Case, what: Happening, states: Mapping[UUID, RecordState], now: datetime
) -> dict[str, str | int]:
    """Return what a letter keeps: which case, what happened, days, where the record is."""
    facts: dict[str, str | int] = {
        "case": str(row.id),
        "number": row.number,
        "what": str(what),
        "due_on": row.due_on.isoformat(),
    }
    if row.record_id is not None:
        facts["record"] = str(states[row.record_id])
    if what is Happening.DECIDED and row.outcome == Outcome.TO_CORRECT:
        facts["correct_by"] = rules.correct_by(now, calendar=working_days()).isoformat()
    if what in ON_PAPER:
        facts["on_paper"] = 1
    return facts
