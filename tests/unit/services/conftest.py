"""A register in memory that must end clean: nothing reported, nothing left running."""

import pytest_asyncio

from tests.support.world import World


@pytest_asyncio.fixture
async def world():
    world = World()
    yield world
    await world.close()
    assert world.errors == []
