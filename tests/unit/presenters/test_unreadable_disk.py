"""The database cannot even be read for a moment: no screen waits for ever, no last word is lost."""

import pytest

from pos_app.ports.checkout_page import PageCrashed
from pos_app.ports.store import StoreUnavailableError
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio
SOME_TRIES = "x" * 8


def expect_an_unreadable_disk(till):
    assert {type(error) for _, error in till.errors} == {StoreUnavailableError}
    till.errors.clear()


async def lose_the_page(till):
    till.page.say(PageCrashed("gone"))
    await settle()


async def retry_unread(till):
    till.world.store.fail("x")
    till.counter.act(ActionId.RETRY)
    await settle()


async def test_methods_that_cannot_be_shown_again_say_so_and_can_be_tried_once_more(till):
    intent = await till.to_element()
    await lose_the_page(till)
    await retry_unread(till)
    assert till.view.headline == "Nothing was sent"
    assert till.view.money == "No"
    till.counter.act(ActionId.RETRY)
    await settle()
    assert till.page.mounted.intent == intent
    await till.ready()
    assert till.view.charge.enabled


async def test_a_sale_paid_meanwhile_is_shown_as_paid_whatever_the_disk_does(till):
    intent = await till.to_element()
    await lose_the_page(till)
    await retry_unread(till)
    till.stripe.pay(intent)
    till.counter.check()
    await settle()
    assert till.view.headline == "Paid"


async def test_a_page_that_dies_while_the_disk_is_unreadable_ends_its_confirmation(till):
    await till.to_element()
    await till.charge()
    till.world.store.fail(SOME_TRIES)
    await lose_the_page(till)
    assert till.view.money == "Not known yet"
    await till.clock.advance(180)
    expect_an_unreadable_disk(till)
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"


async def test_the_pages_word_of_its_end_is_kept_until_the_disk_can_be_read(till):
    intent = await till.to_element()
    await till.charge()
    till.world.store.fail(SOME_TRIES)
    till.stripe.decline(intent)
    await till.report(error_type="card_error", code="card_declined")
    await till.clock.advance(60)
    expect_an_unreadable_disk(till)
    assert till.view.headline == "Declined: not enough money"
    assert till.view.charge.enabled
