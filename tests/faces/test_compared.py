"""“Who looked” says when the log was last compared with the gate, and says plainly if it does not fit."""

from datetime import timedelta
from uuid import UUID

import pytest

from recourse.disclosure import actions
from recourse.disclosure.comparing import Both, Compared
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from tests.records.making import NOON

A_DAY = timedelta(days=1)
NOW = NOON  # about when the town's clock stands
YESTERDAY = civil_date(NOW) - A_DAY


def compared(day, counted: int, found: int) -> None:
    numbers = Compared(day, {UUID(int=1): Both(counted, found)})
    actions.keep_comparison(compared=numbers, by=SYSTEM, now=NOW)


def page(as_person, language: str = "en") -> str:
    told = as_person.get(f"/{language}/my-file/who-looked/")
    assert told.status_code == 200
    return told.content.decode()


def test_before_the_first_comparison_the_page_says_so(as_person):
    html = page(as_person)

    assert "This has not happened yet." in html
    assert "rc-box--stop" not in html


def test_a_log_that_fits_says_when_that_was_found(as_person):
    compared(YESTERDAY, 1234, 1234)

    english, chinese = page(as_person), page(as_person, "zh-hans")

    assert "They fit." in english
    assert "1,234" not in english
    assert "两者相符" in chinese
    assert "rc-box--stop" not in english + chinese


def test_a_log_that_does_not_fit_says_so_first_and_what_to_do(as_person):
    compared(YESTERDAY - A_DAY, 9, 8)
    compared(YESTERDAY, 5, 5)

    english, chinese = page(as_person), page(as_person, "zh-hans")

    assert english.index("rc-box--stop") < english.index("rc-filter")
    assert "Look-ups made: 9. In the log: 8." in english
    assert "Call 12345" in english
    assert "Nothing is held back" not in english
    assert "They fit" not in english
    assert "查询9次，日志中8条" in chinese
    assert "12345" in chinese


@pytest.mark.parametrize(("days_ago", "is_late"), [(2, False), (3, True)])
def test_a_comparison_that_did_not_happen_is_said_too(as_person, days_ago, is_late):
    compared(civil_date(NOW) - days_ago * A_DAY, 5, 5)

    html = page(as_person)

    assert ("The log was not compared" in html) is is_late
    assert ("rc-box--stop" in html) is is_late
