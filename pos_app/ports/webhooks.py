"""Stripe's webhook deliveries as they arrive on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos_app.domain.intake import ListenerHealth, ListenerState
from pos_app.domain.secret import Secret


class WebhookIntake(Protocol):
    """Takes deliveries, keeps what is genuine, counts what is refused."""

    def use(self, secrets: Sequence[Secret]) -> None:
        """Trust what is signed with one of these from now on."""
        ...

    def health(self) -> ListenerHealth:
        """How it is doing now."""
        ...

    async def start(self, port: int) -> ListenerState:
        """Take deliveries on this port, 0 for a free one; whether that worked is returned."""
        ...

    async def stop(self) -> None:
        """Take no delivery any more; those under way are stored and answered first."""
        ...
