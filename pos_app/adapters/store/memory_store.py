"""``ports.store.Store`` in memory: behaves as on disk, for tests and short-lived runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pos_app.adapters.store.memory_queues import (
    MemoryDecisions,
    MemoryInbox,
    MemoryOutbox,
    OutboxTable,
)
from pos_app.domain.customer import Customer
from pos_app.domain.decisions import Decision
from pos_app.domain.ids import (
    CustomerId,
    EventId,
    IdempotencyKey,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.journal import JournalAction, JournalEntry
from pos_app.domain.ledger import LedgerEntry
from pos_app.domain.lookup import haystack, matches, words
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.stripe_events import InboxItem
from pos_app.domain.timeline import Fact
from pos_app.ports.store import Tx

R = TypeVar("R")


@dataclass(slots=True)
class _Tables:
    payments: dict[OpId, Payment] = field(default_factory=dict)
    places: dict[OpId, int] = field(default_factory=dict)
    facts: list[tuple[OpId, Fact]] = field(default_factory=list)
    journal: list[JournalEntry] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    customers: dict[CustomerId, Customer] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    inbox: dict[EventId, InboxItem] = field(default_factory=dict)
    outbox: OutboxTable = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def copy(self) -> _Tables:
        return _Tables(
            dict(self.payments),
            dict(self.places),
            list(self.facts),
            list(self.journal),
            list(self.ledger),
            dict(self.customers),
            dict(self.notes),
            dict(self.inbox),
            dict(self.outbox),
            list(self.decisions),
        )


class MemoryStore:
    """Keeps everything until it is dropped; a failing ``work`` changes nothing."""

    def __init__(self) -> None:
        self._tables = _Tables()

    async def transact(self, work: Callable[[Tx], R]) -> R:
        """Run ``work`` in one transaction; others run before or after, never between."""
        await asyncio.sleep(0)
        scratch = self._tables.copy()
        result = work(MemoryTx(scratch))
        self._tables = scratch
        return result

    async def close(self) -> None:
        """Nothing to close."""


class MemoryTx:
    """The repositories of one open transaction."""

    def __init__(self, tables: _Tables) -> None:
        self.payments = MemoryPayments(tables)
        self.journal = MemoryJournal(tables)
        self.ledger = MemoryLedger(tables)
        self.customers = MemoryCustomers(tables)
        self.notes = MemoryNotes(tables)
        self.inbox = MemoryInbox(tables.inbox)
        self.outbox = MemoryOutbox(tables.outbox)
        self.decisions = MemoryDecisions(tables.decisions)


class MemoryPayments:
    """``ports.store.PaymentsRepo``."""

    def __init__(self, tables: _Tables) -> None:
        self._payments, self._places = tables.payments, tables.places
        self._facts = tables.facts

    def put(self, payment: Payment) -> None:
        """Insert it as the newest sale, or replace a known one's state, which moves it nowhere."""
        self._places.setdefault(payment.op, max(self._places.values(), default=0) + 1)
        self._payments[payment.op] = payment

    def put_back(self, payment: Payment) -> None:
        """Insert a sale that was lost, where its time belongs, or replace a known one's state."""
        before = [
            (known.created, self._places[known.op])
            for known in self._payments.values()
            if known.created <= payment.created
        ]
        _, place = max(before, default=(payment.created, 0))
        self._places.setdefault(payment.op, place)
        self._payments[payment.op] = payment

    def get(self, op: OpId) -> Payment | None:
        """Return one sale."""
        return self._payments.get(op)

    def by_intent(self, intent: PaymentIntentId) -> Payment | None:
        """Return the sale that owns this PaymentIntent."""
        return next((p for p in self._payments.values() if p.intent == intent), None)

    def by_intents(self, intents: Collection[PaymentIntentId]) -> Mapping[PaymentIntentId, Payment]:
        """Return those of these PaymentIntents that a sale owns."""
        return {p.intent: p for p in self._payments.values() if p.intent in intents and p.intent}

    def unfinished(self) -> Sequence[Payment]:
        """Return all sales in a non-terminal state, oldest first."""
        open_ones = [p for p in self._payments.values() if not p.state.terminal]
        return sorted(open_ones, key=self._order)

    def recent(self, limit: int, customer: CustomerId | None = None) -> Sequence[Payment]:
        """Return the newest sales, optionally of one customer."""
        wanted = [p for p in self._payments.values() if customer in {None, p.order.customer}]
        return sorted(wanted, key=self._order, reverse=True)[:limit]

    def same(self, customer: CustomerId, money: Money, since: dt.datetime) -> Sequence[Payment]:
        """Return the customer's sales of exactly this amount, begun or changed since then.

        The newest comes first.
        """
        alike = (
            payment
            for payment in self._payments.values()
            if (payment.order.customer, payment.order.money) == (customer, money)
            and max(payment.created, payment.updated) >= since
        )
        return sorted(alike, key=self._order, reverse=True)

    def following(self) -> Sequence[Payment]:
        """Return all sales whose bank has taken the order and not settled it, oldest first."""
        return [p for p in self.unfinished() if p.state is PaymentState.PROCESSING]

    def registers(self) -> frozenset[RegisterId]:
        """Return the names under which was sold."""
        return frozenset(sale.order.register for sale in self._payments.values())

    def add_facts(self, op: OpId, facts: Iterable[Fact]) -> None:
        """Append to the timeline."""
        self._facts.extend((op, fact) for fact in facts)

    def facts(self, op: OpId) -> Sequence[Fact]:
        """Return the timeline, oldest first."""
        return [fact for owner, fact in self._facts if owner == op]

    def _order(self, payment: Payment) -> tuple[int, dt.datetime]:
        return self._places[payment.op], payment.created


class MemoryJournal:
    """``ports.store.JournalRepo``."""

    def __init__(self, tables: _Tables) -> None:
        self._rows = tables.journal

    def append(self, entry: JournalEntry) -> None:
        """Append a state of an intention."""
        self._rows.append(entry)

    def latest(self, op: OpId) -> Sequence[JournalEntry]:
        """Return the latest state of each intention of a sale, oldest first."""
        return [entry for entry in self._latest() if entry.op == op]

    def open_entries(self) -> Sequence[JournalEntry]:
        """Return every intention whose latest state is not settled, oldest first."""
        return [entry for entry in self._latest() if not entry.state.settled]

    def _latest(self) -> list[JournalEntry]:
        newest: dict[tuple[OpId, JournalAction, IdempotencyKey], JournalEntry] = {}
        for row in self._rows:
            newest[row.op, row.action, row.key] = row
        return sorted(newest.values(), key=lambda entry: entry.first_at)


class MemoryLedger:
    """``ports.store.LedgerRepo``."""

    def __init__(self, tables: _Tables) -> None:
        self._rows = tables.ledger

    def add(self, entry: LedgerEntry) -> bool:
        """Add a row; return False if that Stripe object already has one of this kind."""
        if any((r.kind, r.stripe_id) == (entry.kind, entry.stripe_id) for r in self._rows):
            return False
        self._rows.append(entry)
        return True

    def of(self, op: OpId) -> Sequence[LedgerEntry]:
        """Return the rows of one sale."""
        return [row for row in self._rows if row.op == op]

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all rows, oldest first."""
        return list(self._rows)

    def total(self, code: str) -> Money:
        """Return the sum of all rows in one currency."""
        return Money(sum(row.money.minor for row in self._rows if row.money.code == code), code)


class MemoryCustomers:
    """``ports.store.CustomerIndex``."""

    def __init__(self, tables: _Tables) -> None:
        self._customers = tables.customers

    def put(self, customers: Iterable[Customer]) -> None:
        """Insert or replace; deleted customers are kept, marked as such."""
        self._customers.update({customer.id: customer for customer in customers})

    def find(self, text: str, limit: int) -> Sequence[Customer]:
        """Return customers who match all words of a typed text, newest first."""
        wanted = words(text)
        newest = sorted(self._customers.values(), key=lambda c: c.created, reverse=True)
        return [c for c in newest if matches(haystack(c), wanted)][:limit]

    def get(self, customer: CustomerId) -> Customer | None:
        """Return one customer."""
        return self._customers.get(customer)

    def count(self) -> int:
        """Return how many customers are indexed."""
        return len(self._customers)

    def clear(self) -> None:
        """Forget all customers."""
        self._customers.clear()


class MemoryNotes:
    """``ports.store.NotesRepo``."""

    def __init__(self, tables: _Tables) -> None:
        self._notes = tables.notes

    def get(self, name: str) -> str | None:
        """Return the text, or ``None``."""
        return self._notes.get(name)

    def put(self, name: str, text: str) -> None:
        """Set the text."""
        self._notes[name] = text

    def drop(self, name: str) -> None:
        """Forget the text."""
        self._notes.pop(name, None)
