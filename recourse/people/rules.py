"""Who is who: documents, names, and the keyed digests that stand for them.

The rules this module enforces:

* a citizen's number is checked by GB 11643-1999, and so is every document of that form
  (foreigners' and residence cards); other documents have 5 to 20 letters and digits;
* in a demo every document number begins with 0, in production no citizen's does;
* the digest of a name is bound to the number: equal names of two people look unlike.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from recourse.ground import identifiers
from recourse.ground.digests import KeyedDigest, framed, framed_each
from recourse.ground.refused import REFUSALS
from recourse.people.errors import DocumentNumberShape, NameMissing
from recourse.people.terms import DocumentType, Identity

_OTHER_DOCUMENT = re.compile(r"[0-9A-Z]{5,20}")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_LIKE_CITIZENS = frozenset({DocumentType.FOREIGN_RESIDENT, DocumentType.RESIDENCE_PERMIT})
_NAME_BYTES = 16
_TAG_BYTES = 16


def normalise_number(number: str) -> str:
    """Return a document number as it is stored: plain capitals, no spaces.

    >>> normalise_number(" 00000019900101001x ")
    '00000019900101001X'
    """
    return number if number.isdecimal() and number.isascii() else "".join(number.split()).upper()


def document_fault(document_type: DocumentType, number: str, *, synthetic: bool) -> str | None:
    """Return the code of the first rule that a normalised document number breaks, or None.

    Args:
        document_type: By the code list ID_TYPE.
        number: From `normalise_number`.
        synthetic: Whether this is a demo.

    Law:
        GB 11643-1999.

    """
    if document_type is DocumentType.CITIZEN:
        return identifiers.citizen_number_fault(number, synthetic=synthetic)
    if not _OTHER_DOCUMENT.fullmatch(number):
        return DocumentNumberShape.code
    if synthetic and number[0] != "0":
        return identifiers.RealNumberInDemo.code
    if document_type in _LIKE_CITIZENS and _EIGHTEEN.fullmatch(number):
        return identifiers.gb11643_fault(number, any_region=synthetic or number[0] == "9")
    return None


def identity(*, document_type: DocumentType, number: str, name: str, synthetic: bool) -> Identity:
    """Return a checked, normalised identity.

    Raises:
        Refused: The number breaks a rule of its document.
        NameMissing: There is no name.

    """
    number, name = normalise_number(number), identifiers.normalise_name(name)
    fault = document_fault(document_type, number, synthetic=synthetic)
    if fault:
        raise REFUSALS[fault]
    if not name:
        raise NameMissing
    return Identity(document_type=document_type, number=number, name=name)


def identity_digest(key: bytes, identity: Identity) -> bytes:
    """Return the keyed digest (32 bytes) by which a document is found."""
    return document_digest(key, identity.document_type, identity.number)


def document_digest(key: bytes, document_type: DocumentType, number: str) -> bytes:
    """Return the keyed digest (32 bytes) by which a document is found, without a name."""
    return _digest(key).of(b"document", document_type.encode(), number.encode())


def name_digest(key: bytes, identity: Identity) -> bytes:
    """Return the keyed digest (16 bytes) of the name, bound to the number."""
    return _digest(key).of(
        b"name", identity.document_type.encode(), identity.number.encode(), identity.name.encode()
    )[:_NAME_BYTES]


def digests_of_each(
    key: bytes, identities: Sequence[tuple[str, str, str]]
) -> list[tuple[bytes, bytes]]:
    """Return the digests of document and name of each identity, as one by one.

    Args:
        key: Of the vault.
        identities: Document type, number and name of each; checked and normalised.

    """
    if not identities:
        return []
    kinds, numbers, names = (
        framed_each([part.encode() for part in parts]) for parts in zip(*identities, strict=True)
    )
    documents = list(map(bytes.__add__, kinds, numbers))
    digest = _digest(key)
    return list(
        zip(
            digest.of_each(documents, after=framed(b"document")),
            [
                name[:_NAME_BYTES]
                for name in digest.of_each(
                    map(bytes.__add__, documents, names), after=framed(b"name")
                )
            ],
            strict=True,
        )
    )


def person_tag(key: bytes, identity_digest: bytes) -> bytes:
    """Return what stands for a person in the log (16 bytes); without the key it says nothing."""
    return _digest(key).of(b"person", identity_digest)[:_TAG_BYTES]


@lru_cache(maxsize=8)
def _digest(key: bytes) -> KeyedDigest:
    """Return the digest under `key`, set up once."""
    return KeyedDigest(key)
