"""One index finds customers; other spellings are in it, so that it is filled anew from Stripe."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_TRIGGERS = ("customers_added", "customers_dropped", "customers_renamed")
_ADD = "INSERT INTO customers_inside (rowid, haystack) VALUES (new.seq, new.haystack);"
_DROP = (
    "INSERT INTO customers_inside (customers_inside, rowid, haystack) "
    "VALUES ('delete', old.seq, old.haystack);"
)
_FEWER_WRITES = (
    f"CREATE TRIGGER customers_added AFTER INSERT ON customers BEGIN {_ADD} END",
    f"CREATE TRIGGER customers_dropped AFTER DELETE ON customers BEGIN {_DROP} END",
    "CREATE TRIGGER customers_renamed AFTER UPDATE OF haystack ON customers "
    f"WHEN old.haystack <> new.haystack BEGIN {_DROP} {_ADD} END",
)


def upgrade() -> None:
    """Drop the index of word beginnings and everything that is indexed in the old spelling."""
    for trigger in _TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE customers_begin")
    op.execute("DELETE FROM customers")
    op.execute("DELETE FROM notes WHERE name LIKE 'customers.%'")
    op.execute("INSERT INTO customers_inside (customers_inside) VALUES ('rebuild')")
    for trigger in _FEWER_WRITES:
        op.execute(trigger)
