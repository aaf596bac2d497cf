-- The tables of a new database, as the migrations leave them; made from them by
-- python -m tests.support.newest_schema, and compared with them by a test.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
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
, receipt_email TEXT NOT NULL DEFAULT '', installation TEXT NOT NULL DEFAULT '', seq BIGINT NOT NULL DEFAULT 0);
CREATE TABLE facts (
    seq INTEGER NOT NULL PRIMARY KEY,
    op TEXT NOT NULL REFERENCES payments (op),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    detail TEXT NOT NULL
);
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
);
CREATE TABLE ledger (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    stripe_id TEXT NOT NULL,
    op TEXT NOT NULL,
    minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT one_row_per_stripe_object UNIQUE (kind, stripe_id)
);
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
);
CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL);
CREATE INDEX facts_of_payment ON facts (op, seq);
CREATE INDEX journal_of_operation ON journal (op, action, key, seq);
CREATE INDEX ledger_of_payment ON ledger (op);
CREATE VIRTUAL TABLE customers_inside USING fts5(haystack, content='customers', content_rowid='seq', tokenize='trigram');
CREATE TRIGGER facts_no_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'facts is append-only'); END;
CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts is append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
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
);
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
);
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
);
CREATE INDEX inbox_waiting ON inbox (created, id) WHERE state = 'waiting';
CREATE INDEX inbox_by_state ON inbox (state, received);
CREATE INDEX inbox_newest ON inbox (received);
CREATE INDEX outbox_waiting ON outbox (seq) WHERE state = 'waiting';
CREATE INDEX decisions_of_payment ON decisions (op);
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER customers_added AFTER INSERT ON customers BEGIN INSERT INTO customers_inside (rowid, haystack) VALUES (new.seq, new.haystack); END;
CREATE TRIGGER customers_dropped AFTER DELETE ON customers BEGIN INSERT INTO customers_inside (customers_inside, rowid, haystack) VALUES ('delete', old.seq, old.haystack); END;
CREATE TRIGGER customers_renamed AFTER UPDATE OF haystack ON customers WHEN old.haystack <> new.haystack BEGIN INSERT INTO customers_inside (customers_inside, rowid, haystack) VALUES ('delete', old.seq, old.haystack); INSERT INTO customers_inside (rowid, haystack) VALUES (new.seq, new.haystack); END;
CREATE INDEX payments_open ON payments (seq, created) WHERE state NOT IN ('refused', 'succeeded', 'canceled');
CREATE INDEX payments_of_customer ON payments (customer, seq, created);
CREATE INDEX payments_in_order ON payments (seq, created);
CREATE INDEX payments_by_time ON payments (created, seq);
INSERT INTO alembic_version VALUES ('0005');
