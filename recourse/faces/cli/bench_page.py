"""`recourse bench page`: what a person's pages cost, and the home page beside its bare SQL.

The limit: the very statements of the home page, sent by psycopg one after the other on one
connection, without a web server, a template or a commit. Ours: the whole way through the site:
session, account, gate, log entry, commit, words, page. People and files are made for the run
and thrown away.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import psycopg
    from django.test import Client

MARKS = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT")
WARM_UP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one page costs: statements, bytes of the page, bytes of a first visit, time."""

    page: str
    queries: int
    html_bytes: int
    first_visit_bytes: int
    milliseconds: float
    statements: tuple[str, ...]


@click.command()
@click.option(
    "--people", default=200, type=click.IntRange(150), show_default=True, help="People of the city."
)
@click.option("--times", default=50, show_default=True, help="How often each page is asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def page(*, people: int, times: int, as_json: bool) -> None:
    """Measure a person's pages, and the home page beside its bare SQL."""
    with _city(people):
        costs = [_cost(name, address, times) for name, address in _addresses()]
        home = costs[0]
        bare = _bare(home.statements, times)
    _print(costs, bare, home.milliseconds, as_json=as_json)


@contextmanager
def _city(people: int) -> Iterator[None]:
    """Make a city in a folder of its own, and throw it away."""
    folder = Path(tempfile.mkdtemp(prefix="recourse-bench-"))
    os.environ |= {"RECOURSE_VAR": str(folder), "RECOURSE_DEMO": "1"}
    for name in ("RECOURSE_DATABASE_URL", "RECOURSE_KEY_DIR"):
        os.environ.pop(name, None)
    from recourse.store import embedded

    try:
        _settle(people, folder)
        yield
        from django.db import connection

        connection.close()
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


def _settle(people: int, folder: Path) -> None:
    """Migrate, load the catalogue, and let the city live through its year."""
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=subprocess.DEVNULL
    )
    from recourse.faces.cli.house import open_house

    open_house()
    from django.utils import timezone

    from recourse.faces.cli.city import making

    making.load_catalogue(now=timezone.now())
    making.make(people, folder, step=_quietly)


@contextmanager
def _quietly(_: str) -> Iterator[Callable[[int, int], None]]:
    """Tell nobody of a step."""
    yield lambda _done, _of: None


def _visitor() -> "Client":
    """Return a browser in which the ready-made person is signed in."""
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    browser.post("/en/login/", {"role": "person"})
    return browser


def _addresses() -> list[tuple[str, str]]:
    """Return the pages to measure; a record and a letter of the ready-made person among them."""
    browser = _visitor()
    records = browser.get("/en/my-file/records/").content.decode()
    letters = browser.get("/en/my-file/inbox/").content.decode()
    record = re.findall(r"/en/my-file/records/[0-9a-f-]{36}/", records)[0]
    letter = re.findall(r"/en/my-file/inbox/[0-9a-f-]{36}/", letters)[-1]
    return [
        ("home", "/en/my-file/"),
        ("records", "/en/my-file/records/"),
        ("record", record),
        ("who looked", "/en/my-file/who-looked/"),
        ("inbox", "/en/my-file/inbox/"),
        ("letter", letter),
    ]


def _cost(name: str, address: str, times: int) -> Cost:
    """Ask for a page again and again; return what it costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = _visitor()
    for _ in range(WARM_UP):
        browser.get(address)
    html = browser.get(address).content.decode()
    milliseconds = _median([_timed(lambda: browser.get(address)) for _ in range(times)])
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    statements = tuple(one["sql"] for one in asked if not MARKS.match(one["sql"]))
    return Cost(
        page=name,
        queries=len(statements),
        html_bytes=len(html.encode()),
        first_visit_bytes=len(html.encode()) + _assets(html),
        milliseconds=milliseconds,
        statements=statements,
    )


def _assets(html: str) -> int:
    """Return the packed size of the style sheets and scripts a page names."""
    from django.contrib.staticfiles import finders

    found = [str(finders.find(name)) for name in re.findall(r'"/static/([^"?]+)', html)]
    return sum(len(gzip.compress(Path(path).read_bytes(), 9)) for path in found)


def _bare(statements: Sequence[str], times: int) -> float:
    """Send the same statements bare; return milliseconds.

    As the owner and rolled back, so that the log row can be written again and again.
    """
    import psycopg

    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"]) as connection:
        return _median([_replayed(connection.cursor(), statements) for _ in range(times)])


def _replayed(cursor: "psycopg.Cursor[tuple[object, ...]]", statements: Sequence[str]) -> float:
    """Time the statements once, in a transaction that never was."""
    cursor.execute("DELETE FROM ledger_queue")
    taken = _timed(lambda: [cursor.execute(one) for one in statements])
    cursor.connection.rollback()
    return taken


def _timed(deed: Callable[[], object]) -> float:
    """Return how many milliseconds a deed takes."""
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def _median(values: Sequence[float]) -> float:
    """Return the middle one, rounded."""
    return round(statistics.median(values), 2)


def _print(costs: Sequence[Cost], bare: float, ours: float, *, as_json: bool) -> None:
    """Print the costs, and the ratio of the bare SQL to the whole page."""
    if as_json:
        pages = [{k: v for k, v in asdict(cost).items() if k != "statements"} for cost in costs]
        limit = {"bare_sql_milliseconds": bare, "ratio": round(bare / ours, 3)}
        click.echo(json.dumps({"pages": pages, "home": limit}))
        return
    click.echo("page         queries   html bytes   first visit       ms")
    for cost in costs:
        click.echo(
            f"{cost.page:<12} {cost.queries:>7} {cost.html_bytes:>12,}"
            f" {cost.first_visit_bytes:>13,} {cost.milliseconds:>8}"
        )
    click.echo(f"home beside its bare SQL: {bare} ms of {ours} ms, ratio {bare / ours:.2f}")
