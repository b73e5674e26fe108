"""A department whose machines speak for its seats, over Django's own HTTP."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recourse.agencies import actions as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.faces.api import tokens
from recourse.ground.actor import SYSTEM
from recourse.intake import queries as intake
from recourse.journeys import take_in_batch
from tests.intake import office as offices

ROW = offices.row(1, fulfilment_status="未到期")
EXACT = {
    "item": offices.ITEM,
    "document_type": "01",
    "document_number": ROW["document_number"],
    "number": ROW["decision_no"],
    "decided_on": ROW["decided_on"].replace("/", "-"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One machine with its token."""

    name: str
    http: Client

    def _given(self, key: str | None) -> dict[str, str]:
        token = tokens.issue(self.name, now=datetime.now(UTC))
        keyed = {} if key is None else {"Idempotency-Key": f'"{key}"'}
        return {"Authorization": f"Bearer {token}", **keyed}

    def get(self, address: str, **asked: str):
        return self.http.get(f"/api/v1{address}", asked, headers=self._given(None))

    def post(self, address: str, body: object = None, *, key: str | None = None):
        return self.http.post(
            f"/api/v1{address}", body or {}, "application/json", headers=self._given(key)
        )

    def hand_in(self, rows: list[dict], *, to: str = "", key: str | None = None):
        file = SimpleUploadedFile("xzcf.csv", offices.csv_text(rows).encode())
        form = {"item": offices.ITEM, "file": file}
        return self.http.post(f"/api/v1/batches{to}", form, headers=self._given(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """The machines of a department, and of another one."""

    office: offices.Office
    steward: Machine
    officer: Machine
    others: Machine


def enrol(office: offices.Office, now: datetime) -> Machines:
    """Let a machine act as each seat."""
    officer = offices.seat(office.steward.agency.id, "061", Role.CASE_OFFICER, now)
    seats = {
        "steward-1": office.steward,
        "officer-1": officer,
        "others-1": office.other_steward,
    }
    for name, seat in seats.items():
        _enrol(name, seat, now)
    http = Client(headers={"host": "localhost"})
    made = {name.removesuffix("-1"): Machine(name=name, http=http) for name in seats}
    return Machines(office=office, **made)


def _enrol(name: str, seat: SeatCard, now: datetime) -> None:
    agencies.enrol_machine(client_id=name, seat=seat.id, by=SYSTEM, now=now)


def entered(machines: Machines, now: datetime, row: dict = ROW) -> str:
    """Hand a row in, have it signed and enter it; return the number of its batch."""
    number = machines.steward.hand_in([row]).json()["number"]
    batch = intake.batch(number).id
    take_in_batch.sign(batch=batch, by=machines.office.signer, now=now)
    take_in_batch.enter(batch=batch, now=now)
    return number
