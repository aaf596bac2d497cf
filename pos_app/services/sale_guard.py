"""Why a customer must not be charged now, and who may do it all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.health import Obstacle
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import Payment, PaymentState, SaleOrder
from pos_app.domain.timeline import Fact, FactKind, FactSource, contradiction
from pos_app.ports.clock import Clock
from pos_app.ports.store import Tx
from pos_app.services.consents import NEEDS_MANAGER, Consent
from pos_app.services.event_bus import EventBus
from pos_app.services.guards import SaleProblem, check_sale
from pos_app.services.health import Health
from pos_app.services.journal_book import open_cancellation
from pos_app.services.manager_gate import ManagerGate
from pos_app.services.noted_sales import SOLVED
from pos_app.services.records import sale as known_sale
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.services.second_tries import family, may_settle
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
_ANOTHER_ATTEMPT: Final = frozenset(
    {FactKind.CONFIRM_ASKED, FactKind.REQUIRES_ACTION, FactKind.DECLINED}
)
"""What was taken before one of these came to nothing."""
_REACH: Final = dt.timedelta(days=7)
"""So long before the window a sale that counts was begun, or last changed, at the earliest."""
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
        bus: EventBus,
    ) -> None:
        self._unsettled = unsettled
        self._clock = clock
        self._health = health
        self._settings = settings
        self._gate = gate
        self._confirmed_at: dict[OpId, float] = {}
        bus.subscribe(PaymentUpdated, self._updated)

    @property
    def hindered(self) -> bool:
        """Whether Stripe is known to let nobody charge now, while sales can be read here."""
        return self._health.obstacle not in {None, Obstacle.STORE}

    def problems(self, order: SaleOrder) -> tuple[SaleProblem, ...]:
        """What is wrong with the order itself; no consent helps against that."""
        return check_sale(order, self._settings.current.amounts)

    async def hindrance(self, customer: CustomerId) -> NotStarted | None:
        """Why nobody can be charged now, after one more look at what was in the way.

        What recovery has still to settle of this customer is waited for, unless nobody can be
        charged anyhow: a sale is refused then, not queued.
        """
        if hindrance := await self._hindrance():
            return hindrance
        await self._unsettled.wait(customer)
        return await self._hindrance()

    async def _hindrance(self) -> NotStarted | None:
        match await self._health.look_briefly():
            case None:
                return None
            case Obstacle.STORE:
                return NotStarted(NotStartedReason.STORE_UNAVAILABLE)
            case obstacle:
                return NotStarted(NotStartedReason.HINDERED, obstacle=obstacle)

    def take(self, consents: Sequence[Consent]) -> tuple[Consent, ...]:
        """Those that count, taken at once: a second start does not find a manager's any more."""
        reasoned = [consent for consent in consents if consent.reasoned]
        approved = self._gate.take(c for c in reasoned if c.kind in NEEDS_MANAGER)
        return tuple(c for c in reasoned if c.kind not in NEEDS_MANAGER or c in approved)

    def give_back(self, taken: Sequence[Consent]) -> None:
        """No sale was made of them: they may serve another start."""
        self._gate.give_back(consent for consent in taken if consent.kind in NEEDS_MANAGER)

    def check(
        self,
        tx: Tx,
        order: SaleOrder,
        consents: Sequence[Consent],
        before: Sequence[Payment] = (),
    ) -> NotStarted | tuple[Consent, ...]:
        """Return the bar that stands, or the consents that were needed to lift all of them.

        Args:
            tx: the transaction that writes the sale down.
            order: who is to pay how much.
            consents: what ``take`` has returned.
            before: the debit that bounced, and what was begun instead of it: whatever of it has
                taken money is asked about, however long ago.
        """
        known = tx.customers.get(order.customer)
        if known is not None and known.deleted:
            return NotStarted(NotStartedReason.CUSTOMER_DELETED)
        given = {(consent.kind, consent.about): consent for consent in consents}
        needed: list[Consent] = []
        for reason, earlier in self._bars(tx, order, before):
            consent = given.get((_LIFTED_BY[reason], earlier.op))
            if consent is None:
                return NotStarted(reason, issue=earlier)
            needed.append(consent)
        return tuple(needed)

    def check_again(
        self, tx: Tx, payment: Payment, unanswered: Collection[OpId] = ()
    ) -> NotStarted | None:
        """The bar that stands against confirming a sale, or taking it up again.

        What was lifted for it stays so; but who charges in spite of a doubt has not agreed to
        charge the same once more, should the earlier sale turn out to be paid.

        Args:
            tx: the transaction that writes it down.
            payment: the sale.
            unanswered: what Stripe was asked to cancel for it, without an answer.

        Returns:
            ``BEING_CANCELED`` if that could strike while the customer pays, or come too late beside
            another sale; ``NOT_OPEN`` for a sale that is in doubt itself: nobody may call it not
            begun.
        """
        if open_cancellation(tx, payment.op):
            return NotStarted(NotStartedReason.BEING_CANCELED, issue=payment)
        standing = next(self._standing(tx, payment, unanswered), None)
        if standing is None:
            return None
        reason, other = standing
        if payment.in_doubt:
            return NotStarted(NotStartedReason.NOT_OPEN, issue=payment)
        return NotStarted(reason, issue=other)

    def record(self, tx: Tx, op: OpId, order: SaleOrder, used: Sequence[Consent]) -> None:
        """Write down who lifted what, beside the sale it made possible."""
        now = self._clock.now()
        for consent in used:
            tx.decisions.add(
                Decision(
                    kind=consent.kind,
                    op=op,
                    customer=order.customer,
                    money=order.money,
                    by=consent.by,
                    reason=consent.reason,
                    at=now,
                )
            )
            detail = f"{consent.kind} {consent.about}"
            fact = Fact(FactKind.BAR_LIFTED, FactSource.OPERATOR, now, detail)
            tx.payments.add_facts(op, (fact,))

    def _standing(self, tx: Tx, payment: Payment, unanswered: Collection[OpId]) -> Iterator[Bar]:
        answered = lifted(tx, payment.op)
        for reason, other in self._bars(tx, payment.order, family(tx, payment.op)):
            if other.op != payment.op and (_LIFTED_BY[reason], other.op) not in answered:
                yield reason, other
        for other in _paid_after_all(tx, payment, answered):
            yield NotStartedReason.LOOKS_REPEATED, other
        for other in (known_sale(tx, op) for op in unanswered):
            if may_be_paid(other):
                yield _not_ended(tx, other), other

    def _bars(self, tx: Tx, order: SaleOrder, tries: Sequence[Payment]) -> Iterator[Bar]:
        for sale in tx.payments.unfinished():
            if sale.order.customer == order.customer and sale.in_doubt:
                yield NotStartedReason.OPEN_ISSUE, sale
        just_now = tuple(self._taken_just_now(tx, order))
        long_ago = (sale for sale in _unanswered(tx, tries, tries) if sale not in just_now)
        for taken in (*just_now, *long_ago):
            yield NotStartedReason.LOOKS_REPEATED, taken

    def _taken_just_now(self, tx: Tx, order: SaleOrder) -> Iterator[Payment]:
        """The same, taken a moment ago, without those that a later one was agreed to be beside.

        Not simply the newest: the clock may have been set back since. Set forward, it does not
        count: then Stripe says what time it is, if only by making the new sale.
        """
        window = dt.timedelta(minutes=self._settings.current.amounts.repeat_minutes)
        since = min(self._clock.now(), self._health.time_at_stripe) - window
        alike = tx.payments.same(order.customer, order.money, since - _REACH) if window else ()
        unread = _unread(tx, order)  # known here, and still news to whoever stands at the counter
        taken = [sale for sale in dict.fromkeys((*alike, *unread)) if _took_money(sale)]
        news = [
            sale
            for sale in taken
            if sale in unread or self._confirmed_within(sale, window) or _is_news(tx, sale, since)
        ]
        yield from _unanswered(tx, news, taken)

    def _confirmed_within(self, sale: Payment, window: dt.timedelta) -> bool:
        """As the time runs, whatever the clock was set to since."""
        at = self._confirmed_at.get(sale.op)
        return at is not None and self._clock.monotonic() - at < window.total_seconds()

    def _updated(self, event: PaymentUpdated) -> None:
        if any(fact.kind is FactKind.CONFIRM_ASKED for fact in event.facts):
            self._confirmed_at[event.payment.op] = self._clock.monotonic()


def _unread(tx: Tx, order: SaleOrder) -> tuple[Payment, ...]:
    """However long ago they were begun."""
    sales = (known_sale(tx, op) for op in SOLVED.all(tx))
    asked = (order.customer, order.money)
    return tuple(sale for sale in sales if (sale.order.customer, sale.order.money) == asked)


def lifted(tx: Tx, op: OpId) -> set[tuple[str, str]]:
    """What was lifted for this sale: the kind of decision, and the sale that stood in the way."""
    facts = (fact for fact in tx.payments.facts(op) if fact.kind is FactKind.BAR_LIFTED)
    return {(kind, about) for kind, _, about in (fact.detail.partition(" ") for fact in facts)}


def _paid_after_all(tx: Tx, payment: Payment, answered: set[tuple[str, str]]) -> Iterator[Payment]:
    """What was charged in spite of and has taken money by now, if it may be the same payment.

    Who charges in spite of a doubt has not agreed to charge once more what turns out to be paid.
    With one thing more on the bill, or a sum made round, it is still the same customer's bill.
    """
    for kind, about in sorted(answered):
        agreed = (DecisionKind.CHARGE_AGAIN, about) in answered
        if kind == DecisionKind.CHARGE_DESPITE_DOUBT and not agreed:
            earlier = known_sale(tx, OpId(about))
            if _took_money(earlier) and may_settle(payment.order, earlier.order):
                yield earlier


def _not_ended(tx: Tx, sale: Payment) -> NotStartedReason:
    """A sale changed at Stripe, and too late to cancel, ends by a person's decision only."""
    changed = contradiction(tx.payments.facts(sale.op)) and not open_cancellation(tx, sale.op)
    return NotStartedReason.OPEN_ISSUE if changed else NotStartedReason.EARLIER_ENDING


def may_be_paid(sale: Payment) -> bool:
    """Whether the customer's bank may still take it, as far as anybody knows."""
    return sale.in_doubt and sale.state not in _TAKEN


def _unanswered(tx: Tx, asked: Sequence[Payment], known: Sequence[Payment]) -> Iterator[Payment]:
    """Those that took money, without what another one that did was agreed to be beside."""
    taken = [sale for sale in asked if _took_money(sale)]
    if taken:
        beside = (sale for sale in known if _took_money(sale))
        answered = {about for sale in beside for _, about in lifted(tx, sale.op)}
        yield from (sale for sale in taken if sale.op not in answered)


def _took_money(sale: Payment) -> bool:
    """Whether the customer would see two of these; one given back in full does not count."""
    return sale.state in _TAKEN and not 0 < sale.amount_received <= sale.amount_refunded


def _is_news(tx: Tx, sale: Payment, since: dt.datetime) -> bool:
    """Whether it was begun since then, or nobody knew until then that it had taken money.

    One from the future was begun before the clock was set back.
    """
    if sale.created >= since:
        return True
    known = _known_taken(tx.payments.facts(sale.op))
    at_once = known is not None and known.kind is FactKind.SUCCEEDED
    if at_once and _collected_since(tx, sale.op, since):
        return True
    learnt = known.at if known is not None else sale.updated
    return sale.updated >= since and learnt >= since


def _known_taken(facts: Iterable[Fact]) -> Fact | None:
    """The first that is known of the attempt that has taken the money."""
    known: Fact | None = None
    for fact in facts:
        if fact.kind in _ANOTHER_ATTEMPT:
            known = None
        elif fact.kind in _TAKING:
            known = known or fact
    return known


def _collected_since(tx: Tx, op: OpId, since: dt.datetime) -> bool:
    """By the time that Stripe has given its charge, whatever the clock said then."""
    return any(row.kind is LedgerKind.SALE and row.at >= since for row in tx.ledger.of(op))
