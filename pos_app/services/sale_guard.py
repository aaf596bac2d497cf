"""Why a customer must not be charged now, and who may do it all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.health import Obstacle
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.payment import Payment, PaymentState, SaleOrder
from pos_app.domain.timeline import FactKind
from pos_app.ports.clock import Clock
from pos_app.ports.store import Tx
from pos_app.services.consents import NEEDS_MANAGER, Consent
from pos_app.services.guards import SaleProblem, check_sale
from pos_app.services.health import Health
from pos_app.services.manager_gate import ManagerGate
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.services.settings import SettingsService
from pos_app.services.unsettled import Unsettled

_LIFTED_BY: Final = {
    NotStartedReason.OPEN_ISSUE: DecisionKind.CHARGE_DESPITE_DOUBT,
    NotStartedReason.LOOKS_REPEATED: DecisionKind.CHARGE_AGAIN,
}
_TAKEN: Final = frozenset(
    {PaymentState.SUCCEEDED, PaymentState.PROCESSING, PaymentState.REQUIRES_CAPTURE}
)
_TAKING: Final = frozenset({FactKind.SUCCEEDED, FactKind.PROCESSING, FactKind.AUTHORISED})
_LONGEST_DOUBT: Final = dt.timedelta(days=7)
"""So long after it was begun a sale may become known as paid and still look like the new one."""
Bar = tuple[NotStartedReason, Payment]


class SaleGuard:
    """Asked inside the transaction that writes the sale down, so that nothing slips in between."""

    def __init__(
        self,
        *,
        clock: Clock,
        settings: SettingsService,
        gate: ManagerGate,
        health: Health,
        unsettled: Unsettled,
    ) -> None:
        self._unsettled = unsettled
        self._clock = clock
        self._health = health
        self._settings = settings
        self._gate = gate

    def problems(self, order: SaleOrder) -> tuple[SaleProblem, ...]:
        """What is wrong with the order itself; no consent helps against that."""
        return check_sale(order, self._settings.current.amounts)

    async def hindrance(self, customer: CustomerId) -> NotStarted | None:
        """Why nobody can be charged now, after one more look at what was in the way.

        What recovery has still to settle of this customer is waited for.
        """
        await self._unsettled.wait(customer)
        match await self._health.look():
            case None:
                return None
            case Obstacle.STORE:
                return NotStarted(NotStartedReason.STORE_UNAVAILABLE)
            case obstacle:
                return NotStarted(NotStartedReason.HINDERED, obstacle=obstacle)

    def check(
        self, tx: Tx, order: SaleOrder, consents: Sequence[Consent]
    ) -> NotStarted | tuple[Consent, ...]:
        """Return the bar that stands, or the consents that were needed to lift all of them."""
        known = tx.customers.get(order.customer)
        if known is not None and known.deleted:
            return NotStarted(NotStartedReason.CUSTOMER_DELETED)
        needed: list[Consent] = []
        for reason, earlier in self._bars(tx, order):
            consent = self._lifting(reason, earlier.op, consents)
            if consent is None:
                return NotStarted(reason, issue=earlier)
            needed.append(consent)
        return tuple(needed)

    def check_again(self, tx: Tx, payment: Payment) -> NotStarted | None:
        """The bar that stands against taking up a sale again; what was lifted for it stays so."""
        lifted = {decision.kind for decision in tx.decisions.of(payment.op)}
        for reason, other in self._bars(tx, payment.order):
            if other.op != payment.op and _LIFTED_BY[reason] not in lifted:
                return NotStarted(reason, issue=other)
        return None

    def record(self, tx: Tx, op: OpId, order: SaleOrder, used: Sequence[Consent]) -> None:
        """Write down who lifted what, beside the sale it made possible."""
        for consent in used:
            tx.decisions.add(
                Decision(
                    kind=consent.kind,
                    op=op,
                    customer=order.customer,
                    money=order.money,
                    by=consent.by,
                    reason=consent.reason,
                    at=self._clock.now(),
                )
            )

    def spend(self, used: Sequence[Consent]) -> None:
        """After the commit: a consent is good for one sale."""
        for consent in used:
            self._gate.use_up(consent)

    def _bars(self, tx: Tx, order: SaleOrder) -> Iterator[Bar]:
        for sale in tx.payments.unfinished():
            if sale.order.customer == order.customer and sale.in_doubt:
                yield NotStartedReason.OPEN_ISSUE, sale
        if taken := self._taken_just_now(tx, order):
            yield NotStartedReason.LOOKS_REPEATED, taken

    def _taken_just_now(self, tx: Tx, order: SaleOrder) -> Payment | None:
        minutes = self._settings.current.amounts.repeat_minutes
        if minutes == 0:
            return None
        since = self._clock.now() - dt.timedelta(minutes=minutes)
        alike = tx.payments.same(order.customer, order.money, since - _LONGEST_DOUBT)
        taken = (sale for sale in alike if _took_money(sale) and _is_news(tx, sale, since))
        return next(taken, None)

    def _lifting(
        self, reason: NotStartedReason, about: OpId, consents: Sequence[Consent]
    ) -> Consent | None:
        for consent in consents:
            if consent.about == about and consent.kind is _LIFTED_BY[reason]:
                approved = consent.kind not in NEEDS_MANAGER or self._gate.approved(consent)
                return consent if approved and consent.reasoned else None
        return None


def _took_money(sale: Payment) -> bool:
    """Whether the customer would see two of these; one given back in full does not count."""
    return sale.state in _TAKEN and not 0 < sale.amount_received <= sale.amount_refunded


def _is_news(tx: Tx, sale: Payment, since: dt.datetime) -> bool:
    """Whether it was begun since then, or nobody knew until then that it had taken money."""
    if sale.created >= since:
        return True
    taking = (fact.at for fact in tx.payments.facts(sale.op) if fact.kind in _TAKING)
    return sale.updated >= since and next(taking, sale.updated) >= since
