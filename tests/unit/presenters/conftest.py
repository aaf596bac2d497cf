import pytest_asyncio

from tests.support.till import Till


@pytest_asyncio.fixture
async def till():
    made = Till()
    yield made
    await made.close()
