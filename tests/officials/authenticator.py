"""A device with passkeys, in software, that a test may make lie in every way."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "testserver"
ORIGIN = f"http://{HOST}"
FLAG = AuthenticatorData.FLAG


@dataclass
class Passkey:
    """A passkey on the device, and what it says of itself."""

    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""
    count: int = 0

    def made(self, options: str, **lies: object) -> str:
        """Return what a browser sends when it has made this passkey."""
        asked = json.loads(options)["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.credential_id, public)
        data = self._data(FLAG.AT, lies, credential)
        attested = AttestationObject.create("none", data, {})
        return self._answer(
            "webauthn.create", asked, lies, {"attestationObject": websafe_encode(attested)}
        )

    def proven(self, options: str, **lies: object) -> str:
        """Return what a browser sends when this passkey has signed."""
        asked = json.loads(options)["publicKey"]
        self.count += 1
        data = self._data(FLAG(0), lies)
        client = self._client_data("webauthn.get", asked, lies)
        key = lies.get("key", self.key)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        signature = key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        handle = lies.get("handle", self.handle)
        said = {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(handle) if handle is not None else None,
        }
        return self._answer("webauthn.get", asked, lies, said)

    def _data(
        self, flags: FLAG, lies: dict[str, object], credential: bytes = b""
    ) -> AuthenticatorData:
        host = str(lies.get("host", HOST)).encode()
        verified = lies.get("flags", FLAG.UP | FLAG.UV)
        head = hashlib.sha256(host).digest()
        count = lies.get("count", self.count)
        return AuthenticatorData(head + struct.pack(">BI", verified | flags, count) + credential)

    def _client_data(self, kind: str, asked: dict[str, str], lies: dict[str, object]) -> bytes:
        return json.dumps(
            {
                "type": lies.get("kind", kind),
                "challenge": lies.get("challenge", asked["challenge"]),
                "origin": lies.get("origin", ORIGIN),
                "crossOrigin": lies.get("framed", False),
            }
        ).encode()

    def _answer(
        self, kind: str, asked: dict[str, str], lies: dict[str, object], said: dict[str, object]
    ) -> str:
        credential_id = lies.get("credential_id", self.credential_id)
        client = {"clientDataJSON": websafe_encode(self._client_data(kind, asked, lies))}
        named = websafe_encode(credential_id)
        return json.dumps(
            {"id": named, "rawId": named, "type": "public-key", "response": said | client}
        )


def handle_of(account: UUID) -> bytes:
    """Return how a device names an account."""
    return account.bytes
