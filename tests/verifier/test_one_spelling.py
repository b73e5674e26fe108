"""Whatever is read has one spelling: written again, it is the same bytes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse_verify import base45, cbor, der, es256
from recourse_verify.errors import Malformed, Wrong
from tests.verifier import carrying

VALUES = st.recursive(
    st.integers(-(1 << 64), (1 << 64) - 1) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-70000, 70000) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
).filter(lambda value: depth(value) <= cbor.MOST_DEPTH)


def depth(value):
    """Return how deep something is nested."""
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, inner), default=0) if isinstance(value, (list, dict)) else 0


@given(VALUES)
def test_what_was_written_as_cbor_is_read_back(value):
    assert cbor.value_from(carrying.cbor(value)) == value


@given(VALUES, st.data())
def test_changed_cbor_is_refused_or_says_something_else(value, data):
    whole = bytearray(carrying.cbor(value))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = cbor.value_from(bytes(whole))
    except Malformed:
        return
    if not isinstance(read, cbor.Tagged):
        assert carrying.cbor(plain(read)) == whole


def plain(value):
    """Write tags as they were read."""
    if isinstance(value, cbor.Tagged):
        return carrying.Raw(carrying.head(6, value.tag) + carrying.cbor(plain(value.value)))
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value


@given(st.text(carrying.LETTERS, max_size=40))
def test_base45_has_one_spelling(text):
    try:
        data = base45.from_base45(text)
    except Malformed:
        return
    assert carrying.base45(data) == text


@given(st.binary(max_size=300))
def test_bytes_survive_base45(data):
    assert base45.from_base45(carrying.base45(data)) == data


@given(st.binary(max_size=60))
def test_any_bytes_are_der_or_are_refused(data):
    try:
        part = der.part_from(data)
    except Malformed:
        return
    assert part.whole == data
    assert data.endswith(part.body)


@pytest.mark.parametrize("name", ["iat", "nbf", "exp"])
@given(second=st.integers(0, es256.LATEST), now=st.integers(0, es256.LATEST))
def test_something_is_in_force_from_its_first_second_until_before_its_last(name, second, now):
    at = datetime.fromtimestamp(now, UTC)
    try:
        es256.need_in_time({name: second}, at)
    except Wrong:
        assert now >= second if name == "exp" else now < second
    else:
        assert now < second if name == "exp" else now >= second - es256.SKEW_SECONDS
