"""Signatures and receipts."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from recourse.ground import signing
from recourse.ground.signing import BadSignature, compact_jws, open_jws

# RFC 8037, appendix A: a key, its public half and its thumbprint.
SECRET = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
KEY = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(SECRET + "="))
OWN = signing.public_bytes(KEY)


def test_the_rfcs_key_has_the_rfcs_public_half_and_name():
    assert base64.urlsafe_b64encode(OWN).rstrip(b"=").decode() == PUBLIC
    assert signing.public_bytes(KEY.public_key()) == OWN
    assert signing.thumbprint(OWN) == THUMBPRINT


def test_a_signature_holds_for_its_message_and_key_only():
    signature = signing.sign(KEY, b"message")

    assert len(signature) == 64
    assert signing.verify(OWN, b"message", signature)
    assert not signing.verify(OWN, b"massage", signature)
    assert not signing.verify(bytes(32), b"message", signature)
    assert not signing.verify(OWN[:-1], b"message", signature)
    assert not signing.verify(OWN, b"message", b"")


def test_a_receipt_opens_to_what_was_signed():
    payload = {"batch": "B-1", "rows": 3, "name": "张伟"}

    token = compact_jws(KEY, payload)

    assert open_jws(OWN, token) == payload


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # by RFC 9864; readers know it best
def test_a_library_others_wrote_opens_a_receipt():
    public = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": PUBLIC})

    token = jws.deserialize_compact(compact_jws(KEY, {"rows": 3}), public, algorithms=["EdDSA"])

    assert json.loads(token.payload) == {"rows": 3}
    assert token.headers() == {"alg": "EdDSA", "kid": THUMBPRINT, "typ": signing.RECEIPT}


def forged(header, payload):
    return signed(json.dumps(header).encode(), json.dumps(payload).encode())


def signed(*parts):
    """Sign whatever bytes stand for a header and a payload."""
    text = ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts)
    signature = base64.urlsafe_b64encode(KEY.sign(text.encode())).rstrip(b"=").decode()
    return f"{text}.{signature}"


GOOD = {"alg": "EdDSA", "typ": signing.RECEIPT}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c.d",
        "!.!.!",
        "é.é.é",
        compact_jws(KEY, {}, typ="at+jwt"),
        compact_jws(Ed25519PrivateKey.generate(), {}),
        compact_jws(KEY, {}) + "=",
        compact_jws(KEY, {})[:-2] + "AA",
        forged({**GOOD, "alg": "none"}, {}),
        forged({"alg": "EdDSA"}, {}),
        forged({**GOOD, "crit": ["exp"]}, {}),
        forged(["EdDSA"], {}),
        signed(b'{"alg":"EdDSA","alg":"EdDSA","typ":"recourse-receipt+jws"}', b"{}"),
        signed(b'{"alg":"EdDSA","typ":"recourse-receipt+jws"}', b'{"a":1,"a":2}'),
        signed(b'{"alg":"EdDSA","typ":"recourse-receipt+jws"}', b'{"a":NaN}'),
        signed(b'{"alg":"EdDSA","typ":"recourse-receipt+jws"}', b'{"a":"\\ud800"}'),
        compact_jws(KEY, {}).replace(".e30.", ".e31."),  # bits left over
        forged(GOOD, ["not", "an", "object"]),
    ],
)
def test_a_token_for_another_use_by_another_key_or_changed_is_refused(token):
    assert open_jws(OWN, forged(GOOD, {"made": "well"})) == {"made": "well"}

    with pytest.raises(BadSignature):
        open_jws(OWN, token)
