"""The bench of credentials measures what wallets get."""

import pytest

from recourse.attestation import issuer
from recourse.faces.cli.bench_wallets import credentials_beside_signatures
from tests.attestation.saying import statement
from tests.attestation.wallets.conftest import NOW

pytestmark = pytest.mark.slow


def test_credentials_are_measured_beside_signatures():
    rates = credentials_beside_signatures(
        statement(now=NOW), issuer=issuer.issuer(), seconds=0.05, now=NOW
    )

    assert 0 < rates.credentials < rates.signatures
    assert rates.ratio == rates.credentials / rates.signatures
    assert 1_500 < rates.credential_bytes < 4_000
