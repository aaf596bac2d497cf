"""Sales stand in the order in which they were written down, whatever the clock said."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give each sale its place; those of earlier versions keep the order they were shown in."""
    op.execute("ALTER TABLE payments ADD COLUMN seq BIGINT NOT NULL DEFAULT 0")
    op.execute(
        "UPDATE payments SET seq = known.place FROM"
        " (SELECT op, row_number() OVER (ORDER BY created, rowid) AS place FROM payments) AS known"
        " WHERE known.op = payments.op"
    )
    for name in ("payments_open", "payments_of_customer", "payments_newest"):
        op.execute(f"DROP INDEX {name}")
    op.execute(
        "CREATE INDEX payments_open ON payments (seq, created)"
        " WHERE state NOT IN ('refused', 'succeeded', 'canceled')"
    )
    op.execute("CREATE INDEX payments_of_customer ON payments (customer, seq, created)")
    op.execute("CREATE INDEX payments_in_order ON payments (seq, created)")
    op.execute("CREATE INDEX payments_by_time ON payments (created, seq)")
