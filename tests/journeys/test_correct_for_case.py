"""What a case says must be corrected is begun with the case, and only by whoever may send it."""

from datetime import timedelta

import pytest

from recourse.agencies import actions as agencies
from recourse.agencies.terms import MandateKind, Role
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.intake.amendments import queries as amendments
from recourse.intake.amendments.terms import Deed, Reason
from recourse.intake.errors import NoMandate
from recourse.journeys import amend_record
from recourse.journeys.correct_for_case import exact_of, open_correction
from recourse.redress import queries
from recourse.redress.errors import NotYours
from recourse.redress.terms import Decision, Kind, Outcome
from tests.intake import office as offices
from tests.journeys import amending
from tests.journeys.amending import LATER, SOON
from tests.redress.making import Contested, decide, objection


@pytest.fixture
def case(db, tmp_path):
    return amending.case(offices.found(), tmp_path)


@pytest.fixture
def waiting(case):
    officer = offices.seat(case.office.steward.agency.id, "061", Role.CASE_OFFICER)
    filed = objection(Contested(person=case.person, record=case.card().id), now=SOON)
    found = Decision(outcome=Outcome.TO_CORRECT, words="日期写错了。")
    decide(filed, found, officer, now=SOON)
    cases = queries.cases_of(case.person, at=LATER)
    return next(one for one in cases if one.kind is Kind.CORRECTION)


def test_a_case_names_the_record_that_its_department_sent(case, waiting):
    exact = exact_of(case=waiting.id, by=case.office.steward, now=LATER)

    assert exact == case.exact
    assert amend_record.find(exact=exact, by=case.office.steward, now=LATER).values


def look_at(*, case, by, now):
    proposed = amendments.amendments_of(by.agency.id)[0]
    return amend_record.look_at(number=proposed.number, by=by, now=now)


@pytest.mark.parametrize("begin", [exact_of, open_correction, look_at])
def test_whoever_may_no_longer_send_the_item_opens_nothing(case, waiting, begin):
    case.propose(Deed.WITHDRAW, Reason.NO_BASIS)
    steward, today = case.office.steward, civil_date(LATER)
    agencies.end_mandate(
        seat=steward.id, kind=MandateKind.ITEM, code=offices.ITEM, on=today, by=SYSTEM, now=LATER
    )

    with pytest.raises(NoMandate):
        begin(case=waiting.id, by=steward, now=LATER + timedelta(hours=1))


def test_nobody_but_the_departments_steward_begins_it(case, waiting):
    for seat in (case.office.signer, case.office.other_steward):
        with pytest.raises(NotYours):
            exact_of(case=waiting.id, by=seat, now=LATER)
