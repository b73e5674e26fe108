"""A department with a record about somebody, and what it can do to it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from recourse.intake.amendments.terms import AmendmentCard, Deed, Reason
from recourse.intake.terms import BatchCard
from recourse.journeys import amend_record, take_in_batch
from recourse.journeys.amend_record import Exact
from recourse.people import queries as people
from recourse.people.terms import DocumentType
from recourse.records import queries as files
from recourse.records.terms import RecordCard
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, Office

SOON = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=1)
PAPER = {
    "document_no": "虚复〔2026〕9号",
    "decided_on": "2026-11-20",
    "authority_name": "虚构市人民政府",
}
OPEN = {"fulfilment_status": "未到期"}


@dataclass
class Case:
    """One record of the department, named exactly."""

    office: Office
    folder: Path
    row: dict[str, str]

    @property
    def exact(self) -> Exact:
        return Exact(
            item=ITEM,
            document_type=DocumentType.CITIZEN,
            document_number=self.row["document_number"],
            number=self.row["decision_no"],
            decided_on=date(*map(int, re.findall(r"\d+", self.row["decided_on"]))),
        )

    @property
    def person(self) -> UUID:
        found = people.person_by_document(DocumentType.CITIZEN, self.row["document_number"])
        assert found is not None
        return found

    def cards(self, at: datetime = LATER) -> list[RecordCard]:
        return [
            files.record_of(self.person, card.id, at=at)
            for card in files.file_of(self.person, at=at)
        ]

    def card(self, at: datetime = LATER) -> RecordCard:
        """Return the newest version."""
        return max(self.cards(at), key=lambda card: card.version)

    def hand_in(self, item: str = ITEM, *, now: datetime = LATER, **changes: str) -> BatchCard:
        return handed_in(self.office, self.folder, [self.row | changes], item=item, now=now)

    def values(self, **changes: str) -> dict[str, str]:
        return dict(self.card().fields) | changes

    def propose(self, deed: Deed, reason: Reason, **how) -> AmendmentCard:
        how = {"learned_on": date(2026, 11, 23), "by": self.office.steward, "now": SOON} | how
        return amend_record.propose(exact=self.exact, deed=deed, reason=reason, **how)

    def amend(self, deed: Deed, reason: Reason, *, now: datetime = SOON, **how) -> AmendmentCard:
        card = self.propose(deed, reason, now=now, **how)
        return amend_record.sign(number=card.number, by=self.office.signer, now=now)

    def withdraw(self, *, now: datetime = SOON) -> AmendmentCard:
        return self.amend(Deed.WITHDRAW, Reason.NO_BASIS, now=now)


def handed_in(
    office: Office, folder: Path, rows: list[dict[str, str]], *, item: str = ITEM, now: datetime
) -> BatchCard:
    path = offices.csv_file(folder, rows)
    card = take_in_batch.receive(
        path=path, file_name=path.name, item=item, by=office.steward, now=now
    )
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=now)
    take_in_batch.sign(batch=card.id, by=office.signer, now=now)
    return take_in_batch.enter(batch=card.id, now=now)


def case(office: Office, folder: Path, index: int = 1, **changes: str) -> Case:
    """Hand one row in and return what the department can do to its record."""
    row = offices.row(index, **(OPEN | changes))
    handed_in(office, folder, [row], now=NOW)
    return Case(office, folder, row)
