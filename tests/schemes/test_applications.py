"""Applications: granted by the rule, by an officer, by silence; refused by an officer; withdrawn."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.journeys import benefits, erasing, own_cases
from recourse.ledger import queries as log
from recourse.notice import queries as notices
from recourse.people import queries as people
from recourse.redress import actions as redress
from recourse.redress import queries as cases
from recourse.redress.terms import Kind
from recourse.redress.terms import State as CaseState
from recourse.schemes import queries
from recourse.schemes.errors import (
    AppliedAlready,
    NoSuchApplication,
    NothingToWithdraw,
    ReceiptGone,
)
from recourse.schemes.terms import State
from recourse.store import journal
from recourse.store.gate import one_person
from tests.records.making import person
from tests.schemes.making import (
    DUE_AT,
    GAPS,
    GRANTED,
    LATER,
    REFUSED,
    RENEWAL,
    applied,
    decided,
    oneself,
    reviewed,
    settle,
)

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def town(db):
    return settle()


def now_of(card, at=LATER):
    return queries.application_of(card.person_id, card.id, at=at)


def kinds_in_log(town):
    return [str(one.kind) for one in log.entries_of(people.tag_of(town.chen))]


def test_what_the_rule_grants_is_granted_at_once_and_until_a_day(town):
    card = applied(town, RENEWAL, declared=True)

    assert (card.state, card.case) == (State.GRANTED, None)
    assert card.valid_until_on == date(2026, 11, 23) + timedelta(days=90)
    granted = queries.granted(town.chen, RENEWAL, at=LATER)
    assert (granted.application, granted.rule_digest) == (card.id, card.rule_digest)
    assert queries.granted(town.chen, RENEWAL, at=start_of(card.valid_until_on)) is None
    assert now_of(card, start_of(card.valid_until_on)).state is State.OVER
    assert kinds_in_log(town)[:2] == ["benefit-granted", "own-benefit"]


def test_what_the_rule_granted_is_told_by_a_letter_too(town):
    applied(town, RENEWAL, declared=True)

    (letter,) = letters(town, LATER)

    text = text_of(letter)
    for said in ("特种作业操作证延续绿色通道", "20 February 2027", "No officer was needed."):
        assert said in text


def test_what_is_not_met_goes_to_an_officer_and_is_no_refusal(town):
    card = applied(town, GAPS, form=True, words="培训证明还在路上。")

    assert (card.state, card.case.kind, card.case.due.at) == (State.WAITING, Kind.BENEFIT, DUE_AT)
    assert cases.case_of(town.chen, card.case.id, at=LATER).words == "培训证明还在路上。"
    assert queries.granted(town.chen, GAPS, at=LATER) is None
    waiting = cases.queue_of(town.office.agency)
    assert [(one.number, one.kind) for one in waiting] == [(card.case.number, Kind.BENEFIT)]


def test_silence_has_granted_at_the_instant_and_no_job_has_run(town):
    card = applied(town, GAPS, form=True)

    assert now_of(card, DUE_AT - SECOND).state is State.WAITING
    assert now_of(card, DUE_AT).state is State.GRANTED
    assert queries.granted(town.chen, GAPS, at=DUE_AT).granted_on == date(2026, 12, 1)

    assert redress.close_overdue(by=SYSTEM, now=DUE_AT + DAY) == 1
    assert now_of(card, DUE_AT + DAY).granted_on == date(2026, 12, 1)
    letter = letters(town, DUE_AT + DAY)[0]
    assert "视为给予" in text_of(letter) or "已经给予" in text_of(letter)


def letters(town, at):
    """Return the letters of the inbox, newest first."""
    return [notices.letter_of(card, None, at=at) for card in notices.inbox_of(town.chen)]


def text_of(letter):
    parts = [letter.title, letter.lead]
    for section in letter.sections:
        parts += [section.heading, *section.paragraphs, *(row.value for row in section.rows)]
    return "\n".join(f"{one.zh}\n{one.en}" for one in parts)


def test_the_first_letter_says_which_benefit_within_how_many_days_and_what_silence_brings(town):
    applied(town, GAPS, form=True)

    text = text_of(letters(town, LATER)[0])

    assert "特种作业操作证申领容缺受理" in text
    assert "5 working days" in text
    assert "it counts as granted that instant" in text


def test_an_officer_grants_what_the_rule_could_not(town):
    card = applied(town, GAPS, form=True)

    decided(town, card.case, GRANTED, now=LATER + DAY)

    then = now_of(card, LATER + DAY)
    assert (then.state, then.granted_on) == (State.GRANTED, date(2026, 11, 24))
    assert then.valid_until_on == date(2026, 11, 24) + timedelta(days=365)


def test_a_refusal_is_reviewed_by_another_officer_who_may_grant(town):
    card = applied(town, GAPS, form=True)
    decided(town, card.case, REFUSED)
    assert now_of(card).state is State.REFUSED

    review = reviewed(town, card.case, now=LATER + DAY)
    assert (review.scheme, now_of(card, LATER + DAY).review.id) == (GAPS, review.id)
    decided(town, review, GRANTED, second=True, now=LATER + 2 * DAY)

    assert now_of(card, LATER + 2 * DAY).state is State.GRANTED
    assert queries.granted(town.chen, GAPS, at=LATER + DAY) is None


def test_silence_in_the_review_grants_too(town):
    card = applied(town, GAPS, form=True)
    decided(town, card.case, REFUSED)

    review = reviewed(town, card.case)

    assert now_of(card, review.due.at - SECOND).state is State.REFUSED
    assert now_of(card, review.due.at).state is State.GRANTED


def test_one_application_at_a_time_and_again_once_it_is_over(town):
    first = applied(town, RENEWAL, declared=True)
    with pytest.raises(AppliedAlready):
        applied(town, RENEWAL, declared=True)
    other = applied(town, GAPS, form=True)

    benefits.withdraw(person=town.chen, application=first.id, by=town.by, now=LATER)
    again = applied(town, RENEWAL, now=LATER + DAY, declared=True)

    assert {one.id for one in queries.applications_of(town.chen, at=LATER + DAY)} == {
        *(first.id, other.id, again.id)
    }


@pytest.mark.usefixtures("committed")
def test_two_at_one_moment_become_one():
    town, gate, said = settle(), Barrier(2), []

    def once():
        gate.wait()
        try:
            said.append(applied(town, GAPS, form=True).state)
        except AppliedAlready:
            said.append("already")
        finally:
            connection.close()

    both = [Thread(target=once) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(map(str, said)) == ["already", "waiting"]


def test_what_waits_is_withdrawn_with_its_case_and_what_was_put_in_ends_today(town):
    card = applied(town, GAPS, form=True)

    benefits.withdraw(person=town.chen, application=card.id, by=town.by, now=LATER + DAY)

    then = now_of(card, LATER + DAY)
    assert (then.state, then.case.state) == (State.WITHDRAWN, CaseState.TAKEN_BACK)
    assert (then.receipt, then.erase_on) == (None, date(2026, 11, 24))
    with pytest.raises(ReceiptGone):
        benefits.receipt_of(person=town.chen, application=card.id, by=town.by, now=LATER + DAY)
    with pytest.raises(NothingToWithdraw):
        benefits.withdraw(person=town.chen, application=card.id, by=town.by, now=LATER + DAY)


def test_taking_the_case_back_ends_the_application_with_it(town):
    card = applied(town, GAPS, form=True)

    own_cases.take_back(person=town.chen, case=card.case.id, by=town.by, now=LATER)

    then = now_of(card)
    assert (then.state, then.receipt, then.erase_on) == (State.WITHDRAWN, None, date(2026, 11, 23))


@pytest.mark.storage
@pytest.mark.usefixtures("committed")
def test_what_was_put_in_is_erased_on_its_day_and_journalled_if_that_came_early():
    town = settle()
    kept, early = applied(town, RENEWAL, declared=True), applied(town, GAPS, form=True)
    day = start_of(kept.erase_on)
    benefits.withdraw(person=town.chen, application=early.id, by=town.by, now=LATER)

    erasing.erase_due(by=SYSTEM, now=LATER + DAY)

    lines, _ = journal.read()
    assert [(one.erased, one.facts["application"]) for one in lines] == [
        ("application", str(early.id))
    ]
    assert not queries.has_contents(town.chen, early.id)
    assert now_of(kept, day - SECOND).receipt is not None
    assert now_of(kept, day).receipt is None
    erasing.erase_due(by=SYSTEM, now=day)
    assert not queries.has_contents(town.chen, kept.id)
    assert now_of(kept, day).number == kept.number


@pytest.mark.storage
@pytest.mark.usefixtures("committed")
def test_what_a_restored_backup_brings_back_is_erased_again():
    town = settle()
    card = applied(town, GAPS, form=True)
    benefits.withdraw(person=town.chen, application=card.id, by=town.by, now=LATER)
    columns = "wrapped_key, told"
    from tests.conftest import owner

    with owner() as past_the_gate:
        before = past_the_gate.execute(
            f"SELECT {columns} FROM scheme_application WHERE id = %s", [card.id]
        ).fetchone()
    erasing.erase_due(by=SYSTEM, now=LATER)
    with owner() as past_the_gate:
        past_the_gate.execute("ALTER TABLE scheme_application DISABLE TRIGGER USER")
        past_the_gate.execute(
            "UPDATE scheme_application SET wrapped_key = %s, told = %s WHERE id = %s",
            [*before, card.id],
        )
        past_the_gate.execute("ALTER TABLE scheme_application ENABLE TRIGGER USER")
        past_the_gate.execute("DELETE FROM journal_line")

    assert queries.has_contents(town.chen, card.id)
    assert len(list(erasing.faults())) == 2
    erasing.replay(by=SYSTEM, now=LATER + DAY)

    assert not queries.has_contents(town.chen, card.id)
    assert list(erasing.faults()) == []


def test_a_neighbours_application_looks_as_if_it_were_not_there(town):
    card = applied(town, RENEWAL, declared=True)
    neighbour = person("李安", sequence=2)

    for deed in (benefits.open_application, benefits.receipt_of, benefits.withdraw):
        with pytest.raises(NoSuchApplication):
            deed(person=neighbour, application=card.id, by=oneself(neighbour), now=LATER)


@pytest.mark.parametrize(
    "change",
    [
        "scheme = 'other'",
        "erase_on = erase_on + 1",
        "told = 'x'",
        "withdrawn_at = NULL",
        "valid_days = 1830",
        "case_id = gen_random_uuid()",
    ],
)
def test_the_application_itself_cannot_change_what_was_applied_for(town, change):
    card = applied(town, RENEWAL, declared=True)
    benefits.withdraw(person=town.chen, application=card.id, by=town.by, now=LATER)

    with (
        pytest.raises((IntegrityError, Exception)) as refused,
        transaction.atomic(),
        one_person(town.chen),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE scheme_application_of_one SET {change}")

    assert "scheme_application" in str(refused.value) or "permission denied" in str(refused.value)
