"""The real gateway against the simulator, every exchange held against Stripe's OpenAPI document."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
import stripe

from pos_app.adapters.stripe_gateway.client import OpenClient, open_client
from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.domain.ids import (
    CustomerId,
    IdempotencyKey,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import MethodSummary, PaymentIntentStatus, SaleOrder
from pos_app.domain.secret import Secret
from pos_app.simulator.faults import Fault, FaultKind
from tests.contract.canned_stripe import Pauses
from tests.simulator.conftest import CheckedSimulator

OP, KEY = OpId("op_1"), IdempotencyKey("op_1-create_payment")
INTENTS = "/v1/payment_intents"
SINCE = dt.datetime.now(dt.UTC)  # noqa: TID251 - the simulator runs on the real clock


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=40)
    await simulator.start()
    yield simulator
    await simulator.stop()
    assert [breach for breach in simulator.contract.violations if " request" in breach] == []


@pytest_asyncio.fixture
async def gateway(sim: CheckedSimulator) -> AsyncIterator[StripeGateway]:
    opened = StripeGateway(
        Secret(sim.secret_key), mode=Mode.TRAINING, api_url=sim.api, timeout=2, pause=Pauses()
    )
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def merchant(sim: CheckedSimulator) -> AsyncIterator[OpenClient]:
    """Does what the page or the Dashboard would do."""
    client = open_client(Secret(sim.secret_key), api_url=sim.api)
    yield client
    await client.close()


@pytest_asyncio.fixture
async def order(gateway: StripeGateway) -> SaleOrder:
    newest = await gateway.customers.newest(1)
    assert isinstance(newest, Ok)
    (customer,) = newest.value
    return SaleOrder(
        customer.id, customer.title, Money(4850, "EUR"), "Table 4", RegisterId("R1"),
        OperatorId("Kim"),
    )  # fmt: skip


async def create(gateway: StripeGateway, order: SaleOrder) -> PaymentIntentId:
    outcome = await gateway.payments.create(OP, order, KEY)
    assert isinstance(outcome, Ok)
    return outcome.value.snapshot.id


async def confirm(merchant: OpenClient, intent: PaymentIntentId, method: str) -> None:
    await merchant.sdk.v1.payment_intents.confirm_async(
        intent, {"payment_method": method, "return_url": "https://pay.example.com/back"}
    )


@pytest.mark.asyncio
async def test_a_sale_from_creation_to_the_receipt(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    intent = await create(gateway, order)
    await confirm(merchant, intent, "pm_card_visa")
    seen = await gateway.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.status is PaymentIntentStatus.SUCCEEDED
    assert seen.value.money == Money(seen.value.amount_received, "EUR") == order.money
    assert seen.value.operation == OP
    assert seen.value.customer == order.customer
    assert seen.value.charge is not None
    assert seen.value.charge.method == MethodSummary("card", "visa", "4242")


@pytest.mark.asyncio
async def test_a_receipt_is_sent_to_whom_the_order_names_and_else_to_nobody(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    wanted = replace(order, receipt_email="maria@example.com")
    for asked, number in ((wanted, 1), (order, 2)):
        op, key = OpId(f"op-{number}"), IdempotencyKey(f"op-{number}:create")
        created = await gateway.payments.create(op, asked, key)
        assert isinstance(created, Ok)
        intent = created.value.snapshot.id
        await confirm(merchant, intent, "pm_card_visa")
        seen = await merchant.sdk.v1.payment_intents.retrieve_async(
            intent, {"expand": ["latest_charge"]}
        )
        assert isinstance(seen.latest_charge, stripe.Charge)
        assert (seen.latest_charge.receipt_email or "") == asked.receipt_email


@pytest.mark.asyncio
async def test_a_declined_card_is_not_a_failed_sale(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    intent = await create(gateway, order)
    declined = await _decline(merchant, intent)
    assert declined
    seen = await gateway.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
    assert seen.value.error is not None
    assert seen.value.error.code == "card_declined"
    assert seen.value.charge is not None
    assert not seen.value.charge.paid


async def _decline(merchant: OpenClient, intent: PaymentIntentId) -> bool:
    try:
        await confirm(merchant, intent, "pm_card_visa_chargeDeclined")
    except stripe.CardError:
        return True
    return False


@pytest.mark.asyncio
async def test_a_card_that_asks_the_bank(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    intent = await create(gateway, order)
    await confirm(merchant, intent, "pm_card_authenticationRequired")
    seen = await gateway.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.status is PaymentIntentStatus.REQUIRES_ACTION
    assert seen.value.next_action


@pytest.mark.asyncio
async def test_cancelling_once_twice_and_too_late(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    intent = await create(gateway, order)
    key = IdempotencyKey("op_1-cancel_payment")
    first = await gateway.payments.cancel(intent, "requested_by_customer", key)
    assert isinstance(first, Ok)
    assert first.value.status is PaymentIntentStatus.CANCELED
    assert first.value.cancellation_reason == "requested_by_customer"
    assert await gateway.payments.cancel(intent, "requested_by_customer", key) == first
    again = await gateway.payments.cancel(intent, "abandoned", IdempotencyKey("another"))
    assert isinstance(again, Refused)
    assert again.kind is RefusalKind.WRONG_STATE


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER, FaultKind.ERROR])
async def test_one_key_makes_one_payment_whatever_breaks(
    gateway: StripeGateway, sim: CheckedSimulator, order: SaleOrder, kind: FaultKind
) -> None:
    sim.faults.add(Fault(kind, "POST", INTENTS, remaining=2))
    await create(gateway, order)
    found = await gateway.payments.find(OP, order.customer, SINCE)
    assert isinstance(found, Ok)
    assert len(found.value) == 1


@pytest.mark.asyncio
async def test_an_effect_without_an_answer_is_unknown_and_replayed_by_its_key(
    gateway: StripeGateway, sim: CheckedSimulator, order: SaleOrder
) -> None:
    sim.faults.add(Fault(FaultKind.RESET_AFTER, "POST", INTENTS, remaining=3))
    lost = await gateway.payments.create(OP, order, KEY)
    assert isinstance(lost, Unknown)
    assert lost.cause is FailureCause.NETWORK
    intent = await create(gateway, order)
    found = await gateway.payments.find(OP, order.customer, SINCE)
    assert isinstance(found, Ok)
    assert [snapshot.id for snapshot in found.value] == [intent]


@pytest.mark.asyncio
async def test_a_stored_500_stays_unknown_until_the_payment_is_looked_up(
    gateway: StripeGateway, sim: CheckedSimulator, order: SaleOrder
) -> None:
    sim.faults.add(Fault(FaultKind.ERROR_AFTER, "POST", INTENTS, remaining=1))
    for _ in range(2):
        outcome = await gateway.payments.create(OP, order, KEY)
        assert isinstance(outcome, Unknown)
        assert outcome.cause is FailureCause.STRIPE_DOWN
    found = await gateway.payments.find(OP, order.customer, SINCE)
    assert isinstance(found, Ok)
    (snapshot,) = found.value
    again = await gateway.payments.client_secret(snapshot.id)
    assert isinstance(again, Ok)
    assert again.value.client_secret.reveal().startswith(snapshot.id)


@pytest.mark.asyncio
async def test_an_answer_too_late_is_unknown_and_found_again(
    sim: CheckedSimulator, order: SaleOrder
) -> None:
    hasty = StripeGateway(
        Secret(sim.secret_key), mode=Mode.TRAINING, api_url=sim.api, timeout=0.2,
        max_network_retries=0, pause=Pauses(),
    )  # fmt: skip
    sim.faults.add(Fault(FaultKind.HANG, "POST", INTENTS, remaining=1, latency_ms=2_000))
    outcome = await hasty.payments.create(OP, order, KEY)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is FailureCause.TIMEOUT
    found = await hasty.payments.find(OP, order.customer, SINCE)
    await hasty.close()
    assert isinstance(found, Ok)
    assert len(found.value) == 1


@pytest.mark.asyncio
async def test_a_rate_limit_is_waited_out(
    gateway: StripeGateway, sim: CheckedSimulator, order: SaleOrder
) -> None:
    sim.faults.add(Fault(FaultKind.ERROR, "POST", INTENTS, remaining=3, status=429))
    await create(gateway, order)


@pytest.mark.asyncio
async def test_a_key_reused_for_another_amount_is_our_bug(
    gateway: StripeGateway, order: SaleOrder
) -> None:
    await create(gateway, order)
    other = SaleOrder(
        order.customer, order.customer_title, Money(9999, "EUR"), order.reference, order.register,
        order.operator,
    )  # fmt: skip
    outcome = await gateway.payments.create(OP, other, KEY)
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.KEY_REUSED


@pytest.mark.asyncio
async def test_stripe_stays_the_judge_of_the_amount(
    gateway: StripeGateway, order: SaleOrder
) -> None:
    small = SaleOrder(order.customer, "", Money(1, "EUR"), "", order.register, order.operator)
    outcome = await gateway.payments.create(OP, small, KEY)
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.code) == (RefusalKind.INVALID, "amount_too_small")


@pytest.mark.asyncio
async def test_customers_page_by_page_are_all_customers_once(gateway: StripeGateway) -> None:
    seen: list[str] = []
    after: CustomerId | None = None
    while True:
        page = await gateway.customers.page(after, 15)
        assert isinstance(page, Ok)
        seen += [customer.id for customer in page.value.customers]
        after = page.value.next_after
        if after is None:
            break
    assert len(seen) == len(set(seen)) > 30
    newest = await gateway.customers.newest(100)
    assert isinstance(newest, Ok)
    assert [customer.id for customer in newest.value] == seen[:100]


@pytest.mark.asyncio
async def test_a_cursor_that_is_gone_is_not_found(gateway: StripeGateway) -> None:
    outcome = await gateway.customers.page(CustomerId("cus_gone"), 10)
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.NOT_FOUND


@pytest.mark.asyncio
async def test_search_by_name_mail_and_phone(
    gateway: StripeGateway, merchant: OpenClient, sim: CheckedSimulator
) -> None:
    made = await merchant.sdk.v1.customers.create_async(
        {"name": 'Zoë "Z" Østergård', "email": "zoe@example.org", "phone": "+45 70 12 34 56"}
    )
    sim.state.clock.advance(3600)
    for text in ("østerg", "Zoë Østergård", 'zoë "z"', "zoe@example.org", "+45 70 12"):
        outcome = await gateway.customers.search(text, 20)
        assert isinstance(outcome, Ok), text
        assert made.id in [customer.id for customer in outcome.value], text


@pytest.mark.asyncio
async def test_a_deleted_customer_says_so(
    gateway: StripeGateway, merchant: OpenClient, order: SaleOrder
) -> None:
    await merchant.sdk.v1.customers.delete_async(order.customer)
    seen = await gateway.customers.retrieve(order.customer)
    assert isinstance(seen, Ok)
    assert seen.value.deleted
    refused = await gateway.payments.create(OP, order, KEY)
    assert isinstance(refused, Refused)
    assert refused.kind is RefusalKind.NOT_FOUND


@pytest.mark.asyncio
async def test_a_wrong_key_is_rejected(sim: CheckedSimulator) -> None:
    stranger = StripeGateway(
        Secret("sk_test_training_of_somebody_else"), mode=Mode.TRAINING, api_url=sim.api
    )
    outcome = await stranger.customers.newest(1)
    await stranger.close()
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.KEY_REJECTED


@pytest.mark.asyncio
async def test_a_key_without_the_permission_says_which(sim: CheckedSimulator) -> None:
    key = sim.keys.issue_restricted("rak_customer_read")
    gateway = StripeGateway(Secret(key), mode=Mode.TRAINING, api_url=sim.api)
    allowed = await gateway.customers.newest(1)
    refused = await gateway.payments.retrieve(PaymentIntentId("pi_1"))
    await gateway.close()
    assert isinstance(allowed, Ok)
    assert isinstance(refused, Refused)
    assert refused.kind is RefusalKind.NOT_PERMITTED
    assert "rak_payment_intent_read" in refused.message
