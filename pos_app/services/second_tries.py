"""Sales begun instead of a debit that bounced: together they are about one payment.

Both sides are told of the other in the transaction that writes the new sale, so that no crash and
no full disk can make a payment that was made look as if it were still to be made.
"""

from __future__ import annotations

import datetime as dt
from itertools import takewhile
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.payment import MoneyTaken, Payment, SaleOrder
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.store import Tx

_LOOKED_AT: Final = 200
"""So many of the customer's newest sales may have paid what has bounced."""


def family(tx: Tx, op: OpId) -> tuple[Payment, ...]:
    """This sale, what it was begun instead of, and all that was begun instead of those."""
    first = op
    while told := _told(tx, first, FactKind.INSTEAD_OF):
        first = told[0]
    known, waiting = [], [first]
    while waiting:
        member = waiting.pop(0)
        known.append(member)
        waiting.extend(_told(tx, member, FactKind.CHARGED_ANEW))
    return tuple(payment for payment in map(tx.payments.get, known) if payment is not None)


def begun_before(tx: Tx, order: SaleOrder, instead_of: OpId | None) -> tuple[Payment, ...]:
    """What may have paid a bounced sale already: its family, and what was begun alike since.

    A sale that was typed by hand, or read back from Stripe, belongs to no family. Alike is what
    asks for as much as was owed, or for more with the bank's fee. None if the order is about
    something else.
    """
    bounced = tx.payments.get(instead_of) if instead_of is not None else None
    if bounced is None or not _settles(order, bounced.order):
        return ()
    tries = family(tx, bounced.op)
    known = {payment.op for payment in tries}
    owed = bounced.order
    newest = tx.payments.recent(_LOOKED_AT, order.customer)
    since = takewhile(lambda one: one.op != bounced.op, newest)
    alike = (
        one
        for one in since
        if _settles(one.order, owed) and one.order.money.minor <= _with_fee(owed, order)
    )
    return (*tries, *(one for one in alike if one.op not in known))


def _with_fee(owed: SaleOrder, order: SaleOrder) -> int:
    """Minor units up to which another sale may have paid what bounced, its bank's fee included."""
    return max(order.money.minor, owed.money.minor * 2)


def may_settle(order: SaleOrder, owed: SaleOrder) -> bool:
    """Whether it may be meant to pay what was owed, made round or with something added."""
    return _settles(order, owed) and order.money.minor <= 2 * owed.money.minor


def _settles(order: SaleOrder, owed: SaleOrder) -> bool:
    same = (order.customer, order.money.code) == (owed.customer, owed.money.code)
    return same and order.money.minor >= owed.money.minor


def link(tx: Tx, op: OpId, instead_of: OpId, at: dt.datetime) -> None:
    """Write down that a sale is begun instead of one that bounced."""
    for told, kind, about in (
        (op, FactKind.INSTEAD_OF, instead_of),
        (instead_of, FactKind.CHARGED_ANEW, op),
    ):
        tx.payments.add_facts(told, (Fact(kind, FactSource.OPERATOR, at, about),))


def standing_for(tx: Tx, op: OpId) -> Payment | None:
    """The sale that has taken this one's money, or may: itself, or the newest of its family."""
    standing = [payment for payment in family(tx, op) if _stands(payment)]
    itself = (payment for payment in standing if payment.op == op)
    return next(itself, standing[-1] if standing else None)


def _stands(payment: Payment) -> bool:
    """One given back in full may be charged anew."""
    given_back = 0 < payment.amount_received <= payment.amount_refunded
    return payment.money_taken is not MoneyTaken.NO and not given_back


def _told(tx: Tx, op: OpId, kind: FactKind) -> list[OpId]:
    return [OpId(fact.detail) for fact in tx.payments.facts(op) if fact.kind is kind]
