"""How a refetched PaymentIntent changes a sale: monotone and idempotent.

The caller guarantees that snapshots of one PaymentIntent are applied in the order in which they
were fetched (one reconcile per object at a time); this module guarantees that a final state is
never left and that the same snapshot twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import (
    ChargeSnapshot,
    MethodSummary,
    Payment,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
    PaymentState,
)
from pos_app.domain.timeline import Fact, FactKind, FactSource

_STATE = {
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD: PaymentState.OPEN,
    PaymentIntentStatus.REQUIRES_CONFIRMATION: PaymentState.OPEN,
    PaymentIntentStatus.REQUIRES_ACTION: PaymentState.REQUIRES_ACTION,
    PaymentIntentStatus.PROCESSING: PaymentState.PROCESSING,
    PaymentIntentStatus.REQUIRES_CAPTURE: PaymentState.REQUIRES_CAPTURE,
    PaymentIntentStatus.SUCCEEDED: PaymentState.SUCCEEDED,
    PaymentIntentStatus.CANCELED: PaymentState.CANCELED,
}
_NOTHING_TAKEN = frozenset(
    {
        PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
        PaymentIntentStatus.REQUIRES_CONFIRMATION,
        PaymentIntentStatus.CANCELED,
    }
)
_FACT = {
    PaymentState.REQUIRES_ACTION: FactKind.REQUIRES_ACTION,
    PaymentState.PROCESSING: FactKind.PROCESSING,
    PaymentState.REQUIRES_CAPTURE: FactKind.AUTHORISED,
    PaymentState.SUCCEEDED: FactKind.SUCCEEDED,
    PaymentState.CANCELED: FactKind.CANCELED,
}


class Fetched(StrEnum):
    """When a snapshot was fetched, as seen from the confirmation the page was last asked for.

    An open PaymentIntent alone does not tell "declined" from "not begun yet": the error it shows
    may be of the attempt before, and 3D Secure may fail twice in exactly the same way.
    """

    BEFORE = "before"
    """Before the page was asked: says nothing about how this confirmation ends."""
    DURING = "during"
    """While it may be running: only a new error or charge proves its end."""
    DECLINED = "declined"
    """After the page said that the bank has declined it: true if Stripe shows a new error or
    charge, for each decline leaves one, and the answer may be another's than Stripe's."""
    FAILED = "failed"
    """After the bank's page has come back without success: true if Stripe shows an error, which
    may be the same each time."""
    AFTER = "after"
    """After the page said that it has ended: what Stripe shows now is the outcome."""


class SnapshotMismatchError(RuntimeError):
    """The snapshot is of another sale, amount, currency or customer than the payment."""


@dataclass(frozen=True, slots=True)
class Transition:
    """What one snapshot changes.

    Attributes:
        facts: new timeline lines, empty if nothing is new.
        entries: ledger rows that must exist now; the store ignores those it already has.
    """

    payment: Payment
    facts: tuple[Fact, ...]
    entries: tuple[LedgerEntry, ...]


def apply_snapshot(
    payment: Payment,
    seen: PaymentIntentSnapshot,
    at: dt.datetime,
    source: FactSource,
    fetched: Fetched = Fetched.DURING,
) -> Transition:
    """Return what the sale is, now that Stripe has shown this PaymentIntent.

    Args:
        payment: the sale as we know it.
        seen: the PaymentIntent as Stripe showed it.
        at: now (UTC).
        source: what made us look.
        fetched: when we looked, which decides whether a running confirmation has ended.

    Raises:
        SnapshotMismatchError: the PaymentIntent belongs to another sale, or money may have been
            taken after its amount, currency or customer was changed; never guess with money.
    """
    _require_same_sale(payment, seen)
    if payment.state.terminal and payment.state is not _STATE[seen.status]:
        return Transition(payment, (), ())
    after = _follow(payment, seen, fetched)
    facts = _facts(payment, after, seen, at, source)
    if after != payment:
        after = replace(after, updated=at)
    return Transition(after, facts, _entries(after, seen))


def _require_same_sale(payment: Payment, seen: PaymentIntentSnapshot) -> None:
    if payment.intent not in {None, seen.id}:
        raise SnapshotMismatchError(f"{seen.id} is not the PaymentIntent of {payment.op}")
    if seen.status in _NOTHING_TAKEN:
        return  # whatever was changed
    if seen.operation not in {None, payment.op}:
        raise SnapshotMismatchError(f"{seen.id} belongs to another operation than {payment.op}")
    if seen.money != payment.order.money or seen.customer != payment.order.customer:
        raise SnapshotMismatchError(
            f"{seen.id} has another amount, currency or customer than {payment.op}"
        )


def _follow(payment: Payment, seen: PaymentIntentSnapshot, fetched: Fetched) -> Payment:
    state = _STATE[seen.status]
    charge = seen.charge
    return replace(
        payment,
        state=state,
        intent=seen.id,
        charge=charge.id if charge else payment.charge,
        method=charge.method if charge and charge.method != MethodSummary() else payment.method,
        error=seen.error,
        next_action=seen.next_action,
        unknown_since=None,
        confirming=payment.confirming and not _attempt_over(payment, seen, fetched),
        amount_received=seen.amount_received,
        amount_refunded=_refunded(payment, charge),
    )


def _refunded(payment: Payment, charge: ChargeSnapshot | None) -> int:
    """Minor units given back; the part of a hold that was not captured was released, not given."""
    if charge is None or charge.amount_captured != charge.amount:
        return payment.amount_refunded
    return charge.amount_refunded


def _attempt_over(payment: Payment, seen: PaymentIntentSnapshot, fetched: Fetched) -> bool:
    """Whether the confirmation that the page was asked for has come to an end at Stripe."""
    state = _STATE[seen.status]
    if state is PaymentState.REQUIRES_ACTION:
        return False
    if fetched is Fetched.AFTER:
        return True
    if state is PaymentState.PROCESSING:
        # One before it may still arrive should the bank take this one back.
        return fetched is not Fetched.BEFORE
    if state is not PaymentState.OPEN:
        return True
    if fetched is Fetched.FAILED:
        return seen.error is not None
    return fetched is not Fetched.BEFORE and _failed_anew(payment, seen)


def _failed_anew(payment: Payment, seen: PaymentIntentSnapshot) -> bool:
    new_charge = seen.charge is not None and seen.charge.id != payment.charge
    return seen.error is not None and (seen.error != payment.error or new_charge)


def _facts(
    before: Payment,
    after: Payment,
    seen: PaymentIntentSnapshot,
    at: dt.datetime,
    source: FactSource,
) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    if before.intent is None:
        facts.append(Fact(FactKind.CREATED, source, at, seen.id))
    elif before.unknown_since is not None:
        facts.append(Fact(FactKind.RESOLVED, source, at, after.state))
    if after.state is PaymentState.OPEN and seen.error and _failed_anew(before, seen):
        facts.append(
            Fact(FactKind.DECLINED, source, at, seen.error.decline_code or seen.error.code)
        )
    if after.state is not before.state and after.state in _FACT:
        facts.append(Fact(_FACT[after.state], source, at, _detail(seen)))
    return tuple(facts)


def _detail(seen: PaymentIntentSnapshot) -> str:
    """What names the new state: the charge that paid, the action that is wanted, or the reason."""
    match seen.status:
        case PaymentIntentStatus.SUCCEEDED:
            return seen.charge.id if seen.charge else seen.id
        case PaymentIntentStatus.CANCELED:
            return seen.cancellation_reason
        case _:
            return seen.next_action


def _entries(after: Payment, seen: PaymentIntentSnapshot) -> tuple[LedgerEntry, ...]:
    """The row a paid sale must have; one sale has one, whichever id proves it."""
    if after.state is not PaymentState.SUCCEEDED:
        return ()
    money = Money(seen.amount_received, seen.money.code)
    proof, at = (seen.charge.id, seen.charge.created) if seen.charge else (seen.id, after.updated)
    return (LedgerEntry(LedgerKind.SALE, proof, after.op, money, at),)
