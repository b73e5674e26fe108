"""A wallet that others wrote takes a batch from the house as it is served, and shows one of it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from openvc import x5c
from openvc.proof.sd_jwt import SdJwtVcProofSuite

from recourse.attestation import issuer
from recourse.attestation.wallets import queries
from recourse.attestation.wallets.terms import Event
from tests.attestation.saying import kept, statement, vouched
from tests.attestation.wallets.conftest import offered
from tests.attestation.wallets.test_second_opinion import part
from tests.browser.conftest import free_port, wait_for
from tests.notice import making
from tests.records.making import person

WALLET = Path(__file__).parents[2] / "wallet"
AUDIENCE, NONCE = "https://office.example", "n-0S6_WzA2Mj"
SHOWN = ["domain", "period_from", "period_to", "finding"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (WALLET / "node_modules").is_dir() or shutil.which("node") is None,
        reason="the outside wallet is not installed: run tools/system.sh",
    ),
]


@pytest.fixture
def house(settings) -> Iterator[str]:
    """Serve the house in a process of its own; end it by its own number."""
    port = free_port()
    address = settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
    given = {
        "RECOURSE_PUBLIC_URL": address,
        "RECOURSE_STATUS_DIR": str(settings.STATUS_DIR),
        "RECOURSE_ISSUER_DIR": str(settings.ISSUER_DIR),
    }
    vouched(timezone.now())
    command = [sys.executable, "-m", "recourse", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env={**os.environ, **given}, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(port, server)
            yield address
        finally:
            server.terminate()


def wallet_does(**task: object) -> dict:
    """Let the wallet do its task, and return what it has."""
    done = subprocess.run(
        ["node", "wallet.mjs", json.dumps(task)],
        cwd=WALLET,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_wallet_by_others_takes_a_batch_and_shows_what_its_holder_chose(committed, house):
    now = timezone.now()
    making.town(now)
    xiao = person("陈晓", now=now)
    said = kept(xiao, statement(now=now), now=now)
    offer = offered(xiao, said, now=now)

    has = wallet_does(
        offer=offer.link, pin=offer.pin, count=5, claims=SHOWN, audience=AUDIENCE, nonce=NONCE
    )

    token = has["presentation"]
    key = x5c.resolve_x5c_key(
        part(token, 0)["x5c"], house, trust_anchors=[issuer.issuer().anchor], now=now
    )
    verified = SdJwtVcProofSuite().verify(
        token,
        public_key_jwk=key,
        audience=AUDIENCE,
        nonce=NONCE,
        require_key_binding=True,
        expected_vct=f"{house}/vct/no-violation/1",
    )
    (batch,) = queries.fetched_of(xiao, said.id)
    assert verified.key_bound
    assert {name: verified.claims[name] for name in SHOWN} == {
        "domain": "work_safety",
        "period_from": "2023-11-24",
        "period_to": "2026-11-23",
        "finding": "no_adverse_entry",
    }
    assert "name" not in verified.claims
    assert len({one["cnf"]["jwk"]["x"] for one in has["says"]}) == 5
    assert {one["name"] for one in has["says"]} == {"陈晓"}
    assert set(offer.configurations) <= set(has["configurations"])
    assert (batch.instances, batch.told) == (5, Event.ACCEPTED)
