"""A bounced debit that was charged anew: in the real window its card says so, read whole."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.texts import Situation, texts_for
from tests.support.fake_clock import settle


async def charged_anew(desk, how):
    desk.driver.click("alert_again")
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    intent = await desk.ready()
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    getattr(desk.stripe, how)(intent)
    desk.page.say(ConfirmReported(intent, "succeeded" if how == "pay" else "processing"))
    await settle()
    await desk.read()
    desk.driver.press(Qt.Key.Key_F8)
    await settle()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("how", ["pay", "process"])
def test_its_card_is_read_whole_and_leads_to_the_other_one(at_desk, size, language, how):
    words = texts_for(language).pane.situations[Situation.CHARGED_ANEW]

    async def scenario(desk):
        await desk.bounced_debit("4500")
        await charged_anew(desk, how)
        assert not desk.find("alert").isVisible()
        desk.driver.click("recent_1")
        await settle()
        assert desk.find("result_headline", QLabel).text() == words.headline
        card = desk.find("result_card").findChild(QScrollArea)
        assert card.verticalScrollBar().maximum() == 0, "no word has to be scrolled for"
        await desk.read()
        desk.driver.click("action_show_anew")
        await settle()
        assert desk.find("result_headline", QLabel).text() != words.headline

    at_desk(scenario, size=size, language=language)
