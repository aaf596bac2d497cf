"""Refunds and disputes, for the books (https://docs.stripe.com/refunds, https://docs.stripe.com/disputes)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TypeVar

import stripe

from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.adapters.stripe_gateway.mapping import money
from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.domain.aftermath import DisputeMovement, DisputeSnapshot, RefundSnapshot
from pos_app.domain.ids import ChargeId, DisputeId, PaymentIntentId, RefundId
from pos_app.domain.outcomes import Ok, Outcome

T = TypeVar("T")
_PAGE: Final = 100
_NOTHING: Final = Fields({})


class StripeAftermath:
    """Reads lists of refunds and disputes to their ends."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._refunds = sdk.v1.refunds
        self._disputes = sdk.v1.disputes
        self._calls = calls

    async def refunds(self, intent: PaymentIntentId) -> Outcome[tuple[RefundSnapshot, ...]]:
        """List all refunds of a PaymentIntent."""
        return await self._all(self._refunds.list_async, {"payment_intent": intent}, refund)

    async def disputes(self, intent: PaymentIntentId) -> Outcome[tuple[DisputeSnapshot, ...]]:
        """List all disputes of a PaymentIntent."""
        return await self._all(self._disputes.list_async, {"payment_intent": intent}, dispute)

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """List the PaymentIntents with a refund or dispute created since."""
        params = {"created": {"gte": int(since.timestamp())}}
        refunds = await self._all(self._refunds.list_async, params, _intent)
        if not isinstance(refunds, Ok):
            return refunds
        disputes = await self._all(self._disputes.list_async, params, _intent)
        if not isinstance(disputes, Ok):
            return disputes
        return Ok(frozenset(filter(None, (*refunds.value, *disputes.value))))

    async def _all(
        self,
        list_async: Callable[[Any], Awaitable[stripe.StripeObject]],
        params: dict[str, Any],
        read: Callable[[Fields], T],
    ) -> Outcome[tuple[T, ...]]:
        found: list[T] = []
        asked = {**params, "limit": _PAGE}
        while True:
            outcome = await self._calls.ask(partial(list_async, asked), partial(_page, read))
            if not isinstance(outcome, Ok):
                return outcome
            items, last = outcome.value
            found.extend(items)
            if last is None:
                return Ok(tuple(found))
            asked = {**asked, "starting_after": last}


def refund(seen: Fields) -> RefundSnapshot:
    """Read a Refund (https://docs.stripe.com/api/refunds/object)."""
    return RefundSnapshot(
        id=RefundId(seen.need_text("id")),
        intent=_intent(seen),
        charge=_charge(seen),
        money=money(seen.need_whole("amount"), seen.need_text("currency")),
        status=seen.text("status"),
        created=seen.need_time("created"),
        reason=seen.text("reason"),
        failure_reason=seen.text("failure_reason"),
    )


def dispute(seen: Fields) -> DisputeSnapshot:
    """Read a Dispute (https://docs.stripe.com/api/disputes/object)."""
    evidence = seen.part("evidence_details") or _NOTHING
    return DisputeSnapshot(
        id=DisputeId(seen.need_text("id")),
        intent=_intent(seen),
        charge=_charge(seen),
        money=money(seen.need_whole("amount"), seen.need_text("currency")),
        status=scrub(seen.need_text("status")),
        reason=seen.text("reason"),
        due_by=evidence.need_time("due_by") if evidence.whole("due_by") else None,
        movements=tuple(map(_movement, seen.need_items("balance_transactions"))),
    )


def _movement(seen: Fields) -> DisputeMovement:
    return DisputeMovement(
        id=seen.need_text("id"),
        money=money(seen.need_whole("amount"), seen.need_text("currency")),
        created=seen.need_time("created"),
    )


def _intent(seen: Fields) -> PaymentIntentId | None:
    found = seen.reference("payment_intent")
    return PaymentIntentId(found) if found else None


def _charge(seen: Fields) -> ChargeId | None:
    found = seen.reference("charge")
    return ChargeId(found) if found else None


def _page(read: Callable[[Fields], T], page: Fields) -> tuple[list[T], str | None]:
    items = page.need_items("data")
    more = items and page.flag("has_more")
    return [read(item) for item in items], items[-1].need_text("id") if more else None
