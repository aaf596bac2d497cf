"""While the amount is typed the page gets an Element ready; the sale never depends on it."""

import pytest

from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.money import Money, charge_problem
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import ElementFailed, PageCrashed, PreparedLost
from pos_app.ui.states.pane import ActionId, PaneKind
from tests.support.fake_stripe import NO_NETWORK, Fault
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
JOERG, MARIA = "cus_3", "maria@example.com"


async def chosen(till: Till, who: str = "jörg") -> Secret:
    await till.open()
    await till.choose(who)
    return till.page.prepared.customer_session


async def test_choosing_a_customer_prepares_their_element_out_of_sight(till: Till) -> None:
    assert await chosen(till) == Secret(f"cuss_secret_{JOERG}")
    assert till.page.prepared.billing["name"] == "Jörg Müller"
    assert till.page.prepared.money.code == "EUR"
    assert till.view.pane.kind is PaneKind.IDLE
    assert till.stripe.intents == {}


async def test_enter_tells_the_amount_at_once_and_shows_the_prepared_element(till: Till) -> None:
    secret = await chosen(till)
    till.type("4850")
    gate = till.stripe.hold("create")
    await till.proceed()
    assert till.page.expected == [Money(4850, "EUR")], "before Stripe has answered"
    gate.set()
    await till.clock.advance(1)
    await till.ready()
    assert till.page.mounted.customer_session == secret
    assert till.page.mounted.money == Money(4850, "EUR")
    assert till.stripe.count("open_session") == 1


async def test_another_customer_takes_the_place_of_the_first(till: Till) -> None:
    first = await chosen(till)
    await till.choose(MARIA)
    assert till.page.prepared.customer_session != first
    assert till.page.prepared.billing["email"] == MARIA


async def test_answer_for_a_customer_who_was_chosen_before_prepares_nothing(till: Till) -> None:
    await till.open()
    gate = till.stripe.hold("open_session")
    await till.choose()
    till.stripe.release()
    await till.choose(MARIA)
    prepared = till.page.prepared
    gate.set()
    await till.clock.advance(1)
    assert till.page.prepared is prepared


async def test_answer_after_enter_prepares_nothing_and_the_sale_goes_on(till: Till) -> None:
    await till.open()
    gate = till.stripe.hold("open_session")
    await till.choose()
    till.stripe.release()
    till.type("4850")
    await till.proceed()
    gate.set()
    await till.ready()
    assert till.page.prepared is None
    assert till.view.charge.enabled


@pytest.mark.parametrize("leave", ["back", "find"])
async def test_sale_that_is_left_is_prepared_for_again(till: Till, leave: str) -> None:
    await till.to_element()
    used = till.page.mounted.customer_session
    getattr(till.counter, leave)()
    await till.clock.advance(1)
    assert till.page.mounted is None
    assert till.page.prepared.customer_session != used
    assert till.page.prepared.money == Money(4850, "EUR"), "what stands in the amount is likely"


async def test_same_customer_again_is_prepared_for_again(till: Till) -> None:
    await till.paid()
    assert till.page.prepared is None
    till.counter.act(ActionId.SAME_CUSTOMER)
    await till.clock.advance(1)
    assert till.page.prepared.billing["name"] == "Jörg Müller"


async def test_nobody_chosen_any_longer_leaves_nothing_in_the_page(till: Till) -> None:
    await chosen(till)
    till.counter.back()
    assert till.page.prepared is None


async def test_earlier_sale_on_show_leaves_nothing_prepared(till: Till) -> None:
    await till.paid()
    till.counter.new_sale()
    await till.choose()
    assert till.page.prepared is not None
    till.counter.search.review("op-1")
    await till.clock.advance(1)
    assert till.page.prepared is None


async def test_offline_nothing_is_prepared(till: Till) -> None:
    await till.open()
    till.stripe.down = NO_NETWORK
    await till.choose()
    assert till.page.prepared is None
    asked = till.stripe.count("open_session")
    await till.choose(MARIA)
    assert (till.page.prepared, till.stripe.count("open_session")) == (None, asked)


async def test_session_that_cannot_be_opened_is_no_hindrance(till: Till) -> None:
    till.stripe.fail("open_session", Fault(NO_NETWORK))
    await till.open()
    await till.choose()
    assert till.page.prepared is None
    till.type("4850")
    await till.proceed()
    await till.ready()
    assert till.page.mounted.customer_session is not None


async def test_element_lost_before_enter_costs_a_new_session(till: Till) -> None:
    lost = await chosen(till)
    till.page.say(PreparedLost(lost, "element"))
    assert till.view.pane.kind is PaneKind.IDLE
    till.type("4850")
    await till.proceed()
    await till.ready()
    assert till.page.mounted.customer_session not in {lost, None}


async def test_element_lost_after_enter_is_shown_anew_without_a_word(till: Till) -> None:
    """Same PaymentIntent, new session; the operator sees it load a little longer."""
    lost = await chosen(till)
    till.type("4850")
    await till.proceed()
    assert till.page.mounted.customer_session == lost
    first = till.page.mounted.intent
    till.page.mounted = None
    till.page.say(PreparedLost(lost, "element"))
    assert till.view.pane.kind is PaneKind.LOADING
    await till.clock.advance(1)
    assert await till.ready() == first
    assert till.page.mounted.customer_session not in {lost, None}
    assert len(till.stripe.intents) == 1
    assert till.view.sounds == []


async def test_second_loss_is_told_and_can_be_tried_again(till: Till) -> None:
    lost = await chosen(till)
    till.type("4850")
    await till.proceed()
    till.page.say(PreparedLost(lost, "element"))
    await till.clock.advance(1)
    till.page.say(ElementFailed("element", "no"))
    assert till.panes.taking.active
    assert till.view.card.actions, "a way on"
    till.counter.act(ActionId.RETRY)
    await till.clock.advance(1)
    await till.ready()
    assert till.view.charge.enabled


async def test_page_that_dies_with_the_prepared_element_is_not_mistaken_for_a_sale(
    till: Till,
) -> None:
    lost = await chosen(till)
    till.page.say(PreparedLost(lost, "crashed"))
    till.page.say(PageCrashed("crashed"))
    assert till.view.pane.kind is PaneKind.IDLE
    assert till.view.announced == []


async def test_large_amount_typed_twice_is_expected_once_it_is_accepted(till: Till) -> None:
    await chosen(till)
    till.type("60000")
    await till.proceed()
    assert till.page.expected == []
    till.type("60000")
    await till.proceed()
    assert till.page.expected == [Money(60000, "EUR")]


async def test_another_currency_than_prepared_is_expected(till: Till) -> None:
    await chosen(till)
    till.counter.typing.currency("JPY")
    till.type("500")
    await till.proceed()
    assert till.page.expected == [Money(500, "JPY")]
    assert till.page.mounted.money == Money(500, "JPY")


@pytest.mark.parametrize("code", sorted(CURRENCIES))
async def test_what_is_prepared_for_could_be_charged(till: Till, code: str) -> None:
    amount = till.panes.amount
    amount.choose_currency(code)
    assert amount.likely.code == code
    assert charge_problem(amount.likely) is None


async def test_sale_that_got_its_answer_late_is_shown_with_a_session_of_its_own(till: Till) -> None:
    await chosen(till)
    till.type("4850")
    till.stripe.fail("create", Fault(NO_NETWORK))
    await till.proceed()
    assert till.page.mounted is None
    used = till.page.prepared.customer_session
    await till.clock.advance(5)
    await till.ready()
    assert till.page.mounted.customer_session not in {used, None}
