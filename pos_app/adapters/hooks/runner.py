"""``ports.HookRunner`` on this machine."""

from __future__ import annotations

import asyncio

from pos_app.adapters.hooks.command import CommandRunner
from pos_app.adapters.hooks.http_post import HttpPoster
from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookMessage
from pos_app.domain.secret import Secret
from pos_app.ports.clock import Clock


class LocalHookRunner:
    """Runs programs and posts to addresses."""

    def __init__(self, clock: Clock) -> None:
        self._commands = CommandRunner()
        self._poster = HttpPoster(clock)

    async def deliver(
        self, hook: Hook, message: HookMessage, secret: Secret | None
    ) -> HookFault | None:
        """Try once, by whichever way the hook names."""
        if hook.command:
            return await self._commands.deliver(hook, message)
        if secret is None:
            return HookFault(HookFailure.NO_SECRET)
        return await self._poster.deliver(hook, message, secret)

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Look for a program; whether an address is there only a message would tell."""
        return await self._commands.obstacle(hook) if hook.command else None

    async def close(self) -> None:
        """Wait until nothing is left of programs that were cut off."""
        await asyncio.to_thread(self._commands.close)
