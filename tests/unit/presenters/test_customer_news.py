"""The strip of the customer says no more than is known, and follows what becomes of a doubt."""

import pytest

from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.settings import Settings
from pos_app.services.customers import CustomerUnavailable
from pos_app.ui.presenters.strip import Chosen, StripWriter
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK
from tests.support.till import Till
from tests.support.world import order

pytestmark = pytest.mark.asyncio


async def test_a_customer_who_could_not_be_looked_up_is_not_said_to_have_no_methods(till: Till):
    known = CustomerUnavailable(FailureCause.TIMEOUT)
    chosen = Chosen(Customer(CustomerId("cus_1"), "Maria"), known=known)
    strip = StripWriter(till.texts, Settings().checkout).strip(chosen, till.clock.now().date())
    assert strip.methods == till.texts.sale.methods_unknown
    assert "could not be looked up" in strip.notice.text
    assert "charged" not in strip.notice.text


async def test_the_warning_of_an_earlier_sale_follows_its_news(till: Till):
    started = (await till.world.payments.start(order(customer="cus_3"))).payment
    await till.world.payments.confirm_asked(started.op)
    await till.open()
    await till.choose()
    assert "not known yet" in till.view.customer.notice.text
    till.stripe.pay(started.intent)
    await till.world.payments.check(started.op)
    await settle()
    assert "not known" not in till.view.customer.notice.text


async def test_an_earlier_sale_in_doubt_is_warned_of_while_stripe_says_nothing(till: Till):
    started = (await till.world.payments.start(order(customer="cus_3"))).payment
    await till.world.payments.confirm_asked(started.op)
    await till.open()
    hanging = till.stripe.hold("customer")
    await till.choose()
    assert till.view.customer.busy
    assert "not known yet" in till.view.customer.notice.text
    till.stripe.down = NO_NETWORK
    hanging.set()
    await settle()
    assert not till.view.customer.busy
    assert "not known yet" in till.view.customer.notice.text
