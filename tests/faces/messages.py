"""Find every message in templates and code, without gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
FACES = ROOT / "recourse" / "faces"
SOURCES = [*FACES.rglob("*.py"), ROOT / "recourse" / "config" / "settings.py"]
PLACES = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
"""Where context, message and plural stand in each call."""


class Message(NamedTuple):
    """A message to be translated."""

    context: str | None
    text: str
    plural: str | None


def in_templates() -> set[Message]:
    """Return the messages of every template."""
    return {
        message
        for path in (FACES / "templates").rglob("*.html")
        for message in _calls(_code(templatize(path.read_text(), origin=str(path))))
    }


def in_code() -> set[Message]:
    """Return the messages of every face's code."""
    return {message for path in SOURCES for message in _calls(path.read_text())}


def _code(templated: str) -> str:
    """Keep the calls that Django's own reader of templates makes, one a line."""
    calls = re.findall(
        r"(?<![\w])(?:n?p?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[,\s\w])*\)",
        templated,
    )
    return "\n".join(call.strip() for call in calls)


def _calls(source: str) -> Iterator[Message]:
    """Yield the messages of every call in Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PLACES:
            yield _message(node, *PLACES[node.func.id])


def _message(call: ast.Call, context: int | None, text: int, plural: int | None) -> Message:
    """Return the message of one call."""

    def at(place: int | None) -> str | None:
        return None if place is None else str(ast.literal_eval(call.args[place]))

    return Message(at(context), str(at(text)), at(plural))
