"""Writing a sale inside a transaction, and announcing it after the commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from pos_app.domain.events import PaymentFailedLater, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.journal import JournalAction, JournalState
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import (
    Payment,
    PaymentIntentSnapshot,
    PaymentState,
)
from pos_app.domain.timeline import Fact, FactKind, FactSource, contradiction
from pos_app.domain.transitions import (
    Fetched,
    SnapshotMismatchError,
    Transition,
    apply_snapshot,
)
from pos_app.ports.store import Tx
from pos_app.services.event_bus import EventBus
from pos_app.services.hook_messages import tell
from pos_app.services.late_failures import forget, is_late_failure, remember
from pos_app.services.noted_sales import LAPSED, SOLVED


class UnknownSaleError(LookupError):
    """Somebody asked for a sale that was never written down; always a bug."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction did to a sale.

    Attributes:
        news: whether anything is different now.
        failed_later: whether a sale that its bank had accepted has come to nothing.
    """

    payment: Payment
    facts: tuple[Fact, ...] = ()
    news: bool = False
    failed_later: bool = False


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
    """Store a sale and the facts that changed it, and what the shop's workflow is told of them."""
    if after == before and not facts:
        return Change(after)
    tx.payments.put(after)
    tx.payments.add_facts(after.op, facts)
    tell(tx, after, facts)
    if before.in_doubt and not after.in_doubt:
        # With the commit: no crash and no closing keeps it from being told.
        SOLVED.add(tx, after.op)
    elif _lapsed(tx, before, after):
        LAPSED.add(tx, after.op)
    return Change(after, facts, news=True)


def _lapsed(tx: Tx, before: Payment, after: Payment) -> bool:
    """Whether a reservation has ended uncollected, and not because this register wanted it."""
    held = before.state is PaymentState.REQUIRES_CAPTURE
    if not held or after.state is not PaymentState.CANCELED:
        return False
    return not any(
        entry.action is JournalAction.CANCEL_PAYMENT and entry.state is not JournalState.REJECTED
        for entry in tx.journal.latest(after.op)
    )


def follow(
    tx: Tx,
    before: Payment,
    seen: PaymentIntentSnapshot,
    at: dt.datetime,
    source: FactSource,
    fetched: Fetched = Fetched.DURING,
) -> Change:
    """Store what a snapshot changes; one that contradicts the sale books nothing."""
    try:
        step = apply_snapshot(before, seen, at, source, fetched)
    except SnapshotMismatchError:
        return _contradicted(tx, before, seen, at, source)
    return write_transition(tx, before, step, source)


def _contradicted(
    tx: Tx,
    before: Payment,
    seen: PaymentIntentSnapshot,
    at: dt.datetime,
    source: FactSource,
) -> Change:
    """Somebody changed amount, currency or customer at Stripe, and money may have been taken.

    That is not what was asked for, so that it is not known until a person has looked.
    """
    if before.state.terminal:
        return Change(before)
    detail = str(seen.money)
    told = contradiction(tx.payments.facts(before.op)) == detail
    if told and before.in_doubt:
        return Change(before)
    state = PaymentState.OPEN if before.state is PaymentState.INTENDED else before.state
    doubt = replace(
        before,
        state=state,
        intent=seen.id,
        confirming=True,
        unknown_since=before.unknown_since or at,
        updated=at,
    )
    return write(tx, before, doubt, Fact(FactKind.CONTRADICTED, source, at, detail))


def write_transition(tx: Tx, before: Payment, step: Transition, source: FactSource) -> Change:
    """Store what Stripe has shown, ledger rows included, each of them once."""
    facts = list(step.facts)
    recorded = {row.kind for row in tx.ledger.of(before.op)}
    for entry in step.entries:
        if entry.kind is LedgerKind.SALE and entry.kind in recorded:
            continue
        if tx.ledger.add(entry):
            facts.append(Fact(FactKind.RECORDED, source, step.payment.updated, str(entry.money)))
    change = write(tx, before, step.payment, *facts)
    if change.payment.state is PaymentState.SUCCEEDED:
        forget(tx, before.op)
    if not is_late_failure(before, change.payment, change.payment.updated, source):
        return change
    remember(tx, before.op)
    return replace(change, failed_later=True)


def announce(bus: EventBus, change: Change) -> Payment:
    """Tell everyone what was committed; silence if nothing is new."""
    if change.news:
        bus.publish(PaymentUpdated(change.payment, change.facts))
    if change.failed_later:
        bus.publish(PaymentFailedLater(change.payment))
    return change.payment
