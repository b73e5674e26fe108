"""What a department's machines do: hand in, propose changes, see what waits for them."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from recourse.agencies.models import Machine as Row
from recourse.agencies.secrets import digest
from recourse.faces.api import limits
from recourse.intake.models import Amendment, Batch
from recourse.journeys import amend_record
from recourse.ledger import queries as log
from recourse.people import queries as people
from recourse.people.terms import DocumentType
from recourse.records import queries as files
from tests.faces import api_office
from tests.faces.api_office import EXACT, ROW, Machine, Machines, entered
from tests.intake import office as offices
from tests.records.making import NOON
from tests.redress.making import Contested, objection

pytestmark = pytest.mark.django_db
AT = NOON + timedelta(hours=1)
WITHDRAWAL = {"record": EXACT, "deed": "withdraw", "reason": "no_basis", "learned_on": "2026-11-23"}


@pytest.fixture
def machines(db):
    with time_machine.travel(AT, tick=False):
        limits.minutes.minute = -1
        yield api_office.enrol(offices.found(NOON), NOON)


def _let_act(name: str, seat) -> None:
    """Let a machine act as a seat on which none is enrolled any more, as some were before."""
    Row.objects.get_or_create(
        client_id=name, defaults={"seat_id": seat.id, "secret_digest": digest("x")}
    )


def kinds_in_log() -> list[str]:
    person = people.person_by_document(DocumentType.CITIZEN, ROW["document_number"])
    return [str(one.kind) for one in log.entries_of(people.tag_of(person))]


def test_a_departments_batches_come_page_by_page_and_nobody_elses(machines: Machines, monkeypatch):
    monkeypatch.setattr("recourse.faces.api.batches.intake.PAGE", 1)
    numbers = [machines.steward.hand_in([offices.row(1)]).json()["number"]]
    with time_machine.travel(AT + timedelta(seconds=1), tick=False):
        numbers.append(machines.steward.hand_in([offices.row(2)]).json()["number"])

    first = machines.steward.get("/batches").json()
    rest = machines.steward.get("/batches", before=numbers[1]).json()

    assert first["batches"][0]["number"] == numbers[1]
    assert [one["number"] for one in rest["batches"]] == numbers[:1]
    assert machines.others.get("/batches").json() == {"batches": [], "before": None}
    assert machines.others.get("/batches", before=numbers[1]).status_code == 404
    assert machines.officer.get("/batches").json()["code"] == "api.not_for_this_seat"


def test_a_batch_has_its_receipt_and_no_other_department_sees_it(machines: Machines):
    number = machines.steward.hand_in([ROW]).json()["number"]

    receipt = machines.steward.get(f"/batches/{number}/receipt")

    assert (receipt["Content-Type"], receipt.content.count(b".")) == ("application/jose", 2)
    assert machines.others.get(f"/batches/{number}/receipt").status_code == 404


def test_held_rows_that_were_put_right_come_again_tied_to_their_batch(machines: Machines):
    held = machines.steward.hand_in([offices.row(2, decision_no="")]).json()["number"]

    sent = machines.steward.hand_in([offices.row(2)], to=f"/{held}/held-rows", key="k-1")
    again = machines.steward.hand_in([offices.row(2)], to=f"/{held}/held-rows", key="k-1")
    others = machines.others.hand_in([offices.row(2)], to=f"/{held}/held-rows")

    assert (sent.status_code, sent.json()["accepted"]) == (201, 1)
    assert again.json()["number"] == sent.json()["number"]
    assert Batch.objects.get(number=sent.json()["number"]).fixes_id is not None
    assert others.status_code == 404


def test_no_machine_signs_or_certifies_whatever_it_holds(machines: Machines):
    number = machines.steward.hand_in([ROW]).json()["number"]
    own = {"batch": entered(machines, NOON, offices.row(2)), "row": 2}
    change = machines.steward.post("/changes", WITHDRAWAL | {"record": own}).json()["number"]
    _let_act("signer-0", machines.office.signer)
    for seat in ("steward-1", "signer-0"):
        machine = Machine(name=seat, http=machines.steward.http)
        for address in (
            f"/batches/{number}/sign",
            f"/batches/{number}/returning/2/certification",
            f"/changes/{change}/sign",
        ):
            assert machine.post(address).status_code == 404, (seat, address)

    refused = Machine(name="signer-0", http=machines.steward.http).post(f"/changes/{change}/drop")

    assert (refused.status_code, refused.json()["code"]) == (403, "agencies.signed_at_the_desk")
    assert Batch.objects.get(number=number).state == "checked"
    assert Amendment.objects.get(number=change).state == "proposed"


def test_a_key_names_one_request_of_one_machine_for_a_day(machines: Machines):
    first = machines.steward.post("/changes", WITHDRAWAL, key="k-1")
    assert first.json()["code"] == "records.no_such_record"
    entered(machines, NOON)

    proposed = machines.steward.post("/changes", WITHDRAWAL, key="k-1")
    again = machines.steward.post("/changes", WITHDRAWAL, key="k-1")
    other = machines.steward.post("/changes", WITHDRAWAL | {"reason": "twice"}, key="k-1")

    assert (proposed.status_code, proposed.content) == (201, again.content)
    assert (other.status_code, other.json()["code"]) == (422, "agencies.key_of_another")
    assert Amendment.objects.count() == 1
    with time_machine.travel(AT + timedelta(hours=24), tick=False):
        assert machines.steward.post("/changes", WITHDRAWAL, key="k-1").status_code == 201
    assert Amendment.objects.count() == 2


def test_a_file_is_known_by_its_content_and_its_key_serves_no_other(machines: Machines):
    first = machines.steward.hand_in([ROW], key="k-1")
    again = machines.steward.hand_in([ROW], key="k-1")
    other = machines.steward.hand_in([offices.row(2)], key="k-1")

    assert first.json()["number"] == again.json()["number"]
    assert (other.status_code, Batch.objects.count()) == (422, 1)


@pytest.mark.parametrize("key", ["", "x" * 129, 'a"b'])
def test_a_key_that_is_none_does_nothing(machines: Machines, key: str):
    answer = machines.steward.hand_in([ROW], key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "api.idempotency_key")
    assert not Batch.objects.exists()


def test_what_is_kept_of_an_answer_names_neither_key_nor_person(machines: Machines):
    entered(machines, NOON)
    machines.steward.post("/changes", WITHDRAWAL, key=ROW["document_number"])

    with connection.cursor() as cursor:
        cursor.execute("SELECT client_id, key, request, body FROM machine_answer")
        (kept,) = cursor.fetchall()

    text = b"".join(bytes(cell) for cell in kept[1:]) + kept[0].encode()
    assert ROW["document_number"].encode() not in text
    assert ROW["name"].encode() not in text


def test_a_machine_proposes_and_a_person_signs_and_then_the_record_is_gone(machines: Machines):
    entered(machines, NOON)
    number = machines.steward.post("/changes", WITHDRAWAL).json()["number"]
    seen = machines.steward.get(f"/changes/{number}/proposal").json()
    assert any(ROW["violation_facts"] in one["value"]["zh"] for one in seen["contents"])

    amend_record.sign(number=number, by=machines.office.signer, now=AT)

    done = machines.steward.get(f"/changes/{number}").json()
    assert (done["state"], done["must_sign"]) == ("done", "nobody")
    assert machines.steward.get(f"/changes/{number}/receipt").content.count(b".") == 2
    assert machines.steward.get(f"/changes/{number}/proposal").json()["contents"] == []
    assert machines.steward.get("/changes").json()["changes"] == [done]
    assert {"sender-looked", "amendment-proposed", "amendment-signed"} <= set(kinds_in_log())


def test_a_row_of_the_own_batch_names_a_record_too_and_nobody_elses(machines: Machines):
    batch = entered(machines, NOON)
    body = WITHDRAWAL | {"record": {"batch": batch, "row": 2}}

    assert machines.others.post("/changes", body).status_code == 404
    assert machines.steward.post("/changes", body).status_code == 201


def test_a_record_that_is_not_there_is_refused_and_the_asking_is_written_down(machines: Machines):
    entered(machines, NOON)
    before = kinds_in_log()

    answer = machines.others.post("/changes", WITHDRAWAL)

    assert answer.status_code == 404
    assert kinds_in_log() == ["sender-missed", *before]


def test_a_faulty_correction_tells_every_fault_and_writes_nothing(machines: Machines):
    entered(machines, NOON)
    body = WITHDRAWAL | {
        "deed": "correct",
        "reason": "facts",
        "values": {"violation_facts": "x", "decided_on": "昨天"},
    }

    answer = machines.steward.post("/changes", body, key="k-1")

    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, "intake.faulty_correction")
    assert {"decided_on"} <= {fault["field"] for fault in told["faults"]}
    assert all(fault[language]["do"] for fault in told["faults"] for language in ("zh", "en"))
    assert not Amendment.objects.exists()


def test_what_was_fulfilled_is_reported_once(machines: Machines):
    entered(machines, NOON)
    body = {"record": EXACT, "fulfilled_on": "2026-11-20", "measure": "已整改"}

    first, again = (machines.steward.post("/fulfilments", body, key="k-1") for _ in range(2))

    assert (first.status_code, first.content) == (200, again.content)
    assert machines.steward.post("/fulfilments", body).status_code == 409


def test_a_waiting_case_is_opened_one_at_a_time_and_names_nobody(machines: Machines):
    entered(machines, NOON)
    case = _objection(machines)

    (line,) = machines.officer.get("/cases").json()["cases"]
    opened = machines.officer.get(f"/cases/{line['id']}").json()

    assert line["id"] == str(case)
    assert (line["kind"], line["taken_by"]) == ("objection", "nobody")
    assert opened["says"] == "罚款决定书写错了日期。"
    assert ROW["violation_facts"] in str(opened["subject"])
    assert ROW["name"] not in str(opened)
    assert ROW["document_number"] not in str(opened)
    assert kinds_in_log()[0] == "case-opened"
    assert machines.officer.post(f"/cases/{case}/take").json() == {"id": str(case)}
    assert machines.officer.get("/cases", pile="mine").json()["cases"][0]["taken_by"] == "this seat"


def test_machines_open_so_many_cases_a_day_and_the_next_leaves_no_trace(
    machines: Machines, monkeypatch
):
    monkeypatch.setattr(limits, "CASES_A_DAY", 2)
    monkeypatch.setattr(limits, "days", limits.Days())
    entered(machines, NOON)
    case = _objection(machines)
    opened = [machines.officer.get(f"/cases/{case}").status_code for _ in range(2)]
    before = kinds_in_log()

    refused = machines.officer.get(f"/cases/{case}")

    told = refused.json()
    assert (opened, refused.status_code) == ([200, 200], 429)
    assert told["code"] == "api.case_budget_spent"
    assert told["zh"]["do"] != told["en"]["do"]
    assert 0 < int(refused["Retry-After"]) <= 86_401
    assert kinds_in_log() == before
    assert limits.Days().count(case, now=NOON) == 0


def test_a_case_is_shut_to_other_agencies_and_other_seats(machines: Machines):
    entered(machines, NOON)
    case = _objection(machines)
    before = kinds_in_log()

    assert machines.steward.get("/cases").status_code in {403, 404}
    for machine in (machines.steward, machines.others):
        for answer in (machine.get(f"/cases/{case}"), machine.post(f"/cases/{case}/take")):
            assert answer.status_code in {403, 404}
    assert kinds_in_log() == before


def _objection(machines: Machines) -> UUID:
    person = people.person_by_document(DocumentType.CITIZEN, ROW["document_number"])
    (record,) = files.file_of(person, at=AT)
    about = Contested(person=person, record=record.id)
    return objection(about, words="罚款决定书写错了日期。", now=AT).id


def test_an_agency_reads_its_own_figures_and_nobody_elses(
    machines: Machines, django_assert_max_num_queries
):
    entered(machines, NOON)
    machines.steward.hand_in([offices.row(2, decision_no="")])

    with django_assert_max_num_queries(6):
        own = machines.officer.get("/performance", months="2").json()
    others = machines.others.get("/performance").json()

    assert own["agency"] == offices.CODE
    assert (own["whole"]["rows"], own["whole"]["accepted"], own["whole"]["held"]) == (2, 1, 1)
    assert [one["month"] for one in own["months"]] == ["2026-10-01", "2026-11-01"]
    assert own["held_by_rule"][0]["do"]["zh"]
    assert others["whole"] == dict.fromkeys(own["whole"], 0)
    assert machines.officer.get("/performance", **{"from": "2026-11-02"}).status_code == 422


def test_every_answer_says_what_is_left_of_the_minute(machines: Machines):
    first, second = (machines.steward.get("/batches") for _ in range(2))

    assert first["RateLimit-Policy"] == '"minute";q=600;w=60'
    assert first["RateLimit"].startswith('"minute";r=599;t=')
    assert second["RateLimit"].startswith('"minute";r=598;t=')
    assert machines.others.get("/batches")["RateLimit"].startswith('"minute";r=599;t=')


def test_one_request_too_many_is_refused_before_the_database_is_asked(
    machines: Machines, django_assert_num_queries
):
    limits.minutes.count("steward-1", seconds=AT.timestamp())
    limits.minutes.asked["steward-1"] = limits.QUOTA

    with django_assert_num_queries(0):
        answer = machines.steward.get("/batches")

    assert (answer.status_code, answer.json()["code"]) == (429, "api.too_many_requests")
    assert 0 < int(answer["Retry-After"]) <= 60
    with time_machine.travel(AT + timedelta(seconds=60), tick=False):
        assert machines.steward.get("/batches").status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "mistyped"}, "intake.not_a_reason"),
        ({"deed": "correct", "reason": "mistyped", "values": {}}, "intake.faulty_correction"),
    ],
)
def test_a_refused_change_has_told_of_the_record_and_stands_in_its_persons_log(
    machines: Machines, change: dict, code: str
):
    entered(machines, NOON)
    before = kinds_in_log().count("sender-looked")

    refused = machines.steward.post("/changes", WITHDRAWAL | change)

    assert refused.json()["code"] == code
    assert kinds_in_log().count("sender-looked") == before + 1
