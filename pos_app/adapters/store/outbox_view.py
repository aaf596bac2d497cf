"""Deliveries as another process may look at them while the app is running."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pos_app.adapters.store.outbox_repo import SqlOutboxRepo
from pos_app.adapters.store.troubles import unavailable
from pos_app.domain.hooks import OutboxItem


def recent_deliveries(path: Path, limit: int) -> tuple[OutboxItem, ...]:
    """The newest deliveries of a database, newest first; writes nothing; blocking.

    Raises:
        StoreUnavailableError: there is no such database, or it cannot be read.
    """
    engine = create_engine(
        f"sqlite:///{path.absolute().as_uri()}?mode=ro&uri=true", poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            return tuple(SqlOutboxRepo(connection).recent(limit))
    except DBAPIError as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()
