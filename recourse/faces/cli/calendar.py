"""`recourse calendar`: count working days as the law counts them, and check the years.

Exit codes: 0 done · 1 a line could not be answered, or a year's file is wrong ·
2 the command was not understood.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import orjson

if TYPE_CHECKING:
    from recourse.ground.calendar import WorkingDays
    from recourse.ground.counted import Stretch
    from recourse.ground.year_files import Fault

MOST_DAYS = 2_500
LONGEST = 64
"""Bytes of a line that can still be a date and a number."""

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NUMBER = re.compile(r"\d{1,4}", re.ASCII)


class NotUnderstood(click.UsageError):
    """A date or a number that cannot be counted with; tells why in both languages."""

    def __init__(self, *, zh: str, en: str) -> None:
        """Keep the reason."""
        super().__init__(f"{zh} {en}")


@click.group(epilog="Exit codes: 0 done; 1 a bad line or a wrong file; 2 wrong usage.")
def calendar() -> None:
    """Count working days, and check the years they are counted by."""


@calendar.command()
@click.argument("start", metavar="[DATE]", required=False)
@click.argument("days", metavar="[N]", required=False)
@click.option("--explain", is_flag=True, help="Say how every day on the way was counted.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a line.")
@click.option("--stdin", "many", is_flag=True, help="Answer lines `DATE N` with `DATE N RESULT`.")
def add(*, start: str | None, days: str | None, explain: bool, as_json: bool, many: bool) -> None:
    """Print the last of N working days after DATE, which itself is not counted.

    Says so if a year on the way has no official notice yet: the day may still move.

    With --stdin every line is answered as it comes, blank ones aside. A line that is not
    understood is named on stderr, the others are still answered, and the exit code is 1.
    """
    if many:
        if start is not None or explain:
            zh = "--stdin不能与DATE、N或--explain同用。"
            en = "--stdin takes neither DATE, N nor --explain."
            raise NotUnderstood(zh=zh, en=en)
        sys.exit(_answer_all(sys.stdin.buffer, as_json=as_json))
    if start is None or days is None:
        raise NotUnderstood(zh="需要DATE和N。", en="DATE and N are needed.")
    _answer_one(start, days, explain=explain, as_json=as_json)


@calendar.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the years.  [default: calendar/]",
)
def check(*, folder: Path | None) -> None:
    """Say everything that is wrong with the files of the years, with file, line and reason.

    Exits 1 if anything is.
    """
    from recourse.ground import year_files

    folder = folder or _folder()
    faults = year_files.check(folder)
    _tell(faults, folder)
    found = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    click.echo(f"{len(year_files.files_of(folder))} years, {found}")
    sys.exit(1 if faults else 0)


@calendar.command()
def years() -> None:
    """Print each year with its status and its source.

    `notice` is a year whose days off were announced; `provisional` one that has its
    statutory days off only, so that days counted in it may still move.
    """
    for year in _working_days().years.values():
        click.echo(f"{year.year}\t{year.status}\t{year.source}")


def _answer_one(start: str, days: str, *, explain: bool, as_json: bool) -> None:
    """Answer one question in words or in JSON."""
    counted = _working_days()
    on, number = _question(counted, start, days)
    last = _last(counted, on, number)
    if as_json:
        click.echo(_facts(counted, on, number, last, explain=explain))
        return
    click.echo(last.isoformat())
    if explain:
        told = list(counted.count(on, number).lines())
        for line in (*(words.zh for words in told), *(words.en for words in told)):
            click.echo(line)
    elif provisional := counted.provisional_years(on, last):
        _warn(provisional)


def _answer_all(lines: BinaryIO, *, as_json: bool) -> int:
    """Answer every line as it comes; return 1 if one could not be answered."""
    counted = _working_days()
    told: set[int] = set()
    code = 0
    for number, line in _lines(lines):
        try:
            on, days = _question(counted, *_split(line))
            last = _last(counted, on, days)
        except NotUnderstood as reason:
            click.echo(f"第{number}行 line {number}: {reason.message}", err=True)
            code = 1
            continue
        if as_json:
            _put(_facts(counted, on, days, last, explain=False).decode())
            continue
        _put(f"{on} {days} {last}")
        if new := set(counted.provisional_years(on, last)) - told:
            told |= new
            _warn(sorted(new))
    return code


def _put(answer: str) -> None:
    """Print an answer at once, for whoever waits for it before asking on."""
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


def _lines(lines: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that is not blank with its number; None for one that is far too long."""
    for number in count(1):
        line: bytes | None = lines.readline(LONGEST)
        if not line:
            return
        part = line
        while len(part) == LONGEST and not part.endswith(b"\n"):
            line, part = None, lines.readline(LONGEST)
        if line is None or line.strip():
            yield number, line


def _split(line: bytes | None) -> tuple[str, str]:
    """Return the two words of a line.

    Raises:
        NotUnderstood: There are not two.

    """
    words = [] if line is None else line.decode("utf-8-sig", errors="replace").split()
    if len(words) != 2:
        raise NotUnderstood(zh="每行应为“DATE N”。", en="A line is `DATE N`.")
    return words[0], words[1]


def _question(counted: "WorkingDays", start: str, days: str) -> tuple[date, int]:
    """Return a date and a number of days that can be counted with.

    Raises:
        NotUnderstood: They are none, or lie outside of what is counted here.

    """
    if not (NUMBER.fullmatch(days) and int(days) <= MOST_DAYS):
        zh, en = f"N应为0至{MOST_DAYS}的整数。", f"N is a whole number from 0 to {MOST_DAYS}."
        raise NotUnderstood(zh=zh, en=en)
    try:
        on = date.fromisoformat(start) if DATE.fullmatch(start) else None
    except ValueError:
        on = None
    if on is None:
        zh, en = "DATE应为日历上有的日期，如2026-09-24。", "DATE is a day such as 2026-09-24."
        raise NotUnderstood(zh=zh, en=en)
    first = min(counted.years, default=date.min.year)
    if on.year < first:
        zh, en = f"日历从{first}年开始。", f"The calendar begins with {first}."
        raise NotUnderstood(zh=zh, en=en)
    return on, int(days)


def _last(counted: "WorkingDays", on: date, days: int) -> date:
    """Return the last of so many working days.

    Raises:
        NotUnderstood: It lies beyond all dates.

    """
    try:
        return counted.add(on, days)
    except OverflowError:
        raise NotUnderstood(zh="结果超出9999年。", en="It lies beyond the year 9999.") from None


def _facts(counted: "WorkingDays", on: date, days: int, last: date, *, explain: bool) -> bytes:
    """Return an answer as JSON."""
    provisional = counted.provisional_years(on, last)
    facts: dict[str, object] = {"start_on": on, "working_days": days, "last_on": last}
    facts |= {"is_provisional": bool(provisional), "provisional_years": provisional}
    if explain:
        how = counted.count(on, days)
        facts["steps"] = [_step(stretch) for stretch in how.stretches]
        facts["says"] = [words.as_json() for words in how.lines()]
    return orjson.dumps(facts)


def _step(stretch: "Stretch") -> dict[str, object]:
    """Return some days in a row as JSON."""
    return {
        "first_on": stretch.first_on,
        "last_on": stretch.last_on,
        "kind": stretch.kind,
        "name": None if stretch.name is None else stretch.name.as_json(),
        "days": [stretch.first, stretch.last] if stretch.kind.counts else [],
    }


def _warn(provisional: Sequence[int]) -> None:
    """Say on stderr that an answer hangs on years that have no notice yet."""
    from recourse.ground.counted import provisional_words

    words = provisional_words(provisional)
    click.echo(f"{words.zh}\n{words.en}", err=True)


def _tell(faults: Iterable["Fault"], folder: Path, *, err: bool = False) -> None:
    """Print every fault with its file, line and reason, in both languages."""
    for fault in faults:
        for says in (fault.says.zh, fault.says.en):
            click.echo(f"{folder.name}/{fault.file}:{fault.line}: {says}", err=err)


def _folder() -> Path:
    """Return the folder of the years that this house counts by."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    from django.conf import settings

    return Path(settings.CALENDAR_DIR)


def _working_days() -> "WorkingDays":
    """Return the calendar of the house, or leave with what is wrong; it needs no database."""
    folder = _folder()
    from recourse.ground.year_files import Unreadable
    from recourse.store.calendar import working_days

    try:
        return working_days()
    except Unreadable as unreadable:
        _tell(unreadable.faults, folder, err=True)
        sys.exit(1)
