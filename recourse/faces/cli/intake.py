"""`recourse intake`: hand a file in, see what would become of every row, sign, enter.

Exit codes: 0 every row is accepted or on file already · 1 something else went wrong ·
2 the file, or the deed, was refused · 3 rows are held for correction · 4 none is held, but
rows were refused.
"""

import json
import locale
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import open_house

if TYPE_CHECKING:
    from recourse.agencies.terms import SeatCard
    from recourse.ground.refused import Refused
    from recourse.intake.terms import BatchCard, RuleCount

_CHINESE = {
    "batch": "批次",
    "rows": "行数",
    "total": "合计",
    "rule": "规则",
    "problem": "问题",
    "do": "怎么处理",
    "dropped": "目录中没有、因此没有保存的列",
}
_ENGLISH = {
    "batch": "Batch",
    "rows": "Rows",
    "total": "Total",
    "rule": "Rule",
    "problem": "Problem",
    "do": "What to do",
    "dropped": "Columns the catalogue does not name, not stored",
}
ALL_ACCEPTED, FILE_REFUSED, ROWS_HELD, ROWS_REFUSED = 0, 2, 3, 4


@click.command(
    epilog="Exit codes: 0 all rows accepted or on file already; 2 file refused;"
    " 3 rows held; 4 rows refused."
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--item", required=True, help="Item of the catalogue: adv.work_safety_person …")
@click.option("--seat", required=True, metavar="CODE/NUMBER", help="Seat that hands the file in.")
@click.option("--sign", metavar="CODE/NUMBER", help="Second seat: signs, and the rows are entered.")
@click.option(
    "--held",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the held rows here, with reasons (.csv or .xlsx).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def intake(
    *, file: Path, item: str, seat: str, sign: str | None, held: Path | None, as_json: bool
) -> None:
    """Hand FILE in: received, checked, shown; with --sign also entered.

    The same file again shows the same batch.
    """
    open_house()
    from recourse.ground.refused import Refused

    language = "zh" if as_json else terminal_language()
    try:
        batch = _run(file, item, seat, sign, quiet=as_json, language=language)
        _show(batch, as_json=as_json, language=language)
        if held is not None and batch.held:
            _write_held(batch, held)
    except Refused as refusal:
        show_refusal(refusal, as_json=as_json, language=language)
        sys.exit(FILE_REFUSED)
    sys.exit(ROWS_HELD if batch.held else ROWS_REFUSED if batch.refused else ALL_ACCEPTED)


def _run(
    file: Path, item: str, seat: str, sign: str | None, *, quiet: bool, language: str
) -> "BatchCard":
    """Take the file through every step that was asked for."""
    from recourse.intake.terms import State
    from recourse.journeys import take_in_batch

    by = seat_named(seat)
    second = seat_named(sign) if sign else None
    say = _Progress(quiet=quiet, language=language)
    say("接收", "Receiving")
    batch = take_in_batch.receive(
        path=file, file_name=file.name, item=item, by=by, now=datetime.now(UTC)
    )
    if batch.state in {State.RECEIVED, State.CHECKED}:
        say("核验", "Checking")
        batch = take_in_batch.check(batch=batch.id, by=by.actor, now=datetime.now(UTC))
        if second is not None:
            batch = take_in_batch.sign(batch=batch.id, by=second, now=datetime.now(UTC))
    if second is not None and batch.state in {State.SIGNED, State.ENTERING}:
        say("入档", "Entering")
        batch = take_in_batch.enter(batch=batch.id, now=datetime.now(UTC))
    say.done()
    return batch


def seat_named(named: str) -> "SeatCard":
    """Return the seat that `CODE/NUMBER` names."""
    from recourse.agencies import queries

    agency, slash, number = named.rpartition("/")
    if not slash:
        raise click.BadParameter("write CODE/NUMBER: the agency's code or name, the seat's number")
    return queries.seat_by_number(agency, number)


class _Progress:
    """One line on the terminal that says what is going on."""

    def __init__(self, *, quiet: bool, language: str) -> None:
        """Be silent where nobody looks."""
        self._quiet = quiet or not sys.stderr.isatty()
        self._language = language

    def __call__(self, zh: str, en: str) -> None:
        """Say the step that begins."""
        if not self._quiet:
            click.echo(f"\r\033[K{zh if self._language == 'zh' else en} …", err=True, nl=False)

    def done(self) -> None:
        """Clear the line."""
        if not self._quiet:
            click.echo("\r\033[K", err=True, nl=False)


def terminal_language() -> str:
    """Return the language of the terminal."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith("zh") else "en"


def _show(batch: "BatchCard", *, as_json: bool, language: str) -> None:
    """Print what became, or would become, of every row."""
    from recourse.intake import queries

    counts = queries.findings_by_rule(batch.id)
    if as_json:
        click.echo(json.dumps(_as_json(batch, counts), ensure_ascii=False, indent=2))
        return
    from recourse.intake.terms import OUTCOME_WORDS, STATE_WORDS, Outcome

    say = _CHINESE if language == "zh" else _ENGLISH
    click.echo(f"{say['batch']} {batch.number}  {STATE_WORDS[batch.state].to(language)}")
    click.echo(f"SHA-256 {batch.file_sha256.hex()}\n")
    tally = [(OUTCOME_WORDS[o].to(language), str(getattr(batch, o.code))) for o in Outcome]
    _table([("", say["rows"]), *tally, (say["total"], str(batch.rows))])
    if counts:
        click.echo()
        lines = [(c.rule, c.says.to(language), c.do.to(language), str(c.rows)) for c in counts]
        _table([(say["rule"], say["problem"], say["do"], say["rows"]), *lines])
    if batch.dropped_columns:
        click.echo(f"\n{say['dropped']}: {', '.join(map(_plain, batch.dropped_columns))}")


def _plain(text: str) -> str:
    """Return a text from a file without anything that a terminal would obey."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _table(lines: Sequence[Sequence[str]]) -> None:
    """Print lines in columns; the last one is a number and stands to the right."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        *texts, number = line
        padded = [t + " " * (w - _width(t)) for t, w in zip(texts, widths, strict=False)]
        click.echo("  ".join([*padded, " " * (widths[-1] - _width(number)) + number]))


def _width(text: str) -> int:
    """Return how many places a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _as_json(batch: "BatchCard", counts: Iterable["RuleCount"]) -> dict[str, object]:
    """Return a batch for machines."""
    return {
        "number": batch.number,
        "item": batch.item,
        "state": batch.state,
        "sha256": batch.file_sha256.hex(),
        "rows": batch.rows,
        "accepted": batch.accepted,
        "duplicate": batch.duplicate,
        "held": batch.held,
        "refused": batch.refused,
        "dropped_columns": list(batch.dropped_columns),
        "rules": [
            {
                "rule": count.rule,
                "outcome": count.outcome.code,
                "rows": count.rows,
                "columns": list(count.columns),
                "says": {"zh": count.says.zh, "en": count.says.en},
                "do": {"zh": count.do.zh, "en": count.do.en},
            }
            for count in counts
        ],
        "receipt": batch.receipt,
    }


def show_refusal(refusal: "Refused", *, as_json: bool, language: str) -> None:
    """Print why nothing was taken, and what to do."""
    if as_json:
        words = {lang: [refusal.words(lang), refusal.advice(lang)] for lang in ("zh", "en")}
        said = {"refused": refusal.code, "facts": refusal.facts, "says": words}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo(f"{refusal.words(language)}\n{refusal.advice(language)}  [{refusal.code}]", err=True)


def _write_held(batch: "BatchCard", target: Path) -> None:
    """Move the file of held rows to where it was asked for."""
    import shutil

    from recourse.intake import queries
    from recourse.intake.terms import Form

    form = Form.XLSX if target.suffix.lower() == ".xlsx" else Form.CSV
    shutil.move(queries.held_rows_file(batch.id, form), target)
