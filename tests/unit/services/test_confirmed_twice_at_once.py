"""The charge key twice at once, as after a sale was left and taken up again: one goes on."""

import asyncio

import pytest

from pos_app.domain.payment import MoneyTaken
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def test_the_page_is_told_once_and_nobody_calls_it_unpaid(world: World) -> None:
    op = (await world.payments.start(order())).payment.op
    told = await asyncio.gather(world.payments.confirm_asked(op), world.payments.confirm_asked(op))
    (refused,) = [one for one in told if isinstance(one, NotStarted)]
    assert refused.reason is NotStartedReason.NOT_OPEN
    assert refused.issue is not None
    assert refused.issue.money_taken is MoneyTaken.NOT_KNOWN_YET
    assert (await world.sale(op)).confirming
