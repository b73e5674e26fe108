"""A signer that listens, for whoever publishes."""

from datetime import UTC, datetime
from threading import Thread

import pytest

from recourse.ledger.publishing.publisher import Place
from recourse.ledger.publishing.signer import LogSigner, listening

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUSE = "localhost/log"
ORIGIN = f"{HOUSE}/2026"


@pytest.fixture
def signs(tmp_path):
    return LogSigner(tmp_path / "signer", house=HOUSE, clock=NOON.timestamp)


@pytest.fixture
def place(tmp_path, signs):
    """A signer that listens; give where a publisher works."""
    with listening(signs, tmp_path / "signer") as serving:
        thread = Thread(target=serving.serve_forever)
        thread.start()
        yield Place(files=tmp_path / "files", signer=tmp_path / "signer")
        serving.shutdown()
        thread.join()
