"""Ports that are there before their adapters are.

The window shall take keys at once, but the SDK and the database take half a second to import. Until
an adapter is given, calls of its port wait; unless that may last, and the port can say so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Late(Generic[T]):
    """Something that is given later; to be made while a loop runs."""

    def __init__(self) -> None:
        self._value: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._heard = asyncio.Event()

    def give(self, value: T) -> None:
        """Let all that wait go on."""
        self._value.set_result(value)
        self._heard.set()

    def delay(self) -> None:
        """Nobody knows when it is given: whoever has an answer for that gets it."""
        self._heard.set()

    async def get(self) -> T:
        """Wait for it."""
        return await asyncio.shield(self._value)

    async def soon(self) -> bool:
        """Wait until it is given or delayed; whether it is given."""
        await self._heard.wait()
        return self._value.done()

    def port(self, pick: Callable[[T], Any] = lambda value: value, *, delayed: Any = None) -> Any:
        """Return a stand-in whose async methods wait, then call what ``pick`` finds.

        Args:
            pick: finds the port in what is given.
            delayed: what all its methods return after ``delay``, if they shall not wait.
        """
        return _Port(self, pick, delayed)


class _Port:
    """Every attribute is an async method of the real thing."""

    def __init__(self, late: Late[Any], pick: Callable[[Any], Any], delayed: Any) -> None:
        self._late = late
        self._pick = pick
        self._delayed = delayed

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        if name.startswith("_"):
            raise AttributeError(name)

        async def call(*arguments: Any, **named: Any) -> Any:
            if self._delayed is not None and not await self._late.soon():
                return self._delayed
            method = getattr(self._pick(await self._late.get()), name)
            return await method(*arguments, **named)

        return call
