"""Pages that fail, die, leave and come back: nothing false is said about money."""

import pytest

from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementFailed,
    ElementReady,
    LeftForBank,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ui.states.light import Light
from pos_app.ui.states.pane import ActionId, PaneKind
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault

pytestmark = pytest.mark.asyncio
NO_ANSWER = Unknown(FailureCause.TIMEOUT, "no answer")


async def test_a_form_that_does_not_load_took_no_money_and_can_be_shown_again(till):
    await till.open()
    await till.begin()
    till.page.say(ElementFailed("script", "blocked"))
    assert till.view.headline == "The payment form did not load"
    assert till.view.money == "No"
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    assert till.view.charge.enabled
    assert till.stripe.count("create") == 1


async def test_a_page_that_dies_while_confirming_is_not_a_failure(till):
    intent = await till.to_element()
    await till.charge()
    till.page.say(PageCrashed("killed"))
    await settle()
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    till.stripe.pay(intent)
    await till.clock.advance(5)
    assert till.view.headline == "Paid"


async def test_a_page_that_dies_before_charging_is_shown_again_on_the_same_sale(till):
    await till.to_element()
    till.page.say(PageCrashed("killed"))
    await settle()
    assert till.view.headline == "The payment form stopped"
    assert till.view.money == "No"
    till.counter.act(ActionId.RETRY)
    await settle()
    assert len(till.page.mounts) == 2
    assert till.page.mounts[0].intent == till.page.mounts[1].intent


async def test_a_redirect_method_leaves_and_comes_back_paid(till):
    intent = await till.to_element()
    await till.charge()
    till.page.say(LeftForBank("bank.example.com"))
    assert "bank.example.com" in till.view.card.happened
    till.stripe.pay(intent)
    till.page.say(ReturnedFromRedirect(intent, "succeeded"))
    await settle()
    assert till.view.headline == "Paid"


async def test_a_redirect_that_fails_shows_the_methods_again(till):
    intent = await till.to_element()
    await till.charge()
    till.page.say(LeftForBank("bank.example.com"))
    till.stripe.decline(intent, "generic_decline")
    till.page.say(ReturnedFromRedirect(intent, "failed"))
    await settle()
    assert len(till.page.mounts) == 2
    await till.ready()
    assert till.view.headline == "Declined"
    assert till.view.charge.enabled


async def test_reports_of_a_sale_that_was_left_change_nothing(till):
    intent = await till.to_element()
    till.counter.back()
    await settle()
    await till.proceed()
    till.page.say(ElementReady(intent))
    assert till.view.pane.kind is PaneKind.LOADING


async def test_offline_the_button_is_disabled_and_says_why(till):
    await till.to_element()
    till.stripe.down = NO_ANSWER
    await till.clock.advance(60)
    assert not till.view.charge.enabled
    assert "Stripe does not answer" in till.view.charge.reason
    assert till.view.light == ("Stripe does not answer", Light.AWAY)
    till.stripe.down = None
    await till.clock.advance(120)
    assert till.view.charge.enabled


async def test_without_a_session_the_operator_learns_why_saved_cards_are_missing(till):
    till.stripe.fail("open_session", Fault(answer=NO_ANSWER), Fault(answer=NO_ANSWER))
    await till.open()
    await till.begin()
    await till.ready(saved=None, complete=False)
    assert till.page.mounted.customer_session is None
    assert "Saved methods cannot be shown" in till.view.charge.reason
    await till.ready(saved=None)
    assert till.view.charge.enabled
    assert "Saved methods cannot be shown" in till.view.charge.reason


async def test_a_form_that_takes_long_can_be_asked_for_again(till):
    await till.open()
    await till.begin()
    await till.clock.advance(3)
    assert "longer than usual" in till.view.pane.slow
    assert till.view.card is None
    await till.clock.advance(6)
    assert till.view.money == "No"
    till.counter.act(ActionId.RETRY)
    await settle()
    assert len(till.page.mounts) == 2
    await till.ready()
    assert till.view.charge.enabled
    assert till.stripe.count("create") == 1


async def test_a_page_that_reports_while_the_window_closes_is_no_bug_and_is_found_out_later(till):
    intent = await till.to_element()
    await till.charge()
    await till.scope.close()
    till.page.say(ConfirmReported(intent, "succeeded"))
    assert till.errors == []
    assert till.view.money == "Not known yet"
