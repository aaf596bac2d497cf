"""The list of recent sales, in the real window: what a glance must tell is there whole."""

import pytest

from pos_app.domain.payment import PaymentState
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle
from tests.support.world import order


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [(1000, 580), (1366, 768)])
def test_how_a_sale_ended_is_read_whole_beside_any_amount(at_desk, language, size):
    async def scenario(desk):
        payments = desk.world.payments
        sale = (await payments.start(order(minor=99_999_999, customer="cus_1"))).payment
        desk.stripe.require_action(sale.intent)
        await payments.check(sale.op)
        await settle()
        assert texts_for(language).pane.states[PaymentState.REQUIRES_ACTION] in desk.driver.words()

    at_desk(scenario, language=language, size=size)
