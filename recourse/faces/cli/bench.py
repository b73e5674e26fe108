"""`recourse bench`: how fast the house is beside its own limit, in one run."""

import click

from recourse.faces.cli.lazy import Lazy

BENCHES = {
    "intake": "recourse.faces.cli.bench_intake:intake",
    "ledger": "recourse.faces.cli.bench_ledger:ledger",
    "look-ups": "recourse.faces.cli.bench_look_ups:look_ups",
    "paper": "recourse.faces.cli.bench_paper:paper",
    "page": "recourse.faces.cli.bench_page:page",
    "silence": "recourse.faces.cli.bench_silence:silence",
    "statements": "recourse.faces.cli.bench_statements:statements",
}


@click.command(cls=Lazy, places=BENCHES)
def bench() -> None:
    """Measure the house beside its limit; ratios carry over to other machines, rates do not."""
