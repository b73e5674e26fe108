"""The receipt of a look-up: signed, so that the agency can show how its question was logged.

Law:
    RFC 7515 section 7.1; RFC 8037 (EdDSA).

"""

import base64
from functools import lru_cache
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from recourse.ground.signing import RECEIPT, public_bytes, thumbprint
from recourse.ledger.terms import EntryReceipt
from recourse.store.keys import vault


def receipt_of(entry: EntryReceipt) -> dict[str, str | int]:
    """Return what an agency keeps of a look-up, with our signature over it."""
    told: dict[str, str | int] = {
        "at": entry.at.isoformat(),
        "commitment": entry.commitment.hex(),
        "entry": str(entry.entry_id),
        "iss": settings.LOG_NAME,
        "log": entry.log_id,
    }
    key, header = _signer(settings.KEY_DIR)
    signed = header + _encoded(orjson.dumps(told))
    told["jws"] = (signed + b"." + _encoded(key.sign(signed))).decode()
    return told


@lru_cache(maxsize=4)
def _signer(folder: Path) -> tuple[Ed25519PrivateKey, bytes]:  # noqa: ARG001 - the key belongs to this folder
    """Return the key, and the header that is the same for every receipt."""
    key = vault().signing_key("receipt")
    header = {"alg": "EdDSA", "kid": thumbprint(public_bytes(key)), "typ": RECEIPT}
    return key, _encoded(orjson.dumps(header)) + b"."


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
