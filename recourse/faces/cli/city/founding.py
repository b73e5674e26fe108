"""Found the city's offices, give out its seats, open the ready-made logins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.terms import MandateKind, Role, SeatCard
from recourse.faces.cli.city.offices import AGENCIES, DEPARTMENTS, Office, department_for
from recourse.faces.cli.city.residents import Resident
from recourse.ground.actor import SYSTEM
from recourse.ground.words import Words
from recourse.people import actions as people
from recourse.people import queries as accounts
from recourse.people.terms import AccountKind, DocumentType, Identity

STEWARD, SIGNER, OFFICER, MACHINE = "0101", "0102", "0417", "0900"
HANDS_IN = f"{DEPARTMENTS[0].short}-hand-in"
_UNITS: Mapping[Role, Words] = {
    Role.DATA_STEWARD: Words(zh="数据管理科", en="Data section"),
    Role.SECOND_SIGNER: Words(zh="法规科", en="Legal section"),
    Role.CASE_OFFICER: Words(zh="异议处理科", en="Objections section"),
    Role.AGENCY_OFFICER: Words(zh="许可审查科", en="Licensing section"),
    Role.AUDITOR: Words(zh="审计科", en="Audit section"),
    Role.COUNTER_CLERK: Words(zh="政务服务大厅窗口", en="Counter at the service hall"),
    Role.ADMINISTRATOR: Words(zh="系统管理科", en="Systems section"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeat:
    """A seat to be created, with the login that holds it, if one does."""

    number: str
    role: Role
    login: str = ""
    holder: str = ""


def found_offices(*, now: datetime) -> dict[str, str]:
    """Found every office with its seats; return the secrets of the machines.

    Returns:
        The secret of each machine, by the name of the machine.

    """
    for office in DEPARTMENTS:
        agency = _found(office, is_department=True, now=now)
        for new in _seats_of_department(office):
            _seat(agency, new, office, now=now)
    secrets = {}
    for office in AGENCIES:
        agency = _found(office, is_department=False, now=now)
        _seat(agency, _officer(office), office, now=now)
        machine = _seat(agency, NewSeat(number=MACHINE, role=Role.AGENCY_OFFICER), office, now=now)
        name = machine_of(office)
        secrets[name] = agencies.enrol_machine(client_id=name, seat=machine, by=SYSTEM, now=now)
    hands_in = seat_of(DEPARTMENTS[0], STEWARD)
    secrets[HANDS_IN] = agencies.enrol_machine(
        client_id=HANDS_IN, seat=hands_in.id, by=SYSTEM, now=now
    )
    return secrets


def machine_of(office: Office) -> str:
    """Return the name under which an agency's machine asks."""
    return f"{office.short}-desk"


def seat_of(office: Office, number: str) -> SeatCard:
    """Return a seat of an office."""
    return seats.seat_by_number(office.code, number)


def open_person_login(resident: Resident, *, now: datetime) -> UUID:
    """Open the ready-made login of a person whom a batch has let in.

    Raises:
        LookupError: No batch has brought this person.

    """
    person = accounts.person_by_document(DocumentType.CITIZEN, resident.number)
    if person is None:
        raise LookupError(resident.number)
    people.open_account(
        login="person",
        kind=AccountKind.PERSON,
        person=person,
        display_name=resident.name,
        by=SYSTEM,
        now=now,
    )
    return person


def open_helper_login(resident: Resident, *, now: datetime) -> UUID:
    """Open the ready-made login of somebody who may help, whether they have a file or not."""
    identity = Identity(
        document_type=DocumentType.CITIZEN, number=resident.number, name=resident.name
    )
    (person,) = people.admit(identities=[identity], by=SYSTEM, now=now)
    people.open_account(
        login="helper",
        kind=AccountKind.PERSON,
        person=person,
        display_name=resident.name,
        by=SYSTEM,
        now=now,
    )
    return person


def _found(office: Office, *, is_department: bool, now: datetime) -> UUID:
    return agencies.found_agency(
        code=office.code,
        name=office.name,
        kind=office.kind,
        is_department=is_department,
        aliases=(office.short, office.name.zh.removeprefix("示例市"), f"{office.name.zh}（本级）"),
        by=SYSTEM,
        now=now,
    )


def _seats_of_department(office: Office) -> list[NewSeat]:
    """Two seats each; the ready-made logins sit where they have something to do."""
    first = office is DEPARTMENTS[0]
    made = [
        NewSeat(
            number=STEWARD,
            role=Role.DATA_STEWARD,
            login="steward" if first else "",
            holder="数据专员（示例）",
        ),
        NewSeat(
            number=SIGNER,
            role=Role.SECOND_SIGNER,
            login="signer" if first else "",
            holder="复核签署人（示例）",
        ),
    ]
    if first:
        made.append(
            NewSeat(
                number="0201",
                role=Role.CASE_OFFICER,
                login="case-officer",
                holder="办案人员（示例）",
            )
        )
        made.append(
            NewSeat(
                number="0202",
                role=Role.CASE_OFFICER,
                login="review-officer",
                holder="复查办案人员（示例）",
            )
        )
        made.append(
            NewSeat(
                number="0203",
                role=Role.COUNTER_CLERK,
                login="counter-clerk",
                holder="窗口人员（示例）",
            )
        )
        made.append(
            NewSeat(
                number="0204",
                role=Role.COUNTER_CLERK,
                login="second-counter-clerk",
                holder="第二名窗口人员（示例）",
            )
        )
    if office is department_for("pos.honour"):
        made.append(
            NewSeat(number="0301", role=Role.AUDITOR, login="auditor", holder="审计人员（示例）")
        )
        made += [
            NewSeat(
                number="0901",
                role=Role.ADMINISTRATOR,
                login="administrator",
                holder="管理员（示例）",
            ),
            NewSeat(
                number="0902",
                role=Role.ADMINISTRATOR,
                login="second-administrator",
                holder="第二名管理员（示例）",
            ),
        ]
    return made


def _officer(office: Office) -> NewSeat:
    first = office is AGENCIES[0]
    login = "agency-officer" if first else ""
    return NewSeat(
        number=OFFICER, role=Role.AGENCY_OFFICER, login=login, holder="查询经办人（示例）"
    )


def _seat(agency: UUID, new: NewSeat, office: Office, *, now: datetime) -> UUID:
    """Create a seat, its mandates and, where there is one, the login of who holds it."""
    account = _account(new, now=now) if new.login else None
    seat = agencies.create_seat(
        agency=agency,
        number=new.number,
        role=new.role,
        unit=_UNITS[new.role],
        account=account,
        by=SYSTEM,
        now=now,
    )
    reports = new.role in {Role.DATA_STEWARD, Role.SECOND_SIGNER}
    asks = new.role is Role.AGENCY_OFFICER
    mandates = [
        *((MandateKind.ITEM, item) for item in office.items if reports),
        *((MandateKind.PURPOSE, purpose) for purpose in office.purposes if asks),
    ]
    for kind, code in mandates:
        agencies.give_mandate(seat=seat, kind=kind, code=code, by=SYSTEM, now=now)
    return seat


def _account(new: NewSeat, *, now: datetime) -> UUID:
    return people.open_account(
        login=new.login,
        kind=AccountKind.OFFICIAL,
        display_name=new.holder,
        by=SYSTEM,
        now=now,
    )
