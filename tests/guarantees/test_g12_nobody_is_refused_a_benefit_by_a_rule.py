"""G12 and G4, for benefits: no rule refuses; an officer does, with reasons; silence grants."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from recourse.journeys import benefits
from recourse.redress import telling
from recourse.redress.terms import Decision, LawSaysNo, Outcome
from recourse.schemes import queries
from recourse.schemes.terms import State
from recourse.store.gate import one_person
from tests.schemes.making import (
    DUE_AT,
    GAPS,
    LATER,
    REFUSED,
    applied,
    decided,
    reviewed,
    settle,
)

pytestmark = pytest.mark.django_db


def test_whatever_is_filled_in_nobody_is_refused_without_an_officer():
    """Everything left empty, said no to, said yes to; and each one alone."""
    town = settle()
    asked = ("form", "training", "photo", "schooling", "promise")
    given = [dict.fromkeys(asked, one) for one in (None, False, True)]
    given += [{name: True} for name in asked] + [{name: False} for name in asked]

    for number, said in enumerate(given):
        now = LATER + timedelta(minutes=number)
        card = applied(town, GAPS, now=now, **said)

        assert card.state is State.WAITING
        assert card.case.due.at == DUE_AT
        benefits.withdraw(person=town.chen, application=card.id, by=town.by, now=now)


def test_a_refusal_says_who_under_which_article_on_what_and_every_way_on():
    town = settle()
    card = applied(town, GAPS, form=True)
    by_law = Decision(
        outcome=Outcome.REFUSED,
        words="没有交培训证明。",
        reason=LawSaysNo(law="licensing_law", article="32(1)(5)"),
    )

    case = decided(town, card.case, by_law)

    letter = telling.preview(case=case, by=town.office.officer, now=LATER)
    text = "\n".join(
        f"{row.name.en}: {row.value.en}" for section in letter.sections for row in section.rows
    )
    for said in (
        *("seat 0201", "Administrative Licensing Law, art. 32(1)(5)", "没有交培训证明。"),
        *("Ask for a review here, once", "Administrative reconsideration", "Go to court"),
        "Special-operation certificate, accepted with papers missing",
    ):
        assert said in text
    assert queries.application_of(town.chen, card.id, at=LATER).state is State.REFUSED


def test_the_database_itself_takes_no_refusal_without_an_officer():
    town = settle()
    card = applied(town, GAPS, form=True)

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        one_person(town.chen),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE redress_case_of_one SET state = 'decided', outcome = 'refused',"
            " reason = 'law_says_no', closed_at = filed_at WHERE id = %s",
            [card.case.id],
        )


def test_silence_grants_and_so_does_silence_in_the_review():
    town = settle()
    card = applied(town, GAPS, form=True)
    assert queries.granted(town.chen, GAPS, at=DUE_AT) is not None

    decided(town, card.case, REFUSED)
    assert queries.granted(town.chen, GAPS, at=DUE_AT) is None
    review = reviewed(town, card.case, now=LATER + timedelta(days=1))

    assert queries.granted(town.chen, GAPS, at=review.due.at) is not None
