"""What a person may decide at the counter against the app's caution."""

import re
from dataclasses import replace

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentState
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.presenters.alerts import AGAIN, SEEN
from pos_app.ui.states.pane import ActionId, PaneKind
from pos_app.ui.states.spots import Spot
from pos_app.ui.texts import Situation, StartProblem
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
NOTHING = Secret("")
NO_NETWORK = Unknown(FailureCause.NETWORK)


def actions(till):
    return [action.id for action in till.view.card.actions]


async def again(till, keys="4850"):
    """The same customer and amount once more."""
    till.counter.act(ActionId.SAME_CUSTOMER)
    await settle()
    till.type(keys)
    await till.proceed()


async def in_doubt(till):
    """The same customer wants to pay again while a sale of theirs is in doubt."""
    await till.to_element()
    await till.charge()
    for _ in range(2):
        till.counter.new_sale()
    await settle()
    await till.choose()
    till.type("1200")
    await till.proceed()


async def decide(till, reason="customer showed the refusal", pin=PIN, again=NOTHING):
    till.desk.decide(pin, again, reason)
    await till.after_thinking()


async def decisions(till):
    return await till.world.disk.transact(lambda tx: list(tx.decisions.recent(9)))


# ------------------------------------------------------------------ the same again
async def test_the_same_amount_again_is_a_question_with_the_earlier_sale(till: Till) -> None:
    await till.paid()
    await again(till)
    card = till.view.card
    assert card.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert "EUR 48.50 by Jörg Müller" in card.happened
    assert "not charged again" in card.happened
    assert "Visa 4242" in card.happened
    assert card.money == "No · earlier sale: yes"
    assert actions(till) == [ActionId.NEW_SALE, ActionId.CHARGE_AGAIN, ActionId.SHOW_EARLIER]


@pytest.mark.parametrize("how", ["key", "button"])
async def test_charging_again_is_one_key_and_shows_the_methods(till: Till, how) -> None:
    await till.paid()
    await again(till)
    if how == "key":
        till.counter.charge()
    else:
        till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    await till.ready()
    assert till.view.charge.enabled
    (decision,) = await decisions(till)
    assert (decision.kind, decision.by) == (DecisionKind.CHARGE_AGAIN, "Operator")


async def test_enter_on_the_question_charges_nothing(till: Till) -> None:
    await till.paid()
    await again(till)
    await till.proceed()
    assert await decisions(till) == []
    assert till.view.pane.kind is PaneKind.IDLE


async def test_the_earlier_sale_can_be_looked_at(till: Till) -> None:
    await till.paid()
    await again(till)
    till.counter.act(ActionId.SHOW_EARLIER)
    await settle()
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline


# ------------------------------------------------------------------ a sale in doubt
async def test_a_sale_in_doubt_bars_another_one_and_leads_to_it(till: Till) -> None:
    await in_doubt(till)
    assert till.view.headline == till.texts.pane.start[StartProblem.OPEN_ISSUE].headline
    assert "by Jörg Müller" in till.view.card.happened
    assert till.view.money == "No · earlier sale: not known yet"
    assert actions(till) == [ActionId.SHOW_EARLIER, ActionId.OVERRIDE, ActionId.NEW_SALE]
    till.counter.charge()
    till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    assert till.view.headline == till.texts.pane.start[StartProblem.OPEN_ISSUE].headline
    till.counter.act(ActionId.SHOW_EARLIER)
    await settle()
    assert till.view.money == "Not known yet"


async def test_a_manager_lifts_it_with_pin_and_reason(till: Till) -> None:
    await in_doubt(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    assert till.manager.open
    assert till.manager.state.first_use
    assert "EUR 12.00" in till.manager.state.asks
    assert "EUR 48.50" in till.manager.state.asks
    await decide(till, again=PIN)
    assert not till.manager.open
    await till.ready()
    (decision,) = await decisions(till)
    assert decision.kind is DecisionKind.CHARGE_DESPITE_DOUBT
    assert decision.reason == "customer showed the refusal"
    assert decision.money == Money(1200, "EUR")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": " x"}, "Say why"),
        ({"pin": Secret("123")}, "six to twelve digits"),
        ({"pin": Secret("111111")}, "guessed at once"),
        ({"pin": PIN, "again": Secret("314159")}, "differ"),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_lifted(till: Till, typed, words) -> None:
    await in_doubt(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    await decide(till, **typed)
    assert till.manager.open
    assert words in till.manager.said
    assert not till.manager.state.busy
    assert await decisions(till) == []


async def test_wrong_pins_are_counted_down_and_then_locked(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    await in_doubt(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    assert not till.manager.state.first_use
    await decide(till, pin=Secret("314159"))
    assert "left: 4" in till.manager.said
    for _ in range(4):
        await decide(till, pin=Secret("314159"))
    assert "Try again in 30 s" in till.manager.said
    await decide(till)
    assert "Try again in 30 s" in till.manager.said
    assert await decisions(till) == []


async def test_a_decision_for_a_sale_that_was_left_starts_nothing(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    await in_doubt(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    till.counter.new_sale()
    await decide(till)
    assert till.view.pane.kind is PaneKind.IDLE
    assert await decisions(till) == []


# ------------------------------------------------------------------ changed at Stripe
async def changed(till):
    intent = await till.to_element()
    await till.charge()
    till.stripe.change(intent, money=Money(4000, "EUR"))
    till.stripe.pay(intent)
    await till.report("succeeded")
    return intent


async def test_a_sale_changed_at_stripe_asks_for_a_manager(till: Till) -> None:
    await changed(till)
    contradicted = till.texts.pane.situations[Situation.CONTRADICTED]
    assert till.view.card.happened == contradicted.happened
    assert till.view.card.filled
    assert till.view.money == "Not known yet"
    assert ActionId.ACCEPT in actions(till)


async def test_the_manager_sees_both_and_books_what_stripe_shows(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    await changed(till)
    till.counter.act(ActionId.ACCEPT)
    await till.after_thinking()
    assert till.manager.state.detail == "Asked for: EUR 48.50. Stripe shows: EUR 40.00."
    await decide(till, reason="agreed on less")
    assert till.view.headline == "Paid"
    assert [row.money for row in await till.world.ledger()] == [Money(4000, "EUR")]


async def test_what_changed_once_more_is_not_accepted(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    intent = await changed(till)
    till.counter.act(ActionId.ACCEPT)
    await till.after_thinking()
    till.stripe.change(intent, money=Money(1, "EUR"))
    await decide(till)
    assert "changed once more" in till.manager.said
    assert await till.world.ledger() == []


async def test_without_an_answer_there_is_nothing_to_accept(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    await changed(till)
    till.stripe.down = NO_NETWORK
    till.counter.act(ActionId.ACCEPT)
    await till.after_thinking()
    assert "Stripe did not answer" in till.manager.state.detail
    await decide(till)
    assert till.manager.open
    assert await till.world.ledger() == []


async def test_another_customer_is_named(till: Till) -> None:
    intent = await till.to_element()
    await till.charge()
    till.stripe.change(intent, customer="cus_1")
    till.stripe.pay(intent)
    await till.report("succeeded")
    till.counter.act(ActionId.ACCEPT)
    await till.after_thinking()
    assert "another customer: Maria Weber" in till.manager.state.detail


# ------------------------------------------------------------------ debits that bounced
async def bounced(till, keys="4850"):
    """A debit that the bank refuses two days later."""
    intent = await till.to_element(keys)
    await till.charge()
    till.stripe.process(intent)
    await till.report("processing")
    till.counter.new_sale()
    await till.clock.advance(2 * 24 * 3600)
    till.stripe.decline(intent)
    await till.clock.advance(2 * 3600)


async def test_a_debit_that_bounced_is_told_until_it_is_seen_to(till: Till) -> None:
    await bounced(till)
    assert re.match(
        r"Jörg Müller: EUR 48\.50 of \d\d [A-Z][a-z]{2} \d\d:\d\d was not", till.view.alert.title
    )
    assert "No money was taken" in till.view.alert.text
    assert till.view.search.follow_ups
    till.view.alert = None
    till.alerts.open()  # as the next start does
    await settle()
    assert till.view.alert is not None
    till.alerts.pressed(SEEN)
    await settle()
    assert till.view.alert is None
    assert not till.view.search.follow_ups
    till.alerts.open()
    await settle()
    assert till.view.alert is None


async def test_charging_anew_fills_in_customer_and_amount(till: Till) -> None:
    await bounced(till)
    till.alerts.pressed(AGAIN)
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.amount == "48.50"
    assert till.view.spot is Spot.AMOUNT
    await till.proceed()
    assert till.view.pane.kind is PaneKind.LOADING


async def test_a_bounced_debit_is_told_until_charging_it_anew_has_succeeded(till: Till) -> None:
    await bounced(till)
    till.alerts.pressed(AGAIN)
    await settle()
    till.counter.new_sale()
    await settle()
    assert till.view.alert is not None
    till.alerts.pressed(AGAIN)
    await settle()
    await till.proceed()
    intent = await till.ready()
    await till.charge()
    assert till.view.alert is not None
    till.stripe.pay(intent)
    till.page.say(ConfirmReported(intent, "succeeded"))
    await settle()
    assert till.view.alert is None
    assert not till.view.search.follow_ups


async def test_a_sale_in_doubt_on_the_screen_is_not_pushed_aside(till: Till) -> None:
    await bounced(till)
    await till.choose("weber")
    till.counter.search.pick("cus_1")
    await settle()
    till.type("700")
    await till.proceed()
    await till.ready()
    await till.charge()
    till.alerts.pressed(AGAIN)
    await settle()
    assert till.view.customer.title == "Maria Weber"
    assert till.view.alert is not None


# ------------------------------------------------------------------ obstacles on the screen
@pytest.mark.parametrize(
    ("answer", "obstacle"),
    [
        (Unknown(FailureCause.DNS), Obstacle.DNS),
        (Unknown(FailureCause.TLS), Obstacle.TLS),
        (Unknown(FailureCause.PROXY), Obstacle.PROXY),
        (Refused(RefusalKind.KEY_REJECTED), Obstacle.KEY_REJECTED),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
async def test_each_obstacle_has_its_words_on_banner_header_and_button(
    answer, obstacle, language
) -> None:
    till = Till(language=language)
    await till.to_element()
    till.stripe.down = answer
    till.counter.check()
    await settle()
    words = till.texts.safety.obstacles[obstacle]
    assert till.view.hindrance.title == words.word
    assert words.happened in till.view.hindrance.text
    assert till.view.hindrance.detail == till.texts.safety.consequence
    assert till.view.online == (words.word, False)
    assert not till.view.charge.enabled
    assert words.word in till.view.charge.reason
    till.stripe.down = None
    await till.clock.advance(60)
    assert till.view.hindrance is None
    assert till.view.online == (till.texts.shell.online, True)
    assert till.view.charge.enabled
    await till.close()


async def test_a_sale_that_could_not_begin_goes_on_by_itself(till: Till) -> None:
    await till.open()
    await till.choose()
    till.stripe.down = NO_NETWORK
    till.world.services.reach.note(NO_NETWORK)
    till.type("4850")
    await till.proceed()
    words = till.texts.safety.obstacles[Obstacle.NETWORK]
    assert (till.view.headline, till.view.money) == (words.word, "No")
    till.stripe.down = None
    await till.clock.advance(15)
    await till.ready()
    assert till.view.charge.enabled
    recent = await till.world.payments.recent()
    assert [sale.state for sale in recent] == [PaymentState.OPEN]


async def test_history_is_readable_while_nothing_can_be_charged(till: Till) -> None:
    await till.paid()
    till.stripe.down = NO_NETWORK
    till.counter.check()
    await settle()
    (row,) = till.view.search.recents
    till.counter.search.review(row.op)
    await settle()
    assert till.view.headline == "Paid"
    assert till.view.timeline


async def test_a_full_disk_says_so_and_what_helps(till: Till) -> None:
    await till.to_element()
    till.world.store.fail("xxx")
    await till.charge()
    assert till.view.headline == "Nothing was sent"
    assert till.view.hindrance.title == till.texts.safety.obstacles[Obstacle.STORE].word
    await till.clock.advance(30)
    assert till.view.hindrance is None
    assert replace(till.view.charge, reason="").enabled
