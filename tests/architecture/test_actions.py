"""An action says who acts and when; nobody but a face reads the clock."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, sources

ACTIONS = [path for path in sources() if "actions" in {path.stem, path.parent.name}]
DEEDS = [*ACTIONS, *(path for path in sources() if path.parent.name == "journeys")]
BY_ENTRY = {
    "note_many": "each of its entries names its own doer",
    "in_one_breath": "each of its entries names its own doer",
}


def public_functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("path", DEEDS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_deed_is_told_when_it_happens(path: Path):
    timeless = [
        function.name
        for function in public_functions(path)
        for given in [{argument.arg for argument in function.args.kwonlyargs}]
        if "now" not in given and ("by" in given or path in ACTIONS)
    ]

    assert timeless == []


@pytest.mark.parametrize(
    "path",
    ACTIONS,
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_every_action_is_told_who_acts(path: Path):
    nameless = [
        function.name
        for function in public_functions(path)
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}
        and function.name not in BY_ENTRY
    ]

    assert nameless == []
