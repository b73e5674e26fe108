"""`recourse amend`: a department withdraws, revokes or corrects a record of its own.

Or it reports that the duties of a decision are fulfilled. Exit codes: 0 done, or proposed and
waiting for the second seat · 2 refused.
"""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.house import open_house
from recourse.faces.cli.intake import FILE_REFUSED, seat_named, show_refusal, terminal_language

if TYPE_CHECKING:
    from recourse.agencies.terms import SeatCard
    from recourse.journeys.amend_record import Exact

DEEDS = ("withdraw", "revoke", "correct", "fulfilled")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(epilog="The document is asked for, so that no number stands in a command line.")
@click.argument("deed", type=click.Choice(DEEDS))
@click.option("--item", required=True, help="Item of the catalogue.")
@click.option("--number", required=True, help="Number of the decision.")
@click.option("--decided", required=True, type=DAY, help="Day of the decision.")
@click.option("--document", prompt="Document (TYPE/NUMBER, 01 is a citizen's card)", hidden=True)
@click.option("--seat", required=True, metavar="CODE/NUMBER", help="Data steward who proposes.")
@click.option("--sign", metavar="CODE/NUMBER", help="Second seat: signs, and it is done.")
@click.option("--reason", default="", help="Code of the reason; a wrong one lists those there are.")
@click.option("--learned", type=DAY, help="Day on which the department learned of it.")
@click.option("--on", "on", type=DAY, help="Day by which the duties were fulfilled.")
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="What is right.")
@click.option(
    "--paper", nargs=3, metavar="NUMBER DAY AUTHORITY", help="What a revocation rests on."
)
def amend(
    *,
    deed: str,
    item: str,
    number: str,
    decided: datetime,
    document: str,
    seat: str,
    sign: str | None,
    reason: str,
    learned: datetime | None,
    on: datetime | None,
    changes: Sequence[str],
    paper: tuple[str, str, str] | None,
) -> None:
    """Change one record of your own department, named exactly; there is no search."""
    open_house()
    from recourse.ground.refused import Refused

    try:
        by = seat_named(seat)
        exact = _exact(item, document, number, decided.date())
        if deed == "fulfilled":
            click.echo(_report(exact, _given(on, "--on"), by))
        else:
            knows = _given(learned, "--learned")
            proposed = _propose(
                exact, deed, reason=reason, learned_on=knows, changes=changes, paper=paper, by=by
            )
            click.echo(proposed if sign is None else _sign(proposed, sign))
    except Refused as refusal:
        show_refusal(refusal, as_json=False, language=terminal_language())
        sys.exit(FILE_REFUSED)


def _given(day: datetime | None, option: str) -> date:
    """Return a day that the deed needs."""
    if day is None:
        raise click.UsageError(f"this deed needs {option}")
    return day.date()


def _exact(item: str, document: str, number: str, decided_on: date) -> "Exact":
    """Return what names the record."""
    from recourse.journeys.amend_record import Exact
    from recourse.people.terms import DocumentType

    kind, slash, own = document.partition("/")
    if not slash or kind not in set(DocumentType):
        raise click.BadParameter("write the document as TYPE/NUMBER, such as 01/…")
    return Exact(
        item=item,
        document_type=DocumentType(kind),
        document_number=own,
        number=number,
        decided_on=decided_on,
    )


def _report(exact: "Exact", on: date, by: "SeatCard") -> str:
    """Keep the performance; say whether it repaired the record."""
    from recourse.journeys import amend_record

    repaired = amend_record.report_fulfilled(
        exact=exact, fulfilled_on=on, paper={}, by=by, now=datetime.now(UTC)
    )
    return "repaired" if repaired else "kept"


def _propose(
    exact: "Exact",
    deed: str,
    *,
    reason: str,
    learned_on: date,
    changes: Sequence[str],
    paper: tuple[str, str, str] | None,
    by: "SeatCard",
) -> str:
    """Propose the deed and return its number."""
    from recourse.intake.amendments.actions import PAPER
    from recourse.intake.amendments.terms import REASONS_OF, Deed, Reason
    from recourse.journeys import amend_record

    named = [one.value for one in REASONS_OF[Deed(deed)]]
    if reason not in named:
        raise click.BadParameter(f"--reason is one of {', '.join(named)}")
    card = amend_record.propose(
        exact=exact,
        deed=Deed(deed),
        reason=Reason(reason),
        learned_on=learned_on,
        values=_values(exact, changes, by) if deed == Deed.CORRECT else {},
        paper=dict(zip(PAPER, paper, strict=True)) if paper else {},
        by=by,
        now=datetime.now(UTC),
    )
    return card.number


def _values(exact: "Exact", changes: Sequence[str], by: "SeatCard") -> Mapping[str, str]:
    """Return the fields of the record with what is right in place of what is wrong."""
    from recourse.journeys import amend_record

    sent = amend_record.find(exact=exact, by=by, now=datetime.now(UTC))
    given = dict(change.split("=", 1) for change in changes if "=" in change)
    return dict(sent.values) | given


def _sign(number: str, seat: str) -> str:
    """Sign as the second seat; say what stands."""
    from recourse.journeys import amend_record

    done = amend_record.sign(number=number, by=seat_named(seat), now=datetime.now(UTC))
    return f"{done.number} {done.state}"
