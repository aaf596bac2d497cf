"""What a person may decide at the counter against the app's caution."""

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.secret import Secret
from pos_app.ui.states.pane import ActionId, PaneKind
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
    await till.leave()
    await till.begin(keys="1200")


async def decide(till, reason="customer showed the refusal", pin=PIN, again=NOTHING):
    till.desk.decide(pin, again, reason)
    await till.after_thinking()


async def decisions(till):
    return await till.world.disk.transact(lambda tx: list(tx.decisions.recent(9)))


async def test_what_turns_out_paid_is_shown_before_a_grown_bill_is_charged(till: Till) -> None:
    """A manager charges in spite of it; the bank has said yes to the earlier sale meanwhile."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    await till.leave()
    await till.begin(keys="5200")
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    till.stripe.pay(intent)
    await decide(till, again=PIN)
    assert till.view.card.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert "has paid EUR 48.50" in till.view.card.happened
    till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    await till.ready()
    await till.charge()
    till.stripe.pay(till.page.mounted.intent)
    await till.clock.advance(10)
    taken = sorted(seen.amount_received for seen in till.stripe.intents.values())
    assert [amount for amount in taken if amount] == [4850, 5200]


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
    await till.answer(intent, "pay")
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
    await till.answer(intent, "pay")
    till.counter.act(ActionId.ACCEPT)
    await till.after_thinking()
    assert "another customer: Maria Weber" in till.manager.state.detail
