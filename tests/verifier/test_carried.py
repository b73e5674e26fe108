"""Credentials, status lists and codes on paper: what holds, and everything that must not."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from recourse_verify import credentials, es256, papers
from recourse_verify.credentials import Asked, Expected
from recourse_verify.errors import Wrong
from recourse_verify.statuses import list_from
from recourse_verify.trust import Trust
from tests.ground import vectors
from tests.verifier import hostile
from tests.verifier.carrying import AT, SAYS, certificate, packed

HERE = Path(__file__).parent / "vectors"


def check(case):
    """Check a case as the command does."""
    expected = Expected(
        at=AT,
        trust=Trust(anchors=[hostile.city().anchor]),
        asked=None if case.aud is None else Asked(case.aud, case.nonce),
        recipient=case.recipient,
        lists=[] if case.status is None else [case.status],
    )
    if case.kind == "cred":
        return credentials.check(case.data, expected)
    chain = hostile.city().statements.chain
    return papers.check(case.data, expected, chains=[chain])


@pytest.mark.parametrize("many", ["credentials", "statuses", "codes"])
def test_what_is_good_holds_and_everything_else_is_refused_for_its_own_reason(many):
    cases = getattr(hostile, many)()
    assert len({case.name for case in cases}) == len(cases)
    wrong = [said for case in cases if (said := judged(case))]

    assert wrong == []
    assert sum(case.holds for case in cases) >= 3


def judged(case):
    """Say what is wrong about how a case was judged."""
    try:
        check(case)
    except Wrong as fault:
        if case.holds:
            return f"{case.name}: refused: {fault}"
        return "" if case.why in str(fault) else f"{case.name}: {case.why!r} is not in: {fault}"
    return "" if case.holds else f"{case.name}: HOLDS"


def test_claims_come_back_under_their_names_and_nothing_that_was_not_shown():
    case = next(one for one in hostile.credentials() if one.name == "good without a name")

    found = check(case)

    assert found["says"] == {name: SAYS[name] for name in list(SAYS)[:5]}
    assert found["issuer"] == "https://city.example"
    assert found["signed by"] == "CN=city.example statements"
    assert found["status"] == {"is": "valid", "said at": "2026-11-27T03:50:00+00:00"}
    assert "nobody showed" in found["holder"]


def test_whoever_only_has_a_copy_is_compared_with_a_document_or_nobody_can_tell():
    told = {one.name: check(one) for one in hostile.credentials() if one.holds and not one.aud}

    assert "compare name" in told["good for anybody"]["holder"]
    assert "compare name" in told["good on paper, with the name open"]["holder"]
    assert "does not show whose" in told["good of a kind that speaks of nobody"]["holder"]


def test_an_authority_that_renewed_its_certificate_is_the_same_one():
    city = hostile.city()
    name = "City authority"
    before = certificate(city.key, name, name, city.key, ca=True, until=AT - timedelta(days=1))
    text = next(one for one in hostile.credentials() if one.name == "good").data

    def check_with(anchors):
        expected = Expected(at=AT, trust=Trust(anchors=anchors), may_lack_status=True)
        return credentials.check(text, expected)

    for anchors in ([before, city.anchor], [city.anchor, before]):
        assert check_with(anchors)
    with pytest.raises(Wrong, match="valid only until"):
        check_with([before])


def test_a_paper_says_what_was_signed():
    found = check(next(one for one in hostile.codes() if one.name == "good with a hash (code)"))

    assert found["type"] == "no-violation"
    assert found["says"]["period"] == ["2021-11-27", "2026-11-27"]
    assert found["says"]["name"] == SAYS["name"]
    assert found["says"]["as_of"] == "2026-11-27T03:58:00+00:00"
    assert found["says"]["report_hash"] == "00" * 32


def outside(name):
    return json.loads((HERE / name).read_text("utf-8"))


def expecting(told, **more):
    key = es256.key_from(told["key"])
    at = datetime.fromisoformat(told["at"])
    return Expected(at=at, trust=Trust(key=key), may_lack_status=True, **more)


def test_the_examples_of_rfc_9901_hold():
    told = outside("rfc9901_a3.json")
    asked = Asked(told["aud"], told["nonce"])

    issued = credentials.check(told["issued"], expecting(told))
    shown = credentials.check(told["presented"], expecting(told, asked=asked))

    assert issued["says"]["address"]["locality"] == "Köln"
    assert len(issued["says"]) == 15
    assert shown["says"] == {"age_equal_or_over": {"18": True}, "nationalities": ["DE"]}
    assert shown["holder"] == "holds the key"


CASES = outside("sd_jwt_python.json")["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_another_library_issued_is_read_as_it_was_meant(case):
    found = credentials.check(case["presented"], expecting(outside("sd_jwt_python.json")))

    assert found["says"] == case["says"]


@vectors.needs("statuslist")
@pytest.mark.parametrize(
    ("name", "bits", "statuses"),
    [
        ("status_list_encoding_json", 1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
        ("status_list_encoding2_json", 2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
    ],
    ids=["one bit", "two bits"],
)
def test_the_worked_examples_of_the_draft_are_read(name, bits, statuses):
    text = (vectors.folder("statuslist") / f"{name}.md").read_text("utf-8")
    found = list_from(json.loads(text[text.index("{") :]))

    assert found.bits == bits
    assert [found.status(place) for place in range(len(found))] == statuses


@vectors.needs("statuslist")
def test_long_lists_of_every_size_unpack_to_a_million_places():
    for file in sorted(vectors.folder("statuslist").glob("*long_json.md")):
        told = json.loads("".join(file.read_text("utf-8").split()))

        found = list_from(told)

        assert len(found) == 1 << 20
        assert 0 < sum(map(bool, found.data)) < 64


def test_statuses_are_packed_from_the_lowest_bits():
    for bits in (1, 2, 4, 8):
        statuses = [place % (1 << bits) for place in range(40)]
        found = list_from(packed(statuses, bits))

        assert [found.status(place) for place in range(40)] == statuses
