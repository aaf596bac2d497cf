"""English: Stripe's codes in the timeline."""

from __future__ import annotations

from typing import Final

from pos_app.domain.timeline import FactKind
from pos_app.ui.texts.facts import FactTexts

STEPS: Final = {
    FactKind.INTENDED: "Written down",
    FactKind.BAR_LIFTED: "Begun all the same",
    FactKind.INSTEAD_OF: "Begun instead of a sale that bounced",
    FactKind.CHARGED_ANEW: "Begun again in a new sale",
    FactKind.CREATED: "Started at Stripe",
    FactKind.CREATE_REFUSED: "Refused by Stripe",
    FactKind.CREATE_UNKNOWN: "No answer to the start",
    FactKind.ELEMENT_READY: "Methods shown",
    FactKind.CONFIRM_ASKED: "Charge pressed",
    FactKind.PAGE_REPORTED: "Form reported",
    FactKind.REQUIRES_ACTION: "Bank asks the customer",
    FactKind.BANK_SHOWN: "Bank's page shown again",
    FactKind.PROCESSING: "Accepted by the bank",
    FactKind.DECLINED: "Declined",
    FactKind.AUTHORISED: "Reserved on the card",
    FactKind.SUCCEEDED: "Paid",
    FactKind.CANCEL_ASKED: "Cancel asked for",
    FactKind.CANCELED: "Canceled",
    FactKind.UNKNOWN: "No certain answer",
    FactKind.CONTRADICTED: "Changed at Stripe",
    FactKind.ACCEPTED: "Taken as Stripe says",
    FactKind.RESOLVED: "Stripe answered",
    FactKind.RECORDED: "Booked",
    FactKind.REFUNDED: "Refunded",
    FactKind.REFUND_FAILED: "Refund did not arrive",
    FactKind.DISPUTE_OPENED: "Disputed by the customer's bank",
    FactKind.DISPUTE_CLOSED: "Dispute closed",
}
"""What each fact is called."""

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
