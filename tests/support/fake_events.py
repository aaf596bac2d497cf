"""What happens after a sale at the fake Stripe: refunds, disputes, and the list of events."""

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace

from pos_app.domain.aftermath import DisputeMovement, DisputeSnapshot, RefundSnapshot
from pos_app.domain.event_kinds import SWEPT
from pos_app.domain.ids import DisputeId, EventId, RefundId
from pos_app.domain.money import Money
from pos_app.domain.outcomes import Ok, RefusalKind, Refused
from pos_app.domain.payment import PaymentIntentStatus
from pos_app.domain.stripe_events import StripeEvent
from pos_app.ports.event_feed import EventPage

KEPT = dt.timedelta(days=30)
_ANNOUNCED = {
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD: "payment_intent.payment_failed",
    PaymentIntentStatus.REQUIRES_ACTION: "payment_intent.requires_action",
    PaymentIntentStatus.PROCESSING: "payment_intent.processing",
    PaymentIntentStatus.REQUIRES_CAPTURE: "payment_intent.amount_capturable_updated",
    PaymentIntentStatus.SUCCEEDED: "payment_intent.succeeded",
    PaymentIntentStatus.CANCELED: "payment_intent.canceled",
}
_LOST = {"failed", "canceled"}


class AfterSales:
    """The part of ``FakeStripe`` that gives money back."""

    def refund(self, intent, minor=None, status="succeeded"):
        """Somebody refunds in the Dashboard."""
        seen = self.intents[intent]
        left = seen.amount_received - seen.charge.amount_refunded
        made = RefundSnapshot(
            RefundId(f"re_{next(self._numbers)}"), intent, seen.charge.id,
            Money(left if minor is None else minor, seen.money.code), status, self.clock.true_now(),
        )  # fmt: skip
        self.refunds_made[made.id] = made
        self._add_up(intent)
        self.events.about_payment("refund.created", intent, made.id)
        self.events.about_payment("charge.refunded", intent, seen.charge.id)
        return made.id

    def settle_refund(self, refund, status):
        """The bank has, or has not, taken the refund."""
        made = self.refunds_made[refund]
        self.refunds_made[refund] = replace(made, status=status)
        self._add_up(made.intent)
        name = "refund.failed" if status in _LOST else "refund.updated"
        self.events.about_payment(name, made.intent, refund)

    def dispute(self, intent, status="needs_response"):
        """The customer's bank takes the money back; an inquiry only asks."""
        seen = self.intents[intent]
        opened = DisputeSnapshot(
            DisputeId(f"du_{next(self._numbers)}"), intent, seen.charge.id,
            Money(seen.amount_received, seen.money.code), status, "fraudulent",
        )  # fmt: skip
        self.intents[intent] = replace(seen, charge=replace(seen.charge, disputed=True))
        self.disputes_made[opened.id] = opened
        self.events.about_payment("charge.dispute.created", intent, opened.id)
        if not status.startswith("warning"):
            self._move(opened.id, -1)
            self.events.about_payment("charge.dispute.funds_withdrawn", intent, opened.id)
        return opened.id

    def close_dispute(self, dispute, status):
        opened = self.disputes_made[dispute]
        self.disputes_made[dispute] = replace(opened, status=status)
        if status == "won" and opened.movements:
            self._move(dispute, 1)
            name = "charge.dispute.funds_reinstated"
            self.events.about_payment(name, opened.intent, dispute)
        self.events.about_payment("charge.dispute.closed", opened.intent, dispute)

    async def refunds(self, intent):
        made = [r for r in self.refunds_made.values() if r.intent == intent]
        return await self._read("refunds", intent, lambda: Ok(tuple(made)))

    async def disputes(self, intent):
        opened = [d for d in self.disputes_made.values() if d.intent == intent]
        return await self._read("disputes", intent, lambda: Ok(tuple(opened)))

    def _move(self, dispute, sign):
        opened = self.disputes_made[dispute]
        money = Money(sign * opened.money.minor, opened.money.code)
        moved = DisputeMovement(f"txn_{next(self._numbers)}", money, self.clock.true_now())
        self.disputes_made[dispute] = replace(opened, movements=(*opened.movements, moved))

    def _add_up(self, intent):
        seen = self.intents[intent]
        given = sum(
            refund.money.minor
            for refund in self.refunds_made.values()
            if refund.intent == intent and refund.status not in _LOST
        )
        self.intents[intent] = replace(seen, charge=replace(seen.charge, amount_refunded=given))


@dataclass
class FakeEvents:
    """``EventReader``: what the fake Stripe has announced, oldest first in ``log``."""

    stripe: object
    log: list = field(default_factory=list)
    _numbers: object = field(default_factory=lambda: itertools.count(1))

    def payment_changed(self, before, after):
        if before.status is not after.status or before.charge != after.charge:
            self.about_payment(_ANNOUNCED[after.status], after.id, after.id)

    def about_payment(self, name, intent, about):
        self._note(name, about, intent=intent, customer=self.stripe.intents[intent].customer)

    def about_customer(self, name, customer):
        self._note(name, customer, customer=customer)

    async def newest(self):
        def answer():
            return Ok(next(reversed(self._kept()), None))

        return await self.stripe._read("newest_event", None, answer)

    async def page(self, after, limit):
        def answer():
            kept = self._kept()
            ids = [event.id for event in kept]
            if after not in ids:
                return Refused(RefusalKind.NOT_FOUND, "resource_missing", param="ending_before")
            rest = kept[ids.index(after) + 1 :]
            chunk = tuple(rest[:limit])
            return Ok(EventPage(chunk, chunk[-1].id if len(rest) > limit else None))

        return await self.stripe._read("events", after, answer)

    async def touched(self, since):
        def answer():
            refunded = [r.intent for r in self.stripe.refunds_made.values() if r.created >= since]
            disputed = [d.intent for d in self.stripe.disputes_made.values()]
            return Ok(frozenset((*refunded, *disputed)))

        return await self.stripe._read("touched", since, answer)

    def _kept(self):
        oldest = self.stripe.clock.true_now() - KEPT
        return [e for e in self.log if e.created >= oldest and e.type in SWEPT]

    def _note(self, name, about, *, intent=None, customer=None):
        self.log.append(
            StripeEvent(
                id=EventId(f"evt_{next(self._numbers)}"),
                type=name,
                created=self.stripe.clock.true_now().replace(microsecond=0),
                livemode=False,
                object_id=about,
                object_kind=name.partition(".")[0],
                intent=intent,
                customer=customer,
            )
        )
