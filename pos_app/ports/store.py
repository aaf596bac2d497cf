"""The local database as the services see it: one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from pos_app.domain.customer import Customer
from pos_app.domain.decisions import Decision
from pos_app.domain.health import StoreTrouble
from pos_app.domain.hooks import Backlog, HookMessage, OutboxItem
from pos_app.domain.ids import CustomerId, EventId, OpId, PaymentIntentId, RegisterId
from pos_app.domain.journal import JournalEntry
from pos_app.domain.ledger import LedgerEntry
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment
from pos_app.domain.stripe_events import EventVia, InboxItem, InboxState, StripeEvent
from pos_app.domain.timeline import Fact

R = TypeVar("R")


class PaymentsRepo(Protocol):
    """Sales and their timelines.

    Lists are in the order in which sales were written down: a clock may be set back between two.
    """

    def put(self, payment: Payment) -> None:
        """Insert it as the newest sale, or replace a known one's state, which moves it nowhere."""
        ...

    def put_back(self, payment: Payment) -> None:
        """Insert a sale that was lost, where its time belongs, or replace a known one's state."""
        ...

    def get(self, op: OpId) -> Payment | None:
        """Return one sale."""
        ...

    def by_intent(self, intent: PaymentIntentId) -> Payment | None:
        """Return the sale that owns this PaymentIntent."""
        ...

    def by_intents(self, intents: Collection[PaymentIntentId]) -> Mapping[PaymentIntentId, Payment]:
        """Return those of these PaymentIntents that a sale owns, at the cost of one look-up."""
        ...

    def unfinished(self) -> Sequence[Payment]:
        """Return all sales in a non-terminal state, oldest first."""
        ...

    def recent(self, limit: int, customer: CustomerId | None = None) -> Sequence[Payment]:
        """Return the newest sales, optionally of one customer."""
        ...

    def same(self, customer: CustomerId, money: Money, since: dt.datetime) -> Sequence[Payment]:
        """Return the customer's sales of exactly this amount, begun or changed since then.

        The newest comes first.
        """
        ...

    def following(self) -> Sequence[Payment]:
        """Return all sales whose bank has taken the order and not settled it, oldest first."""
        ...

    def registers(self) -> frozenset[RegisterId]:
        """Return the names under which was sold."""
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


class InboxRepo(Protocol):
    """Events that came from Stripe, each once."""

    def add(self, event: StripeEvent, via: EventVia, received: dt.datetime) -> bool:
        """Store a new event, due at once; return False if it is known already."""
        ...

    def add_all(
        self, events: Sequence[StripeEvent], via: EventVia, received: dt.datetime
    ) -> Sequence[bool]:
        """As ``add`` for many, at little more than the cost of one; one answer for each."""
        ...

    def get(self, event: EventId) -> InboxItem | None:
        """Return one event."""
        ...

    def due(self, now: dt.datetime, limit: int) -> Sequence[InboxItem]:
        """Return waiting events that may be acted on now, in the order Stripe made them."""
        ...

    def settle(self, events: Sequence[EventId], state: InboxState, detail: str) -> None:
        """Note what became of these events; unknown ones are none."""
        ...

    def postpone(self, event: EventId, due: dt.datetime, detail: str) -> None:
        """Count one attempt more and wait until ``due``."""
        ...

    def again(self, due: dt.datetime) -> None:
        """Let all that were given up, and all that wait for longer, wait until ``due``."""
        ...

    def counts(self) -> Mapping[InboxState, int]:
        """Return how many events are in each state; states without any are zero."""
        ...

    def last(self) -> InboxItem | None:
        """Return the event that was received last."""
        ...

    def prune(self, before: dt.datetime) -> int:
        """Forget events received before then that are done or ignored; return how many."""
        ...


class OutboxRepo(Protocol):
    """Deliveries of messages to the shop's own workflow."""

    def add(self, message: HookMessage, targets: Sequence[str]) -> None:
        """Store one delivery per target, due at once; those known already stay as they are."""
        ...

    def due(self, target: str, now: dt.datetime, limit: int) -> Sequence[OutboxItem]:
        """Return what waits for a target and may be tried now, in the order it was stored."""
        ...

    def waiting(self) -> Mapping[str, Backlog]:
        """Return what waits, by target; a target for which nothing waits is left out."""
        ...

    def delivered(self, message: str, target: str, at: dt.datetime) -> None:
        """Note that the target has taken it; it is ``due`` when that was."""
        ...

    def postpone(self, message: str, target: str, due: dt.datetime, detail: str) -> None:
        """Count one failed attempt and wait until ``due``."""
        ...

    def give_up(self, message: str, target: str, at: dt.datetime, detail: str) -> None:
        """Count one failed attempt and try no more; it is ``due`` when that was."""
        ...

    def again(self, message: str, target: str, due: dt.datetime) -> None:
        """Let one that waits or was given up wait until ``due``, as if it had never been tried."""
        ...

    def recent(self, limit: int) -> Sequence[OutboxItem]:
        """Return the newest deliveries, newest first."""
        ...

    def prune(self, before: dt.datetime, limit: int) -> int:
        """Forget those among the ``limit`` oldest that are settled and were written before then.

        Returns:
            How many were forgotten.
        """
        ...


class DecisionsRepo(Protocol):
    """Append-only list of what managers decided."""

    def add(self, decision: Decision) -> None:
        """Add one."""
        ...

    def of(self, op: OpId) -> Sequence[Decision]:
        """Return the decisions about one sale, oldest first."""
        ...

    def recent(self, limit: int) -> Sequence[Decision]:
        """Return the newest decisions, newest first."""
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

    @property
    def inbox(self) -> InboxRepo:
        """Events from Stripe."""
        ...

    @property
    def outbox(self) -> OutboxRepo:
        """Deliveries to the shop's own workflow."""
        ...

    @property
    def decisions(self) -> DecisionsRepo:
        """What managers decided."""
        ...


class StoreUnavailableError(RuntimeError):
    """The database cannot be used; nothing was stored."""

    def __init__(self, text: str, trouble: StoreTrouble = StoreTrouble.OTHER) -> None:
        """Keep what is wrong beside the text that says what to do."""
        super().__init__(text)
        self.trouble = trouble


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
