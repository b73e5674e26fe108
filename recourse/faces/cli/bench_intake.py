"""`recourse bench intake`: the whole way of a batch beside raw COPY, in one run, on one database.

The limit: binary COPY of the very rows the batch left in the table of records, sealed
payloads and all, into the same table, emptied, with its partitions, indexes and constraints. Ours,
the whole: the file received, checked, signed and entered, in seconds of the clock; and of it
entering alone: people, records, their history, notices, findings, log and receipt. The server
and the city are made for the run and thrown away.
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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
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


LIMIT = "binary COPY of the batch's records, sealed, into the same table, emptied"
WHOLE = "receive (read, digest, seal) + check (dry run) + sign + enter; one process"
ENTER = "people, records, history, notices, findings, log, receipt of a checked and signed batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured; seconds."""

    rows: int
    people: int
    file_mib: float
    receive: float
    check: float
    sign: float
    enter: float
    copy: float
    peak_rss_mib: float

    @property
    def whole(self) -> float:
        """The whole way of the batch, from the file to the receipt."""
        return self.receive + self.check + self.sign + self.enter

    def as_json(self) -> dict[str, float | str]:
        """Return the figures for machines."""
        return {
            "limit": LIMIT,
            "whole": WHOLE,
            "enter": ENTER,
            "rows": self.rows,
            "people": self.people,
            "file_mib": round(self.file_mib, 1),
            "limit_rows_per_second": round(self.rows / self.copy),
            "rows_per_second": round(self.rows / self.whole),
            "ratio": round(self.copy / self.whole, 3),
            "enter_rows_per_second": round(self.rows / self.enter),
            "enter_ratio": round(self.copy / self.enter, 3),
            "receive_seconds": round(self.receive, 2),
            "check_seconds": round(self.check, 2),
            "sign_seconds": round(self.sign, 2),
            "enter_seconds": round(self.enter, 2),
            "copy_seconds": round(self.copy, 2),
            "peak_rss_mib": round(self.peak_rss_mib),
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
    _line("raw COPY", result.rows / result.copy, LIMIT)
    _line("whole way", result.rows / result.whole, WHOLE, result.copy / result.whole)
    _line("enter alone", result.rows / result.enter, ENTER, result.copy / result.enter)
    click.echo(
        f"seconds: receive {result.receive:.2f}, check {result.check:.2f},"
        f" sign {result.sign:.2f}, enter {result.enter:.2f}, COPY {result.copy:.2f}"
    )
    click.echo(f"peak memory {result.peak_rss_mib:,.0f} MiB")


def _line(name: str, rows_per_second: float, what: str, ratio: float | None = None) -> None:
    """Print one speed, its ratio to the limit, and what was measured."""
    beside = "          " if ratio is None else f"ratio {ratio:.2f}"
    click.echo(f"{name:12}{rows_per_second:>10,.0f} rows/s  {beside}  {what}")


def _measured(folder: Path, rows: int, people: int) -> Result:
    """Make the department and its file, take the batch in, then COPY its records raw."""
    from recourse.faces.cli.house import open_house

    open_house()
    subprocess.run([sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=2)
    steward, signer = _department()
    file = folder / "batch.csv"
    _write(file, rows, people, steward.agency.code)
    receive, check, sign, enter = _take_in(file, steward, signer)
    peak_rss_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(
        rows=rows,
        people=people,
        file_mib=file.stat().st_size / (1 << 20),
        receive=receive,
        check=check,
        sign=sign,
        enter=enter,
        copy=_raw_copy(folder / "records.bin"),
        peak_rss_mib=peak_rss_mib,
    )


def _take_in(file: Path, steward: "SeatCard", signer: "SeatCard") -> tuple[float, ...]:
    """Take the batch in by the steps a department takes; return the seconds of each."""
    from recourse.journeys import take_in_batch

    marks = [time.perf_counter()]

    def done(batch: "BatchCard") -> "BatchCard":
        marks.append(time.perf_counter())
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
    return tuple(after - before for before, after in pairwise(marks))


def _raw_copy(kept: Path) -> float:
    """Take the records out, empty the table, COPY them back; return the seconds of the last."""
    import psycopg

    from recourse.records.packing import COLUMNS

    out = f"COPY (SELECT {COLUMNS} FROM record ORDER BY id) TO STDOUT BINARY"
    into = f"COPY record ({COLUMNS}) FROM STDIN BINARY"
    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True) as connection:
        with connection.cursor().copy(out) as leaving, kept.open("wb") as file:
            file.writelines(leaving)
        connection.execute("TRUNCATE record")
        connection.execute("CHECKPOINT")
        start = time.perf_counter()
        with connection.cursor().copy(into) as coming, kept.open("rb") as file:
            while block := file.read(BLOCK):
                coming.write(block)
        return time.perf_counter() - start


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
