"""A batch from the file to the people's files, whatever happens on the way."""

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from recourse.agencies.terms import Role
from recourse.ground.signing import open_jws, public_bytes
from recourse.intake import deliveries, errors, limits, sweeping
from recourse.intake import queries as batches
from recourse.intake.models import Batch
from recourse.intake.terms import BatchCard, State
from recourse.journeys import take_in_batch, tasks, weighing
from recourse.store.keys import vault
from tests.conftest import owner
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, Office

SOON = NOW + timedelta(hours=1)


@pytest.fixture
def office(committed) -> Office:
    return offices.found()


def received(office: Office, folder: Path, rows: list[dict[str, str]]) -> BatchCard:
    path = offices.csv_file(folder, rows)
    return take_in_batch.receive(
        path=path, file_name=path.name, item=ITEM, by=office.steward, now=NOW
    )


def signed(office: Office, folder: Path, rows: list[dict[str, str]]) -> BatchCard:
    card = received(office, folder, rows)
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)
    return take_in_batch.sign(batch=card.id, by=office.signer, now=NOW)


def entered(office: Office, folder: Path, rows: list[dict[str, str]]) -> BatchCard:
    return take_in_batch.enter(batch=signed(office, folder, rows).id, now=SOON)


def count(table: str) -> int:
    with owner() as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_an_accepted_row_is_a_record_an_event_and_a_notice(office: Office, tmp_path: Path):
    card = entered(office, tmp_path, [offices.row(1), offices.row(2), offices.row(3, served_on="")])

    assert (card.state, card.accepted, card.held) == (State.ENTERED, 2, 1)
    for table in ("record", "record_event", "notice", "person"):
        assert count(table) == 2


def test_nothing_of_a_held_or_refused_row_is_entered(office: Office, tmp_path: Path):
    rows = [offices.row(1, served_on=""), offices.row(2, procedure_kind="简易程序")]

    card = entered(office, tmp_path, rows)

    assert (card.held, card.refused) == (1, 1)
    assert [count(table) for table in ("record", "person", "notice")] == [0, 0, 0]


def test_an_adverse_record_is_usable_by_nobody_before_its_notice(office: Office, tmp_path: Path):
    entered(office, tmp_path, [offices.row(1)])

    with owner() as connection:
        (usable, noticed) = connection.execute(
            "SELECT usable_from_on, noticed_on FROM record"
        ).fetchone()

    assert (usable, noticed) == (None, None)


def test_the_record_holds_the_fields_and_nobodys_number(office: Office, tmp_path: Path):
    from recourse.records import queries as records

    entered(office, tmp_path, [offices.row(1)])
    with owner() as connection:
        person, record = connection.execute("SELECT person_id, id FROM record").fetchone()

    fields = records.record_of(person, record, at=SOON).fields

    assert fields["penalty_kinds"] == "B1"
    assert fields["fine_wan_yuan"] == "2"
    assert offices.person(1)[1] not in str(fields)
    assert {"document_number", "name", "document_type", "party_type"}.isdisjoint(fields)


def test_the_same_rows_in_another_file_are_duplicates(office: Office, tmp_path: Path):
    entered(office, tmp_path, [offices.row(1), offices.row(2)])

    again = entered(office, tmp_path, [offices.row(2), offices.row(1), offices.row(3)])

    assert (again.accepted, again.duplicate) == (1, 2)
    assert count("record") == 3


def test_two_people_of_one_decision_are_two_records(office: Office, tmp_path: Path):
    shared = {"decision_no": "（虚）应急罚〔2026〕共1号", "decided_on": "2026-10-08"}
    dates = {"served_on": "2026-10-09", "repair_notice_served_on": "2026-10-09"}
    ended = {"conduct_ended_on": "2026-09-01"}
    rows = [offices.row(number, **shared, **dates, **ended) for number in (1, 2)]

    first = entered(office, tmp_path, rows[:1])
    second = entered(office, tmp_path, rows)

    assert (first.accepted, second.accepted, second.duplicate) == (1, 1, 1)


def test_what_was_withdrawn_and_comes_back_is_held_for_certification(
    office: Office, tmp_path: Path
):
    from recourse.records import actions as records
    from recourse.records.terms import Why

    entered(office, tmp_path, [offices.row(1)])
    with owner() as connection:
        person, record = connection.execute("SELECT person_id, id FROM record").fetchone()
    records.end_early(
        person=person, record=record, why=Why.WITHDRAWN, by=office.steward.actor, now=SOON
    )

    respelt = "(虚)应急罚［2026］ 000001号"
    again = entered(office, tmp_path, [offices.row(1, remarks="再次报送", decision_no=respelt)])

    assert (again.held, again.duplicate) == (1, 0)
    assert [line.rule for line in batches.findings_by_rule(again.id)] == ["V-133"]


def test_a_known_number_under_another_name_is_held(office: Office, tmp_path: Path):
    entered(office, tmp_path, [offices.row(1)])

    again = entered(office, tmp_path, [offices.row(1, name="另一人", decision_no="另一号")])

    assert [line.rule for line in batches.findings_by_rule(again.id)] == ["V-106"]


def test_the_dry_run_says_what_entering_does(office: Office, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(limits, "CHUNK_ROWS", 4)
    monkeypatch.setattr(weighing, "_TRACED_AT_ONCE", 7)
    rows = [offices.row(number % 9) for number in range(20)]
    rows += [offices.row(30, name="甲"), offices.row(30, name="乙", decision_no="x")]
    card = received(office, tmp_path, rows)

    dry = take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)
    take_in_batch.sign(batch=card.id, by=office.signer, now=NOW)
    wet = take_in_batch.enter(batch=card.id, now=NOW)

    assert [getattr(dry, name) for name in ("accepted", "duplicate", "held", "refused")] == [
        getattr(wet, name) for name in ("accepted", "duplicate", "held", "refused")
    ]
    assert (dry.accepted, dry.duplicate, dry.held) == (10, 11, 1)


class AtOnce:
    """Makes what is made ahead as early as it can be: before anything of the latest is entered."""

    def __init__(self, *, max_workers: int) -> None:
        """Take no thread."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind."""

    def submit(self, make, *number: int) -> Future:
        """Make a chunk now; there is no connection of its own to hang up."""
        done: Future = Future()
        done.set_result(make(*number) if number else None)
        return done


def first_chunk_elsewhere(work, chunk, now, *, enter=take_in_batch._enter_chunk):
    """Let another process be faster with the first chunk."""
    if chunk.number == 1:
        enter(take_in_batch._on_the_table(work.card.id, now), chunk, now)
    enter(work, chunk, now)


@pytest.mark.parametrize("enter_chunk", [take_in_batch._enter_chunk, first_chunk_elsewhere])
def test_a_chunk_that_was_asked_ahead_knows_what_the_chunk_before_it_brought(
    office: Office, tmp_path: Path, monkeypatch, enter_chunk
):
    monkeypatch.setattr(limits, "CHUNK_ROWS", 3)
    monkeypatch.setattr(take_in_batch, "ThreadPoolExecutor", AtOnce)
    entered(office, tmp_path, [offices.row(9)])
    monkeypatch.setattr(take_in_batch, "_enter_chunk", enter_chunk)
    first = [offices.row(1), offices.row(2), offices.row(9, decision_no="又一号")]
    same_person = offices.row(1, decision_no="再一号")
    misnamed = offices.row(2, name="另一人", decision_no="另一号")
    second = [offices.row(1), misnamed, offices.row(9, decision_no="又一号")]

    card = entered(office, tmp_path, [*first, *second, same_person, offices.row(9)])

    assert (card.accepted, card.duplicate, card.held) == (4, 3, 1)
    assert (count("person"), count("record")) == (3, 5)


def test_held_rows_come_back_and_go_in_when_they_are_right(office: Office, tmp_path: Path):
    rows = [offices.row(1), offices.row(2, served_on="不详", remarks="=1+1"), offices.row(3)]
    card = entered(office, tmp_path, rows)

    for form in ("csv", "xlsx"):
        given = batches.held_rows_file(card.id, form)
        fixed = tmp_path / f"fixed.{form}"
        _correct(given, fixed, form)
        again = take_in_batch.receive(
            path=fixed, file_name=fixed.name, item=ITEM, by=office.steward, now=NOW
        )
        again = take_in_batch.check(batch=again.id, by=office.steward.actor, now=NOW)
        assert (again.rows, again.accepted, again.dropped_columns) == (1, 1, ())
        given.unlink()


def _correct(given: Path, fixed: Path, form: str) -> None:
    """Do what a department does: put the right date into the cell, leave the reason alone."""
    served = offices.row(2)["served_on"]
    if form == "csv":
        text = given.read_text(encoding="utf-8-sig")
        assert "V-110" in text
        assert "'=1+1" in text
        fixed.write_text(text.replace("不详", served))
        return
    from openpyxl import load_workbook

    book = load_workbook(given)
    cells = [cell for line in book.active for cell in line]
    assert any("V-110" in str(cell.value) for cell in cells)
    assert all(cell.data_type == "s" for cell in cells if cell.value)
    for cell in cells:
        if cell.value == "不详":
            cell.value = served
    book.save(fixed)


@pytest.mark.parametrize(
    ("signer", "refusal"),
    [
        ("steward", errors.SignerIsSender),
        ("other_steward", errors.NoSuchBatch),
    ],
)
def test_nobody_but_a_second_signer_of_the_department_signs(
    office: Office, tmp_path: Path, signer: str, refusal
):
    card = received(office, tmp_path, [offices.row(1)])
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)

    with pytest.raises(refusal):
        take_in_batch.sign(batch=card.id, by=getattr(office, signer), now=NOW)

    assert batches.batch(card.id).state is State.CHECKED


def test_a_seat_of_another_role_does_not_sign(office: Office, tmp_path: Path):
    colleague = offices.seat(office.steward.agency.id, "033", Role.DATA_STEWARD)
    card = received(office, tmp_path, [offices.row(1)])
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)

    with pytest.raises(errors.NotASigner):
        take_in_batch.sign(batch=card.id, by=colleague, now=NOW)

    assert batches.batch(card.id).state is State.CHECKED


@pytest.mark.parametrize(
    ("whose", "refusal"),
    [("signer", errors.NoMandate), ("steward", errors.SenderHasNoMandate)],
)
def test_a_mandate_taken_from_either_seat_is_taken_at_the_signature(
    office: Office, tmp_path: Path, whose: str, refusal
):
    card = received(office, tmp_path, [offices.row(1)])
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)
    offices.take_mandate(getattr(office, whose))

    with pytest.raises(refusal):
        take_in_batch.sign(batch=card.id, by=office.signer, now=NOW)

    assert batches.batch(card.id).state is State.CHECKED


def test_the_database_itself_refuses_a_signature_by_the_sender(office: Office, tmp_path: Path):
    card = received(office, tmp_path, [offices.row(1)])

    with pytest.raises(IntegrityError, match="batch_second_signature"), transaction.atomic():
        Batch.objects.filter(id=card.id).update(signed_by_id=card.seat_id)


def test_the_database_itself_refuses_counts_that_lose_a_row(office: Office, tmp_path: Path):
    card = entered(office, tmp_path, [offices.row(1)])

    with pytest.raises(IntegrityError, match="batch_rows_accounted_for"), transaction.atomic():
        Batch.objects.filter(id=card.id).update(accepted=0)


def test_an_unsigned_batch_is_not_entered(office: Office, tmp_path: Path):
    card = received(office, tmp_path, [offices.row(1)])
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)

    with pytest.raises(errors.WrongState):
        take_in_batch.enter(batch=card.id, now=NOW)

    assert count("record") == 0


def test_a_signature_that_comes_too_late_is_refused(office: Office, tmp_path: Path):
    card = received(office, tmp_path, [offices.row(1)])
    take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)

    with pytest.raises(errors.SignedTooLate):
        take_in_batch.sign(batch=card.id, by=office.signer, now=NOW + timedelta(days=61))


def test_a_record_whose_time_ended_while_the_batch_waited_is_refused(
    office: Office, tmp_path: Path
):
    short = {
        "decided_on": "2025-12-20",
        "served_on": "2025-12-21",
        "repair_notice_served_on": "2025-12-21",
        "conduct_ended_on": "2025-12-10",
    }
    card = signed(office, tmp_path, [offices.row(1, **short)])
    assert card.accepted == 1

    late = take_in_batch.enter(batch=card.id, now=NOW + timedelta(days=40))

    assert (late.accepted, late.refused) == (0, 1)
    assert [line.rule for line in batches.findings_by_rule(card.id)] == ["V-006"]


def test_the_receipt_is_signed_and_counts_every_row(office: Office, tmp_path: Path):
    card = entered(office, tmp_path, [offices.row(1), offices.row(2, served_on="")])

    receipt = open_jws(public_bytes(vault().signing_key("receipt")), batches.receipt_of(card.id))

    assert (receipt["number"], receipt["rows"], receipt["accepted"], receipt["held"]) == (
        card.number,
        2,
        1,
        1,
    )
    assert receipt["file_sha256"] == card.file_sha256.hex()


def test_entering_again_changes_nothing(office: Office, tmp_path: Path):
    card = entered(office, tmp_path, [offices.row(1)])

    again = take_in_batch.enter(batch=card.id, now=SOON + timedelta(days=1))

    assert again == card
    assert count("record") == 1


def test_the_worker_goes_on_with_what_was_signed(office: Office, tmp_path: Path):
    card = signed(office, tmp_path, [offices.row(1)])

    tasks.resume_entering(now=SOON)

    assert batches.batch(card.number).state is State.ENTERED


def test_a_batch_that_cannot_go_on_holds_no_other_up(office: Office, tmp_path: Path):
    spoilt = signed(office, tmp_path, [offices.row(1)])
    deliveries.path_of(spoilt.id).write_bytes(b"spoilt")
    (tmp_path / "other").mkdir()
    other = signed(office, tmp_path / "other", [offices.row(2)])

    with pytest.raises(ExceptionGroup, match="cannot go on"):
        tasks.resume_entering(now=SOON)

    assert batches.batch(other.number).state is State.ENTERED


def test_a_forgotten_batch_whose_delivery_is_gone_is_over_and_no_fault(
    office: Office, tmp_path: Path
):
    card = received(office, tmp_path, [offices.row(1)])
    deliveries.path_of(card.id).unlink()

    tasks.resume_entering(now=SOON + timedelta(days=91))

    assert batches.batch(card.number).state is State.RECEIVED


def test_the_delivery_is_sealed_and_leaves_when_its_time_is_over(office: Office, tmp_path: Path):
    card = entered(office, tmp_path, [offices.row(1, remarks="寻得到的字句")])
    path = deliveries.path_of(card.id)
    assert "寻得到的字句".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0

    tasks.delete_deliveries(now=SOON + timedelta(days=29))
    assert path.exists()
    tasks.delete_deliveries(now=SOON + timedelta(days=31))

    assert not path.exists()
    with pytest.raises(errors.DeliveryGone):
        batches.held_rows_file(card.id, "csv")


@pytest.mark.parametrize("prepared", [False, True])
def test_a_delivery_that_was_changed_does_not_open(office: Office, tmp_path: Path, prepared: bool):
    from recourse.ground.sealing import CannotOpen

    card = signed(office, tmp_path, [offices.row(1)])
    path = deliveries.prepared_path_of(card.id)
    if not prepared:
        deliveries.forget_prepared(card.id)
        path = deliveries.path_of(card.id)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(CannotOpen):
        take_in_batch.enter(batch=card.id, now=SOON)

    assert count("record") == 0


def spoilt(number: int) -> dict[str, str]:
    """Return a row that is good, held, refused or told twice, by its number."""
    changes = [{}, {"served_on": "不详"}, {"procedure_kind": "简易程序"}, {"remarks": '"\n\\,}'}]
    return offices.row(number % 15, **changes[number % 4])


def test_what_the_check_prepared_is_what_a_second_check_finds(office: Office, tmp_path: Path):
    card = signed(office, tmp_path, [spoilt(number) for number in range(40)])
    prepared = deliveries.prepared_path_of(card.id).read_bytes()

    taken_over = take_in_batch.enter(batch=card.id, now=SOON)
    told = everything()
    assert not deliveries.prepared_path_of(card.id).exists()
    _forget()
    checked_again = _undisturbed(card)

    assert told == everything()
    assert taken_over.accepted == checked_again.accepted > 0
    assert "虚构".encode() not in prepared


def test_what_was_prepared_holds_only_while_the_authorities_stay(
    office: Office, tmp_path: Path, monkeypatch
):
    card = signed(office, tmp_path, [offices.row(1)])
    monkeypatch.setattr(take_in_batch.agencies, "authority_names", dict)

    late = take_in_batch.enter(batch=card.id, now=SOON)

    assert (late.accepted, late.held) == (0, 1)
    assert [line.rule for line in batches.findings_by_rule(card.id)] == ["V-124"]


def test_what_was_prepared_leaves_with_the_delivery(office: Office, tmp_path: Path):
    card = signed(office, tmp_path, [offices.row(1)])

    tasks.delete_deliveries(now=SOON + timedelta(days=89))
    assert deliveries.prepared_path_of(card.id).exists()
    tasks.delete_deliveries(now=SOON + timedelta(days=91))

    assert not deliveries.prepared_path_of(card.id).exists()


def test_two_who_receive_the_same_file_end_with_one_batch(
    office: Office, tmp_path: Path, monkeypatch
):
    path = offices.csv_file(tmp_path, [offices.row(1)])
    first = take_in_batch.receive(
        path=path, file_name="a.csv", item=ITEM, by=office.steward, now=NOW
    )
    monkeypatch.setattr(Batch.objects.filter().__class__, "first", lambda _: None)
    second = take_in_batch.receive(
        path=path, file_name="a.csv", item=ITEM, by=office.steward, now=NOW
    )

    assert second.id == first.id
    assert len(list(Path(settings.DELIVERIES_DIR).glob("*.delivery"))) >= 1


ENTER = """
import sys, django
django.setup()
from datetime import datetime
from recourse.intake import limits
from recourse.journeys import take_in_batch
print("ready", flush=True)
take_in_batch.enter(batch=sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))
"""
TOLD = {
    "record": "SELECT source_digest, item, ends_on, erase_on FROM record",
    "event": "SELECT r.source_digest, e.kind, e.sequence FROM record_event e"
    " JOIN record r ON (r.person_id, r.id) = (e.person_id, e.record_id)",
    "notice": "SELECT r.source_digest, n.kind FROM notice n"
    " JOIN record r ON (r.person_id, r.id) = (n.person_id, n.record_id)",
    "person": "SELECT identity_digest, name_digest FROM person_identity",
    "finding": 'SELECT row_number, "column", rule, outcome FROM finding',
}


def everything() -> dict[str, Counter]:
    """Return all that a batch leaves behind, but for the identifiers that are random."""
    with owner() as connection:
        return {
            name: Counter(map(repr, connection.execute(query).fetchall()))
            for name, query in TOLD.items()
        }


@pytest.mark.slow
def test_a_killed_entering_goes_on_and_ends_as_an_undisturbed_one(
    office: Office, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(limits, "CHUNK_ROWS", 60)
    rows = [
        offices.row(
            number % 1100,
            served_on="" if number % 7 == 3 else "2026-11-20",
            repair_notice_served_on="2026-11-20",
        )
        for number in range(1300)
    ]
    card = signed(office, tmp_path, rows)
    dice = random.Random()  # noqa: S311 - any point will do
    kills = 0

    for _ in range(12):
        if _enter_apart(card, kill_after=dice.uniform(0.05, 0.5)):
            break
        kills += 1
    final = take_in_batch.enter(batch=card.id, now=SOON)

    disturbed = everything()
    assert kills
    assert final.state is State.ENTERED
    assert final.accepted + final.duplicate + final.held + final.refused == len(rows)
    assert sum(disturbed["record"].values()) == final.accepted == sum(disturbed["notice"].values())
    _forget()
    calm = _undisturbed(card)
    assert everything() == disturbed
    assert (calm.accepted, calm.duplicate, calm.held) == (
        final.accepted,
        final.duplicate,
        final.held,
    )


def _enter_apart(card: BatchCard, *, kill_after: float) -> bool:
    """Enter in a process of its own and kill it; return whether it was done before."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENTER, str(card.id), SOON.isoformat()],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "recourse.config.settings"},
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"ready\n"
        try:
            return process.wait(timeout=kill_after) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return False


def _forget() -> None:
    """Take back everything the batch entered, past every gate, so that it can be entered again."""
    with owner() as connection:
        connection.execute(
            "TRUNCATE record, record_event, notice, dispatch, dispatch_bundle,"
            " person, person_identity, chunk, finding"
        )
        connection.execute("UPDATE batch SET state = 'signed', entered_at = NULL")


def _undisturbed(card: BatchCard) -> BatchCard:
    """Enter the same batch in one go."""
    return take_in_batch.enter(batch=card.id, now=SOON)


def test_receiving_leaves_nothing_half_written_when_the_disk_fails(
    office: Office, tmp_path: Path, monkeypatch
):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = sorted(Path(settings.DELIVERIES_DIR).glob("*"))

    with pytest.raises(OSError, match="No space left"):
        received(office, tmp_path, [offices.row(1)])

    assert sorted(Path(settings.DELIVERIES_DIR).glob("*")) == before
    assert batches.batches_of(office.steward.agency.id) == []


def test_leftovers_are_swept_away(office: Office):
    folder = Path(settings.DELIVERIES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    left = folder / "held-B-1-x.csv"
    left.write_text("x")
    os.utime(left, (NOW.timestamp() - 7200, NOW.timestamp() - 7200))

    sweeping.delete_over(by=office.steward.actor, now=NOW)

    assert not left.exists()
