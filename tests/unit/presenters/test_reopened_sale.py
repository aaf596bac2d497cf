"""A sale that was left while the bank asked: what the counter still knows and offers."""

import re
from dataclasses import replace

import pytest

from pos_app.domain.events import CustomerChanged
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.ports.checkout_page import PageCrashed
from pos_app.ui.states.pane import ActionId
from pos_app.ui.states.spots import Spot
from pos_app.ui.texts import Situation
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio


async def asked_by_the_bank(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.report("requires_action")
    return intent


def offered(till):
    return {action.id for action in till.view.card.actions}


async def test_a_reopened_sale_says_that_the_question_is_not_shown(till):
    await asked_by_the_bank(till)
    await till.leave()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    assert "no longer shown here" in till.view.card.happened
    assert "below" not in till.view.card.next_step
    ways_on = {ActionId.SHOW_BANK, ActionId.CHECK, ActionId.CANCEL, ActionId.NEW_SALE}
    assert offered(till) == ways_on
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.amount == "48.50"
    assert till.view.amount.locked
    await till.leave()
    assert till.view.customer is None
    assert till.view.amount.empty


async def test_who_a_reopened_sale_is_about_is_told_as_when_they_were_chosen(till):
    await till.paid()
    chosen = till.view.customer
    till.counter.new_sale()
    await settle()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    assert (till.view.customer.title, till.view.customer.facts) == (chosen.title, chosen.facts)
    assert any("@" in fact for fact in till.view.customer.facts)


async def test_a_customer_the_register_does_not_know_is_told_by_the_id(till):
    await till.paid()
    till.counter.new_sale()
    await till.world.disk.transact(lambda tx: tx.customers.clear())
    (sold,) = await till.world.payments.recent()
    till.counter.show_sale(sold)
    await settle()
    assert till.view.customer.facts == (sold.order.customer,)


async def test_a_customer_who_is_called_otherwise_by_now_keeps_the_name_of_the_sale(till):
    await till.paid()
    till.counter.new_sale()
    (sold,) = await till.world.payments.recent()
    person = till.stripe.customers[sold.order.customer]
    renamed = replace(person, name="Jörg Meyer")
    till.counter.show_sale(sold)
    await settle()
    await till.world.disk.transact(lambda tx: tx.customers.put([renamed]))
    till.counter.customer_changed(CustomerChanged(person.id))
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.customer.facts == ("Jörg Meyer", renamed.facts[0])


async def test_the_same_customer_again_is_the_one_of_the_sale_that_was_opened(till):
    await till.paid()
    till.counter.new_sale()
    await settle()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    till.counter.act(ActionId.SAME_CUSTOMER)
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.empty
    assert till.view.spot is Spot.AMOUNT


async def test_a_row_that_is_a_moment_old_opens_the_sale_as_it_is_now(till):
    intent = await till.to_element()
    await till.charge()
    (as_listed,) = await till.world.services.payments.recent()
    await till.answer(intent, "pay")
    till.counter.show_sale(as_listed)
    await settle()
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline
    assert till.view.money == till.texts.pane.money[MoneyTaken.YES]


async def test_a_check_is_seen_to_have_happened(till):
    await asked_by_the_bank(till)
    till.page.say(PageCrashed("renderer"))
    await settle()
    assert re.fullmatch(r"Charge pressed \d+ [A-Z][a-z]{2} \d\d:\d\d", till.view.card.progress)
    till.counter.check()
    await settle()
    assert "Checked at" in till.view.card.progress


async def test_a_page_lost_at_the_banks_question_can_be_cancelled(till):
    await asked_by_the_bank(till)
    till.page.say(PageCrashed("renderer"))
    await settle()
    assert ActionId.CANCEL in offered(till)
    till.counter.act(ActionId.CANCEL)
    await settle()
    assert till.view.headline == "Canceled"


async def test_a_sale_changed_at_stripe_is_not_shown_again_but_cancelled_by_the_next(till):
    intent = await till.to_element()
    till.page.say(PageCrashed("renderer"))
    await settle()
    till.stripe.change(intent, money=Money(1, "EUR"))
    till.counter.act(ActionId.RETRY)
    await settle()
    assert till.view.headline == "Not the same payment"
    assert till.view.money == "No"
    assert len(till.page.mounts) == 1
    till.counter.new_sale()
    await settle()
    assert till.stripe.intents[intent].status is PaymentIntentStatus.CANCELED
