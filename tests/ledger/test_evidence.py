"""The proof of one entry is made from that entry's row, and given to its own person alone."""

from uuid import uuid4

import pytest

from recourse.ledger import evidence, queries
from recourse.ledger.errors import NoSuchEntry, NotPublishedYet
from recourse.ledger.rules import DoesNotOpen
from recourse.store.keys import vault
from recourse_verify.main import main
from tests.conftest import owner
from tests.ledger.conftest import ORIGIN
from tests.ledger.test_going_on import LIN, WANG, log, note
from tests.ledger.test_going_on import where as where  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.usefixtures("committed", "where")


def newest(tag):
    return queries.entries_of(tag)[0].entry_id


def test_a_proof_reads_the_one_row_it_is_of(place, signs, tmp_path, django_assert_num_queries):
    log(place, *[LIN, WANG] * 20)
    asked = newest(LIN)
    file = tmp_path / "proof"

    with django_assert_num_queries(1) as asked_for:
        file.write_text(evidence.proof_of(LIN, asked))

    (query,) = asked_for.captured_queries
    assert "WHERE entry_id = " in query["sql"]
    assert main(["proof", str(file), "--vkey", str(signs.signers(ORIGIN)[0].key)]) == 0


def test_nobody_is_given_the_proof_of_anybody_elses_entry(place):
    log(place, LIN, WANG, None)
    with owner() as connection:
        (about_nobody,) = connection.execute(
            "SELECT entry_id FROM ledger_entry WHERE person_tag IS NULL"
        ).fetchone()

    for entry in (newest(WANG), about_nobody, uuid4()):
        with pytest.raises(NoSuchEntry):
            evidence.proof_of(LIN, entry)


def test_what_waits_has_no_proof_yet(place):
    log(place, LIN)
    note(LIN)

    with pytest.raises(NotPublishedYet):
        evidence.proof_of(LIN, newest(LIN))


def test_what_was_erased_has_no_proof_and_what_was_changed_is_a_fault(place, tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    log(place, LIN, LIN)
    first, second = (card.entry_id for card in queries.entries_of(LIN)[::-1])
    with owner() as connection:
        for change, entry in (("NULL, erased_by = 1", first), ("sha256('x')", second)):
            connection.execute(
                f"UPDATE ledger_entry SET sealed = {change} WHERE entry_id = %s", [entry]
            )

    with pytest.raises(NoSuchEntry):
        evidence.proof_of(LIN, first)
    with pytest.raises(DoesNotOpen):
        evidence.proof_of(LIN, second)
    vault().destroy("year-2026")
    with pytest.raises(NoSuchEntry):
        evidence.proof_of(LIN, second)
