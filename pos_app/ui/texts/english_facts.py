"""English: Stripe's codes in the timeline."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.facts import FactTexts

FACTS: Final = FactTexts(
    reports={
        "succeeded": "paid",
        "processing": "accepted by the bank",
        "requires_capture": "held on the card",
        "requires_action": "the bank asks",
        "requires_confirmation": "not confirmed",
        "requires_payment_method": "not paid",
        "canceled": "canceled",
        "pending": "waiting",
        "failed": "not paid",
    },
    after_doubt="the attempt before may still arrive",
    page_lost="Form broke off",
    bounced="Refused later by the bank",
    given_up="Given up",
    app="app",
    reasons={
        "requested_by_customer": "as asked",
        "abandoned": "the sale was left",
        "duplicate": "by mistake twice",
        "fraudulent": "suspected fraud",
        "automatic": "by Stripe",
        "expired": "expired",
        "failed_invoice": "the invoice failed",
        "void_invoice": "the invoice was voided",
        "never sent": "never sent to Stripe",
    },
    disputes={
        "won": "won",
        "lost": "lost",
        "warning_closed": "settled without a dispute",
        "prevented": "prevented",
    },
    lifted={
        "charge_again": "the same amount once more",
        "charge_despite_doubt": "a manager decided while an earlier payment was not certain",
    },
)
