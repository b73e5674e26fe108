"""The receipts of look-ups: one signature over all that were logged together.

    leaf = canonical JSON of `at`, `commitment`, `entry`, `iss`, `log`
    root = of the RFC 6962 tree over the leaves of one commit, `size` of them
    jws  = our signature over `iss`, `root`, `size`

A receipt holds the members of its leaf, its `index`, the `path` from there to the root, and the
signature. Whoever has it and the published key can check it alone, with `recourse-verify receipt`.
The path tells nothing about the other questions: each leaf holds a commitment made with 32 random
bytes. The tree is filled up with random leaves to a power of two, so that all paths of a batch are
equally long, and none tells how many asked together.

Law:
    RFC 6962 section 2.1; RFC 7515 section 7.1; RFC 8037 (EdDSA); RFC 8785.

"""

import base64
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from recourse.ground import merkle
from recourse.ground.signing import public_bytes, thumbprint
from recourse.ledger.terms import EntryReceipt
from recourse.store.keys import vault
from recourse_verify.receipts import USE

Receipt = dict[str, object]


def receipts_of(entries: Sequence[EntryReceipt]) -> list[Receipt]:
    """Return what each agency keeps of its look-up, in order; they share a signature.

    Args:
        entries: What one transaction logged; at least one.

    """
    told = [_leaf(entry, settings.LOG_NAME) for entry in entries]
    size = 1 << (len(told) - 1).bit_length()
    leaves = [merkle.leaf_hash(orjson.dumps(leaf)) for leaf in told]
    filling = (os.urandom(merkle.HASH_BYTES) for _ in range(size - len(told)))
    hashes = [[node.hex() for node in level] for level in merkle.levels_of([*leaves, *filling])]
    jws = _signed(hashes[-1][0], size)
    for index, receipt in enumerate(told):
        receipt["index"], receipt["size"] = index, size
        receipt["path"] = merkle.path_in(hashes, index)
        receipt["jws"] = jws
    return told


def _leaf(entry: EntryReceipt, issuer: str) -> Receipt:
    """Return what is proved of one entry; members in canonical order."""
    return {
        "at": entry.at,
        "commitment": entry.commitment.hex(),
        "entry": entry.entry_id,
        "iss": issuer,
        "log": entry.log_id,
    }


def _signed(root: str, size: int) -> str:
    """Sign the root of the tree."""
    key, header = _signer(settings.KEY_DIR)
    payload = orjson.dumps({"iss": settings.LOG_NAME, "root": root, "size": size})
    signed = header + _encoded(payload)
    return (signed + b"." + _encoded(key.sign(signed))).decode()


@lru_cache(maxsize=4)
def _signer(folder: Path) -> tuple[Ed25519PrivateKey, bytes]:  # noqa: ARG001 - the key belongs to this folder
    """Return the key, and the header that is the same for every receipt."""
    key = vault().signing_key("receipt")
    header = {"alg": "EdDSA", "kid": thumbprint(public_bytes(key)), "typ": USE}
    return key, _encoded(orjson.dumps(header)) + b"."


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
