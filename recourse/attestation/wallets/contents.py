"""What an offer says, sealed under the key that its code carries."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson

from recourse.attestation.terms import Kind
from recourse.attestation.wallets.codes import Bearer
from recourse.attestation.wallets.terms import Claims
from recourse.ground import sealing


def seal(bearer: Bearer, statement: UUID, offered: Sequence[Claims]) -> bytes:
    """Seal what the credentials of an offer will say."""
    plain = orjson.dumps(
        [[one.configuration, one.kind, one.valid_until, one.audience, one.says] for one in offered]
    )
    return sealing.seal(bearer.key, plain, bound_to=_bound(bearer, statement))


def unseal(bearer: Bearer, statement: UUID, sealed: bytes) -> dict[str, Claims]:
    """Return what the credentials of an offer say, by their configuration.

    Raises:
        CannotOpen: The code is of another offer.

    """
    plain = sealing.unseal(bearer.key, sealed, bound_to=_bound(bearer, statement))
    return {
        configuration: Claims(
            configuration=configuration,
            kind=Kind(kind),
            valid_until=date.fromisoformat(valid_until),
            audience=audience,
            says=says,
        )
        for configuration, kind, valid_until, audience, says in orjson.loads(plain)
    }


def _bound(bearer: Bearer, statement: UUID) -> bytes:
    return b"wallet offer" + bearer.person.bytes + statement.bytes
