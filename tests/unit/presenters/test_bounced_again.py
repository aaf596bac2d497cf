"""A debit that bounced is told until somebody has read it, or just its second try is paid."""

import pytest

from pos_app.domain.events import PaymentUpdated
from pos_app.ui.presenters.alerts import AGAIN, READ, SEEN
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.common import Tone
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio
A_DAY = 86_400


async def sale(till, customer="jörg", keys="4850"):
    await till.begin(customer, keys)
    intent = await till.ready()
    await till.charge()
    return intent


async def ends(till, intent, how):
    await till.answer(intent, how)
    till.counter.new_sale()
    await settle()


async def bounce(till, *intents):
    for intent in intents:
        till.stripe.decline(intent)
    await till.clock.advance(2 * A_DAY)
    assert till.view.alert is not None


async def bounced(till):
    await till.open()
    intent = await sale(till)
    await ends(till, intent, "process")
    await bounce(till, intent)


async def again(till):
    till.alerts.pressed(AGAIN)
    await settle()


@pytest.mark.parametrize("given_up", ["back", "new_sale"])
async def test_another_days_sale_of_the_same_amount_is_not_its_second_try(till, given_up):
    await bounced(till)
    await again(till)
    for _ in range(3 if given_up == "back" else 1):
        getattr(till.counter, given_up)()
    await settle()
    assert till.view.customer is None
    await till.clock.advance(7 * A_DAY)
    await ends(till, await sale(till), "pay")
    assert "EUR 48.50" in till.view.alert.title


async def test_a_second_try_of_another_amount_leaves_it(till):
    await bounced(till)
    await again(till)
    till.counter.back()  # empties the amount
    till.type("1000")
    await till.proceed()
    intent = await till.ready()
    await till.charge()
    await ends(till, intent, "pay")
    assert "EUR 48.50" in till.view.alert.title


async def test_news_of_an_older_sale_of_the_same_amount_leaves_it(till):
    await till.open()
    old = await sale(till)
    await ends(till, old, "pay")
    await till.clock.advance(3600)
    intent = await sale(till)
    await ends(till, intent, "process")
    await bounce(till, intent)
    await again(till)
    op = next(p.op for p in await till.world.payments.recent() if p.intent == old)
    till.world.services.bus.publish(PaymentUpdated(await till.world.payments.known(op), ()))
    await settle()
    assert till.view.alert is not None


async def test_a_second_try_that_was_left_in_doubt_ends_it_once_it_is_paid(till):
    await bounced(till)
    await again(till)
    await till.proceed()
    intent = await till.ready()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    await till.leave()
    assert till.view.alert is None, "it may be paid by now"
    till.stripe.pay(intent)
    await till.clock.advance(A_DAY)
    assert till.view.alert.tone is Tone.OK, "the second try is told of in its place"
    till.alerts.pressed(READ)
    await settle()
    assert till.view.alert is None


async def test_a_double_click_takes_only_the_one_that_was_read(till):
    await till.open()
    first = await sale(till)
    await ends(till, first, "process")
    second = await sale(till, "m.weber", "9900")
    await ends(till, second, "process")
    await bounce(till, first, second)
    for _ in range(2):
        till.alerts.pressed(SEEN)
        await settle()
    assert "EUR 99.00" in till.view.alert.title
    assert till.texts.pane.too_soon in till.view.announced
    await till.clock.advance(CALM_SECONDS)
    till.alerts.pressed(SEEN)
    await settle()
    assert till.view.alert is None
