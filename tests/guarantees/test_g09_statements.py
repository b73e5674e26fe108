"""G9: No score.

… in no output of a statement: no number, colour or class stands beside a person, and a
statement has one finding or none.
"""

import json

import pytest

from recourse.attestation import issuer, signed, wording
from recourse.attestation.contents import canonical_of
from recourse.attestation.terms import NO_ADVERSE_ENTRY, Kind
from recourse.ground.actor import SYSTEM
from recourse.journeys import issue_statement
from recourse.records import actions as records
from recourse.records.terms import Why
from tests.guarantees.carrying import issued
from tests.guarantees.cases import oneself
from tests.guarantees.city import NOON, SECOND
from tests.guarantees.test_g09_no_score import FORBIDDEN, MEASURES


def names_and_numbers(value, name=""):
    """Yield every member's name, and every number with the name it stands under."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key, None
            yield from names_and_numbers(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from names_and_numbers(one, name)
    elif isinstance(value, int | float):
        yield name, value


@pytest.fixture
def outputs(city, settings, tmp_path):
    """Return every kind of statement, as it is kept, signed and attached."""
    settings.ISSUER_DIR = tmp_path / "issuer"
    issuer.make_demo_authority(NOON)
    cards = [issued(city.lin), issued(city.wang, Kind.REPORT)]
    records.end_early(
        person=city.wang, record=city.fine, why=Why.REPAIRED, by=SYSTEM, now=NOON + SECOND
    )
    notice = issue_statement.issue_correction(
        person=city.wang, record=city.fine, by=oneself(city.wang), now=NOON + 2 * SECOND
    )
    return [card.statement for card in (*cards, notice)]


def test_no_output_measures_anybody(outputs):
    for said in outputs:
        text = canonical_of(said).decode()
        found = list(names_and_numbers(json.loads(text)))

        assert [name for name, _ in found if FORBIDDEN.search(name)] == []
        assert {name for name, number in found if number is not None} == {"birth_year"}
        assert not MEASURES.search(text)
        assert said.finding in {"", NO_ADVERSE_ENTRY}
        assert said.finding == "" or said.kind is Kind.NO_VIOLATION
        assert wording.NO_OPINION in said.limits or said.kind is Kind.CORRECTION
        assert wording.MAY_REFUSE in said.limits
        assert signed.token(said, issuer.issuer()).count(".") == 2
