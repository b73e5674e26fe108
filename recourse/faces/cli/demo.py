"""`recourse demo`: open the synthetic city; make it first if it is not there."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import open_house, var
from recourse.faces.cli.processes import Household
from recourse.faces.cli.serve import need_free_port

if TYPE_CHECKING:
    from recourse.faces.cli.city.making import CityCard

HOST = "127.0.0.1"
_MEGABYTES_NEEDED = 500
_SECONDS_TO_OPEN = 60
_MADE_BY_THE_DEMO = (
    *(
        "asking",
        "city",
        "deliveries",
        "erasures",
        "issuer",
        "keys",
        "log",
        "log-files",
        "postgres",
        "run",
    ),
    *("signer", "spool", "witnesses"),
)
_WITNESSES = ("ombudsman", "audit-office", "university")


@click.command()
@click.option("--people", default=2000, show_default=True, type=click.IntRange(100, 200_000))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Throw the city away, then stop.")
def demo(*, people: int, port: int, reset: bool) -> None:
    """Open a synthetic city in the browser; Ctrl-C stops everything."""
    with _only_one():
        if reset:
            throw_away()
            click.echo("The city is gone. `make demo` makes a new one.")
            return
        need_free_port(HOST, port)
        need_disk(var())
        run(people, port)


def run(people: int, port: int) -> None:
    """Make or open the city and keep it open until told to stop."""
    began = time.monotonic()
    os.environ["RECOURSE_PUBLIC_URL"] = f"http://{HOST}:{port}"
    household = Household(var() / "log")
    household.end_on_signals()
    try:
        card = _city(people)
        with _step("Opening the site"):
            _open_site(household, port)
            _open_desk(household, f"http://{HOST}:{port}")
        _greet(card, f"http://{HOST}:{port}", people, seconds=time.monotonic() - began)
        fallen = household.wait()
        raise click.ClickException(
            f"the {fallen} has stopped by itself:\n{household.last_words(fallen)}"
        )
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            click.echo("\nStopping.")
    finally:
        household.end()


@contextmanager
def _only_one() -> Iterator[None]:
    """Keep a second demo out of the same folder.

    Raises:
        click.ClickException: One is running.

    """
    try:
        var().mkdir(parents=True, exist_ok=True)
        lock = (var() / "demo.lock").open("a")
    except OSError as error:
        raise click.ClickException(f"{var()} cannot be written to: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException("the demo is running already; end it first.") from error
        yield


def need_disk(folder: Path) -> None:
    """End with one clear line if the disk is too full for a city.

    Raises:
        click.ClickException: Not enough is free.

    """
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _MEGABYTES_NEEDED:
        raise click.ClickException(
            f"the disk is too full: {_MEGABYTES_NEEDED} MB are needed, {free} MB are free."
        )


def throw_away() -> None:
    """Remove what the demo has made, and nothing else."""
    from recourse.store import embedded

    embedded.stop(var() / "postgres")
    for name in _MADE_BY_THE_DEMO:
        shutil.rmtree(var() / name, ignore_errors=True)


def _city(people: int) -> "CityCard":
    """Return the card of the city; make it whole first if it is not."""
    if not (var() / "city" / "city.json").exists():
        throw_away()
    (var() / "city").mkdir(exist_ok=True)
    with _step("Starting the database"):
        open_house(demo=True)
    with _step("Bringing the tables up to date"):
        _migrate()
    from recourse.attestation.issuer import make_demo_authority
    from recourse.faces.cli.city import making

    with _step("Reading the catalogue"):
        making.load_catalogue(now=datetime.now(UTC))
    make_demo_authority(datetime.now(UTC))
    card = making.card_of(var() / "city")
    return card or making.make(people, var() / "city", step=_step)


def _migrate() -> None:
    """Migrate as the owner of the tables, in a process of its own.

    Raises:
        click.ClickException: A migration failed.

    """
    done = subprocess.run(
        [sys.executable, "-m", "recourse", "db", "migrate"],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise click.ClickException(f"the tables could not be made:\n{done.stderr[-2000:]}")


def _open_site(household: Household, port: int) -> None:
    """Start the site, the worker and the sequencer; wait until the site answers.

    Raises:
        click.ClickException: One of them stopped, or the site does not answer.

    """
    recourse = [sys.executable, "-m", "recourse"]
    environment = dict(os.environ)
    household.start("site", [*recourse, "serve", "--port", str(port)], environment)
    household.start("worker", [*recourse, "worker"], environment)
    household.start("sequencer", [*recourse, "ledger", "sequence"], environment)
    _open_log(household, recourse, environment)
    until = time.monotonic() + _SECONDS_TO_OPEN
    while not _answers(port):
        time.sleep(0.1)
        fallen = household.fallen()
        if fallen or time.monotonic() > until:
            words = household.last_words(fallen or "site")
            raise click.ClickException(f"the {fallen or 'site'} does not start:\n{words}")


def _open_log(household: Household, recourse: list[str], environment: dict[str, str]) -> None:
    """Start the signer, three witnesses and the publisher; two of three make a head final."""
    household.start("signer", [*recourse, "signer"], environment)
    keys = _said([*recourse, "signer", "--vkeys", str(datetime.now(UTC).year)])
    trusted = [part for vkey in keys.split() for part in ("--vkey", vkey)]
    lines = []
    for name in _WITNESSES:
        port = _free_port()
        named = ["--name", f"{name}.example", "--state", str(var() / "witnesses" / name)]
        command = [*recourse, "witness", *named]
        household.start(name, [*command, "--port", str(port), *trusted], environment)
        vkey = json.loads(_said([*command, "--json", "--show-keys"]))["keys"][0]
        lines.append(f"witness {name} {vkey} http://{HOST}:{port}\n")
    (var() / "log-files").mkdir(exist_ok=True)
    quorum = f"group two-of-three 2 {' '.join(_WITNESSES)}\nquorum two-of-three\n"
    (var() / "log-files" / "policy").write_text("".join(lines) + quorum, encoding="utf-8")
    household.start("publisher", [*recourse, "ledger", "publish"], environment)


def _open_desk(household: Household, site: str) -> None:
    """Start the desk of the made-up bakery: the recipient's own tool, beside the city."""
    from recourse.faces.cli.city.asking import open_bakery

    given = open_bakery(var() / "asking", site=site, now=datetime.now(UTC))
    command = [sys.executable, "-m", "recourse_verify.main", "ask", *given]
    household.start("desk", command, dict(os.environ))


def _said(command: list[str]) -> str:
    """Run a command and return what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return done.stdout


def _free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    """Whether the site answers."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


@contextmanager
def _step(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a step, how far it is, and how long it took."""
    began = time.monotonic()
    live = sys.stdout.isatty()

    def report(done: int, of: int) -> None:
        if live:
            click.echo(f"\r  {title:<56} {100 * done // of:>3} %", nl=False)

    if live:
        click.echo(f"  {title:<56}", nl=False)
    yield report
    back = "\r" if live else ""
    click.echo(f"{back}  {title:<56} {time.monotonic() - began:5.1f} s")


def _greet(card: "CityCard", address: str, people: int, *, seconds: float) -> None:
    """Say where the city is, who may sign in, and what to try."""
    from recourse.faces.cli.city.asking import desk_address
    from recourse.faces.cli.city.making import look_up_script
    from recourse.faces.ready_made import READY_MADE

    script = var() / "city" / "look-up.sh"
    script.write_text(look_up_script(card, address))
    script.chmod(0o700)
    logins = "\n".join(f"    {made.role.en:<22} {made.role.zh}" for made in READY_MADE)
    other = f" (make demo-reset first, to have {people})" if people != card.people else ""
    click.echo(f"""
Recourse 有据 is open, after {seconds:.0f} seconds: {address}/
A made-up city of {card.people} people{other}. Nobody in it is real.

  Sign in, without a password, at {address}/login/ as
{logins}

  Three things to try
    1. Sign in as Person: {card.person_name} has a new record that nobody else can see yet.
       Open the notice in the inbox; then look at “Who looked”.
    2. Sign in as Data steward and hand in {_short(card.to_hand_in)}
       (item adv.work_safety_person); then sign it as Second signer.
    3. Look {card.person_name} up as a machine: sh {_short(str(script))}
       The look-up is in “Who looked” at once.

  Carry a statement: hold it in the wallet at {address}/demo/wallet/
    and be asked for it by a bakery, at {desk_address(var() / "asking")}

  Ctrl-C stops everything. `make demo-reset` throws the city away.
""")


def _short(path: str) -> str:
    """Return a path as seen from here, where that is shorter."""
    return min(path, os.path.relpath(path), key=len)
