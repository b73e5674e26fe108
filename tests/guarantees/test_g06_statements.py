"""G6: No proof, no data.

… a statement is issued in the transaction that writes so into the person's log, or not at all.
To whom it is shown is in no log, unless the person made a code for a counter: then that is.
"""

import pytest

from recourse.attestation import queries
from recourse.attestation.errors import CodeOpensNothing
from recourse.journeys import issue_statement, show_statement
from tests.guarantees.carrying import chosen, issued
from tests.guarantees.cases import oneself
from tests.guarantees.city import NOON, SECOND, log_of
from tests.guarantees.test_g06_no_proof_no_data import EACH_ROW, FAILS, SAYS_NO, sabotage
from tests.residents import LIN

SILENCED = FAILS.format(deed=SAYS_NO) + EACH_ROW.format(table="ledger_queue")


def kinds():
    return [str(entry.kind) for entry in log_of(LIN)]


def test_without_its_line_in_the_log_nothing_is_issued_shown_or_previewed(city):
    card, me = issued(city.lin), oneself(city.lin)
    recipient = show_statement.recipients()[0].code
    _, code = show_statement.make_code(
        person=city.lin, statement=card.id, recipient=recipient, by=me, now=NOON
    )
    typed = {"code": code, "recipient": recipient, "called": "3", "address": "10.0.0.1"}
    deeds = (
        lambda: issued(city.lin, now=NOON + SECOND),
        lambda: issue_statement.preview(person=city.lin, choice=chosen(), by=me, now=NOON + SECOND),
        lambda: show_statement.open_by_code(**typed, now=NOON + SECOND),
    )

    with sabotage(SILENCED):
        for deed in deeds:
            with pytest.raises(Exception, match="no room"):
                deed()

    assert [one.id for one in queries.statements_of(city.lin, at=NOON)] == [card.id]
    shown = show_statement.open_by_code(**typed, now=NOON + 2 * SECOND)
    assert shown.statement == card.statement
    with pytest.raises(CodeOpensNothing):
        show_statement.open_by_code(**typed, now=NOON + 3 * SECOND)
    assert kinds()[:3] == ["share-opened", "share-made", "attested"]
