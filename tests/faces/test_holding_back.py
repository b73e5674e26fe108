"""The page on which a person has their letters held back."""

import re
from datetime import date

import pytest

from recourse.notice import queries
from tests.faces.town import logged_in

pytestmark = pytest.mark.django_db
PAGE = "/en/my-file/inbox/hold-back/"


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def held(town):
    return queries.held_back_of(town.xiao.person)


def test_a_person_has_their_letters_held_back_and_lets_them_come_again(town, as_person):
    inbox = as_person.get("/en/my-file/inbox/")
    before = words(as_person.get(PAGE))
    answer = as_person.post(PAGE, {"last_on": "2026-12-02"})
    during = words(as_person.get(answer.url))
    again = as_person.post(f"{PAGE}end/")
    after = words(as_person.get(again.url))

    assert f'href="{PAGE}"' in inbox.content.decode()
    for text in ("Nobody asks you why", "seen by nobody else meanwhile", "22 December 2026"):
        assert text in before
    assert "until the end of 2 December 2026" in during
    assert "held back" not in after.split("What it means")[0].replace("Hold my letters back", "")
    assert held(town).until_on == date(2026, 11, 23)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("typed", ["", "nonsense", "2026-11-22", "2026-12-23", "9999-12-31"])
def test_a_day_that_cannot_be_is_said_beside_the_field(town, as_person, language, typed):
    page = as_person.post(f"/{language}/my-file/inbox/hold-back/", {"last_on": typed})

    assert page.status_code == 400
    assert "govuk-error-message" in page.content.decode()
    assert f'value="{typed}"' in page.content.decode() or not typed
    assert held(town) is None


def test_nobody_holds_back_another_persons_letters(town, as_person):
    as_person.post(PAGE, {"last_on": "2026-12-02"})

    assert logged_in("neighbour").post(f"{PAGE}end/").status_code == 409
    assert logged_in("steward").get(PAGE).status_code == 403
    assert held(town).until_on == date(2026, 12, 3)
