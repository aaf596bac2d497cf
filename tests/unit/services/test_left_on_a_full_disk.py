"""A sale that was left on a full disk and is taken up again later is not cancelled beneath it."""

from __future__ import annotations

import pytest

from pos_app.domain.payment import PaymentIntentStatus
from pos_app.services.results import NotStarted, Started
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("fates", [".x", ".xx", ".xxx"])
async def test_its_cancellation_that_was_never_written_down_is_not_meant_any_more(
    world: World, fates: str
) -> None:
    begun = await world.payments.start(order())
    assert isinstance(begun, Started)
    world.store.fail(fates)
    await world.payments.leave(begun.payment.op)
    await world.rest()
    world.store.fail("")
    assert isinstance(await world.payments.resume(begun.payment.op), Started)
    sale = await world.payments.confirm_asked(begun.payment.op)
    assert not isinstance(sale, NotStarted)
    assert sale.intent is not None
    world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(60)
    assert world.stripe.intents[sale.intent].status is PaymentIntentStatus.REQUIRES_ACTION
