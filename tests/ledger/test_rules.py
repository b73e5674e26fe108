"""An entry's commitment binds what it opens to, and shows nothing of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from recourse.ledger import rules
from recourse.ledger.terms import WORDS, Kind

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ENTRY = UUID("019a0000-0000-7000-8000-000000000001")
facts = st.dictionaries(
    st.sampled_from(["purpose", "matter", "items", "shown"]),
    st.one_of(st.text(max_size=80), st.integers(0, 2**31), st.lists(st.text(max_size=20))),
)


def payload(**changed: object) -> bytes:
    given_facts = {
        "entry_id": ENTRY,
        "kind": Kind.LOOK_UP,
        "at": AT,
        "by": "seat:1",
        "agency": None,
        "facts": {},
        "sequence": 1,
        "previous": b"",
    }
    return rules.payload_of(**{**given_facts, **changed})


@given(facts)
def test_a_payload_is_read_back_as_it_was_written_whatever_it_says(said):
    written = payload(facts=said, sequence=7, previous=b"\x01" * 32)

    card = rules.card_of(written, log_id=20260, leaf_index=3, commitment=b"c")

    assert card.facts == said
    assert (card.entry_id, card.at, card.kind) == (ENTRY, AT, Kind.LOOK_UP)
    assert (card.sequence, card.previous, card.leaf_index) == (7, b"\x01" * 32, 3)


@given(facts)
def test_payloads_come_in_blocks_so_that_their_length_says_little(said):
    assert len(payload(facts=said)) % 256 == 0


def test_the_same_payload_commits_to_something_else_each_time():
    written = payload()

    assert rules.commitment_of(b"a" * 32, written) != rules.commitment_of(b"b" * 32, written)


def test_the_leaf_has_the_same_length_for_every_entry():
    assert len(rules.leaf_of(rules.commitment_of(b"a" * 32, payload()))) == 33


def sealed(written: bytes, *, random: bytes = b"r" * 32) -> tuple[AESGCMSIV, bytes, bytes]:
    cipher = AESGCMSIV(b"k" * 32)
    commitment = rules.commitment_of(random, written)
    box = rules.seal(cipher, random=random, payload=written, commitment=commitment)
    return cipher, box, commitment


def test_what_was_sealed_opens_to_what_it_commits_to():
    cipher, box, commitment = sealed(payload())

    assert rules.unseal(cipher, sealed=box, commitment=commitment) == payload()


@given(st.integers(0, 300))
def test_a_changed_byte_does_not_open(place):
    cipher, box, commitment = sealed(payload())
    changed = bytearray(box)
    changed[place] ^= 1

    with pytest.raises(rules.DoesNotOpen):
        rules.unseal(cipher, sealed=bytes(changed), commitment=commitment)


def test_another_key_does_not_open():
    _, box, commitment = sealed(payload())

    with pytest.raises(rules.DoesNotOpen):
        rules.unseal(AESGCMSIV(b"x" * 32), sealed=box, commitment=commitment)


def test_a_payload_under_somebody_elses_commitment_is_refused_even_with_the_right_key():
    cipher = AESGCMSIV(b"k" * 32)
    other = rules.commitment_of(b"o" * 32, payload())
    forged = rules.seal(cipher, random=b"r" * 32, payload=payload(sequence=2), commitment=other)

    with pytest.raises(rules.DoesNotOpen):
        rules.unseal(cipher, sealed=forged, commitment=other)


def test_every_kind_has_words_in_both_languages():
    assert set(WORDS) == set(Kind)
