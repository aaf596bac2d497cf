"""Which register this is: an id of its own, in the settings and beside the sales."""

from __future__ import annotations

import logging
from typing import Final

from pos_app.domain import set_aside
from pos_app.domain.identity import NOTE, Identity
from pos_app.domain.ids import InstallationId, RegisterId
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.ports.store import Tx
from pos_app.services.common import Common
from pos_app.services.settings import SettingsService

_log: Final = logging.getLogger("pos_app.identity")


class Identifying:
    """Comes before the first sale of a run.

    The id stands in two places, so that it survives the loss of either: the settings tell a new
    database whose sales to read back, and the database tells new settings whose it is.
    """

    def __init__(self, *, common: Common, settings: SettingsService, books: str) -> None:
        """Keep in mind which database it is, so that it is missed; empty: it ends with this run."""
        self._common = common
        self._settings = settings
        self._books = books

    async def settle(self) -> None:
        """Find the id, or make it where there is none.

        Settings that cannot be written do not stop the register: the database keeps the id.

        Raises:
            StoreUnavailableError: the database cannot be used.
        """
        identity = await self._common.store.transact(self._find)
        if self._books:
            identity = identity.keeping(self._books)
        if identity == self._settings.current.identity:
            return
        try:
            self._settings.identify(identity, lasting=bool(self._books))
        except (OSError, ValueError, SettingsUnreadableError) as error:
            _log.warning("the register's id is not in the settings: %s", error)

    def _find(self, tx: Tx) -> Identity:
        mine, books = self._settings.current.identity, InstallationId(tx.notes.get(NOTE) or "")
        if books and books == mine.installation:
            return mine
        if not books:
            books = mine.installation or self._common.ids.installation()
            tx.notes.put(NOTE, books)
        return mine.taken_over(books).called(sorted(self._names(tx, mine)))

    def _names(self, tx: Tx, mine: Identity) -> frozenset[RegisterId]:
        """The names under which was sold before there were ids."""
        names = tx.payments.registers()
        if not mine.installation and tx.notes.get(set_aside.NOTE) is not None:
            # The sales that knew the names are lost; the present one is all that is left.
            names |= {self._settings.current.register}
        return names
