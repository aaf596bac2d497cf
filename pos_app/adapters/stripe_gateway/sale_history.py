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
from pos_app.domain.identity import Claim, Whose
from pos_app.domain.ids import (
    METADATA_INSTALLATION,
    METADATA_OPERATION,
    METADATA_OPERATOR,
    METADATA_REFERENCE,
    METADATA_REGISTER,
    CustomerId,
    InstallationId,
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
_ADOPTED: Final = frozenset({Claim.OWN, Claim.BY_NAME})


class StripeSaleHistory:
    """``SaleHistory`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._intents = sdk.v1.payment_intents
        self._calls = calls
        self._aftermath = StripeAftermath(sdk, calls)

    async def page(
        self, whose: Whose, since: dt.datetime, after: PaymentIntentId | None
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
            lambda: self._intents.list_async(params), partial(_page, whose)
        )

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """List the PaymentIntents with a refund or dispute created since."""
        return await self._aftermath.touched(since)


def _page(whose: Whose, page: Fields) -> SalesPage:
    items = page.need_items("data")
    claims = [(item, _claim(whose, item)) for item in items]
    more = items and page.flag("has_more")
    return SalesPage(
        sales=tuple(_sale(item, claim) for item, claim in claims if claim in _ADOPTED),
        next_after=_id(items[-1]) if more else None,
        namesakes=frozenset(_id(item) for item, claim in claims if claim is Claim.NAMESAKE),
    )


def _id(item: Fields) -> PaymentIntentId:
    return PaymentIntentId(item.need_text("id"))


def _claim(whose: Whose, seen: Fields) -> Claim:
    marks = dict(seen.texts("metadata"))
    if not marks.get(METADATA_OPERATION) or not seen.reference("customer"):
        return Claim.OTHER  # made elsewhere: not by this app
    return whose.claim(marks.get(METADATA_INSTALLATION, ""), marks.get(METADATA_REGISTER, ""))


def _sale(item: Fields, claim: Claim) -> RememberedSale:
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
            register=RegisterId(marks.get(METADATA_REGISTER, "")),
            operator=OperatorId(marks.get(METADATA_OPERATOR, "")),
            receipt_email=item.text("receipt_email"),
            installation=InstallationId(marks.get(METADATA_INSTALLATION, "")),
        ),
        seen=seen,
        by_name=claim is Claim.BY_NAME,
    )
