"""Customer search per keystroke on SQLite's full-text index of trigrams.

The index alone decides: no row is read that does not match. Newest first by row number, never by
rank, which would read every hit.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, func, select, text
from sqlalchemy.dialects.sqlite import insert

from pos_app.adapters.store.schema import customers
from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId
from pos_app.domain.lookup import Pattern, haystack, words

_SPREAD_BITS: Final = 20
_FIND: Final = text(
    "SELECT c.* FROM customers_inside AS f JOIN customers AS c ON c.seq = f.rowid "
    "WHERE f.customers_inside MATCH :wanted ORDER BY f.rowid DESC LIMIT :most"
).columns(*customers.columns)


class SqlCustomerIndex:
    """``ports.store.CustomerIndex`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, new: Iterable[Customer]) -> None:
        """Insert or replace; deleted customers are kept, marked as such."""
        batch = {customer.id: customer for customer in new}
        if not batch:
            return
        places = self._places(batch)
        statement = insert(customers)
        changed = {
            column.name: statement.excluded[column.name]
            for column in customers.columns
            if column.name not in {"seq", "id"}
        }
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=[customers.c.id], set_=changed),
            [_to_row(customer, places[key]) for key, customer in batch.items()],
        )

    def find(self, typed: str, limit: int) -> Sequence[Customer]:
        """Return customers that match all words of a typed text, newest first."""
        wanted = words(typed)
        if not wanted:
            return ()
        rows = self._connection.execute(_FIND, {"wanted": _expression(wanted), "most": limit})
        return [_from_row(row) for row in rows.mappings()]

    def get(self, customer: CustomerId) -> Customer | None:
        """Return one customer."""
        query = select(customers).where(customers.c.id == customer)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _from_row(row)

    def count(self) -> int:
        """Return how many customers are indexed."""
        return self._connection.execute(select(func.count()).select_from(customers)).scalar_one()

    def clear(self) -> None:
        """Forget all customers."""
        self._connection.execute(delete(customers))

    def _places(self, batch: dict[CustomerId, Customer]) -> dict[CustomerId, int]:
        """A row number per customer that sorts by creation; unique even for twins of one second."""
        query = select(customers.c.id, customers.c.seq).where(customers.c.id.in_(batch))
        places = {CustomerId(key): seq for key, seq in self._connection.execute(query)}
        fresh = {key: _place(c) for key, c in batch.items() if key not in places}
        taken = set(
            self._connection.execute(
                select(customers.c.seq).where(customers.c.seq.in_(fresh.values()))
            ).scalars()
        )
        for key, place in fresh.items():
            free = place
            while free in taken or (free != place and self._occupied(free)):
                free += 1
            taken.add(free)
            places[key] = free
        return places

    def _occupied(self, place: int) -> bool:
        query = select(customers.c.id).where(customers.c.seq == place)
        return self._connection.execute(query).first() is not None


def _expression(wanted: Iterable[Pattern]) -> str:
    """Words in SQLite's language for full-text queries (https://sqlite.org/fts5.html)."""
    return " AND ".join(f"({' OR '.join(map(_quoted, pattern))})" for pattern in wanted)


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _place(customer: Customer) -> int:
    spread = zlib.crc32(customer.id.encode()) & ((1 << _SPREAD_BITS) - 1)
    return (max(0, int(customer.created.timestamp())) << _SPREAD_BITS) | spread


def _to_row(customer: Customer, place: int) -> dict[str, Any]:
    return {
        "seq": place,
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "description": customer.description,
        "currency": customer.currency,
        "created": customer.created,
        "deleted": customer.deleted,
        "haystack": haystack(customer),
    }


def _from_row(row: RowMapping) -> Customer:
    return Customer(
        id=CustomerId(row["id"]),
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        description=row["description"],
        currency=row["currency"],
        created=row["created"],
        deleted=row["deleted"],
    )
