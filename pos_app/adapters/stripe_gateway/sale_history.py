"""Our sales as Stripe remembers them (https://docs.stripe.com/api/payment_intents/list)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

import stripe

from pos_app.adapters.stripe_gateway import mapping
from pos_app.adapters.stripe_gateway.aftermath import StripeAftermath
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.domain.ids import (
    METADATA_OPERATION,
    METADATA_OPERATOR,
    METADATA_REFERENCE,
    METADATA_REGISTER,
    CustomerId,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.outcomes import Outcome
from pos_app.domain.payment import SaleOrder
from pos_app.ports.sale_history import RememberedSale, SalesPage

if TYPE_CHECKING:
    from stripe.params import PaymentIntentListParams

_PAGE: Final = 100


class StripeSaleHistory:
    """``SaleHistory`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._intents = sdk.v1.payment_intents
        self._calls = calls
        self._aftermath = StripeAftermath(sdk, calls)

    async def page(
        self, register: RegisterId, since: dt.datetime, after: PaymentIntentId | None
    ) -> Outcome[SalesPage]:
        """Read up to 100 PaymentIntents and keep those of the register."""
        params: PaymentIntentListParams = {
            "created": {"gte": int(since.timestamp())},
            "limit": _PAGE,
            "expand": ["data.latest_charge", "data.customer"],
        }
        if after is not None:
            params["starting_after"] = after
        return await self._calls.ask(
            lambda: self._intents.list_async(params), partial(_page, register)
        )

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """List the PaymentIntents with a refund or dispute created since."""
        return await self._aftermath.touched(since)


def _page(register: RegisterId, page: Fields) -> SalesPage:
    items = page.need_items("data")
    ours = tuple(_sale(item) for item in items if _is_of(register, item))
    more = items and page.flag("has_more")
    return SalesPage(ours, PaymentIntentId(items[-1].need_text("id")) if more else None)


def _is_of(register: RegisterId, seen: Fields) -> bool:
    marks = dict(seen.texts("metadata"))
    ours = bool(marks.get(METADATA_OPERATION)) and bool(seen.reference("customer"))
    return ours and marks.get(METADATA_REGISTER) == register


def _sale(item: Fields) -> RememberedSale:
    seen, marks = mapping.payment_intent(item), dict(item.texts("metadata"))
    customer = CustomerId(item.reference("customer"))
    known = item.part("customer")
    return RememberedSale(
        op=OpId(marks[METADATA_OPERATION]),
        order=SaleOrder(
            customer=customer,
            customer_title=customer if known is None else mapping.customer(known).title,
            money=seen.money,
            reference=marks.get(METADATA_REFERENCE, ""),
            register=RegisterId(marks[METADATA_REGISTER]),
            operator=OperatorId(marks.get(METADATA_OPERATOR, "")),
            receipt_email=item.text("receipt_email"),
        ),
        seen=seen,
    )
