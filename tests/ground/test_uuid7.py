"""Identifiers made at once are what RFC 9562 says, as are those made one by one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from recourse.ground import uuid7

NOW = datetime(2026, 11, 22, 4, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("count", [0, 1, 2, 1_000])
def test_many_are_of_the_version_the_variant_and_the_moment(count: int):
    made = [UUID(bytes=one) for one in uuid7.many(count, NOW)]

    assert len(set(made)) == count
    for one in [*made, uuid7.uuid7(NOW)]:
        assert (one.version, one.variant) == (7, "specified in RFC 4122")
        assert one.int >> 80 == int(NOW.timestamp() * 1000)


def test_every_bit_that_may_be_random_is():
    made = [int.from_bytes(one) for one in uuid7.many(200, NOW)]
    ever, always = 0, ~0
    for one in made:
        ever |= one
        always &= one

    random = (0x0FFF << 64) | ((1 << 62) - 1)
    assert (ever & ~always) & ((1 << 80) - 1) == random
