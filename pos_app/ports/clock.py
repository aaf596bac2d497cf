"""Time and ids, given from outside so that tests decide both."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from pos_app.domain.ids import IdempotencyKey, InstallationId, OpId


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> dt.datetime:
        """Current time, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class IdSource(Protocol):
    """Fresh identifiers."""

    def operation(self) -> OpId:
        """A new operation id, unique for ever."""
        ...

    def installation(self) -> InstallationId:
        """A new register's id, unique for ever."""
        ...

    def key(self, op: OpId, action: str) -> IdempotencyKey:
        """The idempotency key of one action of one operation: the same inputs give the same key."""
        ...
