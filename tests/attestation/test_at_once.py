"""Two deeds at one moment: a code is used by one of many, a report is not missed by its correction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from recourse.attestation import queries
from recourse.attestation.errors import CodeOpensNothing
from recourse.attestation.terms import Kind, State
from recourse.ground.actor import SYSTEM
from recourse.journeys import issue_statement, show_statement
from recourse.journeys.take_back_wrong import take_back_next
from recourse.records import actions as records
from recourse.records.terms import Why
from tests.attestation.making import NOON, choice, standing, themselves, town

MANY, SECOND = 4, timedelta(seconds=1)


def at_once(*deeds):
    """Do everything in threads of their own, begun together."""
    gate = Barrier(len(deeds))

    def do(deed):
        gate.wait()
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_a_code_shows_a_statement_to_one_of_many(committed):
    case = standing(town())
    me = themselves(case.person)
    wanted = choice(kind=Kind.REPORT)
    card = issue_statement.issue(person=case.person, choice=wanted, by=me, now=NOON)
    recipient = show_statement.recipients()[0].code
    _, code = show_statement.make_code(
        person=case.person, statement=card.id, recipient=recipient, by=me, now=NOON
    )

    def opens(number):
        try:
            return show_statement.open_by_code(
                code=code, recipient=recipient, called="1", address=f"10.0.0.{number}", now=NOON
            )
        except CodeOpensNothing:
            return None

    shown = at_once(*(lambda number=number: opens(number) for number in range(MANY)))

    assert len([one for one in shown if one is not None]) == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_report_that_is_issued_while_its_record_is_withdrawn_is_not_missed(committed, turn):
    case = standing(town())
    me, later = themselves(case.person), NOON + SECOND

    def issue():
        return issue_statement.issue(
            person=case.person, choice=choice(kind=Kind.REPORT), by=me, now=NOON
        )

    def withdraw():
        records.end_early(
            person=case.person, record=case.record, why=Why.WITHDRAWN, by=SYSTEM, now=later
        )

    card, _ = at_once(issue, withdraw)
    while take_back_next(by=SYSTEM, now=later):
        pass

    state = queries.statement_of(case.person, card.id, at=later).state
    assert (state is State.TAKEN_BACK) == bool(card.carries)
