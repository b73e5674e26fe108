"""Cases end too: on their day, for certain, without a job having to run, and nothing undoes it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.journeys import erasing
from recourse.ledger import queries as log
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.notice import wording
from recourse.notice.terms import Kind as Notice
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.people.terms import Contact
from recourse.redress import actions, drafts, errors, queries, rules
from recourse.redress.terms import Filing, Form, Happening, Kind, NewFile, Outcome, Place, State
from recourse.store import journal
from recourse.store.gate import one_person
from tests.redress.making import PDF, TUESDAY, decide, objection, office, refusal, standing_record

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECOND = timedelta(seconds=1)
CLOSED_AT = TUESDAY + timedelta(hours=2)
ERASED_ON = date(2027, 12, 15)
"""Twelve months after it was decided."""

DAY = start_of(ERASED_ON)
WORDS, FOUND = "我不是负责人。", "现场检查记录写明您是主管人员。"


@pytest.fixture(autouse=True)
def own_house(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def chen():
    town = office()
    return town, standing_record(town)


@pytest.fixture
def refused(chen):
    """An objection with one file, refused by an officer who opened and weighed it."""
    town, about = chen
    case = objection(about, evidence=(NewFile("证明.pdf", PDF),))
    (file,) = queries.files_of(about.person, case.id)
    actions.open_file(
        person=about.person, case=case.id, id=file.id, by=town.officer.actor, now=TUESDAY
    )
    decide(case, refusal(file.id), town.officer)
    return case


def erase(now):
    """Let the worker erase cases, as often as one is due; return how many were."""
    done = 0
    while actions.erase_next(by=SYSTEM, now=now) is not None:
        done += 1
    return done


def kept(case):
    """Return what the tables hold of a case: key, words, answer, names and contents of files."""
    with one_person(case.person_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped_key, told, answer FROM redress_case_of_one WHERE id = %s", [case.id]
        )
        found = list(cursor.fetchone())
        cursor.execute(
            "SELECT name, content FROM redress_file_of_one WHERE case_id = %s", [case.id]
        )
        return found + [part for row in cursor.fetchall() for part in row]


def letters_of(person, at):
    return "".join(
        wording.plain_text(inbox.letter_of(one, None, at=at), "zh")
        for one in inbox.inbox_of(person)
        if one.kind is Notice.CASE
    )


def test_a_case_is_erased_on_its_day_and_not_a_second_before(refused):
    assert queries.case_of(refused.person_id, refused.id, at=CLOSED_AT).erase_on == ERASED_ON
    assert erase(DAY - SECOND) == 0
    assert None not in kept(refused)

    assert erase(DAY) == 1

    assert set(kept(refused)) == {None}
    assert erase(DAY) == 0
    last = queries.timeline_of(refused.person_id, refused.id)[-1]
    assert (last.kind, last.at) == (Happening.ERASED, DAY)
    tag = people_queries.tag_of(refused.person_id)
    newest = log.entries_of(tag, limit=1)[0]
    assert (newest.kind, newest.facts["case"]) == ("case-erased", refused.number)


def test_on_its_day_nobody_reads_it_though_no_job_has_run(refused, chen):
    town, about = chen
    before = queries.followed_case(about.person, refused.id, at=DAY - SECOND)
    (file,) = before.files
    assert (before.card.words, before.card.is_erased) == (WORDS, False)
    assert FOUND in letters_of(about.person, DAY - SECOND)

    on_its_day = queries.followed_case(about.person, refused.id, at=DAY)

    card = on_its_day.card
    assert (card.words, card.decision, card.is_erased) == ("", None, True)
    assert (card.state, card.outcome, card.closed_at) == (
        State.DECIDED,
        Outcome.REFUSED,
        CLOSED_AT,
    )
    assert [one.name for one in on_its_day.files] == [""]
    assert queries.whole_case(about.person, refused.id, at=DAY).card.words == ""
    for by in (about.by, town.officer.actor):
        with pytest.raises(errors.NoSuchFile):
            actions.open_file(person=about.person, case=refused.id, id=file.id, by=by, now=DAY)
    told = letters_of(about.person, DAY)
    assert FOUND not in told
    assert "证明.pdf" not in told
    assert refused.number in told, "the letter itself stays"


def refused_access(town, about):
    """Ask for one's file on paper, and be refused; it hangs on no record that ends meanwhile."""
    asked = Filing(kind=Kind.ACCESS, words="请寄给我。", agency=town.agency, form=Form.PAPER)
    case = actions.file(person=about.person, asked=asked, by=about.by, now=TUESDAY)
    return decide(case, refusal(), town.officer)


def test_what_is_erased_is_not_reviewed(chen):
    town, about = chen
    case = refused_access(town, about)
    asked = Filing(kind=Kind.REVIEW, words="请再看。", reviewed=case.id)

    with pytest.raises(errors.CaseErased):
        actions.file(person=about.person, asked=asked, by=about.by, now=DAY)

    assert len(queries.cases_of(about.person, at=DAY)) == 1


def test_a_review_asked_for_a_second_before_is_answered_though_the_case_is_erased(chen):
    town, about = chen
    case = refused_access(town, about)
    asked = Filing(kind=Kind.REVIEW, words="请再看。", reviewed=case.id)
    review = actions.file(person=about.person, asked=asked, by=about.by, now=DAY - SECOND)
    erase(DAY)

    whole = queries.whole_case(about.person, review.id, at=DAY)

    assert (whole.reviewed.is_erased, whole.reviewed.decision) == (True, None)
    assert decide(review, refusal(), town.colleague, now=DAY).state is State.DECIDED


def test_a_day_that_closing_moved_stands_in_the_journal(refused):
    erase(DAY)

    (line,) = journal.erasures().lines()
    assert (line.erased, line.facts["case"]) == (actions.JOURNALLED, str(refused.id))
    assert line.facts["key"] == "month-2028-12", "the key is that of the first day"


def test_a_case_that_ends_on_its_first_day_needs_no_line(chen):
    _, about = chen
    case = objection(about)
    first_day = rules.erase_on(date(2026, 12, 15), None)

    assert erase(start_of(first_day) - SECOND) == 0
    assert erase(start_of(first_day)) == 1

    assert journal.erasures().lines() == []
    assert set(kept(case)) == {None}


def test_a_case_that_silence_decided_ends_a_year_later_whether_or_not_that_was_written_down(chen):
    _, about = chen
    case = objection(about)
    ends_on = date(2027, 12, 19)
    assert case.due.on == date(2026, 12, 18)

    before = queries.case_of(about.person, case.id, at=start_of(ends_on) - SECOND)
    after = queries.case_of(about.person, case.id, at=start_of(ends_on))

    assert (before.state, before.erase_on, before.words) == (State.SILENT, ends_on, WORDS)
    assert (after.is_erased, after.words) == (True, "")
    actions.close_overdue(by=SYSTEM, now=start_of(ends_on))
    assert erase(start_of(ends_on)) == 1


def test_erasing_again_leaves_what_erasing_once_leaves_and_knows_no_other_case(refused):
    erase(DAY)
    (line,) = journal.erasures().lines()
    lines = queries.timeline_of(refused.person_id, refused.id)

    for place in (
        Place(refused.person_id, refused.id),
        Place(refused.person_id, refused.person_id),
        Place(refused.id, refused.id),
    ):
        actions.erase_again(place=place, line=line, by=SYSTEM, now=DAY + timedelta(days=9))

    assert queries.timeline_of(refused.person_id, refused.id) == lines


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE redress_case_of_one SET wrapped_key = 'x', told = 'x' WHERE id = %(case)s",
        "UPDATE redress_case_of_one SET answer = 'x' WHERE id = %(case)s",
        "UPDATE redress_case_of_one SET erase_on = '2029-01-01' WHERE id = %(case)s",
        "UPDATE redress_case_of_one SET told = NULL WHERE id = %(case)s",
        "UPDATE redress_file_of_one SET content = 'x' WHERE case_id = %(case)s",
        "UPDATE redress_file_of_one SET name = 'x', content = 'x' WHERE case_id = %(case)s",
    ],
)
def test_the_application_itself_cannot_replace_what_was_said_or_keep_it_longer(refused, change):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        one_person(refused.person_id),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, {"case": refused.id})

    assert None not in kept(refused)


def test_nothing_comes_back_into_an_erased_case(refused):
    erase(DAY)
    for change in (
        "UPDATE redress_case_of_one SET wrapped_key = 'x', told = 'x'",
        "UPDATE redress_file_of_one SET name = 'x', content = 'x'",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            one_person(refused.person_id),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)

    assert set(kept(refused)) == {None}


def test_a_letter_on_paper_that_nobody_fetched_goes_with_its_case(chen, tmp_path):
    town, about = chen
    people.keep_contact(
        person=about.person, contact=Contact(postal="示例路1号"), by=SYSTEM, now=TUESDAY
    )
    case = objection(about)
    decide(case, refusal(), town.officer)
    for _ in range(2):
        notices.send_waiting(by=SYSTEM, now=CLOSED_AT)
    spool = tmp_path / "spool" / "letter"
    assert any(FOUND in one.read_text() for one in spool.iterdir()), "the attack is real"

    erase(DAY)

    assert not any(FOUND in one.read_text() for one in spool.iterdir())


def test_the_worker_erases_cases_with_everything_else_and_sweeps_drafts(refused, chen):
    _, about = chen
    kind = Kind.REPAIR
    given = {"person": about.person, "kind": kind, "record": about.record, "by": about.by}
    actions.keep_draft(**given, answers={"words": "已经改正。"}, now=TUESDAY)
    actions.keep_draft_file(**given, evidence=NewFile("缴款.pdf", PDF), now=TUESDAY)
    over = start_of(date(2026, 12, 15) + timedelta(days=rules.DRAFT_DAYS))

    assert actions.sweep_drafts(by=SYSTEM, now=over - SECOND) is None
    assert drafts.files_of(about.person, kind, about.record, at=over - SECOND)
    assert actions.sweep_drafts(by=SYSTEM, now=over) == about.person
    assert actions.sweep_drafts(by=SYSTEM, now=over) is None

    with one_person(about.person), connection.cursor() as cursor:
        for table in ("redress_draft_of_one", "redress_draft_file_of_one"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
    assert set(erasing.ERASERS) >= {actions.JOURNALLED}


def test_a_draft_that_is_not_over_stays_when_another_one_is_swept(chen):
    _, about = chen
    late = TUESDAY + timedelta(days=10)
    given = {"person": about.person, "record": about.record, "by": about.by}
    actions.keep_draft(**given, kind=Kind.REPAIR, answers={"words": "一"}, now=TUESDAY)
    actions.keep_draft(**given, kind=Kind.ERASURE, answers={"words": "二"}, now=late)
    over = start_of(date(2026, 12, 15) + timedelta(days=rules.DRAFT_DAYS))

    actions.sweep_drafts(by=SYSTEM, now=over)

    left = queries.drafts_of(about.person, at=over)
    assert [one.kind for one in left] == [Kind.ERASURE]
