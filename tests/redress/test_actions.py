"""Cases from filing to their end, on a real database under the application's own role."""

from datetime import timedelta

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ground.uuid7 import uuid7
from recourse.notice import queries as inbox
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.records.terms import Why
from recourse.redress import actions, drafts, errors, queries
from recourse.redress.terms import (
    Decision,
    Filing,
    Ground,
    Happening,
    Kind,
    LawSaysNo,
    NewFile,
    Outcome,
    State,
)
from tests.redress.making import (
    DUE_AT,
    DUE_ON,
    PDF,
    PNG,
    TUESDAY,
    decide,
    granted,
    objection,
    office,
    refusal,
    standing_record,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LETTER = NewFile("证明.pdf", PDF)


@pytest.fixture
def town():
    return office()


@pytest.fixture
def chen(town):
    return standing_record(town)


def record(chen, at=TUESDAY):
    return records.record_of(chen.person, chen.record, at=at)


def happenings(case):
    return [event.kind for event in queries.timeline_of(case.person_id, case.id)]


def test_an_objection_silences_its_record_at_once_and_winds_the_clock(town, chen):
    assert record(chen).standing

    case = objection(chen)

    assert (case.state, case.silences, case.due.on, case.due.at) == (
        State.OPEN,
        True,
        DUE_ON,
        DUE_AT,
    )
    assert record(chen).state is RecordState.SILENCED
    assert record(chen).falls_at == DUE_AT
    assert case.words == "我不是负责人。"
    assert [line.number for line in queries.queue_of(town.agency)] == [case.number]


def test_silence_has_decided_at_the_instant_and_no_job_has_run(chen):
    case = objection(chen)

    before, after = (
        queries.case_of(chen.person, case.id, at=at) for at in (DUE_AT - SECOND, DUE_AT)
    )
    assert (before.state, after.state) == (State.OPEN, State.SILENT)
    assert record(chen, DUE_AT - SECOND).state is RecordState.SILENCED
    fallen = record(chen, DUE_AT)
    assert (fallen.state, fallen.ended_why, fallen.ended_at) == (
        RecordState.ENDED,
        Why.WITHDRAWN,
        DUE_AT,
    )


def test_the_job_only_writes_down_what_silence_decided(chen):
    case = objection(chen)
    late = DUE_AT + timedelta(days=2)
    before = record(chen, late)

    assert actions.close_overdue(by=SYSTEM, now=late) == 1
    assert actions.close_overdue(by=SYSTEM, now=late) == 0

    after = record(chen, late)
    assert (after.state, after.ended_at, after.ended_why) == (
        before.state,
        before.ended_at,
        before.ended_why,
    )
    assert happenings(case)[-1] is Happening.SILENT
    told = inbox.inbox_of(chen.person)[0]
    assert told.facts["what"] == "silent"


@pytest.mark.parametrize("step", [-SECOND, timedelta(0), SECOND])
def test_a_record_that_fell_is_erased_on_its_earlier_day_though_no_job_has_run(chen, step):
    objection(chen)
    at = start_of(record(chen, DUE_AT).erase_on) + step
    before = record(chen, at)

    actions.close_overdue(by=SYSTEM, now=at)

    assert before.state is (RecordState.ENDED if step < timedelta(0) else RecordState.ERASED)
    assert record(chen, at) == before


def test_a_refusal_lets_the_record_be_heard_again(town, chen):
    case = objection(chen)

    decided = decide(case, refusal(), town.officer)

    assert (decided.state, decided.decision) == (State.DECIDED, refusal())
    assert record(chen).standing
    assert record(chen).falls_at is None
    assert queries.queue_of(town.agency) == []


def test_a_granted_objection_ends_the_record_for_every_use(town, chen):
    decide(objection(chen), granted(), town.officer)

    ended = record(chen)
    assert (ended.state, ended.ended_why) == (RecordState.ENDED, Why.WITHDRAWN)


def test_what_is_to_be_corrected_stays_silent_and_falls_if_its_source_does_nothing(town, chen):
    case = objection(chen)
    later = TUESDAY + timedelta(hours=2)

    decide(case, Decision(outcome=Outcome.TO_CORRECT, words="罚款数额写错了。"), town.officer)

    follow = queries.cases_of(chen.person, at=later)[0]
    assert (follow.kind, follow.state) == (Kind.CORRECTION, State.OPEN)
    assert record(chen, later).state is RecordState.SILENCED
    assert record(chen, follow.due.at).ended_why is Why.WITHDRAWN


def test_nobody_decides_after_the_day_nor_in_its_last_minute(town, chen):
    case = objection(chen)

    for now in (DUE_AT - timedelta(seconds=30), DUE_AT, DUE_AT + timedelta(days=1)):
        with pytest.raises(errors.TooLate):
            decide(case, refusal(), town.officer, now=now)
    assert record(chen, DUE_AT).state is RecordState.ENDED


def test_an_objection_runs_longer_only_once_and_for_the_reason_the_law_knows(town, chen):
    case = objection(chen)
    how = {"person": chen.person, "case": case.id, "by": town.officer, "now": TUESDAY}

    with pytest.raises(errors.NoSuchExtension):
        actions.extend(**how, reason="we are busy")
    extended = actions.extend(**how, reason="other_body")
    with pytest.raises(errors.NoSuchExtension):
        actions.extend(**how, reason="other_body")

    assert extended.due.on.isoformat() == "2026-12-24"
    assert record(chen).falls_at == extended.due.at
    assert queries.queue_of(town.agency)[0].due == extended.due


def test_the_same_question_is_asked_once_at_a_time(chen):
    objection(chen)

    with pytest.raises(errors.OneAtATime):
        objection(chen)
    assert objection(chen, ground=Ground.NOT_ME).silences


def test_a_ground_that_was_found_right_silences_again_as_it_is(town, chen):
    case = objection(chen)
    decide(case, Decision(outcome=Outcome.TO_CORRECT, words="罚款数额写错了。"), town.officer)

    assert objection(chen).silences


def test_a_ground_that_was_refused_silences_again_only_with_new_evidence(town, chen):
    first = objection(chen, evidence=(LETTER,))
    (file,) = queries.files_of(chen.person, first.id)
    actions.open_file(
        person=chen.person, case=first.id, id=file.id, by=town.officer.actor, now=TUESDAY
    )
    decide(first, refusal(file.id), town.officer)

    again = objection(chen, evidence=(LETTER,))
    assert not again.silences
    assert record(chen).standing

    actions.add_file(
        person=chen.person,
        case=again.id,
        evidence=NewFile("照片.png", PNG),
        by=chen.by,
        now=TUESDAY,
    )
    assert queries.case_of(chen.person, again.id, at=TUESDAY).silences
    assert record(chen).state is RecordState.SILENCED


def test_a_decider_signs_only_after_opening_and_weighing_every_file(town, chen):
    case = objection(chen, evidence=(LETTER, NewFile("照片.png", PNG)))
    shown = queries.files_of(chen.person, case.id)
    ids = [one.id for one in shown]
    assert {one.name for one in shown} == {"证明.pdf", "照片.png"}

    with pytest.raises(errors.FilesUnread):
        decide(case, refusal(*ids), town.officer)
    for one in ids:
        content = actions.open_file(
            person=chen.person, case=case.id, id=one, by=town.officer.actor, now=TUESDAY
        )
        assert content in {PDF, PNG}
    with pytest.raises(errors.FilesUnweighed):
        decide(case, refusal(ids[0]), town.officer)
    with pytest.raises(errors.FilesUnread):
        decide(case, refusal(*ids), town.colleague)
    decided = decide(case, refusal(*ids), town.officer)

    assert decided.decision == refusal(*ids)


def test_a_review_is_for_another_officer_in_another_seat(town, chen):
    somebody = uuid7(TUESDAY)
    first = decide(objection(chen), refusal(), town.officer, account=somebody)
    asked = Filing(kind=Kind.REVIEW, words="请再看一次。", record=chen.record, reviewed=first.id)

    review = actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)

    assert review.silences
    for seat, account in ((town.officer, uuid7(TUESDAY)), (town.colleague, somebody)):
        with pytest.raises(errors.SameOfficer):
            decide(review, refusal(), seat, account=account)
    decide(review, granted(), town.colleague)
    assert record(chen).ended_why is Why.WITHDRAWN
    with pytest.raises(errors.NotDecidedYet):
        actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)


def test_taking_back_lets_the_record_be_heard_again(chen):
    case = objection(chen)

    actions.take_back(person=chen.person, case=case.id, by=chen.by, now=TUESDAY)

    assert record(chen).standing
    assert queries.case_of(chen.person, case.id, at=TUESDAY).state is State.TAKEN_BACK


def test_a_refusal_by_law_names_a_law_of_the_catalogue(town, chen):
    case = objection(chen)
    words = refusal().words

    with pytest.raises(errors.NoSuchArticle):
        decide(
            case,
            Decision(
                outcome=Outcome.REFUSED, words=words, reason=LawSaysNo(law="moon", article="1")
            ),
            town.officer,
        )


def test_another_seat_or_agency_does_not_decide(town, chen):
    with pytest.raises(errors.NotYours):
        decide(objection(chen), refusal(), town.steward)


def test_repair_is_too_early_before_its_day_and_falls_repaired_when_nobody_answers(chen):
    asked = Filing(kind=Kind.REPAIR, words="已经改正。", record=chen.record, promised=True)
    first = record(chen).repair_from_on
    ready = TUESDAY.replace(year=first.year, month=first.month, day=first.day)

    early = ready - timedelta(days=1)
    with pytest.raises(errors.TooEarlyToRepair):
        actions.file(person=chen.person, asked=asked, by=chen.by, now=early)
    case = actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)

    assert case.accept_due.at < case.due.at
    assert record(chen, case.due.at - SECOND).state is RecordState.STANDING
    assert record(chen, case.due.at).ended_why is Why.REPAIRED


def test_a_draft_is_kept_for_thirty_days_and_gone_when_it_is_sent(chen):
    actions.keep_draft(
        person=chen.person,
        kind=Kind.OBJECTION,
        record=chen.record,
        answers={"words": "我想想"},
        by=chen.by,
        now=TUESDAY,
    )
    (draft,) = queries.drafts_of(chen.person, at=TUESDAY)
    assert draft.answers == {"words": "我想想"}
    assert queries.drafts_of(chen.person, at=TUESDAY + timedelta(days=30)) == []

    objection(chen)

    assert queries.drafts_of(chen.person, at=TUESDAY) == []


@pytest.mark.parametrize(
    ("evidence", "refusal_type"),
    [
        (NewFile("x.exe", b"MZ"), errors.FileKind),
        (NewFile("x.pdf", b""), errors.FileKind),
        (NewFile("x.pdf", PDF + bytes(20 * 1024 * 1024)), errors.FileTooLarge),
    ],
)
def test_a_file_that_may_not_come_in_leaves_no_case(chen, evidence, refusal_type):
    with pytest.raises(refusal_type):
        objection(chen, evidence=(evidence,))

    assert queries.cases_of(chen.person, at=TUESDAY) == []
    assert record(chen).standing


def test_an_erasure_that_is_granted_reads_as_erased_at_once(town, chen):
    asked = Filing(kind=Kind.ERASURE, words="", record=chen.record)
    case = actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)
    assert record(chen).standing

    decide(case, granted(), town.officer)

    later = TUESDAY + timedelta(hours=2)
    assert record(chen, later).state is RecordState.ERASED
    assert record(chen, later).fields == {}


def test_an_erasure_that_nobody_answers_ends_the_record_and_erases_it(chen):
    asked = Filing(kind=Kind.ERASURE, words="", record=chen.record)
    case = actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)
    assert record(chen, case.due.at).state is RecordState.ENDED

    actions.close_overdue(by=SYSTEM, now=case.due.at)

    assert record(chen, case.due.at).state is RecordState.ERASED


def test_files_chosen_for_a_draft_come_along_only_when_it_is_sent(chen):
    how = {"person": chen.person, "kind": Kind.OBJECTION, "record": chen.record}
    asked = Filing(kind=Kind.OBJECTION, words="x", ground=Ground.WRONG, record=chen.record)
    for _ in range(2):
        digest = actions.keep_draft_file(**how, evidence=LETTER, by=chen.by, now=TUESDAY)

    case = actions.file(person=chen.person, asked=asked, with_draft=True, by=chen.by, now=TUESDAY)

    (file,) = queries.files_of(chen.person, case.id)
    opened = actions.open_file(
        person=chen.person, case=case.id, id=file.id, by=chen.by, now=TUESDAY
    )
    assert (file.sha256, file.name, opened) == (digest, "证明.pdf", PDF)
    assert drafts.files_of(*how.values(), at=TUESDAY) == []


def test_files_of_a_draft_are_gone_with_its_thirty_days(chen):
    how = {"person": chen.person, "kind": Kind.OBJECTION, "record": chen.record}
    later = TUESDAY + timedelta(days=30)
    actions.keep_draft_file(**how, evidence=LETTER, by=chen.by, now=TUESDAY)

    assert drafts.files_of(*how.values(), at=later) == []
    assert drafts.digests(*how.values(), at=later) == []
    assert list(drafts.contents(*how.values(), at=later)) == []
