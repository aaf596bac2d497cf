"""The page is gone between the charge button and the moment at which it would have been told."""

import pytest

from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported, ElementFailed, NeverTold, PageCrashed
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio


async def press_charge_on_a_slow_disk(till):
    """The button is pressed, and the disk takes its time to write that down."""
    till.world.store.fail("..w")
    till.counter.charge()
    await settle()


async def the_disk_has_written(till):
    till.world.store.gate.set()
    await settle()


@pytest.mark.parametrize(
    "end", [PageCrashed("crashed"), ElementFailed("element", "gone")], ids=["crash", "element"]
)
async def test_nothing_was_sent_and_the_screen_says_so_at_once(till, end):
    intent = await till.to_element()
    await press_charge_on_a_slow_disk(till)
    till.page.say(end)
    await settle()
    assert till.view.money == "Not known yet"
    await the_disk_has_written(till)
    assert till.page.confirmed == 0, "a dead page is told nothing"
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.page.confirmed == 1


async def test_left_before_the_page_was_told_it_is_cancelled_at_once(till):
    intent = await till.to_element()
    await press_charge_on_a_slow_disk(till)
    till.counter.new_sale()
    till.counter.new_sale()
    await the_disk_has_written(till)
    assert till.page.confirmed == 0
    assert till.stripe.intents[intent].status == "canceled"


async def test_the_page_that_finds_no_element_was_told_nothing(till):
    """A page may be lost in the very moment in which it is told, and says so."""
    await till.to_element()
    await till.charge()
    till.page.say(NeverTold("not_ready"))
    await settle()
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"


async def test_an_earlier_confirmation_that_is_still_in_doubt_keeps_its_ninety_seconds(till):
    """Never told this time says nothing about what the page had sent the time before."""
    intent = await till.to_element()
    payments, op = till.world.payments, till.panes.taking.sale.op
    await till.charge()
    lost = ConfirmReported(intent, "", error_type="api_connection_error")
    await payments.reported(op, lost)
    await payments.confirm_asked(op)
    doubtful = await payments.reported(op, NeverTold("not_ready"))
    assert doubtful.in_doubt
    await till.clock.advance(LATEST_ARRIVAL - 1)
    assert (await payments.known(op)).in_doubt
    await till.clock.advance(20)
    assert not (await payments.known(op)).in_doubt
    assert FactKind.DECLINED not in await till.world.facts(op)
