"""The command `recourse`: one word, then what to do."""

import click

from recourse.faces.cli.lazy import Lazy

COMMANDS = {
    "agencies": "recourse.faces.cli.agencies:agencies",
    "amend": "recourse.faces.cli.amend:amend",
    "bench": "recourse.faces.cli.bench:bench",
    "calendar": "recourse.faces.cli.calendar:calendar",
    "catalogue": "recourse.faces.cli.catalogue:catalogue",
    "content": "recourse.faces.cli.content:content",
    "db": "recourse.faces.cli.db:db",
    "demo": "recourse.faces.cli.demo:demo",
    "erase": "recourse.faces.cli.erase:erase",
    "intake": "recourse.faces.cli.intake:intake",
    "issuer": "recourse.faces.cli.issuer:issuer",
    "keys": "recourse.faces.cli.keys:keys",
    "ledger": "recourse.faces.cli.ledger:ledger",
    "recipients": "recourse.faces.cli.recipients:recipients",
    "serve": "recourse.faces.cli.serve:serve",
    "signer": "recourse.faces.cli.ledger:signer",
    "witness": "recourse.faces.cli.ledger:witness",
    "worker": "recourse.faces.cli.serve:worker",
}


@click.command(cls=Lazy, places=COMMANDS)
def main() -> None:
    """Recourse 有据: public records about people, with recourse built in."""
