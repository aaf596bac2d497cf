"""Bad moments at the counter: nothing false is said about money, no sale gets stuck."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.ports.checkout_page import (
    ElementFailed,
    ElementReady,
    LeftForBank,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ports.store import StoreUnavailableError
from pos_app.ui.presenters.view_protocols import Sound
from pos_app.ui.states.pane import ActionId, PaneKind
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault

pytestmark = pytest.mark.asyncio
NO_ANSWER = Unknown(FailureCause.TIMEOUT)


async def retry(till):
    till.counter.act(ActionId.RETRY)
    await settle()


async def lose_the_page(till):
    till.page.say(PageCrashed("killed"))
    await settle()


def expect_a_full_disk(till):
    assert {type(error) for _, error in till.errors} == {StoreUnavailableError}
    till.errors.clear()


async def test_a_late_report_of_the_attempt_before_does_not_end_the_next_one(till):
    """The watch saw the decline first; the page's word comes while F9 is being written down."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.decline(intent)
    await till.clock.advance(1)
    assert till.view.headline == "Declined: not enough money"
    till.world.store.fail("..w")
    await till.charge()
    await till.report(error_type="card_error", code="card_declined")
    assert till.page.confirmed == 1
    till.world.store.gate.set()
    await till.clock.advance(2)
    assert till.page.confirmed == 2
    assert till.view.money == "Not known yet"
    assert not till.view.charge.enabled
    till.stripe.pay(intent)
    await till.clock.advance(5)
    assert till.view.headline == "Paid"


async def test_a_form_that_fails_while_confirming_may_have_been_paid(till):
    await till.to_element()
    await till.charge()
    till.page.say(ElementFailed("element", "gone"))
    await settle()
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    await till.clock.advance(120)
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"


async def test_a_form_that_says_ready_twice_does_not_unlock_a_running_payment(till):
    intent = await till.to_element()
    await till.charge()
    till.page.say(ElementReady(intent))
    await till.charge()
    assert till.page.confirmed == 1
    assert till.view.headline == "Asking the bank"


@pytest.mark.parametrize("turns", range(20))
async def test_an_answer_from_before_the_charge_does_not_end_it(till, turns):
    """F5 was pressed just before F9; its answer may arrive behind the confirmation's."""
    await till.to_element()
    till.counter.check()
    for _ in range(turns):
        await asyncio.sleep(0)
    till.counter.charge()
    await settle()
    assert till.page.confirmed == 1
    assert till.view.money == "Not known yet"
    assert not till.view.charge.enabled


async def test_a_late_answer_to_a_cancellation_leaves_the_next_sale_alone(till):
    await till.to_element()
    await lose_the_page(till)
    await retry(till)
    till.page.say(PageCrashed("killed"))
    held = till.stripe.hold("cancel")
    till.counter.act(ActionId.CANCEL)
    await settle()
    till.counter.new_sale()
    await till.begin(keys="2000")
    await till.ready()
    await till.charge()
    held.set()
    await settle()
    assert till.page.mounted is not None
    assert till.view.headline == "Asking the bank"


async def test_back_from_the_bank_after_the_decline_was_seen_shows_the_methods_again(till):
    intent = await till.to_element()
    await till.charge()
    till.page.say(LeftForBank("bank.example.com"))
    till.stripe.decline(intent, "generic_decline")
    await till.clock.advance(1)
    assert till.view.headline == "Declined"
    till.page.say(ReturnedFromRedirect(intent, "failed"))
    assert till.view.charge is None
    await settle()
    assert len(till.page.mounts) == 2


async def test_accepted_and_then_failed_can_be_taken_again(till):
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    assert till.page.mounted is None
    till.stripe.decline(intent)
    till.counter.check()
    await settle()
    assert till.view.headline == "Bounced, not paid"
    assert "not enough money" in till.view.card.happened
    assert till.view.pane.kind is PaneKind.RESULT, "there is no form to charge with"
    assert till.view.announced[-1].startswith("Declined")
    await retry(till)
    await till.ready()
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.view.sounds[-1] is Sound.PAID
    assert till.page.mounted is None
    assert till.stripe.count("create") == 1


async def test_accepted_and_then_paid_is_heard(till):
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    till.stripe.pay(intent)
    till.counter.check()
    await settle()
    assert till.view.headline == "Paid"
    assert till.view.sounds[-1] is Sound.PAID


async def test_paid_with_an_amount_changed_at_stripe_is_neither_paid_nor_unpaid(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.change(intent, money=Money(9999, "EUR"))
    await till.answer(intent, "pay")
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    assert any("EUR 99.99" in row.detail for row in till.view.timeline)
    till.counter.new_sale()
    await till.clock.advance(3600)
    assert till.view.search.recents[0].word == "Not known yet"


async def test_a_refused_retry_still_counts_the_seconds_and_cleans_up(till):
    intent = await till.to_element()
    await lose_the_page(till)
    till.stripe.fail("client_secret", Fault(Refused(RefusalKind.KEY_REJECTED)))
    await retry(till)
    assert till.view.headline == "Stripe rejects the key"
    await till.clock.advance(5)
    await retry(till)
    await till.ready()
    await till.charge()
    till.stripe.down = NO_ANSWER
    await till.clock.advance(12)
    assert till.view.headline == "Do not charge again"
    first = till.view.card.progress
    await till.clock.advance(3)
    assert till.view.card.progress != first
    till.stripe.down = None
    till.stripe.pay(intent)
    await till.clock.advance(20)
    assert till.view.headline == "Paid"


async def test_leaving_after_a_refused_retry_cancels_the_sale(till):
    intent = await till.to_element()
    await lose_the_page(till)
    till.stripe.fail("client_secret", Fault(Refused(RefusalKind.KEY_REJECTED)))
    await retry(till)
    till.counter.new_sale()
    await settle()
    assert till.stripe.intents[intent].status == "canceled"


async def test_a_retry_without_an_answer_can_be_tried_again(till):
    await till.to_element()
    await lose_the_page(till)
    till.stripe.fail("client_secret", Fault(NO_ANSWER))
    await retry(till)
    assert till.view.headline == "The payment form did not load"
    assert till.view.money == "No"
    await retry(till)
    await till.ready()
    assert till.view.charge.enabled


async def test_trying_again_twice_at_once_starts_one_sale(till):
    till.stripe.fail("create", Fault(Refused(RefusalKind.KEY_REJECTED)))
    await till.open()
    await till.begin()
    till.counter.act(ActionId.RETRY)
    await retry(till)
    assert len(till.stripe.intents) == 1


async def test_what_the_page_said_on_a_full_disk_frees_the_counter(till):
    await till.to_element()
    await till.charge()
    till.world.store.fail(".x")
    await till.report(error_type="validation_error", message="The number is incomplete.")
    expect_a_full_disk(till)
    await till.clock.advance(5)
    assert till.view.card.happened == "The number is incomplete."
    assert till.view.charge.enabled


async def test_left_on_a_full_disk_is_cancelled_all_the_same(till):
    intent = await till.to_element()
    await till.charge()
    till.counter.new_sale()
    till.world.store.fail(".x")
    till.counter.new_sale()
    await settle()
    expect_a_full_disk(till)
    await till.clock.advance(300)
    assert till.stripe.intents[intent].status == "canceled"


async def test_a_sale_that_was_left_before_stripe_showed_another_amount_is_cancelled(till):
    await till.open()
    await till.choose()
    till.type("4850")
    gate, create = till.stripe.hold("create"), till.stripe._create
    till.stripe._create = lambda op, order: create(op, replace(order, money=Money(1, "USD")))
    await till.proceed()
    till.counter.new_sale()
    gate.set()
    await till.clock.advance(1)
    assert till.stripe.intents[till.stripe.only_intent()].status == "canceled"
