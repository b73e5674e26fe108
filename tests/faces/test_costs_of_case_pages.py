"""What the pages of cases ask of the database, stated exactly; and those of an erased case.

Who is signed in is part of it: three statements on the desk, two on a person's own pages.
"""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.redress import actions, queries
from recourse.redress.terms import Ground, NewFile
from tests.faces import town as towns
from tests.faces.test_desk_why_and_review import (
    ANSWER,
    FIRST,
    LATER,
    SECOND,
    card,
    city,
    refused,
    review_of,
)
from tests.redress.making import PDF, PNG, Contested, objection

__all__ = ["city"]
MARKS = ("SAVEPOINT", "RELEASE", "SELECT set_config('recourse.person', ''")
"""Savepoints mark places; the gate is shut by a statement only inside a test's transaction."""

FILES = (NewFile("a.pdf", PDF), NewFile("b.png", PNG))


def asked_by(browser, address, **sent):
    """Return what a page asks of the database, who is signed in among it."""
    answer = browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(address, sent) if sent else browser.get(address)
    assert answer.status_code == 200, address
    return [one["sql"] for one in asked if not one["sql"].startswith(MARKS)]


@pytest.fixture
def cases(city):
    """Leave a refused objection under review, with two files, and an open objection beside it."""
    catalogue.current()
    first = refused(city)
    review = review_of(city, first, evidence=FILES)
    about = Contested(person=city.xiao.person, record=city.xiao.record)
    return review, objection(about, ground=Ground.OTHER, evidence=FILES, now=LATER)


@pytest.mark.parametrize(
    ("page", "statements"),
    [("", 5), ("?show=mine", 5), ("{review}/", 15), ("{review}/decide/", 15)],
    ids=["queue", "mine", "case", "decide"],
)
def test_pages_of_the_desk(cases, page, statements):
    review, _ = cases
    reviewer = towns.logged_in(SECOND)
    reviewer.post(f"/en/desk/cases/{review.id}/take/")

    asked = asked_by(reviewer, f"/en/desk/cases/{page.format(review=review.id)}")

    assert len(asked) == statements, "\n".join(one[:160] for one in asked)


def test_the_letter_before_it_is_signed(cases):
    review, _ = cases
    reviewer = towns.logged_in(SECOND)
    weighed = {
        f"{name}_{number}": value
        for number, file in enumerate(queries.files_of(review.person_id, review.id))
        for name, value in (("weight", "proves"), ("file_because", "盖章的证明。"))
        if reviewer.get(f"/en/desk/cases/{review.id}/files/{file.id}/").status_code == 200
    }

    asked = asked_by(
        reviewer, f"/en/desk/cases/{review.id}/decide/", **ANSWER, **weighed, step="preview"
    )

    assert len(asked) == 29, "\n".join(one[:160] for one in asked)


@pytest.mark.parametrize(
    ("page", "statements"),
    [("", 10), ("{open}/", 12), ("{review}/", 12)],
    ids=["my cases", "an open case", "a review"],
)
def test_pages_of_the_portal(cases, page, statements):
    review, still_open = cases
    place = page.format(open=still_open.id, review=review.id)

    asked = asked_by(towns.logged_in("person"), f"/en/my-file/cases/{place}")

    assert len(asked) == statements, "\n".join(one[:160] for one in asked)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_erased_case_says_so_and_hands_its_certificate_to_its_person_alone(city, language):
    first = refused(city, evidence=())
    kept = {
        "en": "Your words, your files and the answer are erased on 15 December 2027.",
        "zh-hans": "您写的话、材料和答复将在2027年12月15日删除。",
    }
    place = f"/{language}/my-file/cases/{first.id}/"
    before = towns.logged_in("person").get(place).content.decode()
    day = start_of(card(first).erase_on)

    with time_machine.travel(day, tick=False):
        me, neighbour = towns.logged_in("person"), towns.logged_in("neighbour")
        not_yet = me.get(place).content.decode()
        refused_before = me.get(f"{place}certificate/")
        actions.erase_next(by=SYSTEM, now=day)
        page = me.get(place).content.decode()
        file = me.get(f"{place}certificate/")
        others = neighbour.get(f"{place}certificate/")
        desk = towns.logged_in(FIRST).get(f"/{language}/desk/cases/{first.id}/").content.decode()

    assert kept[language] in before
    assert "检查记录写明" in before
    gone = {"en": "The dates, who had to answer", "zh-hans": "您写的话、材料和答复已经删除。"}
    for text in (not_yet, page):
        assert gone[language] in text
        assert "检查记录写明" not in text
        assert "review/words" not in text
    assert refused_before.status_code == 409
    assert f"{place}certificate/" in page
    assert f"{place}certificate/" not in not_yet
    assert json.loads(file.content)["case"] == str(first.id)
    assert file.headers["Content-Disposition"] == f'attachment; filename="erasure-{first.id}.json"'
    assert others.status_code == 404
    assert {"en": "Erased:", "zh-hans": "已删除："}[language] in desk
    assert "检查记录写明" not in desk
    with time_machine.travel(day + timedelta(days=1), tick=False):
        listed = towns.logged_in("person").get(f"/{language}/my-file/cases/").content.decode()
    assert first.number in listed
