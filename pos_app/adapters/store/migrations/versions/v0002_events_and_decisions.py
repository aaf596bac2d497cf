"""Inbox of events, outbox of messages, managers' decisions, receipt by e-mail."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_RECEIPTS = "ALTER TABLE payments ADD COLUMN receipt_email TEXT NOT NULL DEFAULT ''"
_INBOX = """
CREATE TABLE inbox (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    created BIGINT NOT NULL,
    livemode BOOLEAN NOT NULL,
    object_id TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    intent TEXT,
    customer TEXT,
    via TEXT NOT NULL,
    received BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    detail TEXT NOT NULL
)
"""
_OUTBOX = """
CREATE TABLE outbox (
    seq INTEGER NOT NULL PRIMARY KEY,
    message TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    op TEXT NOT NULL,
    body TEXT NOT NULL,
    created BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT one_delivery_per_target UNIQUE (message, target)
)
"""
_DECISIONS = """
CREATE TABLE decisions (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    op TEXT NOT NULL,
    customer TEXT NOT NULL,
    minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
)
"""
_INDEXES = (
    "CREATE INDEX inbox_waiting ON inbox (created, id) WHERE state = 'waiting'",
    "CREATE INDEX inbox_by_state ON inbox (state, received)",
    "CREATE INDEX inbox_newest ON inbox (received)",
    "CREATE INDEX outbox_waiting ON outbox (seq) WHERE state = 'waiting'",
    "CREATE INDEX decisions_of_payment ON decisions (op)",
)


def _append_only(table: str) -> tuple[str, ...]:
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {stop}"
        for verb in ("UPDATE", "DELETE")
    )


def upgrade() -> None:
    """Add what certain outcomes need."""
    for statement in (
        _RECEIPTS,
        _INBOX,
        _OUTBOX,
        _DECISIONS,
        *_INDEXES,
        *_append_only("decisions"),
    ):
        op.execute(statement)
