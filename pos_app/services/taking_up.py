"""What comes before the first sale: what the last run has left is taken up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pos_app.domain.set_aside import SetAside
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.common import Common
from pos_app.services.hooks import Hooks
from pos_app.services.identifying import Identifying
from pos_app.services.rebuild import Rebuild
from pos_app.services.recovery import Recovery

AGAIN: Final = 5.0
"""Seconds until a database that refused is tried again."""


class TakingUp:
    """Recovery to its end, however long the disk takes nothing.

    A sale that could begin before that would leave sales in doubt behind it that nobody watches.
    """

    def __init__(
        self,
        *,
        common: Common,
        identifying: Identifying,
        rebuild: Rebuild,
        hooks: Hooks,
        recovery: Recovery,
    ) -> None:
        self._common = common
        self._identifying = identifying
        self._rebuild = rebuild
        self._hooks = hooks
        self._recovery = recovery

    async def run(self, refused: Callable[[StoreUnavailableError], None]) -> SetAside | None:
        """Settle and watch what is open; nobody is charged before this returns.

        Args:
            refused: told of each refusal of the database.

        Returns:
            The damaged database whose sales ``Rebuild.run`` has to read back, if there is one.
        """
        self._recovery.expect()
        while True:
            try:
                return await self._try()
            except StoreUnavailableError as error:
                # Said at once, before a sale that waits can find that recovery has ended.
                self._recovery.expect()
                refused(error)
            await self._common.clock.sleep(AGAIN)

    async def _try(self) -> SetAside | None:
        await self._identifying.settle()
        lost = await self._rebuild.begin()
        await self._hooks.enroll(reading_back=lost is not None)
        await self._recovery.run()
        return lost
