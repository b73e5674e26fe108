"""What a letter about a case is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recourse.agencies.terms import SeatCard
from recourse.catalogue.terms import Catalogue
from recourse.ground.calendar import WorkingDays
from recourse.ground.words import Words
from recourse.records.terms import State as RecordState
from recourse.records.terms import Why
from recourse.redress import rules
from recourse.redress.terms import CaseCard, FileCard, Happening, Kind
from recourse.redress.wording import ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that a letter about a case is made from; nothing of it changes afterwards.

    Attributes:
        case: The case, with its decision if it has one.
        what: What happened.
        at: When it happened.
        agency: Who must answer.
        catalogue: The version in force when the letter was written.
        calendar: Working days, for terms of the person.
        due_on: Last day of the answer, as it was then.
        subject: The item of the record it is about, or the benefit.
        record: Where the record was afterwards.
        files: The files the letter names.
        decider: The seat that decided.
        reviewed: Kind of the case that a review looked at again.
        correct_by_on: Last day for the source to correct the record.
        served_on: When the person was told; None before.

    """

    case: CaseCard
    what: Happening
    at: datetime
    agency: Words
    catalogue: Catalogue
    calendar: WorkingDays
    due_on: date
    subject: Words | None = None
    record: RecordState | None = None
    files: Sequence[FileCard] = ()
    decider: SeatCard | None = None
    reviewed: Kind | None = None
    correct_by_on: date | None = None
    served_on: date | None = None

    @property
    def asked(self) -> Words:
        """What the person had handed in, as a sentence says it."""
        return ASKED[self.case.kind]

    @property
    def falls(self) -> Why | None:
        """How the record ends if nobody answers."""
        if self.case.record_id is None:
            return None
        return rules.falls(self.case.kind, reviewed=self.reviewed)

    @property
    def grants(self) -> bool:
        """Whether a benefit is asked for, so that silence grants it."""
        return bool(self.case.scheme)

    @property
    def erases(self) -> bool:
        """Whether what is asked for is erasure."""
        return Kind.ERASURE in {self.case.kind, self.reviewed}
