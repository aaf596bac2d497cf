"""Small named texts: cursors and the like."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_app.adapters.store.schema import notes


class SqlNotesRepo:
    """``ports.store.NotesRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """Return the text, or ``None``."""
        query = select(notes.c.text).where(notes.c.name == name)
        return self._connection.execute(query).scalar_one_or_none()

    def put(self, name: str, text: str) -> None:
        """Set the text."""
        self._connection.execute(
            insert(notes)
            .values(name=name, text=text)
            .on_conflict_do_update(index_elements=[notes.c.name], set_={"text": text})
        )

    def drop(self, name: str) -> None:
        """Forget the text."""
        self._connection.execute(delete(notes).where(notes.c.name == name))
