"""Sealed statements: whatever is changed, wherever, is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recourse_verify import sealed
from recourse_verify.credentials import Expected
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust
from tests.verifier import hostile, sealing
from tests.verifier.carrying import AT, SAYS

pytestmark = pytest.mark.slow


def check(case):
    trust = Trust(anchors=[hostile.city().anchor])
    return sealed.check(
        case.data, Expected(at=AT, trust=trust, lists=[] if case.status is None else [case.status])
    )


def test_what_is_good_holds_and_every_change_is_found():
    cases = sealing.papers()
    assert len({case.name for case in cases}) == len(cases)
    wrong = [said for case in cases if (said := judged(case))]

    assert wrong == []


def judged(case):
    """Say what is wrong about how a case was judged."""
    try:
        check(case)
    except Wrong as fault:
        if case.holds:
            return f"{case.name}: refused: {fault}"
        return "" if case.why in str(fault) else f"{case.name}: {case.why!r} is not in: {fault}"
    return "" if case.holds else f"{case.name}: HOLDS"


def test_a_sealed_statement_says_all_its_domains_and_whom_it_is_about():
    found = check(sealing.papers()[0])

    told = {name: value for name, value in SAYS.items() if name not in {"domain", "as_of"}}
    whole = {"domains": ["construction", "food_drug"], "as_of": "2026-11-27T03:58:00Z"}
    assert found["says"] == told | whole
    assert found["credentials inside"] == 1
    assert found["valid until"] == "2026-12-27T16:00:00+00:00"
    assert found["sealed by"] == "CN=city.example seal"
    assert found["issuer"] == "https://city.example"
    assert found["time stamp"] == "none"


@settings(max_examples=400)
@given(st.data())
def test_one_flipped_bit_anywhere_is_found(data):
    whole = sealing.good()
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[place] ^= 1 << bit

    with pytest.raises(Wrong):
        check(sealing._case("flipped", bytes(changed)))


def test_one_flipped_bit_in_every_byte_of_the_seal_is_found():
    whole = sealing.good()
    _, begin, end, _ = map(int, sealing._range(whole))
    used = len(whole[begin:end].rstrip(b"0>"))
    held = []
    for place in range(begin, begin + used):
        changed = bytearray(whole)
        changed[place] = ord("0") if changed[place] != ord("0") else ord("1")
        try:
            check(sealing._case("flipped", bytes(changed)))
        except Wrong:
            continue
        held.append(place)

    assert held == []
