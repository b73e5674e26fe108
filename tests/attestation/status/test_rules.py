"""How lists are written: the vectors of the draft, and places that nobody can foretell."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.attestation.status import rules
from tests.ground import vectors

FOLDER = vectors.folder("statuslist")
needs_vectors = vectors.needs("statuslist")
ONE = {
    0: 1,
    1993: 1,
    25460: 1,
    159495: 1,
    495669: 1,
    554353: 1,
    645645: 1,
    723232: 1,
    854545: 1,
    934534: 1,
    1000345: 1,
}
TWO = {
    0: 1,
    1993: 2,
    25460: 1,
    159495: 3,
    495669: 1,
    554353: 1,
    645645: 2,
    723232: 1,
    854545: 1,
    934534: 2,
    1000345: 3,
}
FOUR = {
    0: 1,
    1993: 2,
    35460: 3,
    459495: 4,
    595669: 5,
    754353: 6,
    845645: 7,
    923232: 8,
    924445: 9,
    934534: 10,
    1004534: 11,
    1000345: 12,
    1030203: 13,
    1030204: 14,
    1030205: 15,
}
LONG = [
    ("status_list_encoding1_long", 1, ONE),
    ("status_list_encoding2_long", 2, TWO),
    ("status_list_encoding4", 4, FOUR),
]
SHORT = [
    ("status_list_encoding", 1, "b9a3", [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
    ("status_list_encoding2", 2, "c944f9", [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
]
NAMES = [name for name, *_ in LONG]


def text_of(name: str) -> str:
    """Return the list of a JSON vector; the draft breaks its lines."""
    said = (FOLDER / f"{name}_json.md").read_text()
    return re.sub(r"\s", "", said).split('"lst":"')[1].split('"')[0]


def bytes_of(name: str) -> bytes:
    """Return a CBOR vector."""
    said = (FOLDER / f"{name}_cbor.md").read_text().split("encoded:")[-1]
    return bytes.fromhex("".join(said.split()))


@needs_vectors
@pytest.mark.parametrize(("name", "bits", "statuses"), LONG, ids=NAMES)
def test_the_long_vectors_are_read_and_written(name: str, bits: int, statuses: dict[int, int]):
    array = rules.packed(statuses, bits=bits)

    assert rules.read(text_of(name)) == array
    assert rules.written(array) == text_of(name)
    assert rules.read(text_of(name))[: len(array)] == array
    assert {at: rules.status_at(array, at, bits=bits) for at in statuses} == statuses


@needs_vectors
def test_the_vector_of_eight_bits_is_read():
    array = rules.read(text_of("status_list_encoding8"))

    assert len(array) == rules.ENTRIES
    assert [rules.status_at(array, at, bits=8) for at in (233478, 52451, 576778, 554740)] == [
        0,
        1,
        2,
        34,
    ]
    assert rules.written(rules.packed(dict(enumerate(array)), bits=8)) == text_of(
        "status_list_encoding8"
    )


@needs_vectors
@pytest.mark.parametrize(("name", "bits", "raw", "statuses"), SHORT, ids=["1", "2"])
def test_the_worked_examples_are_read_and_written(name, bits, raw, statuses):
    array = rules.packed(dict(enumerate(statuses)), bits=bits, entries=len(statuses))

    assert array.hex() == raw
    assert rules.written(array) == text_of(name)
    assert [rules.status_at(array, at, bits=bits) for at in range(len(statuses))] == statuses


@needs_vectors
@pytest.mark.parametrize(
    "name", [*NAMES, "status_list_encoding8", "status_list_encoding", "status_list_encoding2"]
)
def test_the_same_bytes_stand_in_the_cbor_vectors(name: str):
    packed = rules.written(rules.read(text_of(name)))
    raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))

    assert bytes_of(name).endswith(raw)


@pytest.mark.parametrize("text", ["", "AAAA", "eNrbuRgAAhcBXQAA", "é", "eNrbuRgAAhc"])
def test_what_is_no_list_is_refused(text: str):
    with pytest.raises(ValueError):
        rules.read(text)


def test_a_list_that_blows_up_is_refused():
    with pytest.raises(ValueError):
        rules.read(rules.written(bytes(rules.ENTRIES + 1)))


def test_every_number_has_a_place_of_its_own():
    numbers = [*range(4_000), *range(rules.FULL - 1_000, rules.FULL), rules.ENTRIES - 1]
    places = {rules.place_of(b"k" * 32, number) for number in numbers}

    assert len(places) == len(numbers)
    assert all(0 <= place < rules.ENTRIES for place in places)


@given(st.integers(0, rules.ENTRIES - 2), st.binary(min_size=32, max_size=32))
def test_neighbours_do_not_lie_side_by_side_under_every_key(number: int, key: bytes):
    places = [rules.place_of(key, number), rules.place_of(key, number + 1)]

    assert places[0] != places[1]
    assert places == [rules.place_of(key, number), rules.place_of(key, number + 1)]


def test_places_are_spread_over_the_whole_list():
    eighths = [0] * 8
    for number in range(4_000):
        eighths[rules.place_of(b"k" * 32, number) * 8 // rules.ENTRIES] += 1

    assert all(400 < count < 600 for count in eighths)


@pytest.mark.parametrize("number", [-1, rules.ENTRIES])
def test_there_are_no_other_numbers(number: int):
    with pytest.raises(ValueError):
        rules.place_of(b"k" * 32, number)
