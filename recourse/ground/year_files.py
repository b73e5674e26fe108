"""Read the files of the years, `YYYY.yaml`, and say with file and line what is wrong in them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import yaml

from recourse.ground.words import Words
from recourse.ground.years import SATURDAY, Year, YearStatus, contradictions, doubts, is_within

T = TypeVar("T")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NAMED = "[0-9][0-9][0-9][0-9].yaml"
KEYS = frozenset({"year", "status", "source", "days_off", "working_weekends"})
EXTRA = "extra_days_off"
STATUSES = " | ".join(YearStatus)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with a year's file: where, and why."""

    file: str
    line: int
    says: Words


class Unreadable(ValueError):  # noqa: N818 - the house's word, as `Refused` is
    """A file does not say what a year's file must say."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep every fault and tell them all."""
        told = (f"{fault.file}:{fault.line}: {fault.says.en}" for fault in faults)
        super().__init__("\n".join(told))
        self.faults = tuple(faults)


def files_of(folder: Path) -> list[Path]:
    """Return the files of the years in `folder`, in order."""
    return sorted(folder.glob(NAMED))


def read_year(path: Path) -> Year:
    """Read one year's file.

    Raises:
        Unreadable: The file does not say what a year's file must say; carries every fault.

    """
    return _Sheet(path).year()


def check(folder: Path) -> list[Fault]:
    """Return everything that is wrong with the years in `folder`, in file order.

    Tells more than reading does: a file may be readable and still forget a day.
    """
    sheets = [_Sheet(path) for path in files_of(folder)]
    faults = [*_strays(folder), *(fault for sheet in sheets for fault in sheet.all_faults())]
    if not sheets:
        faults.append(_fault(folder, 1, "没有任何年度文件。", "There is no file of any year."))
    for before, after in pairwise(sheets):
        faults += _between(before, after)
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def _fault(path: Path, line: int, zh: str, en: str) -> Fault:
    """Return a fault of a file."""
    return Fault(file=path.name, line=line, says=Words(zh=zh, en=en))


def _strays(folder: Path) -> Iterator[Fault]:
    """Yield files that look like a year's and are not read, because of their name."""
    for path in {*folder.glob("*.y*ml")} - {*folder.glob(NAMED)}:
        yield _fault(path, 1, "未读取：文件名应为“年份.yaml”。", "Not read: name it YYYY.yaml.")


def _between(before: "_Sheet", after: "_Sheet") -> Iterator[Fault]:
    """Yield what is wrong between two files that follow each other."""
    for missing in range(int(before.path.stem) + 1, int(after.path.stem)):
        zh, en = f"缺少{missing}年的文件。", f"There is no file for {missing}."
        yield _fault(after.path, 1, zh, en)
    if not (before.faults or after.faults):
        for on, says in contradictions(before.year(), after.year()):
            yield Fault(file=after.path.name, line=after.lines[on], says=says)


class _Bad(Exception):  # noqa: N818 - never leaves this module
    """A part of a file that cannot be read; reading goes on behind it."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        """Keep the line and the reason."""
        super().__init__(en)
        self.line, self.zh, self.en = line, zh, en


class _Sheet:
    """One file, read; what is wrong in it was noted and reading went on."""

    def __init__(self, path: Path) -> None:
        """Read the file."""
        self.path = path
        self.faults: list[Fault] = []
        self.lines: dict[str | date, int] = {}
        self.days_off: dict[date, Words] = {}
        self.weekends: set[date] = set()
        self.values = self._try(self._keys) or {}
        self.number = self._value("year", _whole) or int(path.stem)
        self.status = self._value("status", _status)
        self.source = self._value("source", _text)
        self.extra = self._value(EXTRA, _whole) or 0
        self._take_days()
        if self.number != int(path.stem):
            self._note(self.lines["year"], "年份与文件名不符。", "The year is not the file's name.")

    def year(self) -> Year:
        """Return what the file says, or refuse with its faults."""
        if self.faults or self.status is None or self.source is None:
            raise Unreadable(self.faults)
        return Year(
            year=self.number,
            status=self.status,
            source=self.source,
            days_off=self.days_off,
            working_weekends=frozenset(self.weekends),
            extra_days_off=self.extra,
        )

    def all_faults(self) -> Iterator[Fault]:
        """Yield what cannot be read; of what can be read, what cannot be right."""
        yield from self.faults
        if not self.faults:
            for key, says in doubts(self.year()):
                yield Fault(file=self.path.name, line=self.lines[key], says=says)

    def _note(self, line: int, zh: str, en: str) -> None:
        """Note a fault."""
        self.faults.append(_fault(self.path, line, zh, en))

    def _try(self, read: Callable[[], T]) -> T | None:
        """Return what is read, or note why it cannot be."""
        try:
            return read()
        except _Bad as bad:
            self._note(bad.line, bad.zh, bad.en)
            return None

    def _keys(self) -> dict[str, yaml.Node]:
        """Return the file's keys and what stands under each; note missing and unknown ones."""
        found = _pairs(self._root())
        self.lines |= {key: line for key, (line, _) in found.items()}
        for key in sorted(KEYS - found.keys()):
            self._note(1, f"缺少“{key}”。", f"“{key}” is missing.")
        for key in sorted(found.keys() - KEYS - {EXTRA}):
            self._note(found[key][0], f"不认识“{key}”。", f"“{key}” is not known here.")
        return {key: node for key, (_, node) in found.items()}

    def _root(self) -> yaml.Node | None:
        """Return the file as YAML sees it."""
        try:
            return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=LOADER)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise _Bad(line, "这里不是有效的YAML。", "This is not YAML.") from error

    def _value(self, key: str, read: Callable[[yaml.Node], T]) -> T | None:
        """Return what stands under a key, if it is there."""
        node = self.values.get(key)
        return None if node is None else self._try(partial(read, node))

    def _each(self, nodes: Iterable[yaml.Node], read: Callable[[yaml.Node], T]) -> Iterator[T]:
        """Yield what can be read of several parts."""
        for node in nodes:
            part = self._try(partial(read, node))
            if part is not None:
                yield part

    def _take_days(self) -> None:
        """Take the days off with their names, then the weekends worked."""
        for name, dates in self._each(self._value("days_off", _items) or (), _festival):
            self.days_off |= dict.fromkeys(self._days(dates), name)
        for on in self._days(self._value("working_weekends", _items) or ()):
            self.weekends.add(on)
            if on.weekday() < SATURDAY:
                self._note(self.lines[on], f"{on}不是周末。", f"{on} is no Saturday or Sunday.")

    def _days(self, nodes: Iterable[yaml.Node]) -> Iterator[date]:
        """Yield days this notice may speak of, each once in the file."""
        for on, line in self._each(nodes, _day):
            if not is_within(on, self.number):
                self._note(line, f"{on}不属于这一年。", f"{on} is not of this year.")
            if on in self.lines:
                self._note(line, f"{on}出现了两次。", f"{on} is written twice.")
            self.lines[on] = line
            yield on


def _line(node: yaml.Node | None) -> int:
    """Return the line on which something begins."""
    return 1 if node is None else node.start_mark.line + 1


def _pairs(node: yaml.Node | None) -> dict[str, tuple[int, yaml.Node]]:
    """Return a mapping's keys, each with its line and what stands under it."""
    if not isinstance(node, yaml.MappingNode):
        raise _Bad(_line(node), "这里应当是一组键和值。", "Keys and values are expected here.")
    found: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        if key.value in found:
            zh, en = f"“{key.value}”写了两次。", f"“{key.value}” is written twice."
            raise _Bad(_line(key), zh, en)
        found[str(key.value)] = (_line(key), value)
    return found


def _items(node: yaml.Node) -> Sequence[yaml.Node]:
    """Return the parts of a list."""
    if not isinstance(node, yaml.SequenceNode):
        raise _Bad(_line(node), "这里应当是列表。", "A list is expected here.")
    return list(node.value)


def _text(node: yaml.Node) -> str:
    """Return a text that says something."""
    if not (isinstance(node, yaml.ScalarNode) and node.value.strip()):
        raise _Bad(_line(node), "这里应当是文字。", "A text is expected here.")
    return str(node.value)


def _whole(node: yaml.Node) -> int:
    """Return a whole number."""
    text = _text(node)
    if not _WHOLE.fullmatch(text):
        raise _Bad(_line(node), f"“{text}”不是整数。", f"“{text}” is not a whole number.")
    return int(text)


def _status(node: yaml.Node) -> YearStatus:
    """Return the status of a year."""
    text = _text(node)
    if text not in {*YearStatus}:
        raise _Bad(_line(node), f"状态应为{STATUSES}。", f"The status is one of {STATUSES}.")
    return YearStatus(text)


def _festival(node: yaml.Node) -> tuple[Words, Sequence[yaml.Node]]:
    """Return a festival's name and its days."""
    parts = _pairs(node)
    if parts.keys() != {"name", "dates"}:
        raise _Bad(_line(node), "这里应有name和dates。", "Here stand `name` and `dates`.")
    name = _pairs(parts["name"][1])
    if name.keys() != {"zh", "en"}:
        raise _Bad(_line(node), "名称应有中文和英文。", "A day off is named in both languages.")
    return Words(zh=_text(name["zh"][1]), en=_text(name["en"][1])), _items(parts["dates"][1])


def _day(node: yaml.Node) -> tuple[date, int]:
    """Return a civil date, written YYYY-MM-DD, and its line."""
    text = node.value if isinstance(node, yaml.ScalarNode) else "?"
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text), _line(node)
    except ValueError:
        pass
    raise _Bad(_line(node), f"“{text}”不是日期。", f"“{text}” is not a date.")
