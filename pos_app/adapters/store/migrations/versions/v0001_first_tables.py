"""Sales, timeline, journal, ledger, customer index, notes."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_PAYMENTS = """
CREATE TABLE payments (
    op TEXT NOT NULL PRIMARY KEY,
    intent TEXT UNIQUE,
    customer TEXT NOT NULL,
    customer_title TEXT NOT NULL,
    minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reference TEXT NOT NULL,
    register TEXT NOT NULL,
    operator TEXT NOT NULL,
    state TEXT NOT NULL,
    charge TEXT,
    method_type TEXT NOT NULL,
    method_brand TEXT NOT NULL,
    method_last4 TEXT NOT NULL,
    error_code TEXT,
    error_decline_code TEXT,
    error_advice_code TEXT,
    error_message TEXT,
    next_action TEXT NOT NULL,
    unknown_since BIGINT,
    confirming BOOLEAN NOT NULL,
    amount_received BIGINT NOT NULL,
    amount_refunded BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL
)
"""
_FACTS = """
CREATE TABLE facts (
    seq INTEGER NOT NULL PRIMARY KEY,
    op TEXT NOT NULL REFERENCES payments (op),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    detail TEXT NOT NULL
)
"""
_JOURNAL = """
CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY,
    op TEXT NOT NULL,
    action TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    detail TEXT NOT NULL
)
"""
_LEDGER = """
CREATE TABLE ledger (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    stripe_id TEXT NOT NULL,
    op TEXT NOT NULL,
    minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT one_row_per_stripe_object UNIQUE (kind, stripe_id)
)
"""
_CUSTOMERS = """
CREATE TABLE customers (
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    description TEXT NOT NULL,
    currency TEXT NOT NULL,
    created BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL,
    haystack TEXT NOT NULL
)
"""
_NOTES = "CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)"

_INDEXES = (
    "CREATE INDEX payments_open ON payments (created) "
    "WHERE state NOT IN ('refused', 'succeeded', 'canceled')",
    "CREATE INDEX payments_of_customer ON payments (customer, created)",
    "CREATE INDEX payments_newest ON payments (created)",
    "CREATE INDEX facts_of_payment ON facts (op, seq)",
    "CREATE INDEX journal_of_operation ON journal (op, action, key, seq)",
    "CREATE INDEX ledger_of_payment ON ledger (op)",
)

# Three letters and more are looked up anywhere in the text, one and two at the beginning of a word.
_SEARCH = (
    "CREATE VIRTUAL TABLE customers_inside USING fts5("
    "haystack, content='customers', content_rowid='seq', tokenize='trigram')",
    "CREATE VIRTUAL TABLE customers_begin USING fts5("
    "haystack, content='customers', content_rowid='seq', tokenize='unicode61', prefix='1 2')",
)


def _search_triggers() -> tuple[str, ...]:
    add = "INSERT INTO {index} (rowid, haystack) VALUES (new.seq, new.haystack);"
    drop = (
        "INSERT INTO {index} ({index}, rowid, haystack) VALUES ('delete', old.seq, old.haystack);"
    )
    both = ("customers_inside", "customers_begin")
    adds = " ".join(add.format(index=index) for index in both)
    drops = " ".join(drop.format(index=index) for index in both)
    return (
        f"CREATE TRIGGER customers_added AFTER INSERT ON customers BEGIN {adds} END",
        f"CREATE TRIGGER customers_dropped AFTER DELETE ON customers BEGIN {drops} END",
        "CREATE TRIGGER customers_renamed AFTER UPDATE OF haystack ON customers "
        f"WHEN old.haystack <> new.haystack BEGIN {drops} {adds} END",
    )


def _append_only(table: str) -> tuple[str, ...]:
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {stop}"
        for verb in ("UPDATE", "DELETE")
    )


def upgrade() -> None:
    """Create everything."""
    for statement in (
        _PAYMENTS,
        _FACTS,
        _JOURNAL,
        _LEDGER,
        _CUSTOMERS,
        _NOTES,
        *_INDEXES,
        *_SEARCH,
        *_search_triggers(),
        *_append_only("facts"),
        *_append_only("journal"),
        *_append_only("ledger"),
    ):
        op.execute(statement)
