"""What a department does to its own records after entry, and what it may not do."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from recourse.agencies.terms import Role
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.ground.signing import open_jws, public_bytes
from recourse.intake import errors as intake_errors
from recourse.intake.amendments import errors
from recourse.intake.amendments import queries as proposals
from recourse.intake.amendments.terms import AmendmentState, Deed, Reason
from recourse.intake.models import Amendment
from recourse.journeys import amend_record, open_own_file
from recourse.journeys.amend_record import Exact
from recourse.ledger import queries as log
from recourse.notice import queries as notices
from recourse.notice import wording
from recourse.notice.terms import Kind
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import AlreadyEnded, AlreadyOver, NoSuchRecord
from recourse.records.terms import Happening, State, Why
from recourse.store.keys import vault
from tests.intake import office as offices
from tests.intake.office import NOW
from tests.journeys import amending
from tests.journeys.amending import LATER, PAPER, SOON, Case

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(db):
    return offices.found()


@pytest.fixture
def case(office, tmp_path) -> Case:
    return amending.case(office, tmp_path)


def letters(case: Case, kind: Kind):
    return [one for one in notices.inbox_of(case.person) if one.kind is kind]


def text_of(case: Case, kind: Kind, language: str = "zh-hans") -> str:
    (notice,) = letters(case, kind)
    record = files.record_of(case.person, notice.record_id, at=LATER)
    return wording.plain_text(notices.letter_of(notice, record), language)


def opened(case: Case, kind: Kind, *, now=LATER) -> None:
    (notice,) = letters(case, kind)
    oneself = Actor(kind=ActorKind.PERSON, id=case.person)
    open_own_file.open_own_notice(person=case.person, notice=notice.id, by=oneself, now=now)


def kinds_in_the_log(case: Case) -> list[str]:
    return [entry.kind.value for entry in log.entries_of(people.tag_of(case.person))]


def test_a_record_named_exactly_is_shown_as_it_was_sent_and_the_person_sees_that(case):
    sent = amend_record.find(exact=case.exact, by=case.office.steward, now=SOON)

    assert sent.values["violation_facts"] == case.row["violation_facts"]
    assert not sent.is_over
    assert kinds_in_the_log(case).count("sender-looked") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"item": "lic.special_operation"},
        {"document_number": offices.person(2)[1]},
        {"number": "（虚）应急罚〔2026〕000002号"},
        {"decided_on": date(2026, 1, 1)},
    ],
)
def test_less_than_everything_exact_finds_nothing(case, change):
    given = {name: getattr(case.exact, name) for name in Exact.__slots__} | change

    with pytest.raises(NoSuchRecord):
        amend_record.find(exact=Exact(**given), by=case.office.steward, now=SOON)


def test_another_department_finds_nothing_and_the_person_sees_that_it_looked(case):
    with pytest.raises(NoSuchRecord):
        amend_record.find(exact=case.exact, by=case.office.other_steward, now=SOON)

    assert kinds_in_the_log(case)[0] == "sender-missed"


@pytest.mark.parametrize(
    "spelt", ["(虚)应急罚［2026］ 000001号", "（虚）应急罚【２０２６】０００００１号"]
)
def test_the_number_is_compared_however_it_is_spelt(case, spelt):
    given = {name: getattr(case.exact, name) for name in Exact.__slots__} | {"number": spelt}

    assert amend_record.find(exact=Exact(**given), by=case.office.steward, now=SOON)


def test_a_row_of_the_departments_own_batch_names_its_record(case):
    card = case.hand_in(remarks="again")

    exact = amend_record.exact_of_row(batch=card.number, row=2, by=case.office.steward, now=SOON)

    assert amend_record.find(exact=exact, by=case.office.steward, now=SOON)
    with pytest.raises(intake_errors.NoSuchBatch):
        amend_record.exact_of_row(batch=card.number, row=3, by=case.office.steward, now=SOON)
    with pytest.raises(intake_errors.NoSuchBatch):
        amend_record.exact_of_row(batch=card.number, row=2, by=case.office.other_steward, now=SOON)


@pytest.mark.parametrize(
    ("deed", "reason", "why"),
    [
        (Deed.WITHDRAW, Reason.WRONG_PERSON, Why.WITHDRAWN),
        (Deed.REVOKE, Reason.ON_REVIEW, Why.REVOKED),
    ],
)
def test_nothing_is_done_before_another_seat_signs_and_then_at_once(case, deed, reason, why):
    opened(case, Kind.RECORD_ENTERED, now=NOW)
    usable = start_of(case.card(NOW).usable_from_on)
    card = case.propose(deed, reason, paper=PAPER, now=usable)
    assert case.card(usable).state is State.STANDING

    done = amend_record.sign(number=card.number, by=case.office.signer, now=usable + SECOND)

    assert not case.card(usable + SECOND).standing
    assert case.card(usable + SECOND).ended_why is why
    assert done.state is AmendmentState.DONE
    assert notices.inbox_of(case.person)[0].kind is Kind.RECORD_ENDED


def test_the_letter_says_what_why_by_whom_since_when_and_what_to_do(case):
    case.amend(Deed.REVOKE, Reason.ON_REVIEW, paper=PAPER)

    chinese, english = (text_of(case, Kind.RECORD_ENDED, one) for one in ("zh-hans", "en"))

    for needed in (
        "复议机关撤销了原决定",
        "虚复〔2026〕9号",
        "虚构市人民政府",
        "第四十条",
        "2026年11月23日",
        "12345",
    ):
        assert needed in chinese
    for needed in ("revoked on reconsideration", "Emergency Management Bureau", "art. 40", "12345"):
        assert needed in english


def test_a_paper_is_sealed_beside_the_record_and_goes_with_it(case):
    case.amend(Deed.REVOKE, Reason.ON_REVIEW, paper=PAPER)
    card = case.card()
    (paper,) = files.papers_of(case.person, card.id).values()
    assert paper == PAPER
    assert all(text not in str(files.history_of(case.person, card.id)) for text in PAPER.values())

    records.erase(person=case.person, record=card.id, by=case.office.steward.actor, now=LATER)

    assert list(files.papers_of(case.person, card.id).values()) == [{}]


def test_a_correction_is_a_new_version_and_both_stand_side_by_side(case):
    case.amend(Deed.CORRECT, Reason.FACTS, values=case.values(penalty_content="罚款人民币贰千元整"))

    old, new = sorted(case.cards(), key=lambda card: card.version)
    assert (old.version, old.state, old.ended_why) == (1, State.ENDED, Why.CORRECTED)
    assert (new.version, new.state) == (2, State.UNSEEN)
    assert old.fields["penalty_content"] == "罚款人民币贰万元整"
    assert new.fields == old.fields | {"penalty_content": "罚款人民币贰千元整"}
    letter = text_of(case, Kind.RECORD_CORRECTED)
    assert "原为：罚款人民币贰万元整；现为：罚款人民币贰千元整" in letter
    oneself = Actor(kind=ActorKind.PERSON, id=case.person)
    page = open_own_file.open_own_record(person=case.person, record=new.id, by=oneself, now=LATER)
    assert [(one.was.zh, one.now.zh) for one in page.changes] == [
        ("罚款人民币贰万元整", "罚款人民币贰千元整")
    ]


def test_an_adverse_correction_is_used_only_after_its_own_notice_and_the_notice_days(case):
    opened(case, Kind.RECORD_ENTERED, now=NOW)
    usable = start_of(case.card(NOW).usable_from_on)

    case.amend(Deed.CORRECT, Reason.FACTS, now=usable, values=case.values(fine_wan_yuan="1"))

    assert not any(card.standing for card in case.cards(usable + timedelta(days=60)))
    opened(case, Kind.RECORD_CORRECTED, now=usable)
    again = start_of(case.card(usable).usable_from_on)
    assert again > usable + timedelta(days=13)
    assert not case.card(again - SECOND).standing
    assert case.card(again).standing


@pytest.mark.parametrize("days", [-60, 1])
def test_a_correction_never_restarts_or_lengthens_a_window(case, days):
    before = case.card()
    ended = (before.conduct_ended_on + timedelta(days=days)).isoformat()

    case.amend(Deed.CORRECT, Reason.DATES, values=case.values(conduct_ended_on=ended))

    after = case.card()
    assert after.conduct_ended_on.isoformat() == ended
    assert after.ends_on <= before.ends_on
    assert after.erase_on <= before.erase_on
    assert after.repair_from_on <= before.repair_from_on
    assert (after.ends_on < before.ends_on) == (days < 0)
    assert after.received_at == before.received_at


def test_every_fault_of_a_correction_is_told_in_both_languages_and_nothing_is_written(case):
    values = case.values(served_on="2026-13-45", conduct_ended_on="2099-01-01", penalty_kinds="?")

    found = amend_record.faults(exact=case.exact, values=values, by=case.office.steward, now=SOON)

    assert {(one.field, one.rule.code) for one in found} >= {
        ("served_on", "V-110"),
        ("conduct_ended_on", "V-115"),
        ("penalty_kinds", "V-121"),
    }
    assert all(one.rule.says.zh and one.rule.do.en for one in found)
    with pytest.raises(errors.FaultyCorrection):
        case.propose(Deed.CORRECT, Reason.DATES, values=values)
    assert len(case.cards()) == 1
    assert proposals.amendments_of(case.office.steward.agency.id) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"decision_no": "另一号"}, errors.AnotherFact),
        ({"decided_on": "2026-10-01"}, (errors.AnotherFact, errors.FaultyCorrection)),
        ({}, errors.NothingChanged),
        ({"decision_no": "(虚)应急罚[2026]000001号"}, None),
    ],
)
def test_what_makes_the_fact_is_not_corrected(case, change, refusal):
    if refusal is None:
        assert case.propose(Deed.CORRECT, Reason.MISTYPED, values=case.values(**change))
        return
    with pytest.raises(refusal):
        case.propose(Deed.CORRECT, Reason.MISTYPED, values=case.values(**change))


def test_a_correction_by_which_the_time_is_over_is_refused_and_leaves_no_trace(case):
    values = case.values(conduct_ended_on="2021-01-01")

    with pytest.raises(errors.FaultyCorrection) as refused:
        case.propose(Deed.CORRECT, Reason.DATES, values=values)
    assert refused.value.facts == {"rules": "V-006"}

    card = case.propose(
        Deed.CORRECT, Reason.DATES, values=case.values(conduct_ended_on="2025-12-01")
    )
    with pytest.raises((AlreadyEnded, errors.FaultyCorrection)):
        amend_record.sign(number=card.number, by=case.office.signer, now=NOW + timedelta(days=20))
    assert case.card().version == 1
    assert case.card().ended_at is None


def test_only_another_seat_that_signs_for_the_same_department_signs(case):
    card = case.propose(Deed.WITHDRAW, Reason.TWICE)
    colleague = offices.seat(case.office.steward.agency.id, "033", Role.DATA_STEWARD)
    stranger = offices.seat(case.office.other_steward.agency.id, "042", Role.SECOND_SIGNER)

    for seat, refusal in (
        (case.office.steward, intake_errors.SignerIsSender),
        (colleague, intake_errors.NotASigner),
        (stranger, errors.NoSuchAmendment),
    ):
        with pytest.raises(refusal):
            amend_record.sign(number=card.number, by=seat, now=SOON)

    assert case.card().ended_at is None


@pytest.mark.parametrize(
    ("whose", "refusal"),
    [("signer", intake_errors.NoMandate), ("steward", intake_errors.SenderHasNoMandate)],
)
def test_a_change_is_not_signed_once_either_seat_has_no_mandate(case, whose, refusal):
    card = case.propose(Deed.WITHDRAW, Reason.TWICE)
    offices.take_mandate(getattr(case.office, whose))

    with pytest.raises(refusal):
        amend_record.sign(number=card.number, by=case.office.signer, now=SOON)

    assert case.card().ended_at is None


def test_only_a_data_steward_with_a_mandate_proposes(case):
    unmandated = offices.seat(case.office.steward.agency.id, "034", Role.CASE_OFFICER)

    for seat in (case.office.signer, unmandated):
        with pytest.raises(errors.NotASteward):
            case.propose(Deed.WITHDRAW, Reason.TWICE, by=seat)
    given = {name: getattr(case.exact, name) for name in Exact.__slots__}
    with pytest.raises(intake_errors.NoMandate):
        amend_record.find(
            exact=Exact(**given | {"item": "adv.tax"}), by=case.office.steward, now=SOON
        )


@pytest.mark.parametrize(
    ("deed", "how", "refusal"),
    [
        (Deed.WITHDRAW, {"reason": Reason.BY_COURT}, errors.NotAReason),
        (Deed.WITHDRAW, {"learned_on": date(2026, 11, 24)}, errors.LearnedLater),
        (Deed.REVOKE, {"reason": Reason.BY_COURT}, errors.PaperMissing),
        (
            Deed.REVOKE,
            {"reason": Reason.BY_COURT, "paper": PAPER | {"document_no": "长" * 129}},
            errors.PaperMissing,
        ),
    ],
)
def test_what_is_incomplete_is_refused(case, deed, how, refusal):
    how = {"reason": Reason.TWICE} | how

    with pytest.raises(refusal):
        case.propose(deed, **how)


def test_an_ended_record_is_amended_no_more_and_two_proposals_do_it_once(case):
    first = case.propose(Deed.WITHDRAW, Reason.TWICE)
    second = case.propose(Deed.WITHDRAW, Reason.NO_BASIS)
    amend_record.sign(number=first.number, by=case.office.signer, now=SOON)

    with pytest.raises(AlreadyOver):
        amend_record.sign(number=second.number, by=case.office.signer, now=SOON)
    with pytest.raises(AlreadyOver):
        case.propose(Deed.WITHDRAW, Reason.TWICE)
    dropped = amend_record.drop(number=second.number, by=case.office.steward, now=SOON)

    assert dropped.state is AmendmentState.DROPPED
    with pytest.raises(errors.NotWaiting):
        amend_record.sign(number=second.number, by=case.office.signer, now=SOON)


@pytest.mark.parametrize("deed", [Deed.WITHDRAW, Deed.CORRECT])
def test_a_contested_record_is_overtaken(case, deed):
    records.silence(
        person=case.person, record=case.card().id, by=case.office.steward.actor, now=SOON
    )

    if deed is Deed.WITHDRAW:
        case.withdraw()
    else:
        case.amend(deed, Reason.FACTS, values=case.values(fine_wan_yuan="1"))

    assert case.cards()[-1].state is State.ENDED
    assert case.card().silenced == (1 if deed is Deed.WITHDRAW else 0)


def test_what_waits_says_nothing_of_anybody_and_once_closed_nothing_is_left(case):
    card = case.propose(Deed.CORRECT, Reason.FACTS, values=case.values(remarks="寻得到的字句"))
    row = Amendment.objects.get(number=card.number)
    assert "寻得到的字句".encode() not in bytes(row.sealed)
    assert case.person.bytes not in bytes(row.sealed)

    amend_record.sign(number=card.number, by=case.office.signer, now=SOON)

    assert Amendment.objects.get(number=card.number).sealed is None
    assert proposals.target_of(card.number, agency=card.agency_id) is None


def test_the_signer_sees_what_would_change_and_the_person_sees_that(case):
    card = case.propose(Deed.CORRECT, Reason.FACTS, values=case.values(fine_wan_yuan="1"))

    shown = amend_record.look_at(number=card.number, by=case.office.signer, now=SOON)

    assert [(one.name.zh, one.was.zh, one.now.zh) for one in shown.changes] == [
        ("罚款金额（万元）", "2", "1")
    ]
    assert kinds_in_the_log(case)[0] == "sender-looked"
    with pytest.raises(errors.NoSuchAmendment):
        amend_record.look_at(number=card.number, by=case.office.other_steward, now=SOON)


def test_the_receipt_is_signed_and_names_nobody(case):
    done = case.withdraw()

    receipt = open_jws(public_bytes(vault().signing_key("receipt")), done.receipt)

    assert (receipt["deed"], receipt["reason"], receipt["number"]) == (
        "withdraw",
        "no_basis",
        done.number,
    )
    assert str(case.person) not in str(receipt)


def test_history_and_log_tell_of_every_step(case):
    case.amend(Deed.CORRECT, Reason.FACTS, values=case.values(fine_wan_yuan="1"))

    new = case.card()
    line = files.history_of(case.person, new.id)[-1]
    assert line.kind is Happening.CORRECTED
    assert line.facts["reason"] == "facts"
    assert line.facts["proposed_by"] == f"seat:{case.office.steward.id}"
    assert line.by == case.office.signer.actor.code
    logged = kinds_in_the_log(case)
    for kind in ("amendment-proposed", "amendment-signed", "record-ended", "record-corrected"):
        assert logged.count(kind) == 1


@pytest.mark.parametrize(
    ("signed_on", "pace"),
    [(date(2026, 11, 26), (1, 0, 0)), (date(2026, 11, 27), (0, 1, 0)), (None, (0, 0, 1))],
)
def test_departments_are_measured_by_three_working_days(case, signed_on, pace):
    card = case.propose(Deed.WITHDRAW, Reason.TWICE, learned_on=date(2026, 11, 23))
    if signed_on:
        amend_record.sign(number=card.number, by=case.office.signer, now=start_of(signed_on))

    found = proposals.paces(since_on=date(2026, 11, 1), until_on=date(2026, 12, 1))

    one = found[case.office.steward.agency.id]
    assert card.due_on == date(2026, 11, 26)
    assert (one.on_time, one.late, one.open_late) == pace


def test_the_database_itself_refuses_a_signature_by_the_proposer(case):
    card = case.propose(Deed.WITHDRAW, Reason.TWICE)
    row = Amendment.objects.get(number=card.number)

    with pytest.raises(IntegrityError, match="amendment_second"), transaction.atomic():
        Amendment.objects.filter(number=card.number).update(signed_by_id=row.seat_id)
    with pytest.raises(IntegrityError, match="amendment_concerns"), transaction.atomic():
        Amendment.objects.filter(number=card.number).update(state="done", signed_by_id=card.id)


def test_a_closed_item_can_still_be_withdrawn(case, monkeypatch):
    monkeypatch.setattr(amend_record, "is_open", lambda *_: False)

    with pytest.raises(errors.FaultyCorrection) as refused:
        case.propose(Deed.CORRECT, Reason.FACTS, values=case.values(fine_wan_yuan="1"))
    assert refused.value.facts == {"rules": "V-003"}
    case.withdraw()

    assert case.card().ended_why is Why.WITHDRAWN
