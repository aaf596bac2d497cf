"""Refunds, disputes and the list of events: the fake of the unit tests and the real gateway."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Protocol

import pytest
import pytest_asyncio

from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.domain.aftermath import DisputeSnapshot, RefundSnapshot
from pos_app.domain.event_kinds import SWEPT
from pos_app.domain.ids import (
    CustomerId,
    EventId,
    IdempotencyKey,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.domain.payment import SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.stripe_events import StripeEvent
from pos_app.ports.event_feed import EventPage, EventReader
from pos_app.ports.gateway import PaymentGateway
from tests.contract.canned_stripe import CannedStripe, listing, says
from tests.contract.simulated_account import SimulatedAccount, simulated_account
from tests.support.fake_clock import FakeClock
from tests.support.fake_stripe import FakeStripe

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FORTY_DAYS = 40 * 86_400


class Shop(Protocol):
    """One account, what its customers' banks do, and what is done in its Dashboard."""

    payments: PaymentGateway
    events: EventReader

    async def customer(self) -> CustomerId: ...
    async def pay(self, intent: PaymentIntentId) -> None: ...
    async def pay_and_dispute(self, intent: PaymentIntentId) -> None: ...
    async def refund(self, intent: PaymentIntentId, minor: int) -> None: ...
    async def time_passes(self, seconds: int) -> None: ...


class FakeShop:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.stripe = FakeStripe(self.clock)
        self.payments: PaymentGateway = self.stripe
        self.events: EventReader = self.stripe.events

    async def customer(self) -> CustomerId:
        return self.stripe.add_customer(1, "Mia Weber").id

    async def pay(self, intent: PaymentIntentId) -> None:
        self.stripe.pay(intent)

    async def pay_and_dispute(self, intent: PaymentIntentId) -> None:
        self.stripe.pay(intent)
        self.stripe.dispute(intent)

    async def refund(self, intent: PaymentIntentId, minor: int) -> None:
        self.stripe.refund(intent, minor)

    async def time_passes(self, seconds: int) -> None:
        self.clock.skip(seconds)


class SimulatedShop:
    def __init__(self, account: SimulatedAccount) -> None:
        self._account = account
        self.payments: PaymentGateway = account.gateway.payments
        self.events: EventReader = account.gateway.events

    async def customer(self) -> CustomerId:
        return await self._account.add_customer("Mia Weber")

    async def pay(self, intent: PaymentIntentId) -> None:
        await self._account.confirm(intent, "pm_card_visa")

    async def pay_and_dispute(self, intent: PaymentIntentId) -> None:
        await self._account.confirm(intent, "pm_card_createDispute")
        await self.time_passes(30)

    async def refund(self, intent: PaymentIntentId, minor: int) -> None:
        await self._account.sdk.v1.refunds.create_async({"payment_intent": intent, "amount": minor})

    async def time_passes(self, seconds: int) -> None:
        self._account.simulator.state.clock.advance(seconds)
        await asyncio.sleep(0)


@pytest_asyncio.fixture(params=["fake", "gateway on the simulator"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    if request.param == "fake":
        yield FakeShop()
        return
    async with simulated_account() as account:
        yield SimulatedShop(account)


async def new_intent(shop: Shop) -> PaymentIntentId:
    order = SaleOrder(
        await shop.customer(), "Mia Weber", Money(4850, "EUR"), "", RegisterId("R1"),
        OperatorId("Kim"),
    )  # fmt: skip
    outcome = await shop.payments.create(OpId("op_1"), order, IdempotencyKey("op_1-create"))
    assert isinstance(outcome, Ok)
    return outcome.value.snapshot.id


def refunds_of(outcome: Outcome[tuple[RefundSnapshot, ...]]) -> tuple[RefundSnapshot, ...]:
    assert isinstance(outcome, Ok)
    return outcome.value


def disputes_of(outcome: Outcome[tuple[DisputeSnapshot, ...]]) -> tuple[DisputeSnapshot, ...]:
    assert isinstance(outcome, Ok)
    return outcome.value


def page_of(outcome: Outcome[EventPage]) -> EventPage:
    assert isinstance(outcome, Ok)
    return outcome.value


async def newest(shop: Shop) -> StripeEvent:
    outcome = await shop.events.newest()
    assert isinstance(outcome, Ok)
    assert outcome.value is not None
    return outcome.value


async def everything_after(shop: Shop, cursor: EventId, limit: int) -> list[StripeEvent]:
    found: list[StripeEvent] = []
    while True:
        page = page_of(await shop.events.page(cursor, limit))
        found += page.events
        if page.next_after is None:
            return found
        cursor = page.next_after


@pytest.mark.asyncio
async def test_an_unpaid_sale_has_neither_refunds_nor_disputes(shop: Shop) -> None:
    intent = await new_intent(shop)
    assert await shop.payments.refunds(intent) == Ok(())
    assert await shop.payments.disputes(intent) == Ok(())
    assert await shop.events.touched(LONG_AGO) == Ok(frozenset())


@pytest.mark.asyncio
async def test_refunds_are_read_with_amount_and_status(shop: Shop) -> None:
    intent = await new_intent(shop)
    await shop.pay(intent)
    for minor in (1000, 500):
        await shop.refund(intent, minor)
    found = refunds_of(await shop.payments.refunds(intent))
    assert sorted(one.money.minor for one in found) == [500, 1000]
    assert {(one.intent, one.money.code, one.status) for one in found} == {
        (intent, "EUR", "succeeded")
    }
    seen = await shop.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.charge is not None
    assert seen.value.charge.amount_refunded == 1500
    assert await shop.events.touched(LONG_AGO) == Ok(frozenset({intent}))


@pytest.mark.asyncio
async def test_a_dispute_is_read_with_the_money_it_has_moved(shop: Shop) -> None:
    intent = await new_intent(shop)
    await shop.pay_and_dispute(intent)
    (found,) = disputes_of(await shop.payments.disputes(intent))
    assert (found.intent, found.money, found.status) == (
        intent,
        Money(4850, "EUR"),
        "needs_response",
    )
    assert [move.money for move in found.movements] == [Money(-4850, "EUR")]
    seen = await shop.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.charge is not None
    assert seen.value.charge.disputed
    assert await shop.events.touched(LONG_AGO) == Ok(frozenset({intent}))


@pytest.mark.asyncio
async def test_events_come_oldest_first_page_by_page(shop: Shop) -> None:
    intent = await new_intent(shop)
    begin = await newest(shop)
    await shop.pay(intent)
    await shop.refund(intent, 100)
    at_once = await everything_after(shop, begin.id, 100)
    assert await everything_after(shop, begin.id, 1) == at_once
    assert [event.type for event in at_once] == [
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
    ]
    assert {event.intent for event in at_once} == {intent}
    assert {event.type for event in at_once} <= SWEPT
    assert (await newest(shop)).id == at_once[-1].id
    assert page_of(await shop.events.page(at_once[-1].id, 100)) == EventPage((), None)


@pytest.mark.asyncio
async def test_a_new_account_has_no_newest_event(shop: Shop) -> None:
    assert await shop.events.newest() == Ok(None)


@pytest.mark.asyncio
async def test_an_event_older_than_thirty_days_is_no_cursor_any_more(shop: Shop) -> None:
    await new_intent(shop)
    old = await newest(shop)
    await shop.time_passes(FORTY_DAYS)
    outcome = await shop.events.page(old.id, 100)
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.NOT_FOUND
    assert await shop.events.newest() == Ok(None)


def test_stripe_takes_as_many_types_as_are_asked_for() -> None:
    """At most 20 (https://docs.stripe.com/api/events/list#list_events-types)."""
    assert len(SWEPT) <= 20


def announced(name: str, **about: object) -> dict[str, object]:
    return {
        "id": name, "object": "event", "type": "customer.updated", "created": 1_790_000_000,
        "livemode": False, "data": {"object": {"object": "customer", "id": "cus_1", **about}},
    }  # fmt: skip


async def asked_of(*items: dict[str, object], has_more: bool) -> Outcome[EventPage]:
    stripe = CannedStripe([says(listing(*items, has_more=has_more))])
    await stripe.start()
    key = Secret("sk_test_training_0123456789abcdef")
    gateway = StripeGateway(key, mode=Mode.TRAINING, api_url=stripe.url)
    try:
        return await gateway.events.page(EventId("evt_0"), 100)
    finally:
        await gateway.close()
        await stripe.stop()


@pytest.mark.asyncio
async def test_an_event_nobody_can_read_does_not_stop_those_after_it() -> None:
    newer, strange = announced("evt_2"), announced("evt_1", id="an id with blanks")
    page = page_of(await asked_of(newer, strange, has_more=False))
    assert [event.id for event in page.events] == ["evt_2"]
    only_strange = page_of(await asked_of(strange, has_more=True))
    assert only_strange == EventPage((), EventId("evt_1"))


@pytest.mark.asyncio
async def test_an_answer_that_is_no_list_is_no_answer() -> None:
    stripe = CannedStripe([says({"object": "list", "data": "portal"})])
    await stripe.start()
    key = Secret("sk_test_training_0123456789abcdef")
    gateway = StripeGateway(key, mode=Mode.TRAINING, api_url=stripe.url)
    outcome = await gateway.events.touched(LONG_AGO)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is FailureCause.STRIPE_DOWN
    await gateway.close()
    await stripe.stop()
