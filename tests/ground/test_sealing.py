"""What is sealed opens with its key, for its owner, unchanged; and not otherwise."""

import hashlib
import hmac
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground import sealing
from recourse.ground.digests import KeyedDigest
from recourse.ground.sealing import CannotOpen, Sealer, new_key, seal, unseal

KEY = bytes(range(32))


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_again(plain, owner):
    sealed = seal(KEY, plain, bound_to=owner)

    assert len(sealed) == 12 + len(plain) + 16
    assert unseal(KEY, sealed, bound_to=owner) == plain
    assert Sealer(KEY).unseal(sealed, bound_to=owner) == plain


@given(st.binary(max_size=60), st.data())
def test_a_changed_bit_does_not_open(plain, data):
    sealed = bytearray(seal(KEY, plain, bound_to=b"owner"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(CannotOpen):
        unseal(KEY, bytes(sealed), bound_to=b"owner")


def test_another_key_or_another_owner_or_a_piece_does_not_open():
    sealed = seal(KEY, b"secret", bound_to=b"owner")

    for key, piece, owner in [
        (new_key(), sealed, b"owner"),
        (KEY, sealed, b"another"),
        (KEY, sealed[:-1], b"owner"),
        (KEY, sealed[:27], b"owner"),
        (KEY, b"", b"owner"),
    ]:
        with pytest.raises(CannotOpen):
            unseal(key, piece, bound_to=owner)


def test_a_wrapped_key_has_sixty_bytes_and_never_the_same_twice():
    first, second = (seal(KEY, new_key(), bound_to=b"") for _ in range(2))

    assert len(first) == sealing.WRAPPED_BYTES == 60
    assert first != second


@given(st.binary(min_size=1, max_size=64), st.lists(st.binary(max_size=20), max_size=5))
def test_a_keyed_digest_is_hmac_over_parts_behind_their_lengths(key, parts):
    framed = b"".join(struct.pack(">I", len(part)) + part for part in parts)

    assert KeyedDigest(key).of(*parts) == hmac.new(key, framed, hashlib.sha256).digest()


def test_parts_cannot_be_shifted_into_each_other():
    digest = KeyedDigest(KEY)

    assert digest.of(b"ab", b"c") != digest.of(b"a", b"bc") != digest.of(b"abc")


@pytest.mark.parametrize("key", [b"", bytes(65)])
def test_a_key_that_is_no_key_is_not_taken(key):
    with pytest.raises(ValueError, match="1 to 64"):
        KeyedDigest(key)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_an_envelope_is_a_wrapped_key_and_what_it_seals(plain, owner):
    wrapped, sealed = Sealer(KEY).envelope(plain, bound_to=owner)

    data_key = unseal(KEY, wrapped, bound_to=owner)
    assert len(wrapped) == 60
    assert unseal(data_key, sealed, bound_to=owner) == plain
    assert wrapped[:12] != sealed[:12]
