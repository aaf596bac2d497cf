"""F9 on a sale that another one of the same customer has overtaken: asked as before a new sale."""

import pytest

from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import PageCrashed
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation, StartProblem
from tests.support.fake_clock import settle
from tests.support.fake_stripe import TIMEOUT, lost_request
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")


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
    await till.clock.advance(2)
    till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    intent = await till.ready()
    assert intent != barred
    await till.charge()
    assert till.page.confirmed == 1
    await till.answer(intent, "pay")
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline
    assert till.stripe.intents[barred].status == "canceled"


async def test_a_charge_key_pressed_too_often_is_no_yes(till: Till) -> None:
    """Whoever was told to press it again does so without reading what stands there now."""
    await till.to_element()
    await elsewhere(till, paid=True)
    await till.charge()
    begun = len(till.stripe.intents)
    till.hurry()
    await till.charge()
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert len(till.stripe.intents) == begun
    await till.clock.advance(2)
    await till.charge()
    assert len(till.stripe.intents) == begun + 1


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
    till.world.store.fail("..w")
    till.counter.charge()
    await settle()
    await till.leave()
    till.world.store.gate.set()
    await settle()
    assert till.page.confirmed == 0
    assert till.view.card is None
    await till.clock.advance(120)
    assert till.stripe.intents[intent].status == "canceled"


# ------------------------------------------------------------------ the earlier one is being ended
async def charged_despite(till: Till):
    """A manager has the same charged in spite of a sale in doubt; Stripe does not cancel that."""
    doubtful = await till.to_element()
    await till.charge()
    await till.leave()
    await till.begin()
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    till.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 2)
    till.desk.decide(PIN, PIN, "the bank showed the refusal")
    await till.after_thinking()
    return doubtful, await till.ready()


async def test_without_stripes_answer_the_page_is_not_told_and_stays_usable(till: Till) -> None:
    doubtful, new = await charged_despite(till)
    told = till.page.confirmed
    await till.charge()
    assert till.page.confirmed == told
    assert till.view.headline == till.texts.pane.situations[Situation.EARLIER_ENDING].headline
    assert till.view.money == "No · earlier sale: not known yet"
    assert "F9" in till.view.card.next_step
    assert till.page.mounted is not None
    assert till.view.charge.enabled
    assert till.stripe.intents[new].status == "requires_payment_method"
    await till.charge()
    assert till.page.confirmed == told + 1
    assert till.stripe.intents[doubtful].status == "canceled"


async def test_taken_in_that_moment_it_is_the_question_whether_to_charge_twice(till: Till) -> None:
    doubtful, _ = await charged_despite(till)
    told = till.page.confirmed
    await till.charge()
    till.stripe.pay(doubtful)
    await till.charge()
    assert till.page.confirmed == told
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert till.view.money == "No · earlier sale: yes"


async def test_whoever_does_not_wait_for_it_may_leave(till: Till) -> None:
    _, new = await charged_despite(till)
    await till.charge()
    till.counter.new_sale()
    await settle()
    assert till.view.card is None
    await till.clock.advance(60)
    assert till.stripe.intents[new].status == "canceled"


async def test_a_page_lost_while_the_key_waits_is_not_called_usable(till: Till) -> None:
    await charged_despite(till)
    held = till.stripe.hold("cancel")
    await till.charge()
    till.page.say(PageCrashed("gone"))
    await settle()
    held.set()
    await settle()
    assert till.view.headline == till.texts.pane.situations[Situation.PAGE_LOST].headline
    assert till.view.money == "No"
