"""Keyed digests: the standard's HMAC over framed parts, one by one or many at once."""

import hmac

from hypothesis import given
from hypothesis import strategies as some

from recourse.ground.digests import KeyedDigest, framed

PARTS = some.lists(some.binary(max_size=70), max_size=4)


@given(key=some.binary(min_size=1, max_size=64), parts=PARTS)
def test_a_digest_is_hmac_sha_256_over_the_framed_parts(key: bytes, parts: list[bytes]):
    assert KeyedDigest(key).of(*parts) == hmac.digest(key, framed(*parts), "sha256")


@given(head=PARTS, tails=some.lists(PARTS, max_size=3))
def test_many_digests_at_once_are_those_one_by_one(head: list[bytes], tails: list[list[bytes]]):
    digest = KeyedDigest(b"key")

    at_once = digest.of_each([framed(*tail) for tail in tails], after=framed(*head))

    assert at_once == [digest.of(*head, *tail) for tail in tails]
