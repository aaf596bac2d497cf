"""The local database as the services see it: one function, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId, OpId, PaymentIntentId
from pos_app.domain.journal import JournalEntry
from pos_app.domain.ledger import LedgerEntry
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import Fact

R = TypeVar("R")


class PaymentsRepo(Protocol):
    """Sales and their timelines."""

    def put(self, payment: Payment) -> None:
        """Insert or replace the sale's current state."""
        ...

    def get(self, op: OpId) -> Payment | None:
        """Return one sale."""
        ...

    def by_intent(self, intent: PaymentIntentId) -> Payment | None:
        """Return the sale that owns this PaymentIntent."""
        ...

    def unfinished(self) -> Sequence[Payment]:
        """Return all sales in a non-terminal state, oldest first."""
        ...

    def recent(self, limit: int, customer: CustomerId | None = None) -> Sequence[Payment]:
        """Return the newest sales, optionally of one customer."""
        ...

    def add_facts(self, op: OpId, facts: Iterable[Fact]) -> None:
        """Append to the timeline."""
        ...

    def facts(self, op: OpId) -> Sequence[Fact]:
        """Return the timeline, oldest first."""
        ...


class JournalRepo(Protocol):
    """Append-only write-ahead journal."""

    def append(self, entry: JournalEntry) -> None:
        """Append a state of an intention."""
        ...

    def latest(self, op: OpId) -> Sequence[JournalEntry]:
        """Return the latest state of each intention (action + key) of a sale, oldest first."""
        ...

    def open_entries(self) -> Sequence[JournalEntry]:
        """Return every intention whose latest state is not settled, oldest first."""
        ...


class LedgerRepo(Protocol):
    """Append-only ledger."""

    def add(self, entry: LedgerEntry) -> bool:
        """Add a row; return False if that Stripe object already has one of this kind."""
        ...

    def of(self, op: OpId) -> Sequence[LedgerEntry]:
        """Return the rows of one sale."""
        ...

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all rows, oldest first."""
        ...

    def total(self, code: str) -> Money:
        """Return the sum of all rows in one currency."""
        ...


class CustomerIndex(Protocol):
    """Local search over customers: answers per keystroke."""

    def put(self, customers: Iterable[Customer]) -> None:
        """Insert or replace; deleted customers are kept, marked as such."""
        ...

    def find(self, text: str, limit: int) -> Sequence[Customer]:
        """Return customers whose name, e-mail, phone or id match all words, newest first."""
        ...

    def get(self, customer: CustomerId) -> Customer | None:
        """Return one customer."""
        ...

    def count(self) -> int:
        """Return how many customers are indexed."""
        ...

    def clear(self) -> None:
        """Forget all customers (another account was connected)."""
        ...


class NotesRepo(Protocol):
    """Small named texts: sync cursors, the account the database belongs to."""

    def get(self, name: str) -> str | None:
        """Return the text, or ``None``."""
        ...

    def put(self, name: str, text: str) -> None:
        """Set the text."""
        ...

    def drop(self, name: str) -> None:
        """Forget the text."""
        ...


class Tx(Protocol):
    """One open transaction. Valid only inside ``work``."""

    @property
    def payments(self) -> PaymentsRepo:
        """Sales."""
        ...

    @property
    def journal(self) -> JournalRepo:
        """Intentions."""
        ...

    @property
    def ledger(self) -> LedgerRepo:
        """Money that moved."""
        ...

    @property
    def customers(self) -> CustomerIndex:
        """The local customer index."""
        ...

    @property
    def notes(self) -> NotesRepo:
        """Small named texts."""
        ...


class StoreUnavailableError(RuntimeError):
    """The database cannot be written (disk full, read-only, locked); nothing was stored."""


class Store(Protocol):
    """Durable storage."""

    async def transact(self, work: Callable[[Tx], R]) -> R:
        """Run ``work`` in one transaction on the database thread; it must be repeatable.

        Raises:
            StoreUnavailableError: nothing was stored.
        """
        ...

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        ...
