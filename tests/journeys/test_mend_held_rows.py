"""A department puts its held rows right and sends them again, on screen or by file."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from recourse.intake import deliveries, sweeping
from recourse.intake import queries as batches
from recourse.intake.deliveries import path_of
from recourse.intake.errors import DeliveryGone, NoSuchBatch
from recourse.intake.mending import actions as mending
from recourse.intake.mending import queries as held
from recourse.intake.mending.errors import (
    NotHeld,
    NothingMended,
    NothingReady,
    SentBefore,
    StillComing,
    StillFaulty,
)
from recourse.intake.mending.terms import Place
from recourse.intake.models import Mended
from recourse.intake.terms import State
from recourse.journeys import mend_held_rows, take_in_batch
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, Office

pytestmark = pytest.mark.slow
RIGHT = {"served_on": offices.row(2)["served_on"]}


@pytest.fixture
def office(db) -> Office:
    return offices.found()


@pytest.fixture
def card(office: Office, tmp_path: Path):
    """A batch of four rows; rows 3 and 5 are held."""
    rows = [
        offices.row(1),
        offices.row(2, served_on="不详", remarks="=1+1"),
        offices.row(3),
        offices.row(4, served_on=None, decision_no=None),
    ]
    path = offices.csv_file(tmp_path, rows)
    got = take_in_batch.receive(path=path, file_name="a.csv", item=ITEM, by=office.steward, now=NOW)
    return take_in_batch.check(batch=got.id, by=office.steward.actor, now=NOW)


def put_right(office, card, number=3, **changes):
    opened = mend_held_rows.open_row(batch=card.number, row=number, by=office.steward, now=NOW)
    values = dict(opened.values) | (changes or RIGHT)
    mend_held_rows.mend(batch=card.number, row=number, values=values, by=office.steward, now=NOW)


def sent_again(office, card):
    return mend_held_rows.send_again(batch=card.number, by=office.steward, now=NOW)


def test_a_row_shows_what_came_and_every_fault_beside_its_field(office, card):
    opened = mend_held_rows.open_row(batch=card.number, row=5, by=office.steward, now=NOW)

    assert opened.came["name"] == offices.row(4)["name"]
    assert {(one.field, one.rule.code) for one in opened.faults} == {
        ("served_on", "V-111"),
        ("decision_no", "V-101"),
    }


def test_rows_put_right_become_a_batch_of_their_own_and_the_first_stays_as_it_was(office, card):
    before = path_of(card.id).read_bytes()
    put_right(office, card)

    again = sent_again(office, card)

    assert (again.rows, again.accepted, again.fixes_id) == (1, 1, card.id)
    assert again.state is State.CHECKED
    assert again.dropped_columns == ()
    assert path_of(card.id).read_bytes() == before
    assert batches.batch(card.id) == card
    account = held.account_of(card)
    assert (account.held, account.waiting, account.ready) == (2, 1, 0)
    assert [(one.number, one.rows) for one in account.sent] == [(again.number, 1)]
    assert [(one.number, one.place) for one in held.held_rows(card)] == [
        (3, Place.SENT),
        (5, Place.WAITS),
    ]
    assert Mended.objects.get().sealed is None


def test_a_row_that_is_still_faulty_or_unchanged_is_not_kept(office, card):
    with pytest.raises(StillFaulty):
        put_right(office, card, number=5, **RIGHT)
    with pytest.raises(NothingMended):
        put_right(office, card, number=5, served_on="")

    assert not Mended.objects.exists()
    with pytest.raises(NothingReady):
        sent_again(office, card)
    assert len(batches.batches_of(office.steward.agency.id)) == 1


def test_the_screen_does_not_tell_who_is_known_here(office, card, tmp_path):
    known = offices.row(9)
    path = offices.csv_file(tmp_path, [known])
    first = take_in_batch.receive(
        path=path, file_name="b.csv", item=ITEM, by=office.steward, now=NOW
    )
    take_in_batch.check(batch=first.id, by=office.steward.actor, now=NOW)
    take_in_batch.sign(batch=first.id, by=office.signer, now=NOW)
    take_in_batch.enter(batch=first.id, now=NOW)

    put_right(office, card, document_number=known["document_number"], name="另一人", **RIGHT)
    again = sent_again(office, card)

    (found,) = batches.findings_by_rule(again.id)
    assert (found.rule, again.held) == ("V-106", 1)


def test_nobody_opens_another_departments_row_nor_one_that_is_not_held(office, card):
    with pytest.raises(NoSuchBatch):
        mend_held_rows.open_row(batch=card.number, row=3, by=office.other_steward, now=NOW)
    for number in (1, 2, 999):
        with pytest.raises(NotHeld):
            mend_held_rows.open_row(batch=card.number, row=number, by=office.steward, now=NOW)


def test_after_a_crash_the_batch_that_was_received_is_finished_and_no_row_goes_twice(
    office, card, monkeypatch
):
    put_right(office, card)
    with monkeypatch.context() as broken:
        broken.setattr(mending, "keep_sent", crash)
        with pytest.raises(RuntimeError):
            sent_again(office, card)

    again = sent_again(office, card)

    assert len(batches.batches_of(office.steward.agency.id)) == 2
    assert again.state is State.CHECKED
    assert held.account_of(card).sent[0].number == again.number
    with pytest.raises(SentBefore):
        put_right(office, card)


def crash(**_):
    raise RuntimeError


def corrected(card, folder):
    """The held rows as they are downloaded, one of them put right."""
    given = batches.held_rows_file(card.id, "csv")
    with given.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = list(csv.reader(file))
    given.unlink()
    served = headings.index("送达日期")
    rows = [row for row in rows if row[served] == "不详"]
    for row in rows:
        row[served] = RIGHT["served_on"]
    fixed = folder / "fixed.csv"
    with fixed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return fixed


def hand_in(office, card, path):
    return mend_held_rows.hand_in_file(
        batch=card.number, path=path, file_name="fixed.csv", by=office.steward, now=NOW
    )


def test_a_corrected_file_says_which_rows_it_brings_again(office, card, tmp_path):
    again = hand_in(office, card, corrected(card, tmp_path))

    assert (again.accepted, again.fixes_id, again.dropped_columns) == (1, card.id, ())
    assert [(one.number, one.rows) for one in held.account_of(card).sent] == [(again.number, 1)]
    assert held.next_waiting(card) == 5
    assert len(corrected(card, tmp_path).read_text().splitlines()) == 1


def test_a_large_corrected_file_is_read_by_the_worker_and_nothing_goes_twice_meanwhile(
    office, card, tmp_path, monkeypatch
):
    put_right(office, card)
    monkeypatch.setattr(take_in_batch, "CHECK_AT_ONCE_ROWS", 0)
    waiting = hand_in(office, card, corrected(card, tmp_path))
    with pytest.raises(StillComing):
        sent_again(office, card)
    with pytest.raises(StillComing):
        put_right(office, card, 5, **RIGHT)
    before = held.account_of(card)

    take_in_batch.check_received(batch=str(waiting.id), now=NOW)
    take_in_batch.check_received(batch=str(waiting.id), now=NOW)

    assert (waiting.state, before.sent) == (State.RECEIVED, ())
    assert [(one.number, one.rows) for one in held.account_of(card).sent] == [(waiting.number, 1)]
    with pytest.raises(NothingReady):
        sent_again(office, card)


def test_old_numbers_come_in_slices_and_nothing_but_numbers_is_kept(office, tmp_path, monkeypatch):
    monkeypatch.setattr(deliveries, "AT_ONCE", 2)
    written = ["7", " 3.0", "张三", "12", "3"]
    rows = [offices.row(at) | {"原行号 Row": text} for at, text in enumerate(written, start=1)]
    path = offices.json_file(tmp_path, rows)
    got = take_in_batch.receive(
        path=path, file_name="a.jsonl", item=ITEM, by=office.steward, now=NOW
    )

    delivery = deliveries.Delivery(batch=got.id, received_at=got.received_at)

    assert list(delivery.origins()) == [[3, 7], [12]]
    assert deliveries.ROW_BEFORE not in delivery.chunk(1).columns


def test_a_corrected_file_without_numbers_is_tied_to_the_batch_alone(office, card, tmp_path):
    path = offices.json_file(tmp_path, [offices.row(2)])

    again = mend_held_rows.hand_in_file(
        batch=card.number, path=path, file_name="a.jsonl", by=office.steward, now=NOW
    )

    account = held.account_of(card)
    assert (account.by_file, account.waiting) == ((again.number,), 2)


def test_what_was_put_right_goes_with_its_delivery_and_not_a_day_later(office, card):
    put_right(office, card)
    last = NOW + timedelta(days=89)

    mending.forget_over(by=office.steward.actor, now=last)
    kept = Mended.objects.count()
    sweeping.delete_over(by=office.steward.actor, now=NOW + timedelta(days=90))
    mending.forget_over(by=office.steward.actor, now=NOW + timedelta(days=90))

    assert (kept, Mended.objects.count()) == (1, 0)
    with pytest.raises(DeliveryGone):
        mend_held_rows.open_row(batch=card.number, row=3, by=office.steward, now=NOW)


def test_what_is_put_right_and_not_sent_can_be_taken_back(office, card):
    put_right(office, card)

    mending.take_back(card=card, row=3, by=office.steward, now=NOW)

    assert held.account_of(card).waiting == 2
    assert held.next_waiting(card) == 3


def test_a_large_batch_is_checked_by_the_worker_and_says_how_far_it_is(
    office, tmp_path, monkeypatch
):
    monkeypatch.setattr(take_in_batch, "CHECK_AT_ONCE_ROWS", 1)
    path = offices.csv_file(tmp_path, [offices.row(1), offices.row(2)])
    got = take_in_batch.receive(path=path, file_name="a.csv", item=ITEM, by=office.steward, now=NOW)
    waiting = take_in_batch.check_or_wait(card=got, now=NOW)
    told = []
    monkeypatch.setattr("recourse.intake.progress.say", lambda _, rows: told.append(rows))

    take_in_batch.check_received(batch=str(got.id), now=NOW)
    take_in_batch.check_received(batch=str(got.id), now=NOW + timedelta(hours=1))

    assert (waiting.state, waiting.receipt != "") == (State.RECEIVED, True)
    assert told == [2]
    checked = batches.batch(got.id)
    assert (checked.state, checked.accepted, checked.checked_at) == (State.CHECKED, 2, NOW)
