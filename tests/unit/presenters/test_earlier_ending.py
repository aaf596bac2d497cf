"""Charged by decision, while the doubtful sale's cancellation hangs: said, left, gone on with."""

import pytest

from pos_app.domain.secret import Secret
from pos_app.services.superseding import PATIENCE
from pos_app.ui.presenters.sale import NOTICED_AFTER
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation, StartProblem
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")


class Hanging:
    """The cancellation of the earlier sale hangs on a dead connection."""

    async def begin(self, till: Till):
        self.till = till
        self.doubtful = await till.to_element()
        await till.charge()
        await till.leave()
        await till.begin()
        till.counter.act(ActionId.OVERRIDE)
        await till.after_thinking()
        self.answer = till.stripe.hold("cancel")
        till.desk.decide(PIN, PIN, "the bank showed the refusal")
        await till.after_thinking()
        await till.clock.advance(PATIENCE)
        self.new = await till.ready()
        self.told = till.page.confirmed
        await till.charge()
        return self

    async def give_up_waiting(self):
        await self.till.clock.advance(PATIENCE)

    def says(self, situation):
        words = self.till.texts.pane.situations[situation]
        shown = self.till.view.card
        return (shown.headline, shown.happened) == (words.headline, words.happened)


async def test_while_the_key_waits_it_is_said_what_for(till: Till) -> None:
    hanging = await Hanging().begin(till)
    await till.clock.advance(NOTICED_AFTER)
    assert hanging.says(Situation.EARLIER_FIRST)
    assert till.view.money == "Not known yet"
    assert till.page.confirmed == hanging.told


async def test_an_ordinary_charge_speaks_of_no_earlier_sale(till: Till) -> None:
    await till.to_element()
    till.world.store.fail("w")
    await till.charge()
    await till.clock.advance(3)
    assert till.view.headline == till.texts.pane.situations[Situation.WORKING].headline
    till.world.store.gate.set()
    await settle()


async def test_then_it_is_told_of_both_sales_whether_they_were_paid(till: Till) -> None:
    hanging = await Hanging().begin(till)
    await hanging.give_up_waiting()
    assert hanging.says(Situation.EARLIER_ENDING)
    assert till.view.money == "No · earlier sale: not known yet"
    assert till.view.charge.enabled


async def test_once_it_is_cancelled_the_screen_says_so_by_itself_and_charges_nothing(
    till: Till,
) -> None:
    hanging = await Hanging().begin(till)
    await hanging.give_up_waiting()
    hanging.answer.set()
    await settle()
    assert hanging.says(Situation.EARLIER_ENDED)
    assert till.view.money == "No · earlier sale: no"
    assert till.page.confirmed == hanging.told
    await till.charge()
    assert till.page.confirmed == hanging.told + 1
    assert till.stripe.intents[hanging.doubtful].status == "canceled"


async def test_found_paid_instead_it_says_so_by_itself_and_the_key_asks(till: Till) -> None:
    hanging = await Hanging().begin(till)
    await hanging.give_up_waiting()
    till.stripe.pay(hanging.doubtful)
    await till.clock.advance(20)
    assert till.view.money == "No · earlier sale: yes"
    await till.charge()
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert till.page.confirmed == hanging.told


async def test_somebody_else_is_served_while_it_hangs(till: Till) -> None:
    hanging = await Hanging().begin(till)
    await till.leave()
    assert till.view.card is None
    await till.begin("cus_1", "2000")
    other = await till.ready()
    await till.charge()
    await till.answer(other, "pay")
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline
    hanging.answer.set()
    await till.clock.advance(120)
    for intent in (hanging.doubtful, hanging.new):
        assert till.stripe.intents[intent].status == "canceled"


async def test_news_that_leave_it_in_doubt_are_no_end(till: Till) -> None:
    hanging = await Hanging().begin(till)
    await hanging.give_up_waiting()
    till.stripe.require_action(hanging.doubtful)
    await till.clock.advance(20)
    assert hanging.says(Situation.EARLIER_ENDING)
    assert till.view.money == "No · earlier sale: not known yet"
