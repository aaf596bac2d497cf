"""An earlier sale that was left open: taken up again only where a new one could be begun."""

import pytest

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle
from tests.support.fake_stripe import lost_request
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


async def left_open(till: Till):
    """A sale that Stripe refused to cancel, so that it can still be paid."""
    await till.to_element()
    op = till.panes.taking.sale.payment.op
    till.stripe.fail("cancel", *[lost_request(Refused(RefusalKind.INVALID, "no"))] * 9)
    till.counter.new_sale()
    await settle()
    till.counter.refresh()
    await settle()
    return op


@pytest.mark.parametrize("paid", [True, False])
async def test_an_earlier_sale_is_not_taken_up_beside_one_that_was_charged(
    till: Till, paid
) -> None:
    op = await left_open(till)
    intent = await till.to_element()
    await till.charge()
    if paid:
        await till.answer(intent, "pay")
        till.counter.new_sale()
        await settle()
    else:
        await till.leave()
    till.counter.search.review(op)
    await settle()
    till.counter.act(ActionId.RETRY)
    await settle()
    assert till.page.confirmed == 1
    asked = ActionId.CHARGE_AGAIN if paid else ActionId.OVERRIDE
    assert asked in [action.id for action in till.view.card.actions]
    await till.charge()
    assert till.page.confirmed == 1
