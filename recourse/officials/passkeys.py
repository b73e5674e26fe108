"""Passkeys: what a browser is asked, and what of its answers is believed.

The rules this module enforces, beside those of the library it calls:

* the page that asked has exactly our origin, was not framed by another site, and the passkey
  is bound to our name;
* the official was verified by the device (finger, face or PIN), not only present;
* the passkey is kept on the device and names the account by itself (`userHandle`);
* it signs with an algorithm of `ALGORITHMS`.

Where the passkey came from (attestation) is not asked: it would tell the make of a device.

Law:
    W3C Web Authentication, 7.1 and 7.2.

"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from fido2.cose import ES256, RS256, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from recourse.officials.errors import NotAPasskey
from recourse.officials.terms import NewPasskey, Site

ALGORITHMS: Final = (ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM)
ANSWER_CHARACTERS: Final = 16_384
CREDENTIAL_ID_BYTES: Final = 1_023
VERIFIED: Final = UserVerificationRequirement.REQUIRED
UNREADABLE: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OverflowError,
)
"""What the library raises at bytes that no authenticator would send."""
Sent = Mapping[str, Any]  # JSON that a stranger wrote: every use checks what it needs


class Asked(NamedTuple):
    """What the browser is asked, as JSON, and the challenge its answer must carry."""

    options: str
    challenge: str


class NotBelieved(Exception):  # noqa: N818 - the house's word
    """An answer that no passkey of this account gave to this page."""


def to_make(*, site: Site, account: UUID, name: str, known: Sequence[bytes] = ()) -> Asked:
    """Ask for a new passkey.

    Args:
        site: Where it will be used.
        account: Whom it opens the way for.
        name: How the device shows it.
        known: Identifiers of passkeys of the same account: a device makes no second one.

    """
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=account.bytes, name=name, display_name=name),
        [_described(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    return Asked(json.dumps(dict(options)), state["challenge"])


def to_prove(*, site: Site, known: Sequence[bytes] = ()) -> Asked:
    """Ask for a signature by a passkey of this site that the device holds.

    Args:
        site: Where it is used.
        known: Identifiers of those that count; none named, any does.

    """
    options, state = _server(site).authenticate_begin(
        credentials=[_described(one) for one in known] or None, user_verification=VERIFIED
    )
    return Asked(json.dumps(dict(options)), state["challenge"])


def challenge_of(answer: str) -> str:
    """Return the challenge that an answer says it answers; empty if it says none."""
    try:
        return str(_client_data(_sent(answer))["challenge"])
    except UNREADABLE:
        return ""


def made(answer: str, *, site: Site, challenge: str, label: str) -> NewPasskey:
    """Return the passkey that the browser has just made.

    Raises:
        NotAPasskey: It made none, for another site, for another page, or one too weak.

    """
    if not challenge:
        raise NotAPasskey
    try:
        return _made(RegistrationResponse.from_dict(_sent(answer)), site, challenge, label)
    except UNREADABLE as error:
        raise NotAPasskey from error


def _made(said: RegistrationResponse, site: Site, challenge: str, label: str) -> NewPasskey:
    """Return the passkey of an answer that can be read."""
    data = _server(site).register_complete(_state(challenge), said)
    credential = data.credential_data
    if credential is None or credential.public_key.ALGORITHM not in ALGORITHMS:
        raise NotAPasskey
    if _is_framed(said.response.client_data) or said.raw_id != credential.credential_id:
        raise NotAPasskey
    if not 0 < len(credential.credential_id) <= CREDENTIAL_ID_BYTES:
        raise NotAPasskey
    return NewPasskey(
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=data.counter,
        label=label,
    )


def claimed(answer: str) -> bytes:
    """Return the identifier of the passkey an answer says it is from; empty if it says none."""
    try:
        return websafe_decode(str(_sent(answer)["rawId"]))
    except UNREADABLE:
        return b""


def counted(answer: str, *, credential: bytes, account: UUID, site: Site, challenge: str) -> int:
    """Return the sign counter of an answer that this passkey gave to this page.

    Args:
        answer: What the browser sent.
        credential: Of the passkey the answer says it is from.
        account: Whose passkey that is.
        site: Where it was asked.
        challenge: Under which it was asked; empty if nothing was.

    Raises:
        NotBelieved: It did not.

    """
    if not challenge:
        raise NotBelieved
    try:
        said = AuthenticationResponse.from_dict(_sent(answer))
        known = AttestedCredentialData(credential)
        _server(site).authenticate_complete(_state(challenge), [known], said)
        handle, framed = said.response.user_handle, _is_framed(said.response.client_data)
        counter = said.response.authenticator_data.counter
    except UNREADABLE as error:
        raise NotBelieved from error
    if framed or handle != account.bytes:
        raise NotBelieved
    return counter


def _server(site: Site) -> Fido2Server:
    """Return the library's checks, bound to our name and our origin."""

    def is_ours(origin: str) -> bool:
        return origin == site.origin and urlsplit(origin).hostname == site.host

    party = PublicKeyCredentialRpEntity(name="Recourse 有据", id=site.host)
    server = Fido2Server(party, attestation="none", verify_origin=is_ours)  # type: ignore[arg-type]  # the library takes the text
    server.allowed_algorithms = [
        known for known in server.allowed_algorithms if known.alg in ALGORITHMS
    ]
    return server


def _state(challenge: str) -> dict[str, str]:
    """Return what the library remembers between question and answer."""
    return {"challenge": challenge, "user_verification": VERIFIED}


def _described(credential_id: bytes) -> PublicKeyCredentialDescriptor:
    """Return how a passkey is named to the browser."""
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=credential_id)


def _sent(answer: str) -> Sent:
    """Return the JSON object a browser sent.

    Raises:
        TypeError: It is none, or longer than any.

    """
    read = json.loads(answer) if len(answer) <= ANSWER_CHARACTERS else None
    if not isinstance(read, dict):
        raise TypeError("no answer of a browser")
    return read


def _client_data(sent: Sent) -> Sent:
    """Return what the browser says it was asked, and where."""
    return _sent(websafe_decode(str(sent["response"]["clientDataJSON"])).decode())


def _is_framed(client_data: CollectedClientData) -> bool:
    """Whether the page that asked stood inside another site's."""
    return bool(client_data.cross_origin)
