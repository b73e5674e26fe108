"""`recourse bench silence`: many answers overdue at one instant.

Two questions. What has silence decided at that instant, before any job has run? Every record is
out of every answer; the bench counts them. And how fast does the worker write it down
afterwards? Beside it the limit: for up to a thousand cases more, the same rows written by bare
prepared statements on one connection, with the same commit for each case, no letter thought of,
nothing sealed. The server, the people and their cases are made for the run and thrown away.
"""

import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import click

from recourse.faces.cli.bench_house import a_house

if TYPE_CHECKING:
    import psycopg

NOTHING = b"x" * 400
FOR_THE_LIMIT = 1_000
"""Cases that bare SQL closes; the rate of more is the same."""

BARE = (
    "UPDATE redress_case SET state = 'silent', closed_at = due_at WHERE person_id = %s AND id = %s",
    "DELETE FROM redress_waiting WHERE case_id = %s",
    """
    INSERT INTO redress_event (person_id, case_id, sequence, kind, at, by)
    VALUES (%s, %s, 99, 'silent', now(), 'system')
    """,
    """
    UPDATE record SET ended_at = falls_at, ended_why = falls_why, falls_at = NULL,
        falls_why = NULL
    WHERE person_id = %s AND id = %s
    """,
    """
    INSERT INTO record_event (person_id, record_id, sequence, kind, at, by)
    VALUES (%s, %s, 99, 'ended', now(), 'system')
    """,
    """
    INSERT INTO notice (person_id, id, kind, catalogue_version, written_at)
    VALUES (%s, gen_random_uuid(), 'message', 'x', now())
    """,
    """
    INSERT INTO ledger_queue (log_id, entry_id, at, key_id, sealed, commitment)
    SELECT 20260, gen_random_uuid(), now(), 'year-2026', %s, decode(repeat('00', 32), 'hex')
    FROM generate_series(1, 2)
    """,
)


@click.command()
@click.option("--cases", default=2_000, show_default=True, help="Answers overdue at one instant.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def silence(*, cases: int, as_json: bool) -> None:
    """Measure what silence decides at once, and the writing down of it beside bare SQL."""
    with a_house():
        told = _measured(cases)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"{cases:,} answers overdue at one instant: before any job, {told['standing_before']:,}"
        f" records could come back a second earlier, {told['standing_after']:,} at the instant"
    )
    click.echo(f"bare SQL   {told['limit']:>8,.0f} cases/s")
    click.echo(f"the worker {told['per_second']:>8,.0f} cases/s  ratio {told['ratio']:.2f}")


def _measured(cases: int) -> dict[str, float]:
    """File cases; let bare SQL close the first thousand at most, and the worker all others."""
    import psycopg

    from recourse.faces.cli import bench_town
    from recourse.ground.actor import SYSTEM
    from recourse.redress import actions

    now = datetime.now(UTC)
    bench_town.asker(now)
    bare_cases = min(cases, FOR_THE_LIMIT)
    filed = bench_town.object_to_all(bare_cases + cases, now)
    instant = filed[0].due.at
    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True) as owner:
        told: dict[str, float] = {
            "cases": cases,
            "standing_before": _awaited(owner, instant - timedelta(seconds=1)),
            "standing_after": _awaited(owner, instant),
        }
        bare = [(one.person_id, one.id, UUID(str(one.record_id))) for one in filed[:bare_cases]]
        told["limit"] = bare_cases / _closed_bare(owner, bare)
    start = time.perf_counter()
    done = actions.close_overdue(by=SYSTEM, now=instant, limit=cases + 1)
    told["per_second"] = done / (time.perf_counter() - start)
    if done != cases:
        raise click.ClickException(f"{done} cases were closed, not {cases}")
    told["ratio"] = round(told["per_second"] / told["limit"], 3)
    return told


def _awaited(owner: "psycopg.Connection[tuple[int]]", at: datetime) -> int:
    """Count records that could still come back into an answer if somebody decided at `at`."""
    row = owner.execute(
        "SELECT count(*) FROM record r"
        " WHERE record_is_standing(usable_from_on, ends_on, 0::smallint, ended_at, falls_at, %s)",
        [at],
    ).fetchone()
    return row[0] if row else 0


def _closed_bare(
    owner: "psycopg.Connection[tuple[int]]", cases: Sequence[tuple[UUID, UUID, UUID]]
) -> float:
    """Write what a closing writes, case by case, and return the seconds it took."""
    start = time.perf_counter()
    for person, case, record in cases:
        pairs = ((person, case), (case,), (person, case), (person, record), (person, record))
        given = (*pairs, (person,), (NOTHING,))
        with owner.transaction():
            for statement, values in zip(BARE, given, strict=True):
                owner.execute(statement, values, prepare=True)
    return time.perf_counter() - start
