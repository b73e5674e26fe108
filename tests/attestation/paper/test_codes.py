"""Codes on paper: small, signed, complete, and the same each time."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import cbor2
import hypothesis
import pypdfium2
import pytest
import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from pyzbar import pyzbar

from recourse.attestation import issuer
from recourse.attestation.paper import base45, cbor, codes
from recourse.attestation.paper.codes import LETTERS, MOST_LETTERS, PREFIX, Claim
from recourse.attestation.paper.contents import content_of
from recourse.attestation.paper.errors import CodeTooLong
from recourse.attestation.terms import Statement, Subject
from tests.attestation.paper.making import (
    ADVERSE,
    CHEN,
    EVERY_KIND,
    NO_VIOLATION,
    RECIPIENT,
    STATUS,
    URL,
    printed,
)

LONG_NAME = Subject(name="阿卜杜热合曼·买买提吐尔逊·" * 4, id_last4="001X", birth_year=1990)
LONG_URL = "https://public-records.sample-city.gov.cn"
KINDS = st.sampled_from(EVERY_KIND)
LEAVES = st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=30) | st.text(max_size=30)
NAMES = st.integers(-(2**32), 2**32) | st.text(max_size=3)
SAID = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=8,
)


def read(text: str) -> dict[int, Any]:
    """Check a code as somebody would who knows the issuer's certificate, and return its claims."""
    assert text.startswith(PREFIX)
    data = _bytes(text.removeprefix(PREFIX))
    outer = cbor2.loads(data)
    assert outer.tag == 18
    protected, unprotected, payload, signature = outer.value
    by = issuer.issuer()
    assert cbor2.loads(protected) == {1: -7, 4: hashlib.sha256(by.x5c[0]).digest()[:8]}
    assert not unprotected
    key = by.chain[0].public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    pair = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    key.verify(encode_dss_signature(*pair), signed, ec.ECDSA(hashes.SHA256()))
    return dict(cbor2.loads(payload))


def _bytes(letters: str) -> bytes:
    """Read base45 the plain way, by RFC 9285."""
    digits = [base45.LETTERS.index(letter) for letter in letters]
    found = b""
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        found += sum(digit * 45**power for power, digit in enumerate(group)).to_bytes(
            len(group) - 1
        )
    return found


def test_a_code_says_what_the_contract_says():
    claims = read(codes.qr_text(replace(NO_VIOLATION, recipient=RECIPIENT), STATUS))

    assert claims[Claim.ISSUER] == URL
    assert claims[Claim.STATUS] == {
        "status_list": {"idx": 123_456, "uri": STATUS.uri.removeprefix(URL)}
    }
    assert datetime.fromtimestamp(claims[Claim.ISSUED], UTC).isoformat() == (
        "2026-11-26T16:00:00+00:00"
    )
    assert datetime.fromtimestamp(claims[Claim.EXPIRES], UTC).isoformat() == (
        "2026-12-27T16:00:00+00:00"
    )
    assert claims[Claim.TYPE] == "nv"
    assert claims[Claim.DOMAINS] == ["work_safety"]
    assert claims[Claim.PERIOD] == ["2021-11-28", "2026-11-27"]
    assert claims[Claim.NAME] == "陈晓"
    assert claims[Claim.ID_LAST4] == "0017"
    assert claims[Claim.NUMBER] == NO_VIOLATION.number
    assert claims[Claim.RECIPIENT] == RECIPIENT.address


@pytest.mark.parametrize(
    ("statement", "kind"), list(zip(EVERY_KIND, ("nv", "rp", "co", "be"), strict=True))
)
def test_every_kind_has_its_type_and_fits(statement: Statement, kind: str):
    text = codes.qr_text(statement, STATUS)

    assert read(text)[Claim.TYPE] == kind
    assert len(text) <= MOST_LETTERS


def test_with_a_citys_own_address_a_code_of_one_domain_has_450_letters(settings: Any):
    settings.PUBLIC_URL = LONG_URL
    issuer.make_demo_authority(NO_VIOLATION.as_of)
    status = replace(STATUS, uri=f"{LONG_URL}/status/397697")

    assert all(len(codes.qr_text(one, status)) <= LETTERS for one in EVERY_KIND)


def test_the_usual_code_is_short_and_its_hash_is_of_the_file_inside(settings: Any):
    short = replace(NO_VIOLATION, domains=("tax",))
    assert len(codes.qr_text(short, STATUS)) <= LETTERS

    bare = codes.qr_text(EVERY_KIND[3], None)
    content = content_of(EVERY_KIND[3], issuer=URL, status=None)
    assert len(bare) <= LETTERS
    assert read(bare)[Claim.REPORT_HASH] == hashlib.sha256(content).digest()


@pytest.mark.parametrize("name", [CHEN, LONG_NAME], ids=["short-name", "long-name"])
@pytest.mark.parametrize("recipient", [None, RECIPIENT], ids=["anybody", "recipient"])
@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_whatever_is_said_the_codes_fit_and_together_say_all_domains(
    settings: Any, name: Subject, recipient: Any, count: int
):
    settings.PUBLIC_URL = LONG_URL
    issuer.make_demo_authority(NO_VIOLATION.as_of)
    status = replace(STATUS, uri=f"{LONG_URL}/status/17")
    said = replace(NO_VIOLATION, domains=ADVERSE[:count], subject=name, recipient=recipient)

    texts = codes.qr_texts(said, status)

    assert all(len(text) <= MOST_LETTERS for text in texts)
    claims = [read(text) for text in texts]
    assert tuple(domain for one in claims for domain in one[Claim.DOMAINS]) == said.domains
    for one in claims:
        assert one[Claim.ID_LAST4] == name.id_last4
        assert one[Claim.NAME] == name.name or name.name.startswith(one[Claim.NAME][:-1])
        assert one.get(Claim.RECIPIENT) == (recipient.address if recipient else None)
    assert len(texts) <= (count + 1) // 2


def test_a_name_that_breaks_off_shows_it(settings: Any):
    settings.PUBLIC_URL = LONG_URL
    issuer.make_demo_authority(NO_VIOLATION.as_of)

    name = read(codes.qr_text(replace(NO_VIOLATION, subject=LONG_NAME), STATUS))[Claim.NAME]

    assert name.endswith("…")
    assert LONG_NAME.name.startswith(name[:-1])


def test_addresses_that_leave_no_room_are_refused_and_nothing_is_left_out():
    far = replace(RECIPIENT, address="https://" + "x" * 300 + ".example")

    with pytest.raises(CodeTooLong):
        codes.qr_text(replace(NO_VIOLATION, recipient=far), STATUS)


def test_the_same_statement_has_the_same_code():
    assert codes.qr_text(NO_VIOLATION, STATUS) == codes.qr_text(NO_VIOLATION, STATUS)


def test_a_changed_code_does_not_hold():
    text = codes.qr_text(NO_VIOLATION, STATUS)
    data = bytearray(_bytes(text.removeprefix(PREFIX)))
    data[data.index(b"0017")] ^= 1

    with pytest.raises(InvalidSignature):
        read(PREFIX + base45.dumps(bytes(data)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "said", [NO_VIOLATION, replace(NO_VIOLATION, domains=ADVERSE[:5])], ids=["small", "large"]
)
def test_a_scanner_reads_the_code_off_the_page(said: Statement):
    with pypdfium2.PdfDocument(printed(said)) as document:
        picture = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])

    assert [one.data.decode() for one in found] == [codes.qr_text(said, STATUS)]


@pytest.mark.slow
def test_no_code_is_drawn_finer_than_a_camera_sees():
    longest = segno.make("A" * MOST_LETTERS, error="m", mode="alphanumeric", boost_error=False)
    usual = segno.make("A" * LETTERS, error="m", mode="alphanumeric", boost_error=False)

    assert (usual.designator, longest.designator) == ("13-M", "15-M")
    modules = longest.symbol_size(border=codes.QUIET_MODULES)[0]
    assert 40 / modules > 0.4  # millimetres of a module, 40 mm wide as the template draws it


@pytest.mark.slow
@hypothesis.settings(max_examples=50)
@given(SAID)
def test_what_is_written_another_reader_reads_and_would_not_write_shorter(value: object):
    written = cbor.dumps(value)

    assert cbor2.loads(written) == value
    assert len(written) == len(cbor2.dumps(value, canonical=True))  # the shortest there is


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1_000_000, "1a000f4240"),
        (-1, "20"),
        (-70_010, "3a00011179"),
        (b"\1\2", "420102"),
        (bytes(256), "590100" + "00" * 256),
        ([0] * 24, "9818" + "00" * 24),
        ("水", "63e6b0b4"),
        ({"aa": 5, 10: 1, -1: 2, "z": 4, 100: 3}, "a50a011864032002617a0462616105"),
    ],
)
def test_cbor_as_the_rfc_has_it(value: object, said: str):
    assert cbor.dumps(value).hex() == said


def test_what_is_not_written_here_is_refused():
    for value in (True, None, 1.5, {1: object()}):
        with pytest.raises(TypeError):
            cbor.dumps(value)
