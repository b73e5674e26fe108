"""A receipt of a look-up can be checked with the published key alone, and nothing in it changed."""

import json
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recourse.disclosure import receipts
from recourse.ground import canonical
from recourse.ground.signing import compact_jws, public_bytes
from recourse.ledger.terms import EntryReceipt
from recourse.store.keys import vault
from recourse_verify.errors import Wrong
from recourse_verify.receipts import LEAF, check
from tests.disclosure.town import NOON


def logged_together(size: int) -> list[EntryReceipt]:
    return [
        EntryReceipt(
            entry_id=UUID(int=number),
            log_id=20260,
            at=NOON + timedelta(microseconds=size),
            commitment=bytes([number]) * 32,
        )
        for number in range(size)
    ]


def as_sent(size: int) -> list[dict]:
    return json.loads(orjson.dumps(receipts.receipts_of(logged_together(size))))


def published() -> bytes:
    return public_bytes(vault().signing_key("receipt"))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 32, 64])
def test_each_receipt_of_a_batch_checks_with_the_published_key(size):
    told = as_sent(size)

    for receipt in told:
        check(receipt, public=published())
    assert {receipt["jws"] for receipt in told} == {told[0]["jws"]}
    assert [receipt["index"] for receipt in told] == list(range(size))


def test_the_path_grows_by_one_hash_when_a_batch_doubles():
    assert [len(as_sent(size)[0]["path"]) for size in (1, 2, 4, 8, 16, 32, 64)] == [*range(7)]


@pytest.mark.parametrize("size", [3, 5, 6, 7, 8])
def test_all_of_a_batch_get_as_many_bytes_and_none_learns_how_many_they_are(size):
    told = as_sent(size)

    assert len({len(orjson.dumps(receipt)) for receipt in told}) == 1
    assert {receipt["size"] for receipt in told} == {4 if size == 3 else 8}


@pytest.mark.parametrize("at", [NOON, NOON + timedelta(microseconds=1)])
def test_what_is_hashed_is_the_canonical_json_of_what_is_told(monkeypatch, at):
    hashed: list[bytes] = []
    real = receipts.merkle.leaf_hash
    monkeypatch.setattr(
        receipts.merkle, "leaf_hash", lambda data: (hashed.append(data), real(data))[1]
    )
    entry = EntryReceipt(entry_id=UUID(int=1), log_id=20260, at=at, commitment=b"c" * 32)

    (receipt,) = json.loads(orjson.dumps(receipts.receipts_of([entry])))

    assert hashed == [canonical.dumps({name: receipt[name] for name in LEAF})]
    assert receipt["at"] == at.isoformat()


CHANGED = {
    "at": "2026-11-23T04:00:01+00:00",
    "commitment": "00" * 32,
    "entry": str(UUID(int=9)),
    "iss": "elsewhere/log",
    "log": 20270,
    "index": 1,
    "size": 7,
    "path": [],
}


@pytest.mark.parametrize("member", CHANGED)
def test_a_receipt_with_a_changed_member_is_not_ours(member):
    changed = {**as_sent(7)[2], member: CHANGED[member]}

    with pytest.raises(Wrong):
        check(changed, public=published())


@pytest.mark.parametrize("member", [*CHANGED, "jws"])
@pytest.mark.parametrize("value", [None, -1, "x", ["x"], {}, [None]])
def test_a_receipt_that_is_no_receipt_is_not_ours(member, value):
    with pytest.raises(Wrong):
        check({**as_sent(5)[4], member: value}, public=published())


@pytest.mark.parametrize("member", [*CHANGED, "jws"])
def test_a_receipt_that_lacks_a_member_is_not_ours(member):
    receipt = as_sent(5)[4]
    del receipt[member]

    with pytest.raises(Wrong):
        check(receipt, public=published())


def test_a_path_of_another_truncated_lengthened_or_turned_round_leads_nowhere():
    mine, other = as_sent(8)[2], as_sent(8)[3]
    path = mine["path"]
    wrong = [other["path"], path[:-1], path[1:], [*path, path[0]], path[::-1]]

    for one in wrong:
        with pytest.raises(Wrong):
            check({**mine, "path": one}, public=published())


def test_a_node_of_the_tree_does_not_pass_for_a_receipt():
    mine = as_sent(4)[0]

    with pytest.raises(Wrong):
        check({**mine, "path": mine["path"][1:], "size": 2}, public=published())


def test_the_signature_of_another_batch_another_key_or_another_use_proves_nothing():
    mine, elsewhere = as_sent(4)[0], as_sent(5)[0]
    key = vault().signing_key("receipt")
    root = {"iss": mine["iss"], "root": "00" * 32, "size": 4}
    others = [
        elsewhere["jws"],
        compact_jws(key, root, typ=receipts.USE),
        compact_jws(key, {**root, "root": 7}, typ=receipts.USE),
        compact_jws(key, {}, typ=receipts.USE),
        compact_jws(key, root),
    ]

    for jws in others:
        with pytest.raises(Wrong):
            check({**mine, "jws": jws}, public=published())
    with pytest.raises(Wrong):
        check(mine, public=public_bytes(Ed25519PrivateKey.generate()))
