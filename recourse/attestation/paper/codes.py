"""The code on paper: what a statement says, signed, in the letters of a QR code.

    RC1: base45( COSE_Sign1( {alg: ES256, kid}, claims ) )

It can be checked without a network, and typed if there is no camera. `kid` names the signer's
certificate, which is published; a certificate would not fit. It carries what matches a face to the
paper, and no address to which a visit would be seen.

Law:
    RFC 9052, sections 4.2 and 4.4 (COSE_Sign1); RFC 8392 (claims by number);
    RFC 6979 (the same code each time).

"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum
from io import BytesIO

import segno

from recourse.attestation.issuer import Issuer, issuer
from recourse.attestation.paper import base45, cbor
from recourse.attestation.paper.contents import content_of
from recourse.attestation.paper.errors import CodeTooLong
from recourse.attestation.signing import signature
from recourse.attestation.terms import Kind, Statement, StatusIndex
from recourse.ground.calendar import civil_date, start_of

PREFIX = "RC1:"
SIGN1, ALGORITHM, KID, ES256 = 18, 1, 4, -7
KID_BYTES, SIGNATURE_BYTES = 8, 64
QUIET_MODULES, MASK = 4, 3
LETTERS = 450
"""What a code should not pass: 69 modules a side (version 13, correction M)."""

MOST_LETTERS = 600
"""What no code passes: 77 modules a side (version 15), still half a millimetre each on paper."""

TYPES = {Kind.NO_VIOLATION: "nv", Kind.REPORT: "rp", Kind.CORRECTION: "co", Kind.BENEFIT: "be"}


class Claim(IntEnum):
    """Numbers of the claims; below -65536 are those of our own (RFC 8392, section 9.1)."""

    ISSUER = 1
    EXPIRES = 4
    ISSUED = 6
    STATUS = 65535
    TYPE = -70001
    DOMAINS = -70002
    PERIOD = -70003
    FINDING = -70004
    NAME = -70005
    ID_LAST4 = -70006
    NUMBER = -70007
    REPORT_HASH = -70008
    AS_OF = -70009
    RECIPIENT = -70010


DISPENSABLE = (Claim.REPORT_HASH, Claim.FINDING, Claim.AS_OF)
"""What is left out first to save room: the type of a statement implies its one finding, and
`ISSUED` is the day of `AS_OF`."""

NAME_SIGNS = (16, 8)
"""Where a long name breaks off in a code, if it must; the paper itself has all of it."""


def qr_texts(statement: Statement, status: StatusIndex | None) -> tuple[str, ...]:
    """Return the codes of a statement; the same statement, the same codes.

    One, or several that share its domains between them. Each is whole and stands alone; none
    speaks of a domain that the statement does not name.

    Raises:
        CodeTooLong: Even a code of one domain would be; only addresses can do that.
        NotVouchedFor: Nobody vouches for the key that signs.

    """
    by = issuer()
    return tuple(_codes(_claims(statement, status, by), by))


def qr_text(statement: Statement, status: StatusIndex | None) -> str:
    """Return the code of a statement that fits in one.

    Raises:
        ValueError: It takes several: ask `qr_texts`.
        CodeTooLong, NotVouchedFor: As there.

    """
    first, *more = qr_texts(statement, status)
    if more:
        raise ValueError("the statement takes several codes")
    return first


def drawn(text: str) -> str:
    """Return a code as SVG.

    The mask is fixed: trying all eight takes four times as long as all the rest, and a signature is
    too much like noise for one to be better than another.
    """
    made = segno.make(
        text, error="m", mode="alphanumeric", mask=MASK, boost_error=False, micro=False
    )
    file = BytesIO()
    made.save(file, kind="svg", border=QUIET_MODULES, xmldecl=False, dark="#000", light="#fff")
    return file.getvalue().decode()


def _codes(claims: Mapping[int, object], by: Issuer) -> Iterator[str]:
    """Yield the codes of some claims: one, or as few as can share the domains between them."""
    domains = claims.get(Claim.DOMAINS, ())
    left = domains if isinstance(domains, tuple) else ()
    while True:
        fitting, taken = _as_many_domains_as_fit(claims, left)
        yield _code(fitting, by)
        left = left[taken:]
        if not left:
            return


def _as_many_domains_as_fit(
    claims: Mapping[int, object], domains: Sequence[str]
) -> tuple[dict[int, object], int]:
    """Return what one code says, and of how many of the domains.

    Raises:
        CodeTooLong: Of none.

    """
    for taken in range(len(domains), 0, -1):
        fitting = _fitting({**claims, Claim.DOMAINS: domains[:taken]})
        if fitting is not None:
            return fitting, taken
    fitting = None if domains else _fitting(claims)
    if fitting is not None:
        return fitting, 0
    raise CodeTooLong


def _fitting(claims: Mapping[int, object]) -> dict[int, object] | None:
    """Return as many of the claims as fit; None if more would have to go than can be spared."""
    return _short(claims) or _long(claims)


def _short(claims: Mapping[int, object]) -> dict[int, object] | None:
    """Return as many of the claims as a code should hold; None if more would have to go."""
    return next((one for one in _spared(claims) if _letters(one) <= LETTERS), None)


def _long(claims: Mapping[int, object]) -> dict[int, object] | None:
    """Return as many of the claims as a code can hold, the name broken off if need be."""
    left = _spared(claims)
    names = _broken_off(str(claims[Claim.NAME]))
    broken_off = ({**left[-1], Claim.NAME: name} for name in names)
    return next((one for one in (*left, *broken_off) if _letters(one) <= MOST_LETTERS), None)


def _spared(claims: Mapping[int, object]) -> list[dict[int, object]]:
    """Return the claims with ever more left out of what can be spared."""
    return [
        {claim: said for claim, said in claims.items() if claim not in DISPENSABLE[:spared]}
        for spared in range(len(DISPENSABLE) + 1)
    ]


def _broken_off(name: str) -> list[str]:
    """Return ever shorter beginnings of a long name, each of which shows that it is one."""
    return [f"{name[:signs]}…" for signs in NAME_SIGNS if signs < len(name)]


def _claims(statement: Statement, status: StatusIndex | None, by: Issuer) -> dict[int, object]:
    """Return everything a code may say."""
    content = content_of(statement, issuer=by.url, status=status)
    claims: dict[int, object] = {
        Claim.ISSUER: by.url,
        Claim.ISSUED: int(start_of(civil_date(statement.as_of)).timestamp()),
        Claim.EXPIRES: int(start_of(statement.valid_until + timedelta(days=1)).timestamp()),
        Claim.TYPE: TYPES[statement.kind],
        Claim.DOMAINS: statement.domains,
        Claim.FINDING: statement.finding,
        Claim.NAME: statement.subject.name,
        Claim.ID_LAST4: statement.subject.id_last4,
        Claim.NUMBER: statement.number,
        Claim.REPORT_HASH: hashlib.sha256(content).digest(),
        Claim.AS_OF: int(statement.as_of.timestamp()),
    }
    if status is not None:
        path = status.uri.removeprefix(by.url)
        claims[Claim.STATUS] = {"status_list": {"idx": status.index, "uri": path}}
    if statement.period is not None:
        claims[Claim.PERIOD] = [
            day.isoformat() for day in (statement.period.first, statement.period.last)
        ]
    if statement.recipient is not None:
        claims[Claim.RECIPIENT] = statement.recipient.address
    return {claim: said for claim, said in claims.items() if said not in ("", ())}


def _letters(claims: Mapping[int, object]) -> int:
    """Return how long the code of some claims is."""
    size = len(_cose(bytes(SIGNATURE_BYTES), claims, bytes(KID_BYTES)))
    return len(PREFIX) + size // 2 * 3 + size % 2 * 2


def _code(claims: Mapping[int, object], by: Issuer) -> str:
    """Sign claims, and write them down in letters."""
    protected, payload = _signed_parts(claims, by.kid)
    data = cbor.dumps(["Signature1", protected, b"", payload])
    made = signature(by.key, data, deterministic=True)
    return PREFIX + base45.dumps(_cose(made, claims, by.kid))


def _cose(made: bytes, claims: Mapping[int, object], kid: bytes) -> bytes:
    """Return a COSE_Sign1 with the signature that was made."""
    protected, payload = _signed_parts(claims, kid)
    return cbor.dumps(cbor.Tagged(SIGN1, [protected, {}, payload, made]))


def _signed_parts(claims: Mapping[int, object], kid: bytes) -> tuple[bytes, bytes]:
    return cbor.dumps({ALGORITHM: ES256, KID: kid}), cbor.dumps(claims)
