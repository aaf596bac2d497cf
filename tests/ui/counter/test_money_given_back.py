"""A paid sale whose money was given back, or collected in part, is read whole in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle

ALL, PART, LESS = "all", "part", "less"


async def given_back(desk, digits, how):
    """A sale that its shop sees on the right when the Dashboard has done this to it."""
    intent, minor = await desk.to_element(digits), int(digits)
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    desk.stripe.pay(intent, minor - 1 if how is LESS else minor)
    if how is not LESS:
        desk.stripe.refund(intent, minor if how is ALL else minor - 1)
    desk.page.say(ConfirmReported(intent, "succeeded"))
    await settle()
    await desk.world.services.reconcile.after_sale(intent, FactSource.WEBHOOK)
    await settle()


@pytest.mark.parametrize("how", [ALL, PART, LESS])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [(1000, 580), (1366, 768)])
def test_what_was_given_back_or_never_collected_is_read_whole(at_desk, language, size, how):
    returns = texts_for(language).returns
    named = {
        ALL: returns.row_refunded,
        PART: returns.row_partly_refunded,
        LESS: returns.row_in_part,
    }

    async def scenario(desk):
        await given_back(desk, "48765", how)
        headline = desk.find("result_headline", QLabel)
        needed = headline.heightForWidth(headline.width())
        assert headline.isVisible()
        assert headline.height() >= needed
        words = desk.find("result_card").findChild(QScrollArea)
        if size != (1000, 580):
            assert words.verticalScrollBar().maximum() == 0, "no word has to be scrolled for"
        await desk.read()
        desk.driver.press(Qt.Key.Key_F8)
        await settle()
        assert named[how] in desk.driver.words(), "the row says it, not shortened"

    at_desk(scenario, language=language, size=size)
