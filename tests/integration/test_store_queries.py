"""On a register that has been selling for years, no question reads whole tables."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from pos_app.adapters.store.engine import open_engine
from pos_app.adapters.store.sql_store import SqlTx
from pos_app.domain.ids import CustomerId, EventId, OpId, PaymentIntentId
from pos_app.domain.money import Money
from pos_app.domain.stripe_events import InboxState
from pos_app.ports.store import Tx

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SALES = 100_000
_MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
_FILL = (
    "INSERT INTO payments SELECT 'op_' || i, 'pi_' || i, 'cus_' || (i % 5000), 'Mia Weber', 4850,"
    " 'EUR', 'Table 4', 'R1', 'Kim', CASE WHEN i % 1000 THEN 'succeeded' ELSE 'processing' END,"
    " 'ch_' || i, 'card', 'visa', '4242', NULL, NULL, NULL, NULL, '', NULL, 0, 4850, 0,"
    " i * 1000000, i * 1000000, '', '', i FROM n",
    "INSERT INTO facts (op, kind, source, at, detail)"
    " SELECT 'op_' || i, 'succeeded', 'poll', i, '' FROM n",
    "INSERT INTO journal (op, action, key, state, request, first_at, at, detail)"
    " SELECT 'op_' || i, 'create_payment', 'k' || i, 'intended', '{}', i, i, '' FROM n",
    "INSERT INTO journal (op, action, key, state, request, first_at, at, detail)"
    " SELECT 'op_' || i, 'create_payment', 'k' || i, 'confirmed', '{}', i, i, '' FROM n",
    "INSERT INTO ledger (kind, stripe_id, op, minor, currency, at)"
    " SELECT 'sale', 'ch_' || i, 'op_' || i, 4850, 'EUR', i FROM n",
    "INSERT INTO inbox SELECT 'evt_' || i, 'charge.succeeded', i, 0, 'ch_' || i, 'charge', NULL,"
    " NULL, 'webhook', i, CASE WHEN i % 1000 THEN 'done' ELSE 'waiting' END, 0, i, '' FROM n",
    "INSERT INTO outbox (message, target, kind, op, body, created, state, attempts, due, detail)"
    " SELECT 'hook_' || i, 'stock', 'sale.succeeded', 'op_' || i, '{}', i,"
    " CASE WHEN i % 1000 THEN 'delivered' ELSE 'waiting' END, 0, i, '' FROM n",
    "INSERT INTO decisions (kind, op, customer, minor, currency, \"by\", reason, at)"
    " SELECT 'charge_again', 'op_' || i, 'cus_1', 4850, 'EUR', 'Kim', 'asked', i FROM n",
)  # fmt: skip

QUESTIONS: dict[str, Callable[[Tx], object]] = {
    "payments.get": lambda tx: tx.payments.get(OpId("op_7")),
    "payments.by_intent": lambda tx: tx.payments.by_intent(PaymentIntentId("pi_7")),
    "payments.by_intents": lambda tx: tx.payments.by_intents([PaymentIntentId("pi_7")]),
    "payments.unfinished": lambda tx: tx.payments.unfinished(),
    "payments.following": lambda tx: tx.payments.following(),
    "payments.recent": lambda tx: tx.payments.recent(50),
    "payments.recent of one": lambda tx: tx.payments.recent(50, CustomerId("cus_7")),
    "payments.same": lambda tx: tx.payments.same(CustomerId("cus_7"), Money(4850, "EUR"), NOW),
    "payments.facts": lambda tx: tx.payments.facts(OpId("op_7")),
    "journal.latest": lambda tx: tx.journal.latest(OpId("op_7")),
    "journal.open_entries": lambda tx: tx.journal.open_entries(),
    "ledger.of": lambda tx: tx.ledger.of(OpId("op_7")),
    "customers.get": lambda tx: tx.customers.get(CustomerId("cus_7")),
    "notes.get": lambda tx: tx.notes.get("a"),
    "inbox.get": lambda tx: tx.inbox.get(EventId("evt_7")),
    "inbox.due": lambda tx: tx.inbox.due(NOW, 50),
    "inbox.last": lambda tx: tx.inbox.last(),
    "inbox.counts": lambda tx: tx.inbox.counts(),
    "inbox.prune": lambda tx: tx.inbox.prune(NOW - dt.timedelta(days=60 * 365)),
    "inbox.settle": lambda tx: tx.inbox.settle([EventId("evt_7")], InboxState.DONE, ""),
    "inbox.postpone": lambda tx: tx.inbox.postpone(EventId("evt_7"), NOW, ""),
    "inbox.again": lambda tx: tx.inbox.again(NOW),
    "outbox.due": lambda tx: tx.outbox.due("stock", NOW, 50),
    "outbox.waiting": lambda tx: tx.outbox.waiting(),
    "outbox.recent": lambda tx: tx.outbox.recent(50),
    "outbox.delivered": lambda tx: tx.outbox.delivered("hook_7", "stock", NOW),
    "outbox.again": lambda tx: tx.outbox.again("hook_7", "stock", NOW),
    "outbox.prune": lambda tx: tx.outbox.prune(NOW - dt.timedelta(days=60 * 365), 500),
    "decisions.of": lambda tx: tx.decisions.of(OpId("op_7")),
    "decisions.recent": lambda tx: tx.decisions.recent(50),
}


_SORTS_A_HANDFUL = {"journal.latest", "journal.open_entries", "outbox.waiting"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = open_engine(tmp_path_factory.mktemp("years") / "pos.db")
    with opened.begin() as connection:
        for statement in _FILL:
            into, _, rows = statement.partition(" SELECT ")
            connection.exec_driver_sql(f"{into} {_MANY} SELECT {rows}", (SALES,))
    with opened.begin() as connection:
        SqlTx(connection).journal.open_entries()  # the first start looks at everything
    yield opened
    opened.dispose()


def _plans(connection: Connection, ask: Callable[[Tx], object]) -> list[str]:
    """How SQLite answers each statement of a question."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    ask(SqlTx(connection))
    event.remove(connection, "before_cursor_execute", note)
    return [
        str(row[3])
        for statement, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_whole_table_or_sorts_it(engine: Engine, name: str) -> None:
    with engine.begin() as connection:
        plans = _plans(connection, QUESTIONS[name])
    assert plans
    newest_rows_first = name in {"outbox.recent", "decisions.recent"}  # and stops at the limit
    wasteful = [
        plan
        for plan in plans
        if (re.match(r"SCAN (?!.*USING (COVERING )?INDEX)", plan) and not newest_rows_first)
        or ("TEMP B-TREE" in plan and name not in _SORTS_A_HANDFUL)
    ]
    assert wasteful == [], plans
