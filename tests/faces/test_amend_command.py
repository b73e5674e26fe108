"""The command changes one record, named exactly, and has a second seat sign."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner

from recourse.faces.cli import amend as cli
from recourse.records.terms import State, Why
from tests.intake import office as offices
from tests.intake.office import CODE, ITEM, NOW
from tests.journeys import amending

pytestmark = pytest.mark.slow

STEWARD, SIGNER = f"{CODE}/031", f"{CODE}/032"


@pytest.fixture
def case(db, tmp_path):
    return amending.case(offices.found(), tmp_path)


@pytest.fixture
def run(case, monkeypatch):
    monkeypatch.setattr(cli, "open_house", lambda: None)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    exact = case.exact
    named = ["--item", ITEM, "--number", exact.number, "--decided", exact.decided_on.isoformat()]

    def invoke(deed, *words, document=f"01/{exact.document_number}"):
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            return CliRunner().invoke(
                cli.amend, [deed, *named, "--seat", STEWARD, *words], input=f"{document}\n"
            )

    return invoke


WHY = ("--learned", "2026-11-23", "--reason")


def test_it_proposes_and_with_a_second_seat_it_is_done(run, case):
    proposed = run("withdraw", *WHY, "no_basis")
    assert "A-20261123-0001" in proposed.output
    assert case.card().state is State.UNSEEN

    done = run("withdraw", *WHY, "no_basis", "--sign", SIGNER)

    assert done.exit_code == 0
    assert "done" in done.output
    assert case.card().ended_why is Why.WITHDRAWN


def test_a_correction_sets_fields(run, case):
    done = run("correct", *WHY, "facts", "--set", "fine_wan_yuan=1", "--sign", SIGNER)

    assert done.exit_code == 0, done.output
    assert case.card().fields["fine_wan_yuan"] == "1"


def test_a_revocation_rests_on_a_paper(run, case):
    bare = run("revoke", *WHY, "by_court", "--sign", SIGNER)
    done = run("revoke", *WHY, "by_court", "--sign", SIGNER, "--paper", "9号", "2026-11-20", "法院")

    assert (bare.exit_code, done.exit_code) == (2, 0)
    assert case.card().ended_why is Why.REVOKED


def test_performance_is_kept_at_once(run, case):
    assert "kept" in run("fulfilled", "--on", "2026-11-22").output

    assert case.card().fulfilled_on.isoformat() == "2026-11-22"


@pytest.mark.parametrize(
    "words",
    [
        ("withdraw", "--reason", "no_basis"),
        ("withdraw", *WHY, "boredom"),
        ("fulfilled",),
    ],
)
def test_what_is_missing_is_said(run, words):
    assert run(*words).exit_code == 2


def test_what_names_no_record_is_refused(run):
    refused = run("withdraw", *WHY, "no_basis", document="01/000000199001010018")

    assert refused.exit_code == 2
    assert "records.no_such_record" in refused.output
    assert run("withdraw", *WHY, "no_basis", document="nonsense").exit_code == 2
