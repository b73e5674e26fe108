"""The API attacked by its own description, over HTTP, as it is served."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

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

from recourse.faces.api import tokens
from recourse.ledger import sequencer
from tests.disclosure import town as the_town
from tests.faces import api_office
from tests.intake import office as offices

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture
def address(committed) -> Iterator[str]:
    """Serve the real application on loopback."""
    now = datetime.now(UTC)
    the_town.found(now)
    api_office.enrol(offices.found(now), now)
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
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)


MACHINES = ("safety-1", "steward-1", "signer-1", "officer-1")
"""One of each kind of seat that a machine acts as."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_no_request_the_description_allows_or_forbids_breaks_the_api(address):
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
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
