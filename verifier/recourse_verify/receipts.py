"""Receipts of look-ups: what an agency keeps of each question it asked.

leaf = canonical JSON of `at`, `commitment`, `entry`, `iss`, `log`
root = of the tree over the leaves of one commit, `size` of them
jws  = signature over `iss`, `root`, `size`

"""

from collections.abc import Mapping
from typing import Any

from recourse_verify import canonical, jws, merkle
from recourse_verify.errors import Malformed, Wrong

USE = "recourse-receipts+jws"
MEMBERS = {
    **dict.fromkeys(("at", "commitment", "entry", "iss", "jws"), str),
    **dict.fromkeys(("index", "log", "size"), int),
    "path": list,
}
LEAF = ("at", "commitment", "entry", "iss", "log")


def check(receipt: Mapping[str, Any], *, public: bytes) -> str:
    """Check a receipt with the published key alone, and return the commitment it binds.

    Raises:
        Malformed: It is no receipt.
        Unsigned: Its signature is not of this key.
        Wrong: A member of it was changed.

    """
    for name, kind in MEMBERS.items():
        if type(receipt.get(name)) is not kind:
            raise Malformed(f"a receipt needs a member “{name}”")
    signed = jws.opened(receipt["jws"], public=public, typ=USE)
    names = {name: receipt[name] for name in LEAF}
    path = [hash_from_hex(one) for one in receipt["path"]]
    if (receipt["iss"], receipt["size"]) != (signed.get("iss"), signed.get("size")):
        raise Wrong("the receipt names another house or size than was signed")
    if not merkle.is_included(
        index=receipt["index"],
        size=receipt["size"],
        leaf=merkle.leaf_hash(canonical.dumps(names)),
        proof=path,
        root=hash_from_hex(signed.get("root")),
    ):
        raise Wrong("the receipt does not belong to what was signed")
    return str(receipt["commitment"])


def is_of(receipt: Mapping[str, Any], origin: str) -> bool:
    """Whether a checked receipt belongs to this log: of the same house, and the same year.

    A log that goes on for another bears the same year, and a letter.
    """
    name = f"{receipt['iss']}/{receipt['log'] // 10}"
    return origin == name or (origin[:-1] == name and origin[-1:] in "abcdefghij")


def hash_from_hex(text: object) -> bytes:
    """Read a hash in lower-case hexadecimal.

    Raises:
        Malformed: It is none.

    """
    try:
        data = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        data = b""
    if data.hex() != text or len(data) != merkle.HASH_BYTES:
        raise Malformed("a hash is 64 lower-case hexadecimal digits")
    return data
