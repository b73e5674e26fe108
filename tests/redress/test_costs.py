"""What each deed upon a case costs: statements sent to the database, stated exactly.

Savepoints are left out: they mark places and ask nothing. So is the statement that shuts the
gate, for which there is none when the transaction ends with the deed. docs/speed.md has the table.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM
from recourse.redress import actions, queries
from recourse.redress.terms import Decision, Filing, Ground, Kind, NewFile, Outcome
from tests.redress.making import (
    DUE_AT,
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MARKS = ("SAVEPOINT", "RELEASE", "SELECT set_config('recourse.person', ''")


@pytest.fixture
def town():
    made = office()
    catalogue.current()
    return made


@pytest.fixture
def chen(town):
    return standing_record(town)


@contextmanager
def costing(statements):
    """Hold what is done inside to so many statements."""
    with CaptureQueriesContext(connection) as asked:
        yield
    said = [one["sql"] for one in asked if not one["sql"].startswith(MARKS)]
    assert len(said) == statements, "\n".join(one[:160] for one in said)


def test_filing(town, chen):
    with costing(18):
        objection(chen)


def test_filing_with_two_files(town, chen):
    with costing(20):
        objection(chen, evidence=(NewFile("a.pdf", PDF), NewFile("b.png", PNG)))


def test_filing_what_hangs_on_no_record(town, chen):
    asked = Filing(kind=Kind.WHY, words="为什么？", entry=chen.record, agency=town.agency)
    with costing(11):
        actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)


def test_adding_and_opening_a_file(town, chen):
    case = objection(chen)
    given = {"person": chen.person, "case": case.id}
    with costing(10):
        actions.add_file(**given, evidence=NewFile("a.pdf", PDF), by=chen.by, now=TUESDAY)
    (file,) = queries.files_of(chen.person, case.id)
    with costing(10):
        actions.open_file(**given, id=file.id, by=town.officer.actor, now=TUESDAY)
    with costing(8):
        actions.open_file(**given, id=file.id, by=town.officer.actor, now=TUESDAY)
    with costing(3):
        actions.open_file(**given, id=file.id, by=chen.by, now=TUESDAY)


def test_taking_on_accepting_and_extending(town, chen):
    asked = Filing(kind=Kind.REPAIR, words="已改正。", record=chen.record, promised=True)
    repair = actions.file(person=chen.person, asked=asked, by=chen.by, now=TUESDAY)
    case = objection(chen)
    with costing(1):
        actions.take(case=case.id, by=town.officer, now=TUESDAY)
    with costing(13):
        actions.accept(person=chen.person, case=repair.id, by=town.officer, now=TUESDAY)
    with costing(16):
        actions.extend(
            person=chen.person, case=case.id, reason="other_body", by=town.officer, now=TUESDAY
        )


@pytest.mark.parametrize(
    ("decision", "statements"),
    [
        (refusal(), 17),
        (granted(), 18),
        (Decision(outcome=Outcome.TO_CORRECT, words="写错了。"), 18),
    ],
    ids=["refuse", "grant", "correct"],
)
def test_deciding(town, chen, decision, statements):
    case = objection(chen)
    with costing(statements):
        decide(case, decision, town.officer)


def test_deciding_a_review_of_an_objection_with_a_file(town, chen):
    first = objection(chen)
    decide(first, refusal(), town.officer)
    asked = Filing(kind=Kind.REVIEW, words="请再看。", record=chen.record, reviewed=first.id)
    file = NewFile("a.pdf", PDF)
    at = TUESDAY + timedelta(hours=3)
    with costing(21):
        case = actions.file(person=chen.person, asked=asked, evidence=[file], by=chen.by, now=at)
    (shown,) = queries.files_of(chen.person, case.id)
    opened = {"person": chen.person, "case": case.id, "id": shown.id}
    actions.open_file(**opened, by=town.colleague.actor, now=at)
    with costing(18):
        decide(case, refusal(shown.id), town.colleague, now=at)


def test_taking_back(town, chen):
    case = objection(chen)
    with costing(16):
        actions.take_back(person=chen.person, case=case.id, by=chen.by, now=TUESDAY)


def test_closing_what_nobody_answered_one_case_or_many(town, chen):
    """The letters, the log and the question whether anything is left are shared."""
    objection(chen)
    with costing(19):
        assert actions.close_overdue(by=SYSTEM, now=DUE_AT) == 1

    names = enumerate(("李安", "王二", "赵三", "孙四"), start=2)
    others = [standing_record(town, sequence=number, name=name) for number, name in names]
    for other in others:
        objection(other, ground=Ground.OTHER)
    with costing(4 * 13 + 6):
        assert actions.close_overdue(by=SYSTEM, now=DUE_AT) == 4


def test_erasing(town, chen):
    case = objection(chen)
    decide(case, refusal(), town.officer)
    day = TUESDAY + timedelta(days=366)
    with costing(13):
        assert actions.erase_next(by=SYSTEM, now=day).case == case.id
