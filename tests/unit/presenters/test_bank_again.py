"""The bank's question is shown once more: after a crash, after leaving, and once only."""

import pytest

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementFailed,
    ElementReady,
    LeftForBank,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ui.presenters.sale import Phase
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK, Fault

pytestmark = pytest.mark.asyncio


async def asked_by_the_bank(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    till.page.say(PageCrashed("crashed"))
    await settle()
    assert till.view.headline == "The customer must approve"
    return intent


async def show_bank(till):
    till.counter.act(ActionId.SHOW_BANK)
    await settle()


async def test_approved_on_the_page_that_came_back(till):
    intent = await asked_by_the_bank(till)
    await show_bank(till)
    (shown,) = till.page.banks
    assert shown.intent == intent
    assert "below" in till.view.card.next_step
    assert till.view.money == "Not known yet"
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.page.confirmed == 1, "the page confirms once; the rest is the bank's answer"


async def test_a_question_that_was_closed_or_hangs_is_offered_again_by_the_key_that_is_named(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    till.counter.check()
    await settle()
    assert "F8 offers it again" in till.view.card.next_step
    till.counter.new_sale()
    assert ActionId.SHOW_BANK in {action.id for action in till.view.card.actions}


async def test_left_listed_and_taken_up_again(till):
    intent = await asked_by_the_bank(till)
    await till.leave()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    await show_bank(till)
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"


@pytest.mark.parametrize("by_redirect", [False, True])
async def test_refused_then_the_methods_are_shown_for_another_one(till, by_redirect):
    intent = await asked_by_the_bank(till)
    await show_bank(till)
    till.stripe.fail_authentication(intent)
    if by_redirect:
        till.page.say(ReturnedFromRedirect(intent, "failed"))
        await settle()
    else:
        await till.report(error_type="card_error", code="payment_intent_authentication_failure")
    assert till.page.mounted.intent == intent
    await till.ready()
    assert till.view.charge.enabled
    assert till.view.money == "No"
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.stripe.count("create") == 1


async def test_pressed_twice_it_is_shown_once(till):
    await asked_by_the_bank(till)
    till.counter.act(ActionId.SHOW_BANK)
    await show_bank(till)
    assert len(till.page.banks) == 1


@pytest.mark.parametrize("end", [PageCrashed("crashed"), ElementFailed("timeout", "")])
async def test_a_page_that_is_lost_again_leaves_the_same_ways_on(till, end):
    await asked_by_the_bank(till)
    await show_bank(till)
    till.page.say(end)
    await settle()
    assert till.view.headline == "The customer must approve"
    assert till.view.money == "Not known yet"
    await show_bank(till)
    assert len(till.page.banks) == 2


async def test_a_page_that_gives_up_while_the_bank_waits_says_so(till):
    """Stripe.js came back without an answer: the question is open, but not on show."""
    await asked_by_the_bank(till)
    await show_bank(till)
    await till.report(error_type="api_error", code="authentication_interrupted")
    assert till.view.headline == "The customer must approve"
    assert "no longer shown here" in till.view.card.happened
    assert ActionId.SHOW_BANK in {action.id for action in till.view.card.actions}


async def test_the_first_question_that_the_page_gives_up_can_be_shown_again(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.report("requires_action")
    assert "no longer shown here" in till.view.card.happened
    await show_bank(till)
    assert till.page.banks[0].intent == intent


async def test_approved_in_the_bank_app_meanwhile(till):
    intent = await asked_by_the_bank(till)
    till.stripe.pay(intent)
    await show_bank(till)
    assert till.page.banks == []
    assert till.view.headline == "Paid"


async def test_refused_in_the_bank_app_meanwhile(till):
    intent = await asked_by_the_bank(till)
    till.stripe.fail_authentication(intent)
    await show_bank(till)
    assert till.page.banks == []
    await till.clock.advance(120)
    assert till.view.money == "No"
    assert ActionId.RETRY in {action.id for action in till.view.card.actions}


async def test_left_while_the_secret_was_fetched_the_page_shows_nothing(till):
    intent = await asked_by_the_bank(till)
    gate = till.stripe.hold("client_secret")
    await show_bank(till)
    await till.leave()
    gate.set()
    await settle()
    assert till.page.banks == []
    till.stripe.fail_authentication(intent)
    await till.clock.advance(200)
    assert till.stripe.intents[intent].status == "canceled", "nobody goes on with it"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (NO_NETWORK, "no connection"),
        (Refused(RefusalKind.KEY_REJECTED), "Stripe rejects the key"),
    ],
)
async def test_why_it_cannot_be_shown_is_said_and_nothing_is_called_unpaid(till, fault, words):
    await asked_by_the_bank(till)
    till.stripe.fail("client_secret", Fault(fault))
    await show_bank(till)
    assert words in till.view.card.happened
    assert till.view.money == "Not known yet"
    await show_bank(till)
    assert len(till.page.banks) == 1


async def test_offline_it_says_so(till):
    await asked_by_the_bank(till)
    till.stripe.down = NO_NETWORK
    till.counter.check()
    await settle()
    await show_bank(till)
    assert "No connection to Stripe" in till.view.card.happened
    assert till.view.money == "Not known yet"


async def test_on_a_full_disk_the_page_is_told_nothing(till):
    await asked_by_the_bank(till)
    till.world.store.fail("..x")
    await show_bank(till)
    assert till.page.banks == []
    assert "cannot be written down" in till.view.card.happened
    assert till.view.money == "Not known yet"


async def test_another_sale_of_the_customer_in_doubt_is_named_as_the_reason(till):
    intent = await asked_by_the_bank(till)
    sale = till.panes.taking.sale
    doubtful = await till.world.payments.known(sale.op)
    await till.leave()
    till.stripe.change(intent, status="canceled")
    await till.world.payments.check(doubtful.op)
    await till.begin(keys="1000")
    other = till.page.mounted.intent
    await till.ready()
    await till.charge()
    till.stripe.require_action(other)
    till.page.say(ConfirmReported(other, "requires_action"))
    await settle()
    await till.world.disk.transact(lambda tx: tx.payments.put(doubtful))
    await show_bank(till)
    assert till.page.banks == []
    assert "nobody pays twice" in till.view.card.happened
    assert till.view.money == "Not known yet"


async def test_a_look_for_the_first_page_leaves_the_question_that_is_shown_anew(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(2)
    till.page.say(PageCrashed("gone"))
    await settle()
    held = till.stripe.hold("retrieve")
    till.page.say(ConfirmReported(intent, "", error_type="api_connection_error"))
    await settle()
    till.stripe.release()
    till.counter.act(ActionId.SHOW_BANK)
    await settle()
    held.set()
    await settle()
    assert len(till.page.banks) == 1
    assert till.panes.taking.sale.phase is Phase.CONFIRMING
    till.stripe.pay(intent)
    await till.clock.advance(5)
    assert till.view.headline == "Paid"


async def test_a_word_of_the_first_page_does_not_end_what_the_second_asks(till):
    intent = await asked_by_the_bank(till)
    gate = till.stripe.hold("client_secret")
    await show_bank(till)
    till.page.say(ConfirmReported(intent, "succeeded"))
    gate.set()
    await settle()
    assert len(till.page.banks) == 1
    facts = await till.world.facts(till.panes.taking.sale.op)
    assert facts.count(FactKind.BANK_SHOWN) == 1


@pytest.mark.parametrize("at_the_bank", [False, True])
async def test_a_question_that_hangs_is_replaced_instead_of_left(till, at_the_bank):
    """The first press of "leave" offers it; the page that hangs ends with it."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    if at_the_bank:
        till.page.say(LeftForBank("bank.example.com"))
    await till.clock.advance(2)
    till.counter.act(ActionId.SHOW_BANK)
    assert till.page.banks == [], "nothing is replaced behind somebody's back"
    till.counter.new_sale()
    await settle()
    assert ActionId.SHOW_BANK in {action.id for action in till.view.card.actions}
    await show_bank(till)
    assert [shown.intent for shown in till.page.banks] == [intent]
    assert "below" in till.view.card.next_step
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"


async def test_refused_and_heard_of_before_the_page_says_so(till):
    """A webhook may be faster than the page; the methods come back all the same, and once."""
    intent = await asked_by_the_bank(till)
    await show_bank(till)
    till.stripe.fail_authentication(intent)
    await till.world.payments.check(till.panes.taking.sale.op)
    await settle()
    await till.report(error_type="card_error", code="payment_intent_authentication_failure")
    assert [request.intent for request in till.page.mounts] == [intent, intent]
    await till.ready()
    assert till.view.charge.enabled


@pytest.mark.parametrize("form_is_there", [False, True])
async def test_a_question_beside_the_methods_takes_their_place(till, form_is_there):
    """The attempt of a dead page arrives late, when the methods are on show once more, or soon."""
    intent = await till.to_element()
    till.page.say(PageCrashed("gone"))
    await settle()
    till.counter.act(ActionId.RETRY)
    await settle()
    if form_is_there:
        await till.ready()
    till.stripe.require_action(intent)
    await till.world.payments.check(till.panes.taking.sale.op)
    await settle()
    till.page.say(ElementReady(intent))
    await settle()
    assert till.view.headline == "The customer must approve"
    assert till.page.mounted is None
    await show_bank(till)
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
