"""What a wallet asks for, and that it holds the keys that the credentials will be bound to.

Law:
    OpenID4VCI 1.0, sections 8.2, 8.3.1.2, appendices F.1, F.4.

"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recourse.attestation.wallets import codes, jose
from recourse.attestation.wallets.errors import Unacceptable

TYPE = "openid4vci-proof+jwt"
MOST_INSTANCES = 10
WINDOW_SECONDS = 300
LONGEST_REQUEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a wallet asks for; its proofs are not checked yet."""

    configuration: str
    proofs: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Keys that a wallet holds, and the nonce that it was asked to sign."""

    keys: tuple[Mapping[str, str], ...]
    once: bytes
    until: datetime


def asked_in(body: bytes) -> Asked:
    """Return what a credential request asks for.

    Raises:
        Unacceptable: It is malformed, names what there is not, or wants an encrypted answer.

    """
    if len(body) > LONGEST_REQUEST:
        raise malformed("the request is too long")
    try:
        told = jose.objects(body)
    except jose.Untrue as untrue:
        raise malformed(str(untrue)) from untrue
    if "credential_response_encryption" in told:
        raise Unacceptable("invalid_encryption_parameters", "answers are not encrypted here")
    configuration = told.get("credential_configuration_id")
    if "credential_identifier" in told:
        if "credential_configuration_id" in told:
            raise malformed("give one of identifier and configuration")
        raise Unacceptable("unknown_credential_identifier", "no identifiers were given out")
    if not isinstance(configuration, str):
        raise malformed("credential_configuration_id must be a text")
    return Asked(configuration=configuration, proofs=tuple(_proofs(told)))


def _proofs(told: Mapping[str, object]) -> Sequence[object]:
    """Return the proofs of a request, as they came."""
    proofs = told.get("proofs")
    if proofs is None:
        raise Unacceptable("invalid_proof", "proofs are missing")
    if not isinstance(proofs, dict) or len(proofs) != 1:
        raise malformed("proofs must be of exactly one type")
    given = proofs.get("jwt")
    if given is None:
        raise Unacceptable("invalid_proof", "proofs must be of the type jwt")
    if not isinstance(given, list) or not given:
        raise malformed("proofs must be in an array")
    if len(given) > MOST_INSTANCES:
        raise malformed(f"a batch has at most {MOST_INSTANCES} proofs")
    return given


def proven(proofs: Sequence[object], *, audience: str, now: datetime) -> Proven:
    """Return the keys that were proven, each once, all for one nonce of ours.

    Args:
        proofs: As they came.
        audience: Our own name.
        now: When.

    Raises:
        Unacceptable: `invalid_proof`, or `invalid_nonce` if only the nonce is not good.

    """
    try:
        signed = [_checked(one, audience, now) for one in proofs]
    except jose.Untrue as untrue:
        raise Unacceptable("invalid_proof", str(untrue)) from untrue
    if len({one.thumbprint for one in signed}) != len(signed):
        raise Unacceptable("invalid_proof", "each proof must be of another key")
    nonces = {str(one.claims["nonce"]) for one in signed}
    try:
        (nonce,) = nonces
        until = codes.nonce_until(nonce, codes.Use.PROOF, now=now)
    except (ValueError, codes.Unknown) as error:
        raise stale_nonce() from error
    return Proven(
        keys=tuple(one.jwk for one in signed),
        once=codes.once(codes.Use.PROOF, nonce),
        until=until,
    )


def _checked(token: object, audience: str, now: datetime) -> jose.Signed:
    """Return one proof that was made for us, lately."""
    signed = jose.signed(token, typ=TYPE)
    if signed.claims.get("aud") != audience:
        raise jose.Untrue("aud is somebody else")
    if "iss" in signed.claims:
        raise jose.Untrue("iss must be left out: nobody asked who the wallet is")
    if abs(jose.seconds_of(signed.claims, "iat") - now.timestamp()) > WINDOW_SECONDS:
        raise jose.Untrue("iat is too far from now")
    if not isinstance(signed.claims.get("nonce"), str):
        raise jose.Untrue("nonce must be the text that we gave out")
    return signed


def malformed(why: str) -> Unacceptable:
    """Return the refusal of a request that cannot be read."""
    return Unacceptable("invalid_credential_request", why)


def stale_nonce() -> Unacceptable:
    """Return the refusal of a nonce that is not ours, too old, or was used."""
    return Unacceptable("invalid_nonce", "fetch a new nonce")
