"""`recourse bench intake`: the whole way of a batch beside raw COPY, in one run, on one database.

The limit: binary COPY of the very rows the batch left in the table of records, sealed
payloads and all, into the same table, emptied, with its partitions, indexes and constraints. Beside
it the same for every table the batch filled, people, history and notices too: what the batch must
write at least. Ours, the whole: the file received, checked, signed and entered, in seconds
of the clock; and of it entering alone: people, records, their history, notices, findings, log and
receipt. The server and the city are made for the run and thrown away.

Beside the clock, the processor time of this process and of all processes of the server, in
microseconds a row: on a machine that does other work too it is the figure to believe.
"""

import csv
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from psycopg import Connection

    from recourse.agencies.terms import SeatCard
    from recourse.intake.terms import BatchCard

ITEM = "adv.work_safety_person"
NAME = "虚构市应急管理局"
BLOCK = 1 << 20
NAMES = "赵钱孙李周吴郑王冯陈"
HEADINGS = (
    *("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_ZJLX", "CF_XDR_ZJHM", "CF_WSH", "CF_WFXW", "CF_SY"),
    *("CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK", "CF_JDRQ", "CF_YXQ", "CF_CFJG", "CF_CFJGDM"),
    *("处罚程序", "送达日期", "修复告知书送达日期", "违法行为终了日期", "履行情况"),
)


STEPS = ("receive", "check", "sign", "enter")
LIMIT = "binary COPY of the batch's records, sealed, into the same table, emptied"
ALL_TABLES = "binary COPY of all rows the batch left, into all the tables it filled, emptied"
WHOLE = "receive (read, digest, seal) + check (dry run) + sign + enter; one process"
ENTER = "people, records, history, notices, findings, log, receipt of a checked and signed batch"


class Spent(NamedTuple):
    """What something took, in seconds: of the clock, of our processor, of the server's."""

    clock: float
    ours: float
    server: float

    @classmethod
    def until_now(cls, server: int) -> "Spent":
        """Return what this process and the server of that number have taken so far."""
        return cls(time.perf_counter(), time.process_time(), _processor_seconds(server))

    def and_then(self, other: "Spent") -> "Spent":
        """Return what both took, one after the other."""
        return Spent(*(one + next_one for one, next_one in zip(self, other, strict=True)))

    def since(self, before: "Spent") -> "Spent":
        """Return what was taken after `before`."""
        return Spent(*(now - then for now, then in zip(self, before, strict=True)))


def _stat(process: int | str) -> list[str]:
    """Return what Linux tells of a process behind its name; nothing of one that is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return []


def _processor_seconds(server: int) -> float:
    """Return the processor time of a server, user and system; Linux only, else 0.

    That is of all its processes: those that write for others, and those that have ended.
    """
    ticks = sum(map(int, _stat(server)[11:15]))
    for process in Path("/proc").glob("[0-9]*") if ticks else ():
        told = _stat(process.name)
        if told and int(told[1]) == server:
            ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _server_of(backend: int) -> int:
    """Return the server that a backend belongs to."""
    return int((_stat(backend) or ["", "0"])[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured."""

    rows: int
    people: int
    file_mib: float
    steps: Mapping[str, Spent]
    copy: Spent
    copy_of_all: Spent
    peak_rss_mib: float

    @property
    def enter(self) -> float:
        """Entering alone; seconds of the clock."""
        return self.steps["enter"].clock

    @property
    def whole(self) -> float:
        """The whole way of the batch, from the file to the receipt; seconds of the clock."""
        return sum(spent.clock for spent in self.steps.values())

    def as_json(self) -> dict[str, float | str]:
        """Return the figures for machines."""
        figures: dict[str, float | str] = {
            "limit": LIMIT,
            "all_tables": ALL_TABLES,
            "whole": WHOLE,
            "enter": ENTER,
            "rows": self.rows,
            "people": self.people,
            "file_mib": round(self.file_mib, 1),
            "limit_rows_per_second": round(self.rows / self.copy.clock),
            "rows_per_second": round(self.rows / self.whole),
            "ratio": round(self.copy.clock / self.whole, 3),
            "enter_rows_per_second": round(self.rows / self.enter),
            "enter_ratio": round(self.copy.clock / self.enter, 3),
            "all_tables_rows_per_second": round(self.rows / self.copy_of_all.clock),
            "ratio_to_all_tables": round(self.copy_of_all.clock / self.whole, 3),
            "enter_ratio_to_all_tables": round(self.copy_of_all.clock / self.enter, 3),
            "peak_rss_mib": round(self.peak_rss_mib),
        }
        also = {"copy": self.copy, "copy_of_all": self.copy_of_all}
        for step, spent in {**self.steps, **also}.items():
            for name, figure in self.named(spent).items():
                figures[f"{step}_{name}"] = round(figure, 2)
        return figures

    def named(self, spent: Spent) -> dict[str, float]:
        """Return what something took: seconds of the clock, processor time a row."""
        return {
            "seconds": spent.clock,
            "our_us_a_row": 1e6 * spent.ours / self.rows,
            "server_us_a_row": 1e6 * spent.server / self.rows,
        }


@click.command("intake")
@click.option("--rows", default=100_000, show_default=True, help="Rows of the batch.")
@click.option("--people", type=int, help="People they are about.  [default: a fifth of the rows]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def intake(*, rows: int, people: int | None, as_json: bool) -> None:
    """Measure the whole way of a batch beside raw COPY of the same records."""
    folder = Path(tempfile.mkdtemp(prefix="recourse-bench-"))
    os.environ |= {"RECOURSE_VAR": str(folder), "RECOURSE_DEMO": "1"}
    for name in ("RECOURSE_DATABASE_URL", "RECOURSE_KEY_DIR"):
        os.environ.pop(name, None)
    try:
        result = _measured(folder, rows, people or max(1, rows // 5))
    finally:
        from recourse.store import embedded

        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    _print(result, as_json=as_json)


def _print(result: Result, *, as_json: bool) -> None:
    """Print the figures."""
    if as_json:
        click.echo(json.dumps(result.as_json()))
        return
    click.echo(f"{result.rows:,} rows about {result.people:,} people, {result.file_mib:.0f} MiB")
    copies = result.copy.clock, result.copy_of_all.clock
    _line("raw COPY", result.rows / copies[0], LIMIT)
    _line("all tables", result.rows / copies[1], ALL_TABLES)
    _line("whole way", result.rows / result.whole, WHOLE, *(c / result.whole for c in copies))
    _line("enter alone", result.rows / result.enter, ENTER, *(c / result.enter for c in copies))
    click.echo("            seconds   processor time a row: ours, of the server")
    also = {"COPY": result.copy, "all": result.copy_of_all}
    for step, spent in {**result.steps, **also}.items():
        seconds, ours, server = result.named(spent).values()
        click.echo(f"{step:8}{seconds:>11.2f}{ours:>14.1f} µs{server:>9.1f} µs")
    click.echo(f"peak memory {result.peak_rss_mib:,.0f} MiB")


def _line(name: str, rows_per_second: float, what: str, *ratios: float) -> None:
    """Print one speed, its ratios to the limit and to all tables, and what was measured."""
    beside = f"ratio {', '.join(f'{ratio:.2f}' for ratio in ratios)}" if ratios else " " * 16
    click.echo(f"{name:12}{rows_per_second:>10,.0f} rows/s  {beside}  {what}")


def _measured(folder: Path, rows: int, people: int) -> Result:
    """Make the department and its file, take the batch in, then COPY its records raw."""
    from recourse.faces.cli.house import open_house

    open_house()
    subprocess.run([sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=2)
    steward, signer = _department()
    file = folder / "batch.csv"
    _write(file, rows, people, steward.agency.code)
    steps = _take_in(file, steward, signer)
    peak_rss_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    copies = _raw_copies(folder)
    return Result(
        rows=rows,
        people=people,
        file_mib=file.stat().st_size / (1 << 20),
        steps=steps,
        copy=copies["record"],
        copy_of_all=reduce(Spent.and_then, copies.values()),
        peak_rss_mib=peak_rss_mib,
    )


def _take_in(file: Path, steward: "SeatCard", signer: "SeatCard") -> dict[str, Spent]:
    """Take the batch in by the steps a department takes; return what each took."""
    from django.db import connection

    from recourse.journeys import take_in_batch

    connection.ensure_connection()
    server = _server_of(connection.connection.info.backend_pid)
    marks = [Spent.until_now(server)]

    def done(batch: "BatchCard") -> "BatchCard":
        marks.append(Spent.until_now(server))
        return batch

    now = datetime.now(UTC)
    batch = done(
        take_in_batch.receive(path=file, file_name=file.name, item=ITEM, by=steward, now=now)
    )
    done(take_in_batch.check(batch=batch.id, by=steward.actor, now=now))
    done(take_in_batch.sign(batch=batch.id, by=signer, now=now))
    batch = done(take_in_batch.enter(batch=batch.id, now=now))
    if batch.accepted != batch.rows:
        raise click.ClickException(f"{batch.rows - batch.accepted} rows were not accepted")
    took = (after.since(before) for before, after in pairwise(marks))
    return dict(zip(STEPS, took, strict=True))


FILLED = {
    "record": "id",
    "record_event": "record_id",
    "notice": "record_id",
    "person": "person_id",
    "person_identity": "person_id",
    "dispatch_bundle": "id",
}
"""Tables with a row for each row or person of the batch, and in what order they go back."""


def _raw_copies(folder: Path) -> dict[str, Spent]:
    """Take the rows out, empty the tables, COPY them back; return what the last took, each."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True) as connection:
        for table, order in FILLED.items():
            out = SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT BINARY").format(
                Identifier(table), Identifier(order)
            )
            with connection.cursor().copy(out) as leaving, (folder / table).open("wb") as file:
                file.writelines(leaving)
        emptied = SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, FILLED)))
        connection.execute(emptied)
        connection.execute("CHECKPOINT")
        return {table: _raw_copy(connection, table, folder / table) for table in FILLED}


def _raw_copy(connection: "Connection", table: str, kept: Path) -> Spent:
    """COPY the rows in `kept` into a table, committed and on the disk; return what it took."""
    from psycopg.sql import SQL, Identifier

    into = SQL("COPY {} FROM STDIN BINARY").format(Identifier(table))
    server = _server_of(connection.info.backend_pid)
    before = Spent.until_now(server)
    with connection.cursor().copy(into) as coming, kept.open("rb") as file:
        while block := file.read(BLOCK):
            coming.write(block)
    return Spent.until_now(server).since(before)


def _department() -> tuple["SeatCard", "SeatCard"]:
    """Load the catalogue; enter a department, its steward and its second signer."""
    from django.conf import settings

    from recourse.agencies import actions, queries
    from recourse.agencies.terms import MandateKind, Role
    from recourse.catalogue import actions as catalogue
    from recourse.ground.actor import SYSTEM
    from recourse.ground.identifiers import credit_code
    from recourse.ground.words import Words

    now = datetime.now(UTC)
    catalogue.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
    agency = actions.found_agency(
        code=credit_code(sequence=1),
        name=Words(zh=NAME, en="Bench Department"),
        kind="emergency_management",
        is_department=True,
        by=SYSTEM,
        now=now,
    )

    def seat(number: str, role: Role) -> "SeatCard":
        made = actions.create_seat(
            agency=agency,
            number=number,
            role=role,
            unit=Words(zh="综合科", en="General section"),
            by=SYSTEM,
            now=now,
        )
        actions.give_mandate(seat=made, kind=MandateKind.ITEM, code=ITEM, by=SYSTEM, now=now)
        return queries.seat(made)

    return seat("001", Role.DATA_STEWARD), seat("002", Role.SECOND_SIGNER)


def _write(file: Path, rows: int, people: int, code: str) -> None:
    """Write the file, row by row."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        writer.writerows(_rows(rows, people, code))


def _rows(rows: int, people: int, code: str) -> Iterator[tuple[str, ...]]:
    """Yield made-up penalties of made-up people, in no order of people."""
    from recourse.ground.calendar import civil_date
    from recourse.ground.identifiers import citizen_number

    dice = random.Random(1)  # noqa: S311 - made-up rows, the same in every run
    today = civil_date(datetime.now(UTC))
    for number in range(rows):
        who = dice.randrange(people)
        decided_on = today - timedelta(days=dice.randrange(10, 240))
        served_on = (decided_on + timedelta(days=dice.randrange(1, 8))).isoformat()
        citizen = citizen_number(
            region=f"{who // 900_000 + 1:06d}",
            born_on=date(1970, 1, 1) + timedelta(days=who // 900 % 10_000),
            sequence=who % 900 + 1,
        )
        yield (
            "".join(NAMES[int(digit)] for digit in str(who)),
            "自然人",
            "身份证",
            citizen,
            f"（虚）应急罚〔2026〕{number:07d}号",
            "未按规定对从业人员进行安全生产教育和培训",
            f"经查，第{number}号检查记录载明的班组未按规定组织教育和培训，当事人为直接负责的主管人员。",
            "《中华人民共和国安全生产法》第九十五条第一项",
            dice.choice(("罚款", "B1", "罚款、没收违法所得")),
            f"罚款人民币{dice.randrange(1, 90) * 1000}元整",
            f"{dice.randrange(1, 900) / 100:.6f}",
            decided_on.strftime("%Y/%m/%d"),
            "2099/12/31",
            NAME,
            code,
            "普通程序",
            served_on,
            served_on,
            (decided_on - timedelta(days=dice.randrange(5, 90))).isoformat(),
            dice.choice(("已履行", "未到期")),
        )
