"""A receipt by e-mail is asked for with the sale, in the very same words at each repetition."""

import json
from dataclasses import replace

import pytest

from pos_app.domain.journal import JournalState
from pos_app.services.journal_requests import order_text, read_order
from tests.support.fake_stripe import lost_answer
from tests.support.world import World, order

WITH_RECEIPT = replace(order(), receipt_email="maria@example.com")


@pytest.mark.asyncio
async def test_a_repetition_after_a_crash_asks_for_the_same_receipt(world: World) -> None:
    world.stripe.fail("create", lost_answer())
    op = (await world.payments.start(WITH_RECEIPT)).payment.op
    await world.restart()
    await world.clock.advance(60)
    asked = [params for method, params in world.stripe.calls if method == "create"]
    assert len(asked) >= 2
    assert {params[1][1].receipt_email for params in asked} == {"maria@example.com"}
    assert len(world.stripe.intents) == 1
    assert (await world.journal(op))[0][1] is JournalState.CONFIRMED


def test_orders_come_back_from_the_journal_as_they_were() -> None:
    assert read_order(order_text(WITH_RECEIPT)) == WITH_RECEIPT
    assert read_order(order_text(order())) == order()


def test_journals_of_before_there_were_receipts_are_read() -> None:
    old = json.loads(order_text(order()))
    assert "receipt_email" not in old
    assert read_order(json.dumps(old)).receipt_email == ""
