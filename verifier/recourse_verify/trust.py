"""Whom the one who checks trusts, and whether a token is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from recourse_verify import certificates
from recourse_verify.errors import Unsigned
from recourse_verify.es256 import Token


@dataclass(frozen=True, slots=True)
class Trust:
    """Authorities whose signers are trusted; or one key, of an issuer without certificates."""

    anchors: Sequence[x509.Certificate] = ()
    key: ec.EllipticCurvePublicKey | None = None

    def need_signed(self, token: Token, *, about: str | None, at: datetime) -> str:
        """Need a token to be signed by somebody trusted; return who that is.

        Args:
            token: Not checked yet.
            about: Address that the signer must speak for; None where the token names none, which
                only one key that is trusted by itself makes up for.
            at: When.

        Raises:
            Unsigned: It is not, or the signer speaks for somebody else, or for nobody knows whom.

        """
        if self.key is not None:
            token.need_signed_by(self.key)
            return "the key that you gave"
        if "x5c" not in token.header:
            raise Unsigned("it shows no certificate (x5c) of who signed")
        if about is None:
            raise Unsigned("it does not say who issued it (iss)")
        signer = self.signer(certificates.from_x5c(token.header["x5c"]), about=about, at=at)
        token.need_signed_by(signer.key)
        return signer.name

    def signer(
        self, chain: Sequence[x509.Certificate], *, about: str, at: datetime
    ) -> certificates.Signer:
        """Return whose chain this is, if they are trusted and speak for an address.

        Raises:
            Unsigned: They are not, or do not.

        """
        found = certificates.signer_of(chain, anchors=self.anchors, at=at)
        if not found.speaks_for(about):
            raise Unsigned(f"the certificate of {found.name} does not speak for {about}")
        return found
