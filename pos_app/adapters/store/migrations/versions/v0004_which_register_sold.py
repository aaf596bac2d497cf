"""Each sale knows which register sold it, whatever that was called."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the register's own id; sales of earlier versions have none."""
    op.execute("ALTER TABLE payments ADD COLUMN installation TEXT NOT NULL DEFAULT ''")
