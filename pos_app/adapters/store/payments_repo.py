"""Sales and their timelines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.adapters.store.schema import facts, payments
from pos_app.domain.ids import (
    ChargeId,
    CustomerId,
    InstallationId,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.money import Money
from pos_app.domain.payment import AttemptError, MethodSummary, Payment, PaymentState, SaleOrder
from pos_app.domain.timeline import Fact, FactKind, FactSource

_UNFINISHED: Final = payments.c.state.not_in(
    [literal_column(f"'{state.value}'") for state in PaymentState if state.terminal]
)
"""Spelled out, because SQLite cannot match a bound value with the condition of a partial index."""
_OLDEST_FIRST: Final = (payments.c.seq, payments.c.created)
_NEWEST_FIRST: Final = tuple(column.desc() for column in _OLDEST_FIRST)
_NEXT: Final = select(func.coalesce(func.max(payments.c.seq), 0) + 1).scalar_subquery()
_BY_INTENTS: Final = select(payments).where(
    payments.c.intent.in_(bindparam("intents", expanding=True))
)


class SqlPaymentsRepo:
    """``ports.store.PaymentsRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, payment: Payment) -> None:
        """Insert it as the newest sale, or replace a known one's state, which moves it nowhere."""
        self._put(payment, _NEXT)

    def put_back(self, payment: Payment) -> None:
        """Insert a sale that was lost, where its time belongs, or replace a known one's state.

        It shares the place of the newest one that is not newer: among these, time decides.
        """
        before = (
            select(payments.c.seq)
            .where(payments.c.created <= payment.created)
            .order_by(payments.c.created.desc(), payments.c.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        self._put(payment, func.coalesce(before, 0))

    def _put(self, payment: Payment, place: ColumnElement[int]) -> None:
        values = _to_row(payment)
        self._connection.execute(
            upsert(payments)
            .values({**values, "seq": place})
            .on_conflict_do_update(index_elements=[payments.c.op], set_=values)
        )

    def get(self, op: OpId) -> Payment | None:
        """Return one sale."""
        return self._one(payments.c.op == op)

    def by_intent(self, intent: PaymentIntentId) -> Payment | None:
        """Return the sale that owns this PaymentIntent."""
        return self._one(payments.c.intent == intent)

    def by_intents(self, intents: Collection[PaymentIntentId]) -> Mapping[PaymentIntentId, Payment]:
        """Return those of these PaymentIntents that a sale owns."""
        rows = self._connection.execute(_BY_INTENTS, {"intents": list(intents)}).mappings()
        found = map(_from_row, rows)
        return {sale.intent: sale for sale in found if sale.intent is not None}

    def unfinished(self) -> Sequence[Payment]:
        """Return all sales in a non-terminal state, oldest first."""
        return self._many(select(payments).where(_UNFINISHED).order_by(*_OLDEST_FIRST))

    def recent(self, limit: int, customer: CustomerId | None = None) -> Sequence[Payment]:
        """Return the newest sales, optionally of one customer."""
        query = select(payments).order_by(*_NEWEST_FIRST).limit(limit)
        return self._many(
            query if customer is None else query.where(payments.c.customer == customer)
        )

    def same(self, customer: CustomerId, money: Money, since: dt.datetime) -> Sequence[Payment]:
        """Return the customer's sales of exactly this amount, begun or changed since then.

        The newest comes first.
        """
        return self._many(
            select(payments)
            .where(
                payments.c.customer == customer,
                or_(payments.c.created >= since, payments.c.updated >= since),
                payments.c.minor == money.minor,
                payments.c.currency == money.code,
            )
            .order_by(*_NEWEST_FIRST)
        )

    def following(self) -> Sequence[Payment]:
        """Return all sales whose bank has taken the order and not settled it, oldest first."""
        return self._many(
            select(payments)
            .where(_UNFINISHED, payments.c.state == PaymentState.PROCESSING.value)
            .order_by(*_OLDEST_FIRST)
        )

    def registers(self) -> frozenset[RegisterId]:
        """Return the names under which was sold."""
        found = self._connection.execute(select(payments.c.register).distinct()).scalars()
        return frozenset(map(RegisterId, found))

    def add_facts(self, op: OpId, new: Iterable[Fact]) -> None:
        """Append to the timeline."""
        rows = [
            {
                "op": op,
                "kind": fact.kind,
                "source": fact.source,
                "at": fact.at,
                "detail": fact.detail,
            }
            for fact in new
        ]
        if rows:
            self._connection.execute(insert(facts), rows)

    def facts(self, op: OpId) -> Sequence[Fact]:
        """Return the timeline, oldest first."""
        rows = self._connection.execute(
            select(facts).where(facts.c.op == op).order_by(facts.c.seq)
        ).mappings()
        return [
            Fact(FactKind(row["kind"]), FactSource(row["source"]), row["at"], row["detail"])
            for row in rows
        ]

    def _one(self, condition: Any) -> Payment | None:
        row = self._connection.execute(select(payments).where(condition)).mappings().first()
        return None if row is None else _from_row(row)

    def _many(self, query: Any) -> Sequence[Payment]:
        return [_from_row(row) for row in self._connection.execute(query).mappings()]


def _to_row(payment: Payment) -> dict[str, Any]:
    order, error = payment.order, payment.error
    return {
        "op": payment.op,
        "intent": payment.intent,
        "customer": order.customer,
        "customer_title": order.customer_title,
        "minor": order.money.minor,
        "currency": order.money.code,
        "reference": order.reference,
        "register": order.register,
        "operator": order.operator,
        "receipt_email": order.receipt_email,
        "installation": order.installation,
        "state": payment.state.value,
        "charge": payment.charge,
        "method_type": payment.method.type,
        "method_brand": payment.method.brand,
        "method_last4": payment.method.last4,
        "error_code": error.code if error else None,
        "error_decline_code": error.decline_code if error else None,
        "error_advice_code": error.advice_code if error else None,
        "error_message": error.message if error else None,
        "next_action": payment.next_action,
        "unknown_since": payment.unknown_since,
        "confirming": payment.confirming,
        "amount_received": payment.amount_received,
        "amount_refunded": payment.amount_refunded,
        "created": payment.created,
        "updated": payment.updated,
    }


def _from_row(row: RowMapping) -> Payment:
    return Payment(
        op=OpId(row["op"]),
        order=SaleOrder(
            customer=CustomerId(row["customer"]),
            customer_title=row["customer_title"],
            money=Money(row["minor"], row["currency"]),
            reference=row["reference"],
            register=RegisterId(row["register"]),
            operator=OperatorId(row["operator"]),
            receipt_email=row["receipt_email"],
            installation=InstallationId(row["installation"]),
        ),
        state=PaymentState(row["state"]),
        created=row["created"],
        updated=row["updated"],
        intent=None if row["intent"] is None else PaymentIntentId(row["intent"]),
        charge=None if row["charge"] is None else ChargeId(row["charge"]),
        method=MethodSummary(row["method_type"], row["method_brand"], row["method_last4"]),
        error=_error(row),
        next_action=row["next_action"],
        unknown_since=row["unknown_since"],
        confirming=row["confirming"],
        amount_received=row["amount_received"],
        amount_refunded=row["amount_refunded"],
    )


def _error(row: RowMapping) -> AttemptError | None:
    if row["error_code"] is None:
        return None
    return AttemptError(
        row["error_code"], row["error_decline_code"], row["error_advice_code"], row["error_message"]
    )
