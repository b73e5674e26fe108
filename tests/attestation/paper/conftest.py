"""An issuer whom a demo's authority vouches for, the same for all tests of paper."""

from pathlib import Path
from typing import Any

import pytest

from recourse.attestation import issuer
from tests.attestation.paper.making import NOW, URL


@pytest.fixture(scope="session")
def vouched_for(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture(autouse=True)
def an_issuer(settings: Any, vouched_for: Path) -> None:
    settings.KEY_DIR = vouched_for / "keys"
    settings.ISSUER_DIR = vouched_for / "issuer"
    settings.PUBLIC_URL = URL
    settings.TSA_URL = ""
    issuer.make_demo_authority(NOW)
