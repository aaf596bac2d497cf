"""How refunds and disputes of a paid sale change its books: any order, any repetition, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pos_app.domain.aftermath import DisputeMovement, DisputeSnapshot, RefundSnapshot
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.domain.transitions import Transition

_CAME_BACK: Final = frozenset({"failed", "canceled"})
"""Refunds whose money is in our balance again (https://docs.stripe.com/refunds#failed-refunds)."""
_DECIDED: Final = frozenset({"won", "lost", "warning_closed", "prevented"})
"""Where a dispute ends (https://docs.stripe.com/api/disputes/object#dispute_object-status)."""
_RELEASE: Final = "expired_uncaptured_charge"
"""Stripe's own "refund" of a hold that was never captured: no money had been taken."""


def after_sale(
    payment: Payment,
    refunds: Sequence[RefundSnapshot],
    disputes: Sequence[DisputeSnapshot],
    known: Collection[Fact],
    at: dt.datetime,
    source: FactSource,
) -> Transition:
    """Return what the sale is, now that Stripe has shown all its refunds and disputes.

    The rows depend on nothing but what Stripe shows last, so that a refund first seen after it has
    failed is booked exactly like one that was seen at every step. A sale that is not paid has none.

    Args:
        payment: the sale as we know it.
        refunds: all refunds of its PaymentIntent.
        disputes: all disputes of its PaymentIntent.
        known: the timeline so far; what it tells already is not told again.
        at: now (UTC).
        source: what made us look.
    """
    if payment.state is not PaymentState.SUCCEEDED:
        return Transition(payment, (), ())
    real = [refund for refund in refunds if refund.reason != _RELEASE]
    kept = sum(refund.money.minor for refund in real if refund.status not in _CAME_BACK)
    told = {(fact.kind, fact.detail) for fact in known}
    facts = tuple(
        Fact(kind, source, at, detail)
        for kind, detail in (*_refund_news(real), *_dispute_news(disputes))
        if (kind, detail) not in told
    )
    after = payment
    if kept != payment.amount_refunded or facts:
        after = replace(payment, amount_refunded=kept, updated=at)
    entries = (*_refund_rows(payment, real, at), *_dispute_rows(payment, disputes))
    return Transition(after, facts, entries)


def _refund_news(refunds: Sequence[RefundSnapshot]) -> Iterator[tuple[FactKind, str]]:
    for refund in refunds:
        yield FactKind.REFUNDED, refund.id
        if refund.status in _CAME_BACK:
            yield FactKind.REFUND_FAILED, refund.id


def _dispute_news(disputes: Sequence[DisputeSnapshot]) -> Iterator[tuple[FactKind, str]]:
    for dispute in disputes:
        yield FactKind.DISPUTE_OPENED, dispute.id
        if dispute.status in _DECIDED:
            yield FactKind.DISPUTE_CLOSED, f"{dispute.id} {dispute.status}"


def _refund_rows(
    payment: Payment, refunds: Sequence[RefundSnapshot], at: dt.datetime
) -> Iterator[LedgerEntry]:
    for refund in refunds:
        given = Money(-refund.money.minor, refund.money.code)
        yield LedgerEntry(LedgerKind.REFUND, refund.id, payment.op, given, refund.created)
        if refund.status in _CAME_BACK:
            # A refund does not say when it failed: the row has the time at which we learnt it.
            yield LedgerEntry(LedgerKind.REFUND_FAILED, refund.id, payment.op, refund.money, at)


def _dispute_rows(payment: Payment, disputes: Sequence[DisputeSnapshot]) -> Iterator[LedgerEntry]:
    for dispute in disputes:
        for movement in dispute.movements:
            money = _in_currency_of_sale(dispute, movement)
            taken = money.minor < 0
            kind = LedgerKind.DISPUTE if taken else LedgerKind.DISPUTE_RETURNED
            yield LedgerEntry(kind, movement.id, payment.op, money, movement.created)


def _in_currency_of_sale(dispute: DisputeSnapshot, movement: DisputeMovement) -> Money:
    """What moved; an account paid out in another currency shows it converted, the books do not."""
    if movement.money.code == dispute.money.code:
        return movement.money
    sign = -1 if movement.money.minor < 0 else 1
    return Money(sign * dispute.money.minor, dispute.money.code)
