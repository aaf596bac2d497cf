"""The list of recent sales, in the real window: what a glance must tell is there whole."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

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


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sale_on_the_right_pane_is_marked(at_desk, language, theme):
    words = texts_for(language).search.on_show

    def named(desk):
        return [words in desk.find(f"recent_{n}", QPushButton).accessibleName() for n in (0, 1)]

    async def scenario(desk):
        await desk.pay(await desk.to_element("4850"))
        desk.driver.press(Qt.Key.Key_F8)
        await desk.world.clock.advance(60)
        await desk.pay(await desk.to_element("1234"))
        assert named(desk) == [True, False]
        marked, other = (desk.find(f"recent_{n}", QPushButton).grab().toImage() for n in (0, 1))
        middle = marked.height() // 2
        columns = range(marked.width() - 10, marked.width() - 3)
        assert len({marked.pixelColor(x, middle).name() for x in columns}) > 1, "points right"
        assert len({other.pixelColor(x, middle).name() for x in columns}) == 1
        desk.driver.click("recent_1")
        await settle()
        assert named(desk) == [False, True]
        desk.driver.press(Qt.Key.Key_F8)
        assert named(desk) == [False, False]

    at_desk(scenario, language=language, theme=theme)
