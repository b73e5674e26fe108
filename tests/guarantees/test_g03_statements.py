"""G3: Contested means silent.

… in what a person carries away, too: while an objection is open the record prevents no
statement and is in none, unless its person, and nobody else, wants it shown, marked.
"""

from datetime import timedelta

import pytest

from recourse.attestation.contents import canonical_of
from recourse.attestation.errors import Prevented
from recourse.attestation.terms import Kind, Mark
from tests.guarantees.carrying import issued
from tests.guarantees.cases import REFUSED, decide, objection, officer
from tests.guarantees.city import NOON, SECOND


def test_a_contested_record_is_in_nothing_that_is_carried_away(city):
    with pytest.raises(Prevented):
        issued(city.wang, now=NOON)

    case = objection(city, now=NOON + SECOND)
    silent = NOON + 2 * SECOND
    clean, report = (
        issued(city.wang, kind, now=silent) for kind in (Kind.NO_VIOLATION, Kind.REPORT)
    )
    wanted = issued(city.wang, Kind.REPORT, now=silent, also=frozenset({city.fine}))

    assert clean.statement.finding == "no_adverse_entry"
    assert report.statement.sections[0].entries == ()
    assert "虚应急罚".encode() not in canonical_of(clean.statement) + canonical_of(report.statement)
    assert wanted.statement.sections[0].entries[0].marks == (Mark.DISPUTED,)

    decide(case, REFUSED, officer(city), now=NOON + timedelta(hours=1))
    with pytest.raises(Prevented):
        issued(city.wang, now=NOON + timedelta(hours=2))
