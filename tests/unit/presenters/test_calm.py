"""A question that has just appeared takes no answer: tapping never says yes to it."""

import pytest

from pos_app.domain.payment import PaymentState
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.pane import ActionId, PaneKind
from pos_app.ui.texts import Situation, StartProblem
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


async def same_again(till: Till) -> str:
    """The question whether the same is to be charged again has just appeared."""
    await till.paid()
    till.counter.new_sale()
    await till.choose()
    till.type("4850")
    till.hurry()
    await till.proceed()
    return till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline


async def in_doubt(till: Till) -> None:
    """The bank asks the customer."""
    intent = await till.to_element()
    till.hurry()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    assert till.view.pane.kind is PaneKind.ELEMENT


async def test_tapping_f9_never_says_yes(till: Till) -> None:
    question = await same_again(till)
    for _ in range(40):
        await till.charge()
        await till.clock.advance(0.15)
    assert till.view.headline == question
    assert till.page.mounted is None


async def test_f9_says_yes_once_the_question_can_have_been_read(till: Till) -> None:
    question = await same_again(till)
    await till.charge()
    await till.clock.advance(CALM_SECONDS - 0.05)
    await till.charge()
    assert till.view.headline == question
    await till.clock.advance(CALM_SECONDS)
    await till.charge()
    assert till.page.mounted is not None


async def test_the_second_half_of_that_press_does_not_charge(till: Till) -> None:
    await same_again(till)
    before = till.page.confirmed
    await till.clock.advance(CALM_SECONDS)
    await till.charge()
    await till.ready()
    await till.charge()
    assert till.page.confirmed == before
    await till.clock.advance(CALM_SECONDS)
    await till.charge()
    assert till.page.confirmed == before + 1


async def test_at_the_button_one_press_does_not_answer_as_well(till: Till) -> None:
    await till.to_element()
    till.hurry()
    payments = till.world.payments
    other = (await payments.start(till.panes.taking.order)).payment
    await payments.confirm_asked(other.op)
    till.stripe.pay(other.intent)
    await payments.check(other.op)
    for _ in range(3):
        await till.charge()
        assert till.page.confirmed == 0
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline


@pytest.mark.parametrize(
    "action", [ActionId.CHARGE_AGAIN, ActionId.NEW_SALE, ActionId.SHOW_EARLIER]
)
async def test_a_button_under_the_pointer_takes_no_double_click(
    till: Till, action: ActionId
) -> None:
    question = await same_again(till)
    till.counter.act(action)
    await settle()
    assert till.view.headline == question
    await till.clock.advance(CALM_SECONDS)
    till.counter.act(action)
    await settle()
    assert till.view.headline != question


async def test_the_manager_is_not_asked_by_a_double_click(till: Till) -> None:
    await in_doubt(till)
    till.counter.new_sale()
    await till.clock.advance(CALM_SECONDS)
    till.counter.new_sale()
    await till.begin()
    till.counter.act(ActionId.OVERRIDE)
    assert till.manager.state is None
    await till.clock.advance(CALM_SECONDS)
    till.counter.act(ActionId.OVERRIDE)
    assert till.manager.state.asks


async def test_a_double_press_of_f8_stays_with_the_bank(till: Till) -> None:
    await in_doubt(till)
    till.counter.new_sale()
    till.counter.new_sale()
    till.counter.find()
    assert till.view.headline == till.texts.pane.situations[Situation.LEAVE].headline
    await till.clock.advance(CALM_SECONDS)
    till.counter.new_sale()
    await settle()
    assert till.view.pane.kind is PaneKind.IDLE


async def test_after_a_paid_sale_f8_goes_on_at_once(till: Till) -> None:
    till.hurry()
    await till.paid()
    assert till.panes.taking.sale.payment.state is PaymentState.SUCCEEDED
    till.counter.new_sale()
    await settle()
    assert till.view.pane.kind is PaneKind.IDLE


async def test_it_shows_how_long_a_press_counts_for_nothing(till: Till) -> None:
    await same_again(till)
    assert till.view.pane.calm == pytest.approx(CALM_SECONDS)
    await till.clock.advance(CALM_SECONDS / 2)
    await till.charge()
    assert till.view.pane.calm == pytest.approx(CALM_SECONDS)
    assert till.view.announced[-1] == till.texts.pane.too_soon
    await till.clock.advance(CALM_SECONDS)
    till.counter.render()
    await till.charge()
    await till.ready()
    assert till.view.pane.calm == pytest.approx(CALM_SECONDS)
