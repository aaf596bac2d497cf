"""What became of a doubt is asked about until it was read, however late that is."""

import pytest

from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.world import World, confirming, order, with_amounts

pytestmark = pytest.mark.asyncio
A_DAY = 86_400.0


async def paid_unread(world: World):
    sale = await confirming(world)
    world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    world.stripe.pay(sale.intent)
    await world.payments.check(sale.op)
    return await world.sale(sale.op)


@pytest.mark.parametrize("days", [1, 8, 30])
async def test_a_shop_comes_back_from_its_holidays(world: World, days: int) -> None:
    known = await paid_unread(world)
    await world.clock.advance(days * A_DAY)
    again = await world.payments.start(order())
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=known)
    await world.services.follow_ups.read(known.op)
    assert isinstance(await world.payments.start(order()), Started)


async def test_the_question_for_ten_minutes_is_another_one() -> None:
    world = World(with_amounts(repeat_minutes=0))
    known = await paid_unread(world)
    again = await world.payments.start(order())
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=known)
    other = await world.payments.start(order(minor=100))
    assert isinstance(other, Started)
    await world.close()
