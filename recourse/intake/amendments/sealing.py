"""Whom an amendment concerns is sealed while it waits, under the key of its month's deliveries."""

import json
from datetime import datetime
from uuid import UUID

from recourse.ground import canonical
from recourse.ground.keydir import KeyDestroyed, NoSuchKey
from recourse.ground.sealing import seal, unseal
from recourse.intake import deliveries
from recourse.intake.amendments.terms import Target
from recourse.intake.errors import DeliveryGone
from recourse.store.keys import vault


def sealed(target: Target, *, amendment: UUID, proposed_at: datetime) -> bytes:
    """Return what an amendment concerns, sealed and bound to it."""
    plain = canonical.dumps(
        {
            "person": str(target.person),
            "record": str(target.record),
            "values": dict(target.values),
            "paper": dict(target.paper),
        }
    )
    key = vault().named(deliveries.key_name(proposed_at))
    return seal(key, plain, bound_to=amendment.bytes)


def opened(contents: bytes, *, amendment: UUID, proposed_at: datetime) -> Target:
    """Return what an amendment concerns.

    Raises:
        DeliveryGone: Its key was destroyed when its time was over.
        CannotOpen: The bytes are not what was sealed for this amendment.

    """
    try:
        key = vault().by_name(deliveries.key_name(proposed_at))
    except (KeyDestroyed, NoSuchKey) as error:
        raise DeliveryGone from error
    read = json.loads(unseal(key, contents, bound_to=amendment.bytes))
    return Target(
        person=UUID(read["person"]),
        record=UUID(read["record"]),
        values=read["values"],
        paper=read["paper"],
    )
