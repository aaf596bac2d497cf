"""What somebody wanted to end, and the database that knew is lost: it is ended all the same."""

import datetime as dt

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.decisions import DecisionKind
from pos_app.domain.payment import PaymentIntentStatus, PaymentState
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.ports.checkout_page import PageCrashed
from pos_app.services.consents import Consent
from tests.support.fake_stripe import lost_request
from tests.support.world import World, confirming, order

pytestmark = pytest.mark.asyncio
LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
HOUR = 3600


async def rebuilt(world: World) -> None:
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, LOST.text()))
    world.start()
    lost = await world.services.taking_up.run(lambda _error: None)
    await world.services.rebuild.run(lost)


async def asked_by_the_bank(world: World):
    """The sale is left with the bank's question open."""
    sale = await confirming(world)
    world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    await world.payments.reported(sale.op, PageCrashed("gone"))
    await world.payments.leave(sale.op)
    return sale


async def test_a_sale_charged_in_spite_of_can_be_approved_no_more(world: World) -> None:
    await confirming(world, customer="cus_2")
    earlier = await asked_by_the_bank(world)
    await world.clock.advance(1)
    despite = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, earlier.op, "Boss", "waits no longer")
    world.services.gate._given.add(despite)
    world.stripe.fail("cancel", *[lost_request()] * 4)
    starting = world.services.background.spawn(
        world.payments.start(order(), despite), name="in spite of"
    )
    await world.clock.advance(5)
    later = (await starting).payment
    await rebuilt(world)
    assert world.stripe.intents[earlier.intent].status is PaymentIntentStatus.CANCELED
    assert (await world.sale(earlier.op)).state is PaymentState.CANCELED
    assert await world.sale(later.op) is not None


async def test_what_the_bank_asks_of_the_customers_last_sale_may_be_answered(world: World) -> None:
    paid = await confirming(world)
    world.stripe.pay(paid.intent)
    await world.payments.check(paid.op)
    await world.services.follow_ups.read(paid.op)
    await world.clock.advance(HOUR)
    sale = await asked_by_the_bank(world)
    await world.clock.advance(1)
    await confirming(world, customer="cus_2")
    await rebuilt(world)
    assert (await world.sale(sale.op)).state is PaymentState.REQUIRES_ACTION
    world.stripe.pay(sale.intent)
    await world.clock.advance(HOUR)
    assert (await world.sale(sale.op)).state is PaymentState.SUCCEEDED


async def test_a_refusal_given_to_the_lost_database_is_not_heard_again(world: World) -> None:
    sale = await confirming(world)
    world.stripe.process(sale.intent)
    await world.payments.check(sale.op)
    await world.payments.cancel(sale.op)
    world.stripe.decline(sale.intent)
    await rebuilt(world)
    await world.clock.advance(HOUR)
    assert (await world.sale(sale.op)).state is PaymentState.CANCELED
