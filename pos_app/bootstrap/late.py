"""Ports that are there before their adapters are.

The window shall take keys at once, but the SDK and the database take half a second to import. Until
an adapter is given, calls of its port wait.
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

    def give(self, value: T) -> None:
        """Let all that wait go on."""
        self._value.set_result(value)

    async def get(self) -> T:
        """Wait for it."""
        return await asyncio.shield(self._value)

    def port(self, pick: Callable[[T], Any] = lambda value: value) -> Any:
        """Return a stand-in whose async methods wait, then call what ``pick`` finds."""
        return _Port(self, pick)


class _Port:
    """Every attribute is an async method of the real thing."""

    def __init__(self, late: Late[Any], pick: Callable[[Any], Any]) -> None:
        self._late = late
        self._pick = pick

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        if name.startswith("_"):
            raise AttributeError(name)

        async def call(*arguments: Any, **named: Any) -> Any:
            method = getattr(self._pick(await self._late.get()), name)
            return await method(*arguments, **named)

        return call
