"""What every Stripe behind our ports promises: the fake of the unit tests and the real gateway."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

import pytest
import pytest_asyncio
import stripe

from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.ids import (
    CustomerId,
    IdempotencyKey,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.money import Money
from pos_app.domain.outcomes import Ok, RefusalKind, Refused
from pos_app.domain.payment import MethodSummary, PaymentIntentStatus, SaleOrder
from pos_app.domain.settings import CheckoutPolicy
from pos_app.ports.gateway import (
    CheckoutGateway,
    CreatedIntent,
    CustomerDirectory,
    PaymentGateway,
)
from tests.contract.simulated_account import SimulatedAccount, simulated_account
from tests.support.fake_clock import FakeClock
from tests.support.fake_stripe import Directory, FakeStripe

OP, KEY = OpId("op_1"), IdempotencyKey("op_1-create_payment")
CANCEL = IdempotencyKey("op_1-cancel_payment")


class Shop(Protocol):
    """One account, and what its customers and their banks do."""

    payments: PaymentGateway
    checkout: CheckoutGateway
    customers: CustomerDirectory

    def now(self) -> dt.datetime: ...
    async def add(self, name: str) -> CustomerId: ...
    async def delete(self, customer: CustomerId) -> None: ...
    async def pay(self, intent: PaymentIntentId) -> None: ...
    async def decline(self, intent: PaymentIntentId) -> None: ...
    async def ask_the_bank(self, intent: PaymentIntentId) -> None: ...


class FakeShop:
    def __init__(self) -> None:
        clock = FakeClock()
        self.now = clock.now
        self.stripe = FakeStripe(clock)
        self.payments: PaymentGateway = self.stripe
        self.checkout: CheckoutGateway = self.stripe
        self.customers: CustomerDirectory = Directory(self.stripe)
        self._number = 0

    async def add(self, name: str) -> CustomerId:
        self._number += 1
        return self.stripe.add_customer(self._number, name).id

    async def delete(self, customer: CustomerId) -> None:
        known = self.stripe.customers[customer]
        self.stripe.customers[customer] = replace(known, deleted=True)

    async def pay(self, intent: PaymentIntentId) -> None:
        self.stripe.pay(intent)

    async def decline(self, intent: PaymentIntentId) -> None:
        self.stripe.decline(intent, "generic_decline")

    async def ask_the_bank(self, intent: PaymentIntentId) -> None:
        self.stripe.require_action(intent)


class SimulatedShop:
    def __init__(self, account: SimulatedAccount) -> None:
        self.now = SystemClock().now
        self._account = account
        self.payments: PaymentGateway = account.gateway.payments
        self.checkout: CheckoutGateway = account.gateway.checkout
        self.customers: CustomerDirectory = account.gateway.customers
        self.add = account.add_customer

    async def delete(self, customer: CustomerId) -> None:
        await self._account.sdk.v1.customers.delete_async(customer)

    async def pay(self, intent: PaymentIntentId) -> None:
        await self._account.confirm(intent, "pm_card_visa")

    async def decline(self, intent: PaymentIntentId) -> None:
        with suppress(stripe.CardError):
            await self._account.confirm(intent, "pm_card_visa_chargeDeclined")

    async def ask_the_bank(self, intent: PaymentIntentId) -> None:
        await self._account.confirm(intent, "pm_card_authenticationRequired")


@pytest_asyncio.fixture(params=["fake", "gateway on the simulator"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    if request.param == "fake":
        yield FakeShop()
        return
    async with simulated_account() as account:
        yield SimulatedShop(account)


async def order_of(shop: Shop) -> SaleOrder:
    customer = await shop.add("Mia Weber")
    return SaleOrder(
        customer, "Mia Weber", Money(4850, "EUR"), "Table 4", RegisterId("R1"), OperatorId("Kim")
    )


async def created(shop: Shop, order: SaleOrder) -> CreatedIntent:
    outcome = await shop.payments.create(OP, order, KEY)
    assert isinstance(outcome, Ok)
    return outcome.value


def refusal(outcome: object) -> RefusalKind:
    assert isinstance(outcome, Refused)
    return outcome.kind


@pytest.mark.asyncio
async def test_a_new_intent_is_the_order(shop: Shop) -> None:
    order = await order_of(shop)
    new = await created(shop, order)
    assert new.snapshot.status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
    assert (new.snapshot.money, new.snapshot.customer) == (order.money, order.customer)
    assert new.snapshot.operation == OP
    assert (new.snapshot.charge, new.snapshot.error) == (None, None)
    assert new.client_secret.reveal().startswith(f"{new.snapshot.id}_secret_")


@pytest.mark.asyncio
async def test_the_same_key_is_the_same_intent(shop: Shop) -> None:
    order = await order_of(shop)
    first, again = await created(shop, order), await created(shop, order)
    assert first.snapshot.id == again.snapshot.id
    assert first.client_secret == again.client_secret


@pytest.mark.asyncio
async def test_the_same_key_for_another_order_is_refused(shop: Shop) -> None:
    order = await order_of(shop)
    await created(shop, order)
    other = replace(order, money=Money(100, "EUR"))
    assert refusal(await shop.payments.create(OP, other, KEY)) is RefusalKind.KEY_REUSED


@pytest.mark.asyncio
async def test_what_was_paid_is_read_back(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    await shop.pay(new.snapshot.id)
    outcome = await shop.payments.retrieve(new.snapshot.id)
    assert isinstance(outcome, Ok)
    seen = outcome.value
    assert seen.status is PaymentIntentStatus.SUCCEEDED
    assert seen.amount_received == 4850
    assert seen.charge is not None
    assert (seen.charge.paid, seen.charge.amount_captured) == (True, 4850)
    assert seen.charge.method == MethodSummary("card", "visa", "4242")


@pytest.mark.asyncio
async def test_a_decline_leaves_the_intent_open_with_its_reason(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    await shop.decline(new.snapshot.id)
    outcome = await shop.payments.retrieve(new.snapshot.id)
    assert isinstance(outcome, Ok)
    seen = outcome.value
    assert seen.status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
    assert seen.error is not None
    assert (seen.error.code, seen.error.decline_code) == ("card_declined", "generic_decline")
    assert seen.charge is not None
    assert not seen.charge.paid
    await shop.pay(new.snapshot.id)
    paid = await shop.payments.retrieve(new.snapshot.id)
    assert isinstance(paid, Ok)
    assert (paid.value.status, paid.value.error) == (PaymentIntentStatus.SUCCEEDED, None)


@pytest.mark.asyncio
async def test_a_challenge_is_an_action_with_a_name(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    await shop.ask_the_bank(new.snapshot.id)
    outcome = await shop.payments.retrieve(new.snapshot.id)
    assert isinstance(outcome, Ok)
    assert outcome.value.status is PaymentIntentStatus.REQUIRES_ACTION
    assert outcome.value.next_action


@pytest.mark.asyncio
async def test_cancelling_is_repeatable_by_its_key_and_not_by_another(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    first = await shop.payments.cancel(new.snapshot.id, "abandoned", CANCEL)
    assert isinstance(first, Ok)
    assert first.value.status is PaymentIntentStatus.CANCELED
    assert first.value.cancellation_reason == "abandoned"
    assert await shop.payments.cancel(new.snapshot.id, "abandoned", CANCEL) == first
    again = await shop.payments.cancel(new.snapshot.id, "abandoned", IdempotencyKey("other"))
    assert refusal(again) is RefusalKind.WRONG_STATE


@pytest.mark.asyncio
async def test_what_is_paid_cannot_be_cancelled(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    await shop.pay(new.snapshot.id)
    outcome = await shop.payments.cancel(new.snapshot.id, "abandoned", CANCEL)
    assert refusal(outcome) is RefusalKind.WRONG_STATE


@pytest.mark.asyncio
async def test_a_sale_is_found_by_its_operation(shop: Shop) -> None:
    order = await order_of(shop)
    new = await created(shop, order)
    await shop.payments.create(OpId("op_2"), order, IdempotencyKey("op_2-create_payment"))
    found = await shop.payments.find(OP, order.customer, shop.now())
    assert isinstance(found, Ok)
    assert [seen.id for seen in found.value] == [new.snapshot.id]
    stranger = await shop.add("Somebody else")
    assert await shop.payments.find(OP, stranger, shop.now()) == Ok(())


@pytest.mark.asyncio
async def test_the_client_secret_can_be_read_again(shop: Shop) -> None:
    new = await created(shop, await order_of(shop))
    outcome = await shop.payments.client_secret(new.snapshot.id)
    assert isinstance(outcome, Ok)
    assert outcome.value.client_secret == new.client_secret


@pytest.mark.asyncio
async def test_unknown_objects_are_not_found(shop: Shop) -> None:
    nobody, nothing = CustomerId("cus_nobody"), PaymentIntentId("pi_nothing")
    assert refusal(await shop.payments.retrieve(nothing)) is RefusalKind.NOT_FOUND
    assert refusal(await shop.payments.client_secret(nothing)) is RefusalKind.NOT_FOUND
    assert refusal(await shop.customers.retrieve(nobody)) is RefusalKind.NOT_FOUND
    assert refusal(await shop.customers.page(nobody, 10)) is RefusalKind.NOT_FOUND


@pytest.mark.asyncio
async def test_a_session_opens_for_a_customer_and_ends(shop: Shop) -> None:
    customer = await shop.add("Mia Weber")
    outcome = await shop.checkout.open_session(customer, CheckoutPolicy())
    assert isinstance(outcome, Ok)
    assert "_secret_" in outcome.value.client_secret.reveal()
    assert outcome.value.expires_at > shop.now()


@pytest.mark.asyncio
async def test_customers_come_newest_first_page_by_page(shop: Shop) -> None:
    made = [await shop.add(f"Customer {number}") for number in range(5)]
    everyone = await shop.customers.newest(100)
    assert isinstance(everyone, Ok)
    ids = [customer.id for customer in everyone.value]
    assert sorted(ids) == sorted(made)
    seen: list[CustomerId] = []
    after: CustomerId | None = None
    for expected in (2, 2, 1):
        page = await shop.customers.page(after, 2)
        assert isinstance(page, Ok)
        assert len(page.value.customers) == expected
        seen += [customer.id for customer in page.value.customers]
        after = page.value.next_after
    assert after is None
    assert seen == ids


@pytest.mark.asyncio
async def test_a_deleted_customer_is_retrieved_as_such_and_listed_no_more(shop: Shop) -> None:
    customer = await shop.add("Mia Weber")
    await shop.delete(customer)
    seen = await shop.customers.retrieve(customer)
    assert isinstance(seen, Ok)
    assert seen.value.deleted
    assert await shop.customers.newest(10) == Ok(())


@pytest.mark.asyncio
async def test_a_new_customer_has_no_saved_methods(shop: Shop) -> None:
    assert await shop.customers.saved_methods(await shop.add("Mia Weber")) == Ok(())
