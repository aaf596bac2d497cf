"""F9 on a sale that another one of the same customer has overtaken: asked as before a new sale."""

import pytest

from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation, StartProblem
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


async def elsewhere(till: Till, *, paid: bool):
    """The same is charged while the methods of this sale are on the screen."""
    payments = till.world.payments
    other = (await payments.start(till.panes.taking.order)).payment
    await payments.confirm_asked(other.op)
    if paid:
        till.stripe.pay(other.intent)
        await payments.check(other.op)
    await settle()
    return other


def actions(till):
    return [action.id for action in till.view.card.actions]


async def test_the_same_paid_meanwhile_is_a_question_and_the_page_is_not_told(till: Till) -> None:
    await till.to_element()
    await elsewhere(till, paid=True)
    await till.charge()
    assert till.page.confirmed == 0
    assert till.page.mounted is None
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert till.view.money == "No · earlier sale: yes"
    assert actions(till) == [ActionId.NEW_SALE, ActionId.CHARGE_AGAIN, ActionId.SHOW_EARLIER]


async def test_whoever_agrees_goes_on_with_a_new_sale(till: Till) -> None:
    barred = await till.to_element()
    await elsewhere(till, paid=True)
    await till.charge()
    till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    intent = await till.ready()
    assert intent != barred
    await till.charge()
    assert till.page.confirmed == 1
    till.stripe.pay(intent)
    till.page.say(ConfirmReported(intent, "succeeded"))
    await settle()
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline
    assert till.stripe.intents[barred].status == "canceled"


async def test_a_sale_in_doubt_meanwhile_leads_to_it_or_to_the_manager(till: Till) -> None:
    await till.to_element()
    await elsewhere(till, paid=False)
    await till.charge()
    assert till.page.confirmed == 0
    assert till.view.headline == till.texts.pane.start[StartProblem.OPEN_ISSUE].headline
    assert actions(till) == [ActionId.SHOW_EARLIER, ActionId.OVERRIDE, ActionId.NEW_SALE]


async def test_left_in_that_moment_it_is_cancelled_all_the_same(till: Till) -> None:
    intent = await till.to_element()
    await elsewhere(till, paid=True)
    till.world.store.fail(".w")
    till.counter.charge()
    await settle()
    for _ in range(2):
        till.counter.new_sale()
    await settle()
    till.world.store.gate.set()
    await settle()
    assert till.page.confirmed == 0
    assert till.view.card is None
    await till.clock.advance(120)
    assert till.stripe.intents[intent].status == "canceled"
