"""What happens in a case: a line in its timeline, a line in the log, a letter to its person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
from recourse.redress import rules
from recourse.redress.models import Case
from recourse.redress.terms import Happening, Outcome
from recourse.store.calendar import working_days

ADD_EVENT = """
INSERT INTO redress_event_of_one (person_id, case_id, sequence, kind, at, by, facts)
SELECT %(person)s, %(case)s, coalesce(max(sequence), 0) + 1, %(kind)s, %(at)s, %(by)s,
    %(facts)s::jsonb
FROM redress_event_of_one WHERE person_id = %(person)s AND case_id = %(case)s
"""


def add(
    row: Case,
    kind: Happening,
    by: Actor,
    now: datetime,
    facts: Mapping[str, str | int],
    *,
    at: datetime | None = None,
) -> None:
    """Add the next line to the timeline of a case, and one to the log.

    Args:
        row: The case.
        kind: What happened.
        by: Who did it.
        now: When it is written down.
        facts: Dates and codes.
        at: When it happened, if that was earlier.

    """
    line: dict[str, Any] = {
        "person": row.person_id,
        "case": row.id,
        "kind": str(kind),
        "at": at or now,
        "by": by.code,
        "facts": canonical.dumps(dict(facts)).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD_EVENT, line)
    log(row, kind, by, now)


def log(row: Case, kind: Happening, by: Actor, now: datetime) -> None:
    """Add a line about a case to the log."""
    ledger.note(
        kind=f"case-{kind.replace('_', '-')}",
        tag=people.tag_of(row.person_id),
        by=by,
        now=now,
        facts={"case": row.number, "asks": row.kind},
    )


def tell(row: Case, what: Happening, by: Actor, now: datetime) -> None:
    """Write the person a letter about what happened in their case.

    What the letter says of days and of the record is fixed here, so that it reads the same
    whenever it is opened. What terms hang on goes on paper too, to those who take paper.
    """
    facts: dict[str, str | int] = {
        "case": str(row.id),
        "number": row.number,
        "what": str(what),
        "due_on": row.due_on.isoformat(),
    }
    if row.record_id is not None:
        record = files.outside_of(row.person_id, row.record_id, at=now)
        facts["record"] = str(record.state)
    if what is Happening.DECIDED and row.outcome == Outcome.TO_CORRECT:
        facts["correct_by"] = rules.correct_by(now, calendar=working_days()).isoformat()
    if what in {Happening.DECIDED, Happening.SILENT}:
        facts["on_paper"] = 1
    notice = NewNotice(
        person_id=row.person_id,
        id=uuid7(now),
        record_id=None,
        kind=Notice.CASE.value,
        catalogue_version=catalogue.current().version,
        facts=facts,
        written_at=now,
    )
    notices.write_many(notices=[notice], by=by, now=now)
