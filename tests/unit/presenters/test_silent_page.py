"""A form that never says how its confirmation went: what is done is seen, and it ends by itself."""

import re

import pytest

from pos_app.ports.checkout_page import ConfirmReported, LeftForBank, PageCrashed
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.ui.presenters.sale import SILENT_AFTER
from pos_app.ui.states.pane import ActionId, PaneKind
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
CERTAIN = re.compile(r"Certain in (\d+) s at the latest")


async def charging(till):
    intent = await till.to_element()
    await till.charge()
    return intent


async def test_it_comes_to_an_end_that_is_counted_down(till):
    await charging(till)
    await till.clock.advance(20)
    assert "in 40 s it is ended" in till.view.card.next_step
    assert till.view.money == "Not known yet"
    await till.clock.advance(SILENT_AFTER - 20)
    assert till.page.mounted is None
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    assert CERTAIN.search(till.view.card.progress)
    await till.clock.advance(30)
    assert 55 <= int(CERTAIN.search(till.view.card.progress).group(1)) <= 60
    assert till.view.money == "Not known yet"
    await till.clock.advance(LATEST_ARRIVAL - 30 + 2)
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"
    assert ActionId.RETRY in {action.id for action in till.view.card.actions}


async def test_paid_after_all_it_says_so(till):
    intent = await charging(till)
    await till.clock.advance(SILENT_AFTER + 40)
    till.stripe.pay(intent)
    await till.clock.advance(20)
    assert till.view.headline == "Paid"


async def test_the_same_sale_is_charged_again_afterwards(till):
    intent = await charging(till)
    await till.clock.advance(SILENT_AFTER + LATEST_ARRIVAL + 2)
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.stripe.count("create") == 1


async def test_a_form_that_answers_in_time_is_left_alone(till):
    intent = await charging(till)
    await till.clock.advance(SILENT_AFTER - 5)
    till.stripe.decline(intent)
    await till.report(error_type="card_error", code="card_declined")
    assert till.page.mounted is not None
    await till.clock.advance(SILENT_AFTER)
    assert till.view.charge.enabled
    await till.charge()
    await till.clock.advance(SILENT_AFTER - 5)
    assert till.page.mounted is not None, "each confirmation has its own time"


@pytest.mark.parametrize("where", ["question", "page of the bank"])
async def test_while_the_bank_asks_the_customer_has_all_the_time(till, where):
    intent = await charging(till)
    if where == "question":
        till.stripe.require_action(intent)
    else:
        till.page.say(LeftForBank("bank.example.com"))
    await till.clock.advance(SILENT_AFTER * 10)
    assert till.page.mounted is not None
    assert till.view.pane.kind is PaneKind.ELEMENT
    assert "Certain in" not in till.view.card.progress


async def test_without_an_answer_of_stripe_it_stays_unknown(till):
    await charging(till)
    await till.clock.advance(SILENT_AFTER + 1)
    till.stripe.down = NO_NETWORK
    await till.clock.advance(LATEST_ARRIVAL * 3)
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    till.stripe.down = None
    await till.clock.advance(30)
    assert till.view.money == "No"


async def test_what_the_ended_form_says_late_is_a_hint_like_any_other(till):
    intent = await charging(till)
    await till.clock.advance(SILENT_AFTER + 1)
    till.page.say(ConfirmReported(intent, "succeeded"))
    await settle()
    assert till.view.money == "Not known yet"
    till.stripe.pay(intent)
    till.counter.check()
    await settle()
    assert till.view.headline == "Paid"


async def test_a_sale_from_the_list_counts_down_too(till):
    await charging(till)
    till.page.say(PageCrashed("crashed"))
    await settle()
    assert CERTAIN.search(till.view.card.progress)
    await till.leave()
    till.counter.search.review(till.view.search.recents[0].op)
    await till.clock.advance(2)
    assert re.match(r"Charge pressed \d+ [A-Z][a-z]{2} \d\d:\d\d\n", till.view.card.progress)
    assert 80 <= int(CERTAIN.search(till.view.card.progress).group(1)) <= 90


async def test_in_german_too():
    till = Till(language="de")
    await charging(till)
    await till.clock.advance(SILENT_AFTER - 30)
    assert "in 30 s wird es beendet" in till.view.card.next_step
    await till.clock.advance(32)
    assert re.search(r"Spätestens in \d+ s sicher", till.view.card.progress)
    await till.close()
