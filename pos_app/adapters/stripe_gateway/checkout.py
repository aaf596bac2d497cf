"""CustomerSessions (https://docs.stripe.com/api/customer_sessions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stripe

from pos_app.adapters.stripe_gateway import mapping
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.settings import CheckoutPolicy
from pos_app.ports.gateway import CustomerSession

if TYPE_CHECKING:
    from stripe.params import CustomerSessionCreateParams
    from stripe.params._customer_session_create_params import (
        CustomerSessionCreateParamsComponentsPaymentElementFeatures as Features,
    )


class StripeCheckout:
    """``CheckoutGateway`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._sessions = sdk.v1.customer_sessions
        self._calls = calls

    async def open_session(
        self, customer: CustomerId, policy: CheckoutPolicy
    ) -> Outcome[CustomerSession]:
        """Create a CustomerSession: moves no money, ends by itself, so it needs no key of ours."""
        params: CustomerSessionCreateParams = {
            "customer": customer,
            "components": {"payment_element": {"enabled": True, "features": _features(policy)}},
        }
        return await self._calls.ask(
            lambda: self._sessions.create_async(params), mapping.customer_session
        )


def _features(policy: CheckoutPolicy) -> Features:
    features: Features = {
        "payment_method_redisplay": "enabled",
        "payment_method_allow_redisplay_filters": [str(f) for f in policy.redisplay_filters],
        "payment_method_redisplay_limit": policy.redisplay_limit,
        "payment_method_save": _switch(on=policy.save),
        "payment_method_remove": _switch(on=policy.remove),
    }
    if policy.save:
        # The customer stands at the counter when a saved method is used again.
        features["payment_method_save_usage"] = "on_session"
    return features


def _switch(*, on: bool) -> str:
    return "enabled" if on else "disabled"
