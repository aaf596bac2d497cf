"""A sale that was changed at Stripe: in doubt until a manager takes it as Stripe says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pos_app.domain.customer import Customer
from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.outcomes import Ok, Outcome
from pos_app.domain.payment import Payment, PaymentIntentSnapshot, SaleOrder
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.common import Common
from pos_app.services.consents import Consent
from pos_app.services.manager_gate import ManagerGate
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce, sale, write


@dataclass(frozen=True, slots=True)
class Difference:
    """What was asked for, and what Stripe shows instead.

    Attributes:
        theirs: the order as Stripe has it now.
        seen: the PaymentIntent.
    """

    payment: Payment
    theirs: SaleOrder
    seen: PaymentIntentSnapshot


class NotAcceptedReason(StrEnum):
    """Why nothing was accepted."""

    SAME = "same"
    """Stripe and the sale agree (by now)."""
    FOREIGN = "foreign"
    """The PaymentIntent carries another operation, or no customer: it is not this sale."""
    CHANGED_AGAIN = "changed_again"
    """It is not what the manager was shown any more."""
    NO_CONSENT = "no_consent"
    """No manager has approved it, or the reason is missing."""
    NO_ANSWER = "no_answer"
    """Stripe did not say how it stands."""


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The sale is what it was.

    Attributes:
        outcome: what Stripe answered, where there was no usable answer.
    """

    reason: NotAcceptedReason
    payment: Payment
    outcome: Outcome[PaymentIntentSnapshot] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The sale follows Stripe from now on."""

    payment: Payment


class Accepting:
    """Changes what was asked for, with name and reason; what was paid still comes from Stripe."""

    def __init__(
        self, *, common: Common, gateway: PaymentGateway, reconcile: Reconcile, gate: ManagerGate
    ) -> None:
        self._common = common
        self._gateway = gateway
        self._reconcile = reconcile
        self._gate = gate

    async def review(self, op: OpId) -> Difference | NotAccepted:
        """Look at Stripe: what would be accepted."""
        payment, seen = await self._look(op)
        if not isinstance(seen, Ok):
            return NotAccepted(NotAcceptedReason.NO_ANSWER, payment, seen)
        return await self._common.store.transact(lambda tx: _difference(tx, op, seen.value))

    async def accept(self, shown: Difference, consent: Consent) -> Accepted | NotAccepted:
        """Take the sale as Stripe says, then book it by the one way to the ledger.

        Args:
            shown: what the manager has seen; if Stripe shows something else by now, nothing is
                accepted.
            consent: approved by the manager's PIN, with a reason.

        Raises:
            StoreUnavailableError: nothing was accepted.
        """
        op = shown.payment.op
        return await self._common.money.run(self._accept(shown, consent), name=f"accept {op}")

    async def _accept(self, shown: Difference, consent: Consent) -> Accepted | NotAccepted:
        approved = self._gate.take([consent])
        done: Change | NotAccepted | None = None
        try:
            done = await self._decide(shown, consent, approved=consent in approved)
        finally:
            if not isinstance(done, Change):
                self._gate.give_back(approved)
        if isinstance(done, NotAccepted):
            return done
        after = announce(self._common.bus, done)
        return Accepted(await self._reconcile.payment(shown.seen.id, FactSource.OPERATOR) or after)

    async def _decide(
        self, shown: Difference, consent: Consent, *, approved: bool
    ) -> Change | NotAccepted:
        op = shown.payment.op
        if not (approved and _fits(consent, op)):
            return NotAccepted(NotAcceptedReason.NO_CONSENT, shown.payment)
        payment, seen = await self._look(op)
        if not isinstance(seen, Ok):
            return NotAccepted(NotAcceptedReason.NO_ANSWER, payment, seen)
        return await self._common.store.transact(
            lambda tx: self._take(tx, shown, seen.value, consent)
        )

    async def _look(self, op: OpId) -> tuple[Payment, Outcome[PaymentIntentSnapshot] | None]:
        payment = await self._common.store.transact(lambda tx: sale(tx, op))
        if payment.intent is None:
            return payment, None
        return payment, await self._common.reach.hear(self._gateway.retrieve(payment.intent))

    def _take(
        self, tx: Tx, shown: Difference, seen: PaymentIntentSnapshot, consent: Consent
    ) -> Change | NotAccepted:
        found = _difference(tx, shown.payment.op, seen)
        if isinstance(found, NotAccepted):
            return found
        if found.theirs != shown.theirs:
            return NotAccepted(NotAcceptedReason.CHANGED_AGAIN, found.payment)
        before, now, theirs = found.payment, self._common.clock.now(), found.theirs
        tx.decisions.add(
            Decision(
                kind=consent.kind,
                op=before.op,
                customer=theirs.customer,
                money=theirs.money,
                by=consent.by,
                reason=consent.reason,
                at=now,
            )
        )
        detail = f"{before.order.money} > {theirs.money}: {consent.reason}"
        fact = Fact(FactKind.ACCEPTED, FactSource.OPERATOR, now, detail)
        return write(tx, before, replace(before, order=theirs, updated=now), fact)


def _fits(consent: Consent, op: OpId) -> bool:
    right = consent.kind is DecisionKind.ACCEPT_AS_STRIPE_SAYS and consent.about == op
    return right and consent.reasoned


def _difference(tx: Tx, op: OpId, seen: PaymentIntentSnapshot) -> Difference | NotAccepted:
    payment = sale(tx, op)
    order = payment.order
    ours = seen.id == payment.intent and seen.operation in {None, op}
    if not ours or seen.customer is None:
        return NotAccepted(NotAcceptedReason.FOREIGN, payment)
    if (seen.money, seen.customer) == (order.money, order.customer):
        return NotAccepted(NotAcceptedReason.SAME, payment)
    title = order.customer_title
    if seen.customer != order.customer:
        known: Customer | None = tx.customers.get(seen.customer)
        title = known.title if known else seen.customer
    theirs = replace(order, money=seen.money, customer=seen.customer, customer_title=title)
    return Difference(payment, theirs, seen)
