"""An offer as a wallet reads it: by value, in a link or a QR code.

Law:
    OpenID4VCI 1.0, sections 4.1.1, 4.1.2.

"""

from collections.abc import Sequence
from urllib.parse import quote

import orjson

from recourse.attestation.wallets.codes import PIN_DIGITS

SCHEME = "openid-credential-offer://"
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def link(*, issuer: str, configurations: Sequence[str], code: str) -> str:
    """Return the link that opens a wallet; it asks for digits that stand elsewhere.

    Args:
        issuer: Our address.
        configurations: What is offered.
        code: Worth one batch of each, with the digits.

    """
    offer = {
        "credential_issuer": issuer,
        "credential_configuration_ids": list(configurations),
        "grants": {
            GRANT: {
                "pre-authorized_code": code,
                "tx_code": {"input_mode": "numeric", "length": PIN_DIGITS},
            }
        },
    }
    return f"{SCHEME}?credential_offer={quote(orjson.dumps(offer), safe='')}"
