"""Later work is a row of the deed's own transaction, and every task has a handler."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from recourse.store import queue

SEEN: list[tuple[datetime, str]] = []


@pytest.fixture
def task():
    """Register a task for one test."""
    SEEN.clear()

    @queue.task("tests.remember")
    def remember(*, now, word):
        SEEN.append((now, word))

    yield remember
    del queue.TASKS["tests.remember"]
    del app.tasks["tests.remember"]


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args->>'word' FROM procrastinate_jobs WHERE status = 'todo'"
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_deed_that_rolls_back_leaves_no_work_behind(task):
    with transaction.atomic():
        queue.defer("tests.remember", word="never")
        transaction.set_rollback(True)

    assert waiting() == []


@pytest.mark.django_db
def test_a_deed_that_stands_leaves_its_work_in_the_queue(task):
    queue.defer("tests.remember", word="later")

    assert waiting() == [("tests.remember", "later")]


@pytest.mark.django_db
def test_work_that_nobody_can_do_is_refused_at_once():
    with pytest.raises(KeyError):
        queue.defer("tests.nobody_knows")

    assert waiting() == []


def test_a_name_has_one_handler(task):
    with pytest.raises(ValueError, match="has a handler already"):
        queue.task("tests.remember")(lambda *, now: None)


def test_the_worker_tells_the_time_and_a_periodic_tick_is_no_argument(task):
    app.tasks["tests.remember"](None, timestamp=1, word="done")

    ((now, word),) = SEEN
    assert word == "done"
    assert now.tzinfo is not None
