"""PaymentIntents (https://docs.stripe.com/api/payment_intents)."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Final

import stripe

from pos_app.adapters.stripe_gateway import mapping
from pos_app.adapters.stripe_gateway.aftermath import StripeAftermath
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.domain.aftermath import DisputeSnapshot, RefundSnapshot
from pos_app.domain.ids import (
    METADATA_INSTALLATION,
    METADATA_OPERATION,
    METADATA_OPERATOR,
    METADATA_REFERENCE,
    METADATA_REGISTER,
    CustomerId,
    IdempotencyKey,
    OpId,
    PaymentIntentId,
)
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentIntentSnapshot, SaleOrder
from pos_app.ports.gateway import CreatedIntent

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams

CLOCK_MARGIN: Final = dt.timedelta(days=1)
"""How far this computer's clock may be ahead of Stripe's before a look-up misses its own sale."""

PING_SECONDS: Final = 8.0
NOBODY: Final = "pi_PosAppIsAnybodyThere"
_PAGE: Final = 100
_CHARGE: Final = "latest_charge"


class StripePayments:
    """``PaymentGateway`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._intents = sdk.v1.payment_intents
        self._calls = calls
        self._aftermath = StripeAftermath(sdk, calls)

    async def create(
        self, op: OpId, order: SaleOrder, key: IdempotencyKey
    ) -> Outcome[CreatedIntent]:
        """Create an unconfirmed PaymentIntent; the same order always sends the same request."""
        params = create_params(op, order)
        return await self._calls.ask(
            lambda: self._intents.create_async(params, {"idempotency_key": key}),
            mapping.created_intent,
        )

    async def retrieve(self, intent: PaymentIntentId) -> Outcome[PaymentIntentSnapshot]:
        """Read a PaymentIntent with its latest charge."""
        return await self._calls.ask(
            lambda: self._intents.retrieve_async(intent, {"expand": [_CHARGE]}),
            mapping.payment_intent,
        )

    async def client_secret(self, intent: PaymentIntentId) -> Outcome[CreatedIntent]:
        """Read a PaymentIntent together with its client secret."""
        return await self._calls.ask(
            lambda: self._intents.retrieve_async(intent, {"expand": [_CHARGE]}),
            mapping.created_intent,
        )

    async def ping(self) -> Outcome[None]:
        """Cancel a PaymentIntent nobody has.

        Stripe looks at the key and its permission first: ``resource_missing`` means that both are
        good (https://docs.stripe.com/keys/restricted-api-keys).
        """
        try:
            async with asyncio.timeout(PING_SECONDS):
                outcome = await self._calls.ask(
                    lambda: self._intents.cancel_async(NOBODY, None, {"max_network_retries": 0}),
                    lambda _: None,
                )
        except TimeoutError:
            return Unknown(FailureCause.TIMEOUT, f"no answer within {PING_SECONDS:g} s")
        match outcome:
            case Refused(RefusalKind.NOT_FOUND):
                return Ok(None)
            case _:
                return outcome

    async def cancel(
        self, intent: PaymentIntentId, reason: str, key: IdempotencyKey
    ) -> Outcome[PaymentIntentSnapshot]:
        """Cancel a PaymentIntent; ``WRONG_STATE`` if it is too late for that."""
        return await self._calls.ask(
            lambda: self._intents.cancel_async(
                intent,
                {"cancellation_reason": reason, "expand": [_CHARGE]},
                {"idempotency_key": key},
            ),
            mapping.payment_intent,
        )

    async def refunds(self, intent: PaymentIntentId) -> Outcome[tuple[RefundSnapshot, ...]]:
        """List all refunds of a PaymentIntent."""
        return await self._aftermath.refunds(intent)

    async def disputes(self, intent: PaymentIntentId) -> Outcome[tuple[DisputeSnapshot, ...]]:
        """List all disputes of a PaymentIntent."""
        return await self._aftermath.disputes(intent)

    async def find(
        self, op: OpId, customer: CustomerId, since: dt.datetime
    ) -> Outcome[tuple[PaymentIntentSnapshot, ...]]:
        """List the PaymentIntents that carry our operation id.

        Lists instead of searching: Stripe's search lags behind by up to an hour, a list never does.
        """
        params: PaymentIntentListParams = {
            "customer": customer,
            "created": {"gte": int((since - CLOCK_MARGIN).timestamp())},
            "limit": _PAGE,
            "expand": [f"data.{_CHARGE}"],
        }
        found: list[PaymentIntentSnapshot] = []
        while True:
            outcome = await self._page_of(op, params)
            if not isinstance(outcome, Ok):
                return outcome
            ours, last = outcome.value
            found.extend(ours)
            if last is None:
                return Ok(tuple(found))
            params = {**params, "starting_after": last}

    async def _page_of(
        self, op: OpId, params: PaymentIntentListParams
    ) -> Outcome[tuple[list[PaymentIntentSnapshot], str | None]]:
        def read(page: Fields) -> tuple[list[PaymentIntentSnapshot], str | None]:
            items = page.need_items("data")
            ours = [
                mapping.payment_intent(item)
                for item in items
                if dict(item.texts("metadata")).get(METADATA_OPERATION) == op
            ]
            more = items and page.flag("has_more")
            return ours, items[-1].need_text("id") if more else None

        return await self._calls.ask(lambda: self._intents.list_async(params), read)


def create_params(op: OpId, order: SaleOrder) -> PaymentIntentCreateParams:
    """Build the request, from nothing but the order, so that a repetition is the very same request.

    Link cannot be left out here (``excluded_payment_method_types`` has no such value): the page
    switches it off with ``wallets.link``.
    """
    metadata = {
        METADATA_OPERATION: op,
        METADATA_REGISTER: order.register,
        METADATA_INSTALLATION: order.installation,
        METADATA_OPERATOR: order.operator,
        METADATA_REFERENCE: order.reference,
    }
    params: PaymentIntentCreateParams = {
        "amount": order.money.minor,
        "currency": order.money.code.lower(),
        "customer": order.customer,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
        "description": order.reference or f"Counter sale at {order.register}",
        # On creation Stripe takes an empty text for "no such entry"; say so ourselves.
        "metadata": {name: text for name, text in metadata.items() if text},
    }
    if order.receipt_email:
        # Stripe sends it when the payment has succeeded, in live mode only
        # (https://docs.stripe.com/payments/advanced/receipts).
        params["receipt_email"] = order.receipt_email
    return params
