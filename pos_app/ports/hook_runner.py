"""How a message reaches the shop's own program or address."""

from __future__ import annotations

from typing import Protocol

from pos_app.domain.hooks import Hook, HookFault, HookMessage
from pos_app.domain.secret import Secret


class HookRunner(Protocol):
    """Delivers one message, within a bounded time, whatever the other side does."""

    async def deliver(
        self, hook: Hook, message: HookMessage, secret: Secret | None
    ) -> HookFault | None:
        """Try once.

        Args:
            hook: whom to tell.
            message: what.
            secret: signs what is posted; a command needs none.

        Returns:
            ``None`` if it was taken, else why not.
        """
        ...

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Look whether it could be told, without telling it anything.

        Returns:
            Why not, as far as this computer knows: the program is not there, or may not be run.
        """
        ...
