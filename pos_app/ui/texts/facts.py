"""What the timeline says about Stripe's codes; the codes themselves are shown on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactTexts:
    """Words for codes; a code without words is not said.

    Attributes:
        reports: by the status that the page reported.
        after_doubt: charged although the attempt before may still arrive.
        page_lost: the page ended before it could report.
        reasons: why a PaymentIntent was canceled, by Stripe's ``cancellation_reason``
            (https://docs.stripe.com/api/payment_intents/object).
        page_lost: the form has ended without a word.
        bounced: a decline of what the bank had accepted before.
        given_up: the app cancels what nobody goes on with.
        app: who did it, where it was nobody at the counter.
        disputes: how a dispute ended, by its status.
        lifted: what somebody has agreed to, by the kind of decision.
    """

    reports: Mapping[str, str]
    after_doubt: str
    page_lost: str
    bounced: str
    given_up: str
    app: str
    reasons: Mapping[str, str]
    disputes: Mapping[str, str]
    lifted: Mapping[str, str]
