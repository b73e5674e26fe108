"""Canonical JSON against RFC 8785's own values, others' vectors, and itself."""

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground import canonical
from tests.ground import vectors

# RFC 8785, appendix B: bits of a double, and how it is written.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}

doubles = st.floats(allow_nan=False, allow_infinity=False)
integers = st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | integers | doubles | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
)


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_the_rfcs_numbers_are_written_as_it_says(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))

    assert canonical.dumps(number).decode() == text


@vectors.needs("rfc8785")
@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_others_vectors_are_reproduced_byte_for_byte(name):
    data = vectors.folder("rfc8785") / "testdata"
    given_value = json.loads((data / "input" / f"{name}.json").read_text(encoding="utf-8"))

    expected = (data / "output" / f"{name}.json").read_bytes().rstrip(b"\n")
    assert canonical.dumps(given_value) == expected


@pytest.mark.slow
@given(values)
def test_a_value_comes_back_and_is_written_the_same_again(value):
    written = canonical.dumps(value)

    read = json.loads(written, parse_int=float)  # as ECMAScript reads numbers
    assert read == value
    assert canonical.dumps(read) == written


@given(doubles)
def test_a_double_reads_back_to_the_same_double(number):
    assert float(canonical.dumps(number)) == number


@pytest.mark.slow
@given(st.dictionaries(texts, st.integers(0, 9), min_size=2))
def test_the_order_in_which_members_were_given_is_forgotten(members):
    backwards = dict(reversed(members.items()))

    assert canonical.dumps(members) == canonical.dumps(backwards)


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 2**53, -(2**53), "\ud800", ["\udc00"]]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError):
        canonical.dumps(value)


@pytest.mark.parametrize("value", [b"bytes", {1: "one"}, object(), {"a": {1, 2}}])
def test_what_is_not_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical.dumps(value)
