"""The page says its last word while the database cannot be read: it is kept until it can be."""

import pytest

from pos_app.domain.payment import MoneyTaken, Payment
from pos_app.ports.checkout_page import PageCrashed
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from tests.support.world import World, confirming

pytestmark = pytest.mark.asyncio


async def lose_the_page_unread(world: World) -> Payment:
    payment = await confirming(world)
    world.store.fail("xxx")
    with pytest.raises(StoreUnavailableError):
        await world.payments.reported(payment.op, PageCrashed("gone"))
    return payment


async def test_the_confirmation_ends_all_the_same(world: World) -> None:
    payment = await lose_the_page_unread(world)
    await world.clock.advance(LATEST_ARRIVAL + 30)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_what_arrives_at_stripe_meanwhile_is_heard(world: World) -> None:
    payment = await lose_the_page_unread(world)
    world.stripe.pay(payment.intent)
    await world.clock.advance(LATEST_ARRIVAL)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


async def test_while_the_app_closes_it_is_left_to_the_next_start(world: World) -> None:
    payment = await confirming(world)
    await world.services.background.close()
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.payments.reported(payment.op, PageCrashed("closing"))
    assert world.clock.pauses == []
