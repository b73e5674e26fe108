"""What is really in the tables, and what many at once get."""

import threading

from django.db import connection

from recourse.ground.actor import SYSTEM
from recourse.officials import actions
from recourse.officials.errors import NotRecognised, TooManyAttempts
from recourse.officials.terms import Way
from tests.conftest import owner
from tests.officials import bureau
from tests.officials.bureau import NOW, SECRET, Typed, code_at, later

WRONG = "000000"


def test_nothing_that_opens_is_in_the_tables(committed):
    seat, other = bureau.found()
    enrolled = bureau.take_by_code(seat)
    token = actions.invite(seat=other.id, name="li.lei", hours=1, by=SYSTEM, now=NOW)
    secrets_of = [
        token,
        SECRET.hex(),
        *enrolled.recovery_codes,
        *(code.replace("-", "") for code in enrolled.recovery_codes),
    ]

    with owner() as connection:
        kept = "".join(
            str(connection.execute(f"SELECT {table}::text FROM {table}").fetchall())
            for table in ("official_invitation", "official_code_app", "official_recovery_code")
        )

    assert len(kept) > 500
    assert [one for one in secrets_of if one in kept] == []


def test_many_who_guess_at_once_get_no_more_tries_than_one(committed):
    seat, _ = bureau.found()
    bureau.take_by_code(seat)
    outcomes = []

    def guess() -> None:
        try:
            Typed()(WRONG, NOW)
        except (NotRecognised, TooManyAttempts) as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == sorted(
        map(str, [NotRecognised] * 5 + [TooManyAttempts] * 7)
    )


def test_one_code_lets_in_once_also_when_sent_twice_at_once(committed):
    seat, _ = bureau.found()
    bureau.take_by_code(seat)
    at, outcomes = later(minutes=1), []

    def come() -> None:
        try:
            outcomes.append(Typed()(code_at(at), at).way)
        except NotRecognised:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(Way.CODE) == 1
