"""One sale after the other at the counter, seen through what is shown."""

import re
from dataclasses import replace

import pytest

from pos_app.domain.money import TypingStyle
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.ports.checkout_page import (
    ElementChanged,
    ElementReady,
)
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import ActionId, PaneKind
from pos_app.ui.states.spots import Sound, Spot
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault, lost_answer

pytestmark = pytest.mark.asyncio
NO_ANSWER = Unknown(FailureCause.TIMEOUT, "no answer")


async def test_the_button_says_exactly_what_will_happen(till):
    await till.to_element()
    assert till.view.charge.sentence == "Charge EUR 48.50 to Jörg Müller, Visa 4242"
    assert till.view.charge.enabled
    assert till.view.spot is Spot.ELEMENT


@pytest.mark.parametrize("change", [{"currency": "JPY"}, {"typing": TypingStyle.WHOLE}])
async def test_settings_changed_meanwhile_do_not_change_what_a_sale_is_said_to_cost(till, change):
    await till.to_element()
    settings = till.world.services.settings.current
    changed = replace(settings, amounts=replace(settings.amounts, **change))
    till.panes.amount.use(changed.amounts, till.texts)
    till.counter.use(till.texts, changed)
    till.counter.render()
    shown = till.view.amount
    assert (shown.currency, shown.amount, shown.spoken) == ("EUR", "48.50", "EUR 48.50")
    assert shown.locked


async def test_a_new_card_is_named_as_such(till):
    await till.open()
    await till.begin()
    await till.ready(saved=None)
    assert till.view.charge.sentence == "Charge EUR 48.50 to Jörg Müller, new card"


async def test_paid_is_shown_only_after_stripe_says_so(till):
    await till.to_element()
    await till.charge()
    await till.report("succeeded")
    assert till.view.headline == "Asking the bank"
    assert till.view.money == "Not known yet"
    assert till.view.search.recents[0].word == "Asking the bank"
    till.stripe.pay(till.stripe.only_intent())
    await till.clock.advance(2)
    assert till.view.headline == "Paid"
    assert till.view.money == "Yes"
    assert till.view.card.amount == "EUR 48.50"
    assert till.view.card.filled
    assert till.view.sounds == [Sound.PAID]
    assert till.view.spot is Spot.RESULT
    assert till.page.mounted is None


async def test_the_intention_is_written_down_before_the_page_confirms(till):
    await till.to_element()
    till.world.store.fail("x")
    await till.charge()
    assert till.page.confirmed == 0
    assert till.view.headline == "Nothing was sent"
    assert till.view.money == "No"
    await till.clock.advance(1)  # the disk takes something again
    await till.charge()
    assert till.page.confirmed == 1


async def test_charging_twice_in_a_row_confirms_once(till):
    await till.to_element()
    till.counter.charge()
    till.counter.charge()
    await settle()
    till.counter.charge()
    await settle()
    assert till.page.confirmed == 1


async def test_f9_does_nothing_before_the_button_can_be_read(till):
    await till.open()
    await till.choose()
    till.type("4850")
    till.counter.charge()
    await settle()
    assert till.stripe.count("create") == 0
    await till.proceed()
    till.counter.charge()
    await settle()
    assert till.page.confirmed == 0
    intent = till.page.mounted.intent
    till.page.say(ElementReady(intent))
    till.page.say(ElementChanged(intent, complete=False, empty=True, type="card", saved=None))
    till.counter.charge()
    await settle()
    assert till.page.confirmed == 0
    assert "complete" in till.view.charge.reason


async def test_a_decline_keeps_customer_amount_and_sale(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.decline(intent)
    await till.report(error_type="card_error", code="card_declined")
    assert till.view.headline == "Declined: not enough money"
    assert till.view.money == "No"
    assert till.view.pane.kind is PaneKind.ELEMENT
    assert till.view.charge.enabled
    assert till.view.sounds == [Sound.FAILED]
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert till.stripe.count("create") == 1


@pytest.mark.parametrize("code", ["lost_card", "stolen_card", "fraudulent", "pickup_card"])
async def test_the_counter_never_learns_of_lost_stolen_or_fraud(till, code):
    intent = await till.to_element()
    await till.charge()
    till.stripe.decline(intent, code)
    await till.report(error_type="card_error", code="card_declined")
    shown = till.view.card
    assert shown.headline == "Declined"
    said = " ".join((shown.headline, shown.happened, shown.next_step)).lower()
    assert not any(word in said for word in ("lost", "stolen", "fraud"))


async def test_the_customer_is_asked_to_approve_and_the_seconds_are_counted(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(12)
    assert till.view.headline == "The customer must approve"
    assert till.view.card.tone is Tone.INFO
    assert till.view.card.progress == "12 s"
    assert till.view.pane.leave_escape
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    assert not till.view.pane.leave_escape


async def test_escape_never_leaves_a_payment_under_way(till):
    await till.to_element()
    await till.charge()
    till.counter.back()
    await settle()
    assert till.panes.taking.active
    assert till.stripe.count("cancel") == 0


async def test_no_answer_is_amber_and_checked_by_itself(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.down = NO_ANSWER
    await till.report(error_type="api_connection_error")
    await till.clock.advance(8)
    assert till.view.headline == "Do not charge again"
    assert till.view.money == "Not known yet"
    assert till.view.card.tone is Tone.WARN
    assert till.view.card.filled
    since, doing = till.view.card.progress.splitlines()
    assert re.fullmatch(r"Not known since \d\d? [A-Z][a-z]{2} \d\d:\d\d", since)
    assert re.fullmatch(r"Next question to Stripe in \d+ s", doing)
    assert till.view.card.actions[0].id is ActionId.CHECK
    till.stripe.down = None
    till.stripe.pay(intent)
    await till.clock.advance(15)
    assert till.view.headline == "Paid"


async def test_check_again_asks_at_once(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.pay(intent)
    till.counter.check()
    await settle()
    assert till.view.headline == "Paid"


async def test_a_validation_message_comes_from_the_element_and_changes_nothing(till):
    await till.to_element()
    await till.charge()
    await till.report(error_type="validation_error", message="Your card number is incomplete.")
    assert till.view.card.happened == "Your card number is incomplete."
    assert till.view.money == "No"
    assert till.view.charge.enabled
    intent = till.page.mounted.intent
    till.page.say(ElementChanged(intent, complete=True, empty=False, type="card", saved=None))
    assert till.view.card is None


async def test_an_attempt_that_stripe_does_not_take_up_is_told(till):
    """E.g. the method was removed meanwhile: the PaymentIntent itself knows of no error."""
    await till.to_element()
    await till.charge()
    await till.report(error_type="invalid_request_error", message="No such PaymentMethod.")
    assert till.view.headline == "Not charged"
    assert till.view.money == "No"
    assert till.view.sounds == [Sound.FAILED]
    assert till.view.charge.enabled
    intent = till.page.mounted.intent
    till.page.say(ElementChanged(intent, complete=True, empty=False, type="card", saved=None))
    assert till.view.card is None


async def test_processing_is_neither_paid_nor_failed(till):
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    assert till.view.headline == "Accepted, not settled yet"
    assert till.view.money == "Not yet, it is on its way"
    till.counter.new_sale()
    await settle()
    assert not till.panes.taking.active
    assert till.view.search.recents[0].word == "Not settled yet"


async def test_a_debit_that_fails_after_the_sale_was_left_is_seen_as_bounced(till):
    """Not as a sale that somebody gave up: the customer may have left with the goods."""
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    till.counter.new_sale()
    till.stripe.decline(intent)
    await till.clock.advance(60)
    (row,) = till.view.search.recents
    assert (row.word, row.tone) == ("Bounced, not paid", Tone.DANGER)


async def test_a_held_amount_can_be_canceled(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.authorise(intent)
    await till.report("requires_capture")
    assert till.view.headline == "Reserved on the card"
    assert till.view.money == "Reserved only"
    till.counter.act(ActionId.CANCEL)
    await settle()
    assert till.view.headline == "Canceled"
    assert till.view.money == "No"


async def test_a_start_stripe_refuses_says_what_to_do(till):
    refused = Refused(RefusalKind.INVALID, code="amount_too_small")
    till.stripe.fail("create", Fault(answer=refused))
    await till.open()
    await till.begin()
    assert till.view.headline == "Amount too small"
    assert till.view.money == "No"
    till.counter.back()
    await settle()
    assert till.view.amount.amount == "48.50"
    assert not till.view.amount.locked


async def test_a_start_without_answer_goes_on_by_itself(till):
    till.stripe.fail("create", lost_answer())
    await till.open()
    await till.begin()
    assert till.view.headline == "Not certain yet"
    assert till.view.money == "No"
    await till.clock.advance(5)
    assert till.page.mounted is not None
    await till.ready()
    assert till.view.charge.enabled
    assert len(till.stripe.intents) == 1


async def test_going_back_to_the_amount_cancels_the_unpaid_sale(till):
    intent = await till.to_element()
    till.counter.back()
    await settle()
    assert till.page.mounted is None
    assert till.stripe.intents[intent].status == "canceled"
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.amount == "48.50"
    assert till.view.spot is Spot.AMOUNT


async def test_leaving_while_money_may_move_needs_a_second_press_and_is_watched(till):
    intent = await till.to_element()
    await till.charge()
    till.counter.new_sale()
    await settle()
    assert till.view.headline == "This payment may still go through"
    assert till.panes.taking.active
    till.counter.new_sale()
    await settle()
    assert not till.panes.taking.active
    assert till.stripe.count("cancel") == 0
    till.stripe.pay(intent)
    await till.clock.advance(20)
    assert till.view.search.recents[0].word == "Paid"


async def test_the_second_press_can_be_taken_back(till):
    await till.to_element()
    await till.charge()
    till.counter.new_sale()
    till.counter.back()
    await settle()
    assert till.view.headline == "Asking the bank"


async def test_the_timeline_names_each_fact_and_who_told_it(till):
    await till.paid()
    rows = [(row.word, row.source) for row in till.view.timeline]
    assert ("Written down", "operator") in rows
    assert ("Charge pressed", "operator") in rows
    assert ("Form reported", "form") in rows
    assert ("Paid", "Stripe") in rows


async def test_the_next_sale_starts_empty(till):
    await till.paid()
    till.counter.new_sale()
    await settle()
    assert till.view.customer is None
    assert till.view.amount.empty
    assert till.view.pane.kind is PaneKind.IDLE
    assert till.view.timeline == ()
    assert till.view.spot is Spot.SEARCH


async def test_the_same_customer_can_pay_again_without_being_searched(till):
    await till.paid()
    till.counter.act(ActionId.SAME_CUSTOMER)
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.empty
    assert till.view.spot is Spot.AMOUNT


async def test_an_earlier_sale_can_be_looked_at(till):
    await till.paid()
    till.counter.new_sale()
    await settle()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    assert till.view.headline == "Paid"
    assert till.view.timeline
    assert till.view.sounds == [Sound.PAID]


async def test_every_end_is_announced_with_the_answer_about_money(till):
    await till.paid()
    assert "Was money taken? Yes." in till.view.announced[-1]
