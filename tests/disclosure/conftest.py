"""The town, and a way to look people up in it over a connection of its own."""

import asyncio
from collections.abc import Callable

import pytest

from recourse.disclosure import queries
from recourse.disclosure.terms import Ask, Outcome
from recourse.journeys.look_up import look_up_many
from tests.disclosure import town as the_town
from tests.disclosure.town import NOON, Town


@pytest.fixture
def town(committed) -> Town:
    return the_town.found()


@pytest.fixture
def look_up(town: Town) -> Callable[..., list[Outcome]]:
    def run(*asks: Ask, day=None, now=NOON) -> list[Outcome]:
        async def carry() -> list[Outcome]:
            connection = await queries.connect()
            try:
                return await look_up_many(
                    asks, connection=connection, day=day or town.day, slot=1, now=now
                )
            finally:
                await connection.close()

        return asyncio.run(carry())

    return run
