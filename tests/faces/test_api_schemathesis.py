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
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from recourse.faces.api import tokens
from recourse.ledger import sequencer
from tests.disclosure import town as the_town

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


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_no_request_the_description_allows_or_forbids_breaks_the_api(address):
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    token = tokens.issue("safety-1", now=datetime.now(UTC))

    operations = [found.ok() for found in schema.get_all_operations()]

    assert len(operations) == 13
    for operation in operations:
        _attack(operation, token)


def _attack(operation, token: str) -> None:
    """Send what the description allows, and what it forbids."""

    @settings(
        max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def attack(case) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    attack()
