"""Sales that the bank refused after it had accepted them: kept until somebody has seen to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment, PaymentIntentSnapshot, PaymentState
from pos_app.domain.settlement import DELAYED
from pos_app.domain.timeline import Fact, FactKind, FactSource, bounced
from pos_app.ports.store import Tx
from pos_app.services.noted_sales import NotedSales
from pos_app.services.second_tries import family

STILL_WATCHED: Final = dt.timedelta(minutes=1)
"""A refusal that comes sooner is seen on the screen, unless the sale has been left."""
_NOTED: Final = NotedSales("failed_later")
_CAME_TO_NOTHING: Final = (FactKind.DECLINED, FactKind.CANCELED)


def is_late_failure(before: Payment, after: Payment, at: dt.datetime, source: FactSource) -> bool:
    """Whether an accepted sale has come to nothing, and not by our own request."""
    if before.state is not PaymentState.PROCESSING or at - before.updated < STILL_WATCHED:
        return False
    canceled = after.state is PaymentState.CANCELED and source is not FactSource.API_CALL
    return after.state is PaymentState.OPEN or canceled


def bounce_seen(seen: PaymentIntentSnapshot, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The timeline of a sale that is read back, with the debit that its bank refused days later.

    Such a method leaves a charge only if its bank has accepted the order.

    Args:
        seen: the PaymentIntent.
        facts: what it shows by itself, the creation first.

    Returns:
        The facts as they are, if the last attempt was no debit, or has not failed.
    """
    charge, error = seen.charge, seen.error
    over = all(fact.kind in {FactKind.CREATED, *_CAME_TO_NOTHING} for fact in facts)
    if not over or charge is None or charge.paid or charge.method.type not in DELAYED:
        return tuple(facts)
    source, learnt = facts[0].source, facts[0].at
    why = (error.decline_code or error.code) if error else ""
    return (
        facts[0],
        Fact(FactKind.PROCESSING, source, charge.created),
        Fact(FactKind.DECLINED, source, learnt, why),
        *(fact for fact in facts[1:] if fact.kind is not FactKind.DECLINED),
    )


def remember(tx: Tx, op: OpId) -> None:
    """Keep it in mind, across restarts."""
    _NOTED.add(tx, op)


def remember_bounce(tx: Tx, op: OpId) -> Payment | None:
    """Keep a sale in mind whose last attempt its bank accepted and refused then, however soon.

    Returns:
        The sale if that is news; None if it did not bounce, or is kept already.
    """
    if not bounced(tx.payments.facts(op)) or op in remembered(tx):
        return None
    remember(tx, op)
    return tx.payments.get(op)


def forget(tx: Tx, op: OpId) -> None:
    """Somebody has seen to it, or it is paid: so are those that it was begun instead of."""
    noted = set(remembered(tx))
    for member in family(tx, op) if noted else ():
        if member.op in noted:
            _NOTED.drop(tx, member.op)


def remembered(tx: Tx) -> tuple[OpId, ...]:
    """Oldest first."""
    return _NOTED.all(tx)
