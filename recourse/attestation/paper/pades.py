"""A seal by PAdES: ES256, certified, nothing may be changed or added afterwards.

It goes on as an addition to the file: what typst has written, its tags and its marks, stays byte
for byte. Nothing of it is drawn, and its place is outside the page, for a reader that reads aloud
would otherwise stumble over a field that says nothing (ISO 14289-1, 7.18.1).

Law:
    ETSI EN 319 142-1 (PAdES B-B; B-T with a time stamp); ISO 32000-1, 12.8.2.2 (DocMDP).

"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from recourse.attestation.issuer import Issuer

FIELD = "Seal"
SIGNATURE_BYTES = 72
"""Of an ES256 signature in DER, at the most (RFC 3279, section 2.2.3)."""

ROOM_BYTES = 1024
"""For everything in a seal but certificates and time stamp: measured, 520 to 560."""

STAMP_BYTES = 12 * 1024
"""For a time stamp with its certificates; those of public authorities take 3,000 to 7,000."""

TSA_SECONDS = 5

log = logging.getLogger(__name__)


class KeyInHand(Signer):
    """Signs with a key that is there already, not read anew for each seal."""

    def __init__(self, by: Issuer) -> None:
        """Take the key, and every certificate of its chain, each once."""
        first, *others = (next(iter(load_certs_from_pemder_data(one))) for one in by.x5c)
        super().__init__(signing_cert=first)
        self.cert_registry.register_multiple(others)
        self._key = by.key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
    ) -> bytes:
        """Sign with ES256."""
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        if dry_run:
            return bytes(SIGNATURE_BYTES)
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class Addition(IncrementalPdfFileWriter):
    """What is added to a file; the marks of PDF/A and PDF/UA and the dates stay as they are."""

    def _update_meta(self) -> None:
        """Leave the metadata alone: pyHanko would write its name and its own clock into them."""


class Sealer(PdfSigner):
    """Seals PDF 1.7; pyHanko would call it 2.0 because of the curve, and PDF/A-3 is of 1.7."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:  # noqa: ARG002 - as pyHanko calls it
        """Name the one extension that is used: seals by PAdES."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pades:
    """A seal by PAdES.

    `stamped_at` is the address of a time-stamp authority (RFC 3161), or empty.
    """

    by: Issuer
    stamped_at: str = ""

    def applied(self, pdf: bytes, *, at: datetime) -> bytes:
        """Return the PDF, sealed at an instant.

        A time-stamp authority that does not answer keeps nobody waiting: the seal holds without
        a stamp for as long as its certificate does, which is longer than any statement is good.
        """
        if self.stamped_at:
            try:
                return asyncio.run(self._sealed(pdf, at, stamped=True))
            except TimestampRequestError as error:
                log.warning("no time stamp from %s: %s", self.stamped_at, error)
        return asyncio.run(self._sealed(pdf, at, stamped=False))

    async def _sealed(self, pdf: bytes, at: datetime, *, stamped: bool) -> bytes:
        """Put the seal's field in place, hash the file around it, and fill it in."""
        file = BytesIO()
        stamper = self._stamper() if stamped else None
        sealer = Sealer(
            _metadata(), KeyInHand(self.by), timestamper=stamper, new_field_spec=_field()
        )
        session = sealer.init_signing_session(Addition(BytesIO(pdf)))
        session.system_time = at
        prepared = session.prepare_tbs_document(
            validation_info=None, bytes_reserved=self._reserved(stamped=stamped)
        )
        digest, _ = prepared.digest_tbs_document(output=file)
        await prepared.perform_signature(
            digest.document_digest, PdfCMSSignedAttributes(signing_time=at)
        )
        return file.getvalue()

    def _stamper(self) -> TimeStamper:
        """Return who is asked for a time stamp."""
        return RequestsHTTPTimeStamper(self.stamped_at, timeout=TSA_SECONDS)  # type: ignore[no-untyped-call] # pyHanko has few types

    def _reserved(self, *, stamped: bool) -> int:
        """Return how many hexadecimal digits are kept free for the seal."""
        certificates = sum(map(len, self.by.x5c))
        return 2 * (ROOM_BYTES + certificates + (STAMP_BYTES if stamped else 0))


def _metadata() -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )


def _field() -> SigFieldSpec:
    return SigFieldSpec(
        FIELD,
        readable_field_name="电子印章 Electronic seal",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
