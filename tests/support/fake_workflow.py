"""The shop's own programs and addresses, obeying a test."""

import asyncio

from pos_app.domain.hooks import HookFailure, HookFault


class FakeWorkflow:
    """``ports.hook_runner.HookRunner``: keeps what it is told.

    Attributes:
        told: (target, message) of each delivery that was taken.
        tried: the same of each attempt.
        failing: targets that refuse.
        hanging: targets that never end.
        broken: targets at which our own code fails.
        held: nothing ends before it is set.
        missing: targets whose program is not there.
    """

    def __init__(self):
        self.told, self.tried, self.secrets = [], [], []
        self.failing, self.hanging, self.broken = set(), set(), set()
        self.held = None
        self.missing = set()

    async def obstacle(self, hook):
        return HookFault(HookFailure.NOT_FOUND, "it") if hook.name in self.missing else None

    async def deliver(self, hook, message, secret):
        self.tried.append((hook.name, message))
        self.secrets.append(secret)
        if self.held is not None:
            await self.held.wait()
        if hook.name in self.hanging:
            await asyncio.Event().wait()
        if hook.name in self.broken:
            raise ValueError("a bug")
        if hook.name in self.failing:
            return HookFault(HookFailure.EXIT, "1")
        self.told.append((hook.name, message))
        return None

    def kinds(self, target):
        return [message.kind.value for name, message in self.told if name == target]
