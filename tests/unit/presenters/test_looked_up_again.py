"""A customer whom Stripe could not tell of is looked up again until it can, unasked."""

import pytest

from pos_app.domain.events import CustomerChanged
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK, Fault
from tests.support.till import Till

pytestmark = pytest.mark.asyncio

BROKEN = Fault(Unknown(FailureCause.STRIPE_DOWN))
FORBIDDEN = Fault(Refused(RefusalKind.NOT_PERMITTED, "more_permissions_required", "no"))


async def chosen_in_vain(till: Till, *faults: Fault) -> None:
    """The counter opens and takes Jörg, for whom Stripe has no answer."""
    await till.open()
    till.stripe.fail("customer", *faults)
    await till.choose()
    assert till.view.customer.methods == till.texts.sale.methods_unknown


def looked_up(till: Till) -> bool:
    strip = till.view.customer
    return "looked up" not in f"{strip.notice} {strip.methods}" and "4242" in strip.methods


async def test_a_fault_inside_stripe_for_the_look_up_alone_goes_away_by_itself(till: Till):
    await chosen_in_vain(till, BROKEN, BROKEN)
    await till.clock.advance(1)
    assert not looked_up(till)
    await till.clock.advance(1)
    assert looked_up(till)
    asked = till.stripe.count("customer")
    await till.clock.advance(600)
    assert till.stripe.count("customer") == asked, "what is known is not asked again"


async def test_without_a_network_it_waits_until_stripe_answers_and_asks_at_once(till: Till):
    await till.open()
    till.stripe.down = NO_NETWORK
    await till.choose()
    asked = till.stripe.count("customer")
    await till.clock.advance(120)
    assert till.stripe.count("customer") == asked, "the look for the network's end is enough"
    till.stripe.down = None
    await till.world.services.health.look()
    await settle()
    assert looked_up(till)


async def test_figures_and_keyboard_stay_where_they_are(till: Till):
    await chosen_in_vain(till, BROKEN)
    till.type("4850")
    till.view.spot, typed = None, till.view.amount
    await till.clock.advance(1)
    assert looked_up(till)
    assert till.view.spot is None
    assert till.view.amount.amount == typed.amount == "48.50"


async def test_a_sale_that_has_begun_goes_on_and_learns_of_them_too(till: Till):
    await chosen_in_vain(till, BROKEN)
    till.type("4850")
    await till.proceed()
    await till.ready()
    assert not looked_up(till)
    till.view.spot = None
    await till.clock.advance(1)
    assert looked_up(till)
    assert till.view.spot is None
    assert till.view.charge.enabled
    assert "4242" in till.view.charge.sentence


async def test_one_at_a_time_however_long_it_takes(till: Till):
    await chosen_in_vain(till, BROKEN)
    hanging = till.stripe.hold("customer")
    await till.clock.advance(1)
    asked = till.stripe.count("customer")
    await till.clock.advance(60)
    assert till.stripe.count("customer") == asked
    hanging.set()
    await settle()
    assert looked_up(till)


async def test_whoever_was_let_go_is_not_looked_up_any_more(till: Till):
    await chosen_in_vain(till, BROKEN)
    till.counter.back()
    await settle()
    assert till.view.customer is None
    asked = till.stripe.count("customer")
    await till.clock.advance(600)
    assert till.stripe.count("customer") == asked


async def test_a_change_told_of_meanwhile_is_reason_enough_to_ask_now(till: Till):
    await chosen_in_vain(till, FORBIDDEN)
    till.world.services.bus.publish(CustomerChanged(CustomerId("cus_3")))
    await settle()
    assert looked_up(till)


async def test_a_refusal_is_asked_about_rarely(till: Till):
    await chosen_in_vain(till, FORBIDDEN)
    asked = till.stripe.count("customer")
    await till.clock.advance(29)
    assert till.stripe.count("customer") == asked
    await till.clock.advance(1)
    assert looked_up(till)
