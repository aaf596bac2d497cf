"""The computer's clock and random ids."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid

from pos_app.domain.ids import IdempotencyKey, InstallationId, OpId


class SystemClock:
    """``Clock`` of this computer."""

    def now(self) -> dt.datetime:
        """Current time, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class SystemIds:
    """``IdSource`` with random operation ids."""

    def operation(self) -> OpId:
        """Return ``op_`` and 32 hex digits (122 random bits)."""
        return OpId(f"op_{uuid.uuid4().hex}")

    def installation(self) -> InstallationId:
        """Return ``reg_`` and 32 hex digits (122 random bits)."""
        return InstallationId(f"reg_{uuid.uuid4().hex}")

    def key(self, op: OpId, action: str) -> IdempotencyKey:
        """Return the idempotency key of one action: the same inputs give the same key."""
        return IdempotencyKey(f"{op}-{action}")
