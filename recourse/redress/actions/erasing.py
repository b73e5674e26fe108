"""Cases end too: on its day a case loses words, answer and files; its outside stays as a trace.

What was begun and never sent goes without a trace, on its own day.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.journal import Line
from recourse.ground.keydir import month_key_name
from recourse.notice import actions as notices
from recourse.redress import errors, locks, rules, timeline
from recourse.redress.models import Case, CaseFile, Draft, DraftFile
from recourse.redress.terms import Happening, Place
from recourse.redress.timeline import Deed
from recourse.store import journal
from recourse.store.gate import one_person

JOURNALLED = "case"
"""What the erasure journal calls a case."""


@transaction.atomic
def erase_next(*, by: Actor, now: datetime) -> Place | None:
    """Erase one case whose day has come; return which it was, None if there is none.

    To be called last in its transaction. Closing a case moves its day earlier, and a backup from
    before does not know that: then the erasure journal is told.

    Raises:
        JournalDamaged, JournalCut: The erasure journal was changed; nothing is erased.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_next_to_erase(%s)", [civil_date(now)])
        found = cursor.fetchone()
    if found is None:
        return None
    place = Place(*found)
    with timeline.deed(person=place.person, by=by, now=now) as deed:
        row = locks.row_of(place.person, place.case)
        first_day = rules.erase_on(civil_date(row.filed_at), None)
        _erase(row, None if row.erase_on == first_day else _journalled(row, now), deed)
    return place


@transaction.atomic
def erase_again(*, place: Place, line: Line, by: Actor, now: datetime) -> None:
    """Erase again what the journal says was erased, after a backup brought it back.

    Its timeline then tells of the first time, so a certificate reads as it did. What the backup
    does not have, or has without contents, stays as it is.

    Law:
        PIPL art. 47; charter G5.

    """
    with timeline.deed(person=place.person, by=by, now=now) as deed:
        try:
            row = locks.row_of(place.person, place.case)
        except errors.NoSuchCase:
            return
        if row.wrapped_key is not None:
            _erase(row, line, deed, at=line.at)


def _journalled(row: Case, now: datetime) -> Line:
    """Write the line that erases a case in every backup that is ever restored."""
    named = {"person": str(row.person_id), "case": str(row.id)}
    key = month_key_name(row.key_month)
    return journal.write(erased=JOURNALLED, facts={**named, "key": key}, at=now)


def _erase(row: Case, line: Line | None, deed: Deed, *, at: datetime | None = None) -> None:
    """Take the contents and their key out of a locked case, and say so.

    Args:
        row: The case.
        line: Its line in the erasure journal, if it has one.
        deed: Who erases, and when.
        at: When it was erased for the first time; None is now.

    """
    row.erase_on = min(row.erase_on, civil_date(at or deed.now))
    row.wrapped_key = row.told = row.answer = None
    row.save(update_fields=["erase_on", "wrapped_key", "told", "answer"])
    files = CaseFile.objects.filter(person_id=row.person_id, case_id=row.id)
    files.update(name=None, content=None)
    notices.take_back_letters_of_case(person=row.person_id, case=row.id, by=deed.by, now=deed.now)
    gone = rules.readable_nowhere_from(row.key_month, key_copies_days=settings.KEY_COPIES_DAYS)
    told: dict[str, str | int] = {
        "key": month_key_name(row.key_month),
        "readable_nowhere_from": gone.isoformat(),
    }
    if line is not None:
        told |= {"journal_line": line.number, "journal_digest": line.digest.hex()}
    deed.happened(row, Happening.ERASED, told, at=at)


@transaction.atomic
def sweep_drafts(*, by: Actor, now: datetime) -> UUID | None:  # noqa: ARG001 - actions name who and when
    """Delete what one person has begun and not sent in time; return whose it was, None if nobody's.

    Every backup that has a draft has its day, so a restored one is swept like this one.

    Law:
        PIPL art. 19; charter G5.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT redress_draft_over(%s)", [civil_date(now)])
        (person,) = cursor.fetchone() or (None,)
    if person is None:
        return None
    whose = UUID(str(person))
    with one_person(whose):
        Draft.objects.filter(person_id=whose, until_on__lte=civil_date(now)).delete()
        DraftFile.objects.filter(person_id=whose, until_on__lte=civil_date(now)).delete()
    return whose
