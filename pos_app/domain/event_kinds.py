"""Which of Stripe's events are acted on, and how (https://docs.stripe.com/api/events/types)."""

from __future__ import annotations

from typing import Final

ABOUT_PAYMENT: Final = frozenset(
    {
        "payment_intent.requires_action",
        "payment_intent.processing",
        "payment_intent.amount_capturable_updated",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.expired",
    }
)
"""The PaymentIntent is looked at, unless the sale is over."""
AFTER_SALE: Final = frozenset(
    {
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    }
)
"""Refunds and disputes of the sale are looked at as well."""
ABOUT_CUSTOMER: Final = frozenset({"customer.created", "customer.updated", "customer.deleted"})
"""The customer is read anew into the index."""
ABOUT_METHOD: Final = frozenset(
    {
        "payment_method.attached",
        "payment_method.detached",
        "payment_method.updated",
        "payment_method.automatically_updated",
    }
)
"""Saved methods are not stored; who shows them reads them anew."""
SWEPT: Final = ABOUT_PAYMENT | AFTER_SALE | ABOUT_CUSTOMER
"""What is asked for in Stripe's list of events, which takes 20 types at most."""
ACTED_ON: Final = SWEPT | ABOUT_METHOD
"""What a webhook endpoint should be subscribed to."""
