"""A YAML mapping read key by key, where every value keeps the file and line it stands on.

Nothing is guessed from how a value looks: `01` stays text, `no` is not a truth value, and a
date is a date only where one is asked for. What is wrong is noted and reading goes on, so
that one run tells everything that is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from recourse.catalogue.terms import Fault
from recourse.ground.words import Words

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
NOTHING = Words(zh="—", en="—")


@dataclass(slots=True)
class Notes:
    """What reading found: faults, and where each place of the catalogue is written."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)


class Page:
    """One mapping of a file."""

    def __init__(self, node: yaml.Node, *, file: str, where: str, notes: Notes) -> None:
        """Take the mapping apart and note where each key stands."""
        self.file, self.where, self.notes = file, where, notes
        self.line = node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        self._asked: set[str] = set()
        notes.places.setdefault(where, (file, self.line))
        if isinstance(node, yaml.MappingNode):
            self._take(node)
        else:
            self._fault(
                "kind", "", zh="这里应当是一组键和值", en="keys and values are expected here"
            )

    def _take(self, node: yaml.MappingNode) -> None:
        """Take the keys in, each once, with their lines."""
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in self._values:
                zh, en = f"“{key.value}”写了两次", f"“{key.value}” is written twice"
                self._fault("key_twice", key.value, line=line, zh=zh, en=en)
                continue
            self._values[key.value] = value
            self.notes.places[f"{self.where}/{key.value}"] = (self.file, line)

    def _fault(self, code: str, key: str, *, zh: str, en: str, line: int = 0) -> None:
        """Note a fault at the line of its key."""
        where = f"{self.where}/{key}" if key else self.where
        line = line or self.notes.places.get(where, (self.file, self.line))[1]
        says = Words(zh=zh, en=en)
        self.notes.faults.append(
            Fault(code=code, where=where, says=says, file=self.file, line=line)
        )

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._values

    def names(self) -> list[str]:
        """Return the keys in the order they are written."""
        return list(self._values)

    def _node(self, key: str) -> yaml.Node | None:
        """Return what stands under a key, or note that it is missing."""
        self._asked.add(key)
        if key not in self._values:
            self._fault("key_missing", key, zh=f"缺少“{key}”", en=f"“{key}” is missing")
        return self._values.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there and say something."""
        if default is not None and not self.has(key):
            return default
        node = self._node(key)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not (node.value.strip() or default == ""):
            self._fault("kind", key, zh=f"“{key}”应当是文字", en=f"“{key}” must be a text")
            return ""
        return str(node.value)

    def _parsed(self, key: str, parse: Callable[[str], T], fallback: T, zh: str, en: str) -> T:
        """Return a text as something else, or note that it cannot be."""
        text = self.text(key)
        if not text:
            return fallback
        try:
            return parse(text)
        except (ValueError, KeyError):
            self._fault("kind", key, zh=f"“{key}”应当是{zh}", en=f"“{key}” must be {en}")
            return fallback

    def day(self, key: str) -> date:
        """Return a civil date, written YYYY-MM-DD."""
        return self._parsed(key, date.fromisoformat, date.min, "YYYY-MM-DD日期", "YYYY-MM-DD")

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        if default is not None and not self.has(key):
            return default
        return self._parsed(key, _whole, 0, "整数", "a whole number")

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return `true` or `false`, written so."""
        if default is not None and not self.has(key):
            return default
        truth = {"true": True, "false": False}
        return self._parsed(key, truth.__getitem__, False, "true或者false", "true or false")

    def choice(self, key: str, kind: type[E]) -> E:
        """Return one of the values of `kind`."""
        known = ", ".join(kind)
        first = next(iter(kind))
        return self._parsed(key, kind, first, f"其中之一：{known}", f"one of: {known}")

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """Return a list of texts; an optional one may be left out."""
        return tuple(
            str(node.value) for node in self._list(key, optional=optional, kind=yaml.ScalarNode)
        )

    def _list(self, key: str, *, optional: bool, kind: type[yaml.Node]) -> list[yaml.Node]:
        """Return the entries of a list, all of one kind."""
        if optional and not self.has(key):
            return []
        node = self._node(key)
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode) and all(isinstance(n, kind) for n in node.value):
            return list(node.value)
        self._fault("kind", key, zh=f"“{key}”应当是清单", en=f"“{key}” must be a list")
        return []

    def words(self, key: str) -> Words:
        """Return a text in both languages."""
        node = self._node(key)
        return NOTHING if node is None else self._below(key, node).as_words()

    def maybe_words(self, key: str) -> Words | None:
        """Return a text in both languages, or nothing if the key is not written."""
        return self.words(key) if self.has(key) else None

    def as_words(self) -> Words:
        """Return this mapping as one text in both languages."""
        texts = {}
        for language, zh, en in (("zh", "中文", "Chinese"), ("en", "英文", "English")):
            self._asked.add(language)
            node = self._values.get(language)
            texts[language] = node.value if isinstance(node, yaml.ScalarNode) else ""
            if not str(texts[language]).strip():
                texts[language] = "—"
                self._fault("translation", language, zh=f"缺少{zh}", en=f"the {en} text is missing")
        self.done()
        return Words(zh=texts["zh"], en=texts["en"])

    def list_of_words(self, key: str) -> tuple[Words, ...]:
        """Return a list of texts in both languages; none if the key is not written."""
        return tuple(page.as_words() for page in self.pages(key))

    def page(self, key: str) -> "Page | None":
        """Return the mapping under `key`, or nothing if it is missing, which is noted."""
        node = self._node(key)
        return None if node is None else self._below(key, node)

    def pages(self, key: str) -> "list[Page]":
        """Return the mappings of the list under `key`; none if it is not written."""
        nodes = self._list(key, optional=True, kind=yaml.MappingNode)
        return [self._below(f"{key}/{number}", node) for number, node in enumerate(nodes, 1)]

    def named(self, key: str) -> "dict[str, Page]":
        """Return the mappings under `key`, by their names."""
        page = self.page(key)
        return page.entries() if page else {}

    def entries(self) -> "dict[str, Page]":
        """Return the mappings of this page, by their names."""
        self._asked.update(self._values)
        return {name: self._below(name, node) for name, node in self._values.items()}

    def _below(self, key: str, node: yaml.Node) -> "Page":
        """Return the page under a key."""
        return Page(node, file=self.file, where=f"{self.where}/{key}", notes=self.notes)

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values.keys() - self._asked:
            self._fault("key_unknown", key, zh=f"不认识“{key}”", en=f"“{key}” is not known here")


def _whole(text: str) -> int:
    """Read a whole number; no sign, no point."""
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def open_page(path: Path, *, file: str, where: str, notes: Notes) -> Page | None:
    """Return the mapping a file holds, or nothing if the file cannot be read, which is noted."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        says = Words(zh="这个文件不是有效的YAML", en="this file is not valid YAML")
        notes.faults.append(Fault(code="yaml", where=where, says=says, file=file, line=line))
        return None
    if node is None:
        says = Words(zh="这个文件是空的", en="this file is empty")
        notes.faults.append(Fault(code="yaml", where=where, says=says, file=file, line=1))
        return None
    return Page(node, file=file, where=where, notes=notes)
