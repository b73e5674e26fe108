"""The API attacked by its own description, over HTTP, as it is served."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from recourse.agencies.terms import SeatCard
from recourse.faces.api import tokens
from recourse.ground.calendar import civil_date
from recourse.intake import queries as intake
from recourse.journeys import take_in_batch
from recourse.ledger import sequencer
from tests.disclosure import town as the_town
from tests.faces import api_examples, api_office
from tests.intake import office as offices
from tests.residents import WANG

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


class Served(NamedTuple):
    """Where the house is, the secret of one machine, and who signs."""

    address: str
    secret: str
    signer: SeatCard


@pytest.fixture
def served(committed) -> Iterator[Served]:
    """Serve the real application on loopback."""
    now = datetime.now(UTC)
    town = the_town.found(now)
    office = offices.found(now)
    api_office.enrol(office, now)
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    commands = (
        ("-m", "recourse", "serve", "--port", str(port)),
        ("-m", "recourse", "ledger", "sequence"),
    )
    processes = [
        subprocess.Popen([sys.executable, *command], env=dict(os.environ)) for command in commands
    ]
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield Served(f"http://127.0.0.1:{port}", town.safety_secret, office.signer)
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)


MACHINES = ("safety-1", "steward-1", "officer-1")
"""One of each kind of seat that a machine acts as."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_no_request_the_description_allows_or_forbids_breaks_the_api(served):
    schema = schemathesis.openapi.from_url(f"{served.address}/api/openapi.json")
    given = [tokens.issue(machine, now=datetime.now(UTC)) for machine in MACHINES]

    operations = [found.ok() for found in schema.get_all_operations()]

    assert len(operations) > 25
    for operation in operations:
        _attack(operation, given)


def _attack(operation, given_tokens: list[str]) -> None:
    """Send what the description allows, and what it forbids, as each kind of seat."""

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), token=st.sampled_from(given_tokens))
    def attack(case, token: str) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    attack()


ELSEWHERE = ("$ENTRY", "$RECALL")
"""A proof needs a published log, a recall a record that fell: `test_own_look_ups`, `test_recalls`."""


def rows_of(now: datetime) -> list[dict[str, str]]:
    """Return two rows in order and one that is held, decided weeks ago."""
    on = civil_date(now)
    days = {
        "conduct_ended_on": on - timedelta(days=60),
        "decided_on": on - timedelta(days=30),
        "served_on": on - timedelta(days=25),
        "repair_notice_served_on": on - timedelta(days=25),
    }
    dated = {code: day.isoformat() for code, day in days.items()}
    changes = ({}, {"fulfilment_status": "未到期"}, {"decision_no": ""})
    return [offices.row(number, **dated, **one) for number, one in enumerate(changes, start=1)]


def given_to_a_reader(served: Served, folder: Path, now: datetime) -> dict[str, str]:
    """Return what the examples leave to the reader, and put the file beside them."""
    rows = rows_of(now)
    (folder / "fines.csv").write_text(offices.csv_text(rows))
    put_right = rows[2] | {"decision_no": "（虚）应急罚〔2026〕000003号"}
    (folder / "put-right.csv").write_text(offices.csv_text([put_right]))
    named = {"TOKEN_OF_OFFICER": "officer-1"}
    return {
        **{name: tokens.issue(machine, now=now) for name, machine in named.items()},
        "CLIENT": "safety-1",
        "SECRET": served.secret,
        "TODAY": civil_date(now).isoformat(),
        "NAME": WANG.name,
        "DOCUMENT": WANG.number,
        "DECISION": rows[1]["decision_no"],
        "DECIDED_ON": rows[1]["decided_on"],
    }


@pytest.mark.slow
def test_every_example_of_the_documentation_does_what_it_says(served, tmp_path):
    now = datetime.now(UTC)
    given = given_to_a_reader(served, tmp_path, now)
    typed = 0

    for section, commands in api_examples.sections():
        is_departments = section in {"Batches", "Changes after entry"} or "agency does" in section
        given["TOKEN"] = tokens.issue("steward-1" if is_departments else "safety-1", now=now)
        if section == "Changes after entry":
            batch, signer = intake.batch(given["BATCH"]).id, served.signer
            take_in_batch.sign(batch=batch, by=signer, now=datetime.now(UTC))
            take_in_batch.enter(batch=batch, now=datetime.now(UTC))
        for command in commands:
            if command.startswith("curl") and not any(name in command for name in ELSEWHERE):
                if "/fulfilments" in command:
                    given["DOCUMENT"] = rows_of(now)[1]["document_number"]
                api_examples.typed(command, address=served.address, given=given, folder=tmp_path)
                typed += 1

    assert typed >= 17
    assert (tmp_path / "held-rows.xlsx").stat().st_size > 1_000
