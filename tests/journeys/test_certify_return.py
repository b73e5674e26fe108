"""A fact that was taken down comes back certified and with notice first, or not at all."""

import json
from datetime import timedelta

import pytest

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.intake import errors as intake_errors
from recourse.intake import queries as batches
from recourse.intake.amendments import errors
from recourse.intake.amendments import queries as proposals
from recourse.intake.amendments.terms import ComesBack, Deed, Reason
from recourse.journeys import certify_return, open_own_file, take_in_batch
from recourse.notice import queries as notices
from recourse.notice import wording
from recourse.notice.terms import Kind
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import Happening, State, Why
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW
from tests.journeys import amending
from tests.journeys.amending import LATER, PAPER, SOON, Case

OTHER_ITEM = "adv.licence_fraud"


@pytest.fixture
def office(db):
    return offices.found()


@pytest.fixture
def case(office, tmp_path) -> Case:
    return amending.case(office, tmp_path)


@pytest.fixture
def gone(case) -> Case:
    case.withdraw()
    return case


def rules_of(card) -> list[str]:
    return [line.rule for line in batches.findings_by_rule(card.id)]


def certified(case: Case, card, *, row: int = 2, now=LATER, **how):
    how = {"reason": ComesBack.UPHELD, "evidence": PAPER, "by": case.office.signer} | how
    return certify_return.certify(batch=card.number, row=row, now=now, **how)


@pytest.mark.parametrize(
    "spelt",
    [
        {},
        {"decision_no": "(虚)应急罚[2026]000001号"},
        {"decision_no": "（虚） 应急罚〔２０２６〕０００００１号"},
        {"decision_no": "﹙虚﹚应急罚【2026】\u200b000001号"},
        {
            "decided_on": "2026-11-20",
            "served_on": "2026-11-21",
            "repair_notice_served_on": "2026-11-21",
        },
        {"name": " {name} "},
        {"violation_facts": "另写一段事实。", "fine_wan_yuan": "1"},
    ],
    ids=["as it was", "brackets", "full width", "unseen signs", "another day", "blanks", "facts"],
)
def test_what_was_taken_down_is_held_however_it_is_written(gone, spelt):
    spelt = {code: text.format(name=gone.row["name"]) for code, text in spelt.items()}

    card = gone.hand_in(**{"remarks": "x"} | spelt)

    assert (card.held, card.accepted) == (1, 0)
    assert rules_of(card) == ["V-133"]


@pytest.mark.parametrize("form", ["jsonl", "xlsx"])
def test_another_form_of_file_hides_nothing(gone, tmp_path, form):
    make = offices.json_file if form == "jsonl" else offices.xlsx_file
    path = make(tmp_path, [gone.row])
    card = take_in_batch.receive(
        path=path, file_name=path.name, item=ITEM, by=gone.office.steward, now=LATER
    )

    checked = take_in_batch.check(batch=card.id, by=gone.office.steward.actor, now=LATER)

    assert (checked.held, rules_of(checked)) == (1, ["V-133"])


def test_another_item_for_the_same_document_hides_nothing(gone):
    from recourse.agencies import actions as agencies
    from recourse.agencies.terms import MandateKind
    from recourse.catalogue import queries as catalogue
    from recourse.ground.actor import SYSTEM

    other = next(
        item.id
        for item in catalogue.current().items.values()
        if item.id != ITEM
        and item.family == "penalty"
        and item.enabled
        and "emergency_management" in item.authority_kinds
    )
    for seat in (gone.office.steward, gone.office.signer):
        agencies.give_mandate(seat=seat.id, kind=MandateKind.ITEM, code=other, by=SYSTEM, now=NOW)

    card = gone.hand_in(other)

    assert (card.held, card.accepted) == (1, 0)
    assert "V-133" in rules_of(card)


@pytest.mark.parametrize("why", [Why.REPAIRED, Why.REVOKED, Why.ERASED])
def test_it_does_not_matter_why_it_was_taken_down(case, why):
    named = {"person": case.person, "record": case.card().id, "by": case.office.steward.actor}
    if why is Why.ERASED:
        records.erase(**named, now=SOON)
    else:
        records.end_early(**named, why=why, now=SOON)

    assert rules_of(
        case.hand_in(
            decided_on="2026/11/02", served_on="2026-11-03", repair_notice_served_on="2026-11-03"
        )
    ) == ["V-133"]


def test_what_fell_because_nobody_answered_is_held_before_any_job_has_run(case):
    records.let_fall(
        person=case.person,
        record=case.card().id,
        at=SOON,
        why=Why.WITHDRAWN,
        by=case.office.steward.actor,
        now=NOW,
    )

    assert rules_of(case.hand_in(remarks="x")) == ["V-133"]


def test_what_was_corrected_is_a_duplicate_while_its_next_version_is_on_file(case):
    case.amend(Deed.CORRECT, Reason.FACTS, values=case.values(fine_wan_yuan="1"))
    assert rules_of(case.hand_in(remarks="x")) == ["V-131"]

    case.withdraw(now=LATER)

    assert rules_of(case.hand_in(remarks="y", now=LATER + timedelta(hours=1))) == ["V-133"]


def test_another_document_of_the_same_person_is_nothing_that_comes_back(gone):
    assert gone.hand_in(decision_no="（虚）应急罚〔2026〕000009号").accepted == 1


def test_without_a_certification_it_never_enters(gone):
    card = gone.hand_in(remarks="x")

    take_in_batch.enter(batch=card.id, now=LATER + timedelta(days=1))

    assert len(gone.cards()) == 1


def test_certified_it_enters_with_notice_first(gone):
    card = gone.hand_in(remarks="x")
    assert proposals.rows_that_come_back(card.id) == [2]

    record = certified(gone, card)

    back = files.record_of(gone.person, record, at=LATER)
    assert (back.state, back.usable_from_on, back.version) == (State.UNSEEN, None, 2)
    (notice,) = (one for one in notices.inbox_of(gone.person) if one.record_id == record)
    assert notice.kind is Kind.RECORD_RETURNED
    oneself = Actor(kind=ActorKind.PERSON, id=gone.person)
    open_own_file.open_own_notice(person=gone.person, notice=notice.id, by=oneself, now=LATER)
    usable = start_of(files.outside_of(gone.person, record, at=LATER).usable_from_on)
    assert usable > LATER + timedelta(days=13)
    assert files.outside_of(gone.person, record, at=usable).standing
    assert not files.outside_of(gone.person, record, at=usable - timedelta(seconds=1)).standing


def test_history_and_letter_say_that_it_came_back_by_whom_and_why(gone):
    record = certified(gone, gone.hand_in(remarks="x"))

    entered, line = files.history_of(gone.person, record)
    assert (entered.kind, line.kind) == (Happening.ENTERED, Happening.CERTIFIED)
    assert line.facts == {"reason": "upheld", "seat": gone.office.signer.number}
    assert line.by == gone.office.signer.actor.code
    assert files.papers_of(gone.person, record) == {2: PAPER}
    (notice,) = (one for one in notices.inbox_of(gone.person) if one.record_id == record)
    letter = notices.letter_of(notice, files.record_of(gone.person, record, at=LATER))
    chinese, english = (wording.plain_text(letter, one) for one in ("zh-hans", "en"))
    for needed in ("维持了原决定", "虚复〔2026〕9号", gone.office.signer.number, "异议"):
        assert needed in chinese
    assert "upheld on review or in court" in english
    assert gone.row["violation_facts"] in chinese


def test_every_row_stays_accounted_for_and_the_receipt_is_made_anew(gone):
    card = gone.hand_in(remarks="x")

    certified(gone, card)

    now = batches.batch(card.id)
    assert (now.accepted, now.held, now.rows) == (1, 0, 1)
    assert now.receipt != card.receipt
    assert proposals.rows_that_come_back(card.id) == []
    with pytest.raises(errors.NotComingBack):
        certified(gone, card)
    assert rules_of(gone.hand_in(remarks="once more")) == ["V-131"]


def test_only_another_seat_that_signs_for_the_department_certifies(gone):
    from recourse.agencies.terms import Role

    card = gone.hand_in(remarks="x")
    stranger = offices.seat(gone.office.other_steward.agency.id, "042", Role.SECOND_SIGNER)
    colleague = offices.seat(gone.office.steward.agency.id, "033", Role.DATA_STEWARD)

    for seat, refusal in (
        (gone.office.steward, intake_errors.SignerIsSender),
        (colleague, intake_errors.NotASigner),
        (stranger, intake_errors.NoSuchBatch),
    ):
        with pytest.raises(refusal):
            certified(gone, card, by=seat)
    with pytest.raises(errors.PaperMissing):
        certified(gone, card, evidence={})

    assert len(gone.cards()) == 1


def test_no_row_comes_back_once_either_seat_has_no_mandate(gone):
    card = gone.hand_in(remarks="x")
    offices.take_mandate(gone.office.steward)
    with pytest.raises(intake_errors.SenderHasNoMandate):
        certified(gone, card)
    offices.take_mandate(gone.office.signer)
    with pytest.raises(intake_errors.NoMandate):
        certified(gone, card)

    assert len(gone.cards()) == 1


def test_a_row_with_another_fault_is_corrected_first(gone):
    card = gone.hand_in(served_on="")

    with pytest.raises(errors.NotComingBack):
        certified(gone, card)


def test_a_batch_that_is_not_entered_yet_has_nothing_to_certify(gone, tmp_path):
    path = offices.csv_file(tmp_path, [gone.row | {"remarks": "x"}])
    card = take_in_batch.receive(
        path=path, file_name=path.name, item=ITEM, by=gone.office.steward, now=LATER
    )
    take_in_batch.check(batch=card.id, by=gone.office.steward.actor, now=LATER)

    with pytest.raises(intake_errors.WrongState):
        certified(gone, card)


def test_two_rows_of_one_fact_are_certified_once(gone):
    first, second = gone.hand_in(remarks="x"), gone.hand_in(remarks="y")
    certified(gone, first)

    with pytest.raises(errors.NotComingBack):
        certified(gone, second)


def test_what_the_second_person_reads_is_the_row_and_the_person_sees_that(gone):
    card = gone.hand_in(remarks="x")

    shown = certify_return.look_at(batch=card.number, row=2, by=gone.office.signer, now=LATER)

    assert gone.row["violation_facts"] in json.dumps(
        [row.value.zh for row in shown.contents], ensure_ascii=False
    )
