"""``ports.store.Store`` on SQLite: one thread, one transaction at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from pos_app.adapters.store.customer_index import SqlCustomerIndex
from pos_app.adapters.store.decisions_repo import SqlDecisionsRepo
from pos_app.adapters.store.engine import open_engine
from pos_app.adapters.store.inbox_repo import SqlInboxRepo
from pos_app.adapters.store.journal_repo import SqlJournalRepo
from pos_app.adapters.store.ledger_repo import SqlLedgerRepo
from pos_app.adapters.store.notes_repo import SqlNotesRepo
from pos_app.adapters.store.outbox_repo import SqlOutboxRepo
from pos_app.adapters.store.payments_repo import SqlPaymentsRepo
from pos_app.adapters.store.troubles import unavailable
from pos_app.domain.health import StoreTrouble
from pos_app.ports.store import StoreUnavailableError, Tx

R = TypeVar("R")


class SqlTx:
    """The repositories of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self.payments = SqlPaymentsRepo(connection)
        self.journal = SqlJournalRepo(connection)
        self.ledger = SqlLedgerRepo(connection)
        self.customers = SqlCustomerIndex(connection)
        self.notes = SqlNotesRepo(connection)
        self.inbox = SqlInboxRepo(connection)
        self.outbox = SqlOutboxRepo(connection)
        self.decisions = SqlDecisionsRepo(connection)


class SqlStore:
    """Durable storage in one SQLite file; create it with ``open``."""

    def __init__(self, engine: Engine, leave: Callable[[Engine], None] = Engine.dispose) -> None:
        """Use an open database; ``leave`` closes it."""
        self._engine = engine
        self._leave = leave
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pos-store")

    @classmethod
    def open(cls, path: Path) -> SqlStore:
        """Open or create the file; blocking.

        Raises:
            StoreUnavailableError: the file cannot be used; the text says what to do.
        """
        return cls(open_engine(path))

    async def transact(self, work: Callable[[Tx], R]) -> R:
        """Run ``work`` in one transaction on the database thread.

        A cancelled caller does not stop a transaction that has begun.

        Raises:
            StoreUnavailableError: nothing was stored.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._leave, self._engine)
        self._thread.shutdown(wait=False)

    def _run(self, work: Callable[[Tx], R]) -> R:
        try:
            with self._engine.begin() as connection:
                return work(SqlTx(connection))
        except OperationalError as error:
            raise self._told(error) from error
        except DatabaseError as error:
            if type(error) is DatabaseError:  # damaged file; IntegrityError and the like are bugs
                raise self._told(error) from error
            raise

    def _told(self, error: DatabaseError) -> StoreUnavailableError:
        told = unavailable(error)
        if told.trouble is StoreTrouble.DAMAGED and self._engine.url.database is not None:
            with contextlib.suppress(
                OSError
            ):  # without a mark the next start checks less, that is all
                damage_mark(Path(self._engine.url.database)).touch()
        return told


def damage_mark(path: Path) -> Path:
    """The file that tells the next start to check this database thoroughly.

    It is empty, or names what a replacement under way calls the old file.
    """
    return path.with_name(f"{path.name}.damaged")
