"""Every later deed has somebody who does it, and the worker knows them all."""

import ast
from pathlib import Path

import pytest
from procrastinate.contrib.django import app

from recourse.store.queue import TASKS
from tests.architecture.house import import_everything, sources

import_everything()


def deferred() -> list[tuple[Path, int, str]]:
    """Return where each task is asked for."""
    return [
        (path, call.lineno, call.args[0].value)
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "queue.defer"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


def test_something_is_deferred():
    assert deferred()


@pytest.mark.parametrize("task", sorted({task for _, _, task in deferred()}))
def test_every_deferred_task_has_a_handler(task: str):
    assert task in TASKS


def test_the_worker_knows_every_task_without_being_told():
    app.perform_import_paths()

    assert set(TASKS) <= set(app.tasks)


@pytest.mark.parametrize("task", sorted(TASKS))
def test_a_task_is_named_after_its_room(task: str):
    room, deed = task.split(".")

    assert room in TASKS[task].__module__ or ".journeys." in TASKS[task].__module__
    assert deed.replace("_", "").isalnum()
