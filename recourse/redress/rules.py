"""Clocks, files and grounds: what a case may be, by when it is answered, what silence brings.

The rules this module enforces:

* an answer has a last day, counted in working days from the day after filing (Civil Code art.
  201); the clock is never slower than the law's and is the same at the counter;
* handed in at a counter, it runs from the day of handing in, not from that of entry;
* a benefit is answered within the days its scheme says; silence grants it;
* it runs longer only for a reason of a closed set, with a total fixed here;
* the instant after the last day decides for the person: the record is withdrawn, or repaired;
* an objection silences its record, and so does the review of one; the same ground refused once
  silences again only with new evidence;
* what an officer judged names no article: only a reason that has one may print it;
* evidence is a PDF, JPEG or PNG file, told by its bytes and never by its name.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from recourse.agencies.terms import Role
from recourse.ground.calendar import (
    Whose,
    WorkingDays,
    add_months,
    civil_date,
    end_of,
    recomputed,
    start_of,
)
from recourse.ground.provisions import CREDIT_REPAIR, PIPL, SOCIAL_CREDIT, cite, together
from recourse.ground.words import Words
from recourse.records.terms import Why
from recourse.redress.errors import HandedInLater, HandedInLongAgo
from recourse.redress.terms import (
    CaseCard,
    Clock,
    Due,
    Erasure,
    Event,
    Extension,
    Ground,
    Happening,
    Kind,
    Outcome,
    State,
)

MOST_FILES = 10
LARGEST_FILE_BYTES = 20 * 1024 * 1024
LONGEST_WORDS = 5_000
LONGEST_ANSWER = 5_000
KEEP_MONTHS = 24
"""A case is kept two years from filing, whatever comes of it, and a year from its close."""

KEEP_MONTHS_AFTER_CLOSE = 12
DRAFT_DAYS = 30
ENTER_WITHIN_WORKING_DAYS = 2
"""From handing in at a counter to entry. The shortest clock has a day more: nothing is decided by
silence before whoever must answer has seen it."""

LAST_MINUTE = timedelta(minutes=1)
"""Before the end of the last day, in which no answer is begun any more."""

_ARTICLE = re.compile(
    r"第\s*[0-9０-９一二三四五六七八九十百千零〇两]+\s*条|\bart(?:icle)?s?\.?\s*\d", re.IGNORECASE
)
_OBJECTION_LAW = cite(SOCIAL_CREDIT, "39")
_ANSWER_LAW = cite(PIPL, "50")
CLOCKS: Mapping[Kind, Clock] = {
    Kind.OBJECTION: Clock(working_days=3, law=_OBJECTION_LAW),
    Kind.CORRECTION: Clock(working_days=3, law=cite(SOCIAL_CREDIT, "40")),
    Kind.REPAIR: Clock(
        working_days=10,
        accept_working_days=3,
        law=together(cite(CREDIT_REPAIR), cite(SOCIAL_CREDIT, "41")),
    ),
    Kind.REVIEW: Clock(working_days=7, law=_ANSWER_LAW),
    Kind.WHY: Clock(working_days=7, law=together(cite(PIPL, "44; 48"), _ANSWER_LAW)),
    Kind.ACCESS: Clock(working_days=3, law=cite(PIPL, "45")),
    Kind.ERASURE: Clock(working_days=7, law=cite(PIPL, "47; 50")),
    Kind.BENEFIT: Clock(working_days=20, law=cite(PIPL, "24; 50")),
}
EXTENSIONS: Mapping[Kind, tuple[Extension, ...]] = {
    Kind.OBJECTION: (
        Extension(
            code="other_body",
            working_days=7,
            says=Words(
                zh="需要其他单位核实，共七个工作日内答复。",
                en="Another body must look into it; the answer comes within seven working days.",
            ),
            law=_OBJECTION_LAW,
        ),
    ),
}
OUTCOMES: Mapping[Kind, frozenset[Outcome]] = {
    kind: frozenset({Outcome.GRANTED, Outcome.REFUSED}) for kind in Kind
} | {
    Kind.OBJECTION: frozenset(Outcome),
    Kind.REVIEW: frozenset(Outcome),
    Kind.CORRECTION: frozenset({Outcome.GRANTED}),
    Kind.WHY: frozenset({Outcome.GRANTED}),
}
"""How each kind of case can be decided."""


def outcomes(kind: Kind, *, has_record: bool) -> frozenset[Outcome]:
    """Return how a case can be decided; only a record can be corrected."""
    return OUTCOMES[kind] if has_record else OUTCOMES[kind] - {Outcome.TO_CORRECT}


_ENDINGS: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}


def due(filed_at: datetime, working_days: int, *, calendar: WorkingDays) -> Due:
    """Return the last day of an answer, and the instant from which it is too late.

    Law:
        Civil Code art. 201, 203 (the last day ends at 24:00).

    """
    on = calendar.add(civil_date(filed_at), working_days)
    return Due(on, end_of(on))


def filed_at(handed_in_on: date | None, now: datetime, *, calendar: WorkingDays) -> datetime:
    """Return the instant from which the clock of a case runs: when the person handed it in.

    Args:
        handed_in_on: Civil date on which it was handed in at a counter; None is now.
        now: When it is entered; never later than the clock may begin.
        calendar: Which days are working days.

    Raises:
        HandedInLater: The day lies ahead.
        HandedInLongAgo: It was to be entered earlier.

    Law:
        Civil Code art. 201 (the day itself does not count); State Council General Office document
        22 of 2025 (offline windows).

    """
    today = civil_date(now)
    if handed_in_on is None or handed_in_on == today:
        return now
    if handed_in_on > today:
        raise HandedInLater
    if calendar.add(handed_in_on, ENTER_WITHIN_WORKING_DAYS) < today:
        raise HandedInLongAgo(days=ENTER_WITHIN_WORKING_DAYS)
    return start_of(handed_in_on)


def correct_by(now: datetime, *, calendar: WorkingDays) -> date:
    """Return by when a source must correct a record, if that is decided now."""
    return due(now, CLOCKS[Kind.CORRECTION].working_days, calendar=calendar).on


def may_answer(kind: Kind, role: Role) -> bool:
    """Return whether a seat of this role may answer a case of this kind, if it is its agency's.

    Why somebody looked is best known to those who look.
    """
    return role is Role.CASE_OFFICER or (kind is Kind.WHY and role is Role.AGENCY_OFFICER)


def names_an_article(text: str) -> bool:
    """Return whether a text points to an article of a law, in either language."""
    return _ARTICLE.search(text) is not None


def extension(kind: Kind, code: str) -> Extension | None:
    """Return the extension of this code, or None if the law knows none for this kind."""
    return next((one for one in EXTENSIONS.get(kind, ()) if one.code == code), None)


def retimed(present: Due, counted: Due) -> Due:
    """Return when an answer is due after the calendar has changed: never later than it was."""
    on = recomputed(old_due_on=present.on, new_due_on=counted.on, whose=Whose.AUTHORITY)
    return Due(on, end_of(on))


def silences(kind: Kind, *, reviewed: Kind | None, has_new: bool) -> bool:
    """Return whether a case keeps its record from everybody but the person.

    Args:
        kind: Of the case.
        reviewed: Kind of the case that is to be reviewed.
        has_new: Whether the ground was never refused before, or there is new evidence.

    Law:
        Charter G3; Shandong Social Credit Regulations art. 39.

    """
    contests = kind is Kind.OBJECTION or (kind is Kind.REVIEW and reviewed is Kind.OBJECTION)
    return kind is Kind.CORRECTION or (contests and has_new)


def has_new_evidence(files: Iterable[bytes], known: Collection[bytes]) -> bool:
    """Return whether a file among `files` was not in an earlier case, by SHA-256."""
    return any(one not in known for one in files)


def falls(kind: Kind, *, reviewed: Kind | None) -> Why | None:
    """Return how the record ends if nobody answers in time; None if it does not hang on it.

    Law:
        Charter G4.

    """
    asked = reviewed if kind is Kind.REVIEW else kind
    if asked is Kind.REPAIR:
        return Why.REPAIRED
    return Why.WITHDRAWN if asked in {Kind.OBJECTION, Kind.CORRECTION, Kind.ERASURE} else None


def state_of(stored: State, due_at: datetime, at: datetime) -> State:
    """Return the state of a case at the instant `at`: silence is effective without any job."""
    return State.SILENT if stored is State.OPEN and at >= due_at else stored


def is_accepted(
    *, accepted_at: datetime | None, accept_due_at: datetime | None, at: datetime
) -> bool:
    """Return whether an application counts as accepted: by word, or because nobody said no."""
    if accept_due_at is None:
        return True
    return accepted_at is not None or at >= accept_due_at


def erase_on(filed_on: date, closed_on: date | None) -> date:
    """Return the day on which a case is erased; closing it only moves the day earlier.

    Law:
        PIPL art. 19; Administrative Litigation Law art. 46 (six months to sue).

    """
    last = add_months(filed_on, KEEP_MONTHS)
    return last if closed_on is None else min(last, add_months(closed_on, KEEP_MONTHS_AFTER_CLOSE))


def is_erased(erase_on: date, at: datetime) -> bool:
    """Return whether nobody reads a case any more at the instant `at`, whether or not a job ran.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    return civil_date(at) >= erase_on


def readable_nowhere_from(key_month: date, *, key_copies_days: int) -> date:
    """Return the first day on which nothing of an erased case can be read in any backup.

    Args:
        key_month: Month whose key wraps the case's data key.
        key_copies_days: For how long copies of the vault are kept; days.

    """
    return add_months(key_month, 1) + timedelta(days=key_copies_days)


def erasure_of(card: CaseCard, timeline: Sequence[Event]) -> Erasure | None:
    """Return what became of a case when it was erased; None while that has not been done."""
    told = next((event for event in timeline if event.kind is Happening.ERASED), None)
    if told is None:
        return None
    return Erasure(
        case=card.id,
        number=card.number,
        kind=card.kind,
        filed_at=card.filed_at,
        erased_at=told.at,
        key=str(told.facts["key"]),
        readable_nowhere_from=date.fromisoformat(str(told.facts["readable_nowhere_from"])),
        journal_line=int(told.facts.get("journal_line", 0)),
        journal_digest=str(told.facts.get("journal_digest", "")),
    )


def media_type_of(content: bytes) -> str | None:
    """Return what a file is by its first bytes; None if it is nothing that may come in."""
    return next((kind for kind, begin in _ENDINGS.items() if content.startswith(begin)), None)


def is_identity_question(ground: Ground | None) -> bool:
    """Return whether a human must look at who the record is about, before anything else."""
    return ground is Ground.NOT_ME
