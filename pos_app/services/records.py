"""Writing a sale inside a transaction, and announcing it after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.domain.transitions import Transition
from pos_app.ports.store import Tx
from pos_app.services.event_bus import EventBus


class UnknownSaleError(LookupError):
    """Somebody asked for a sale that was never written down; always a bug."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction did to a sale.

    Attributes:
        news: whether anything is different now.
    """

    payment: Payment
    facts: tuple[Fact, ...] = ()
    news: bool = False


def sale(tx: Tx, op: OpId) -> Payment:
    """Read a sale that must be there.

    Raises:
        UnknownSaleError: it is not.
    """
    payment = tx.payments.get(op)
    if payment is None:
        raise UnknownSaleError(f"no sale {op}")
    return payment


def write(tx: Tx, before: Payment, after: Payment, *facts: Fact) -> Change:
    """Store a sale and the facts that changed it."""
    if after == before and not facts:
        return Change(after)
    tx.payments.put(after)
    tx.payments.add_facts(after.op, facts)
    return Change(after, facts, news=True)


def write_transition(tx: Tx, before: Payment, step: Transition, source: FactSource) -> Change:
    """Store what a snapshot changed, ledger rows included, each of them once."""
    facts = list(step.facts)
    recorded = {row.kind for row in tx.ledger.of(before.op)}
    for entry in step.entries:
        if entry.kind is LedgerKind.SALE and entry.kind in recorded:
            continue
        if tx.ledger.add(entry):
            facts.append(Fact(FactKind.RECORDED, source, step.payment.updated, str(entry.money)))
    return write(tx, before, step.payment, *facts)


def announce(bus: EventBus, change: Change) -> Payment:
    """Tell everyone what was committed; silence if nothing is new."""
    if change.news:
        bus.publish(PaymentUpdated(change.payment, change.facts))
    return change.payment
