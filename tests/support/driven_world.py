"""A register that a state machine of hypothesis drives, to its end and beyond."""

import asyncio

from hypothesis.stateful import RuleBasedStateMachine

from pos_app.ports.store import StoreUnavailableError
from tests.support.fake_clock import settle
from tests.support.world import World


def forget(task):
    """Nobody waits for this answer, not even for a failure."""
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


class DrivenWorld(RuleBasedStateMachine):
    """One loop, one world; in the end the weather clears, and ``books_agree`` is asked.

    Attributes:
        CALM: how often so many seconds pass before the books have to agree.
    """

    CALM = (0, 0)

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = self.run(self.open())

    async def open(self) -> World:
        """The register at the beginning."""
        return World()

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def attempt(self, coroutine):
        """What an operator does, until it has an answer or waits for the clock."""

        async def do():
            forget(asyncio.ensure_future(coroutine))  # noqa: TID251
            await settle()

        self.run(do())

    def teardown(self):
        try:
            self.run(self._calm())
            self.books_agree()
            bugs = [e for e in self.world.errors if not isinstance(e[1], StoreUnavailableError)]
            assert bugs == []
        finally:
            self.run(self.world.crash())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()

    def books_agree(self) -> None:
        """What must hold in the end."""
        raise NotImplementedError

    async def _calm(self):
        self.world.stripe.down = None
        self.world.stripe._faults.clear()
        self.world.store.fail("")
        times, seconds = self.CALM
        for _ in range(times):
            await self.world.clock.advance(seconds)
