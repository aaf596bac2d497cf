"""What comes before the first sale: what the last run has left is taken up again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from pos_app.domain.health import StoreTrouble
from pos_app.domain.set_aside import SetAside
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.common import Common
from pos_app.services.health import Health
from pos_app.services.hooks import Hooks
from pos_app.services.identifying import Identifying
from pos_app.services.rebuild import Rebuild
from pos_app.services.recovery import Recovery

_log: Final = logging.getLogger("pos_app.recovery")
AGAIN: Final = 5.0
"""Seconds until it is tried again, after the database refused or we made a mistake."""


class TakingUp:
    """Recovery to its end, however long the disk takes nothing.

    A sale that could begin before that would leave sales in doubt behind it that nobody watches.
    A mistake of ours on the way is told, and sales are refused instead of waiting for its end.
    """

    def __init__(
        self,
        *,
        common: Common,
        health: Health,
        identifying: Identifying,
        rebuild: Rebuild,
        hooks: Hooks,
        recovery: Recovery,
    ) -> None:
        self._common = common
        self._health = health
        self._identifying = identifying
        self._rebuild = rebuild
        self._hooks = hooks
        self._recovery = recovery
        self._mistake = ""

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
                lost = await self._try()
            except StoreUnavailableError as error:
                # Said at once, before a sale that waits can find that recovery has ended.
                self._recovery.expect()
                refused(error)
            except Exception as error:  # noqa: BLE001 - a mistake has no type one could name
                # The one thing that is expected is met above. Were this narrower, a mistake of
                # another type would end the start, and sales would wait for it for ever.
                refused(self._stumbled(error))
            else:
                if self._mistake:
                    self._health.opening(None)
                return lost
            await self._common.clock.sleep(AGAIN)

    def _stumbled(self, error: Exception) -> StoreUnavailableError:
        """Nobody is charged, and nobody waits: what is open has not been taken up."""
        self._health.opening(StoreTrouble.OTHER)
        self._recovery.give_up()
        if repr(error) != self._mistake:  # it is met again every few seconds
            self._mistake = repr(error)
            self._common.background.tell("take up what was left", error)
        return StoreUnavailableError(f"could not take up what was left: {type(error).__name__}")

    async def _try(self) -> SetAside | None:
        await self._identifying.settle()
        lost = await self._rebuild.begin()
        await self._hooks.enroll(reading_back=lost is not None)
        found = await self._recovery.run()
        _log.info(
            "what was left is taken up: %d over, %d watched, %d without an answer",
            len(found.over),
            len(found.watched),
            len(found.unanswered),
        )
        return lost
