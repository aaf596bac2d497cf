"""A doubt that stands in the way ends while its card, or the manager's page, is on show."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from pos_app.domain.payment import MoneyTaken
from pos_app.domain.timeline import FactSource
from pos_app.ui.texts import StartProblem, texts_for
from tests.support.fake_clock import settle


async def barred(desk):
    """By keys: charged, asked by the bank, left; the same customer is to pay once more."""
    intent = await desk.left_in_doubt()
    await desk.chosen(digits="4500")
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    await desk.read()
    return intent


async def paid(desk, intent):
    desk.stripe.pay(intent)
    await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_card_follows_and_a_press_goes_on_from_it(at_desk, language):
    texts = texts_for(language).pane

    async def scenario(desk):
        intent = await barred(desk)
        await paid(desk, intent)
        assert texts.start[StartProblem.SOLVED].headline in desk.driver.words()
        assert not desk.window.findChildren(QPushButton, "action_override")
        desk.driver.press(Qt.Key.Key_Return)  # meant for what was there before
        await settle()
        assert texts.start[StartProblem.SOLVED].headline in desk.driver.words()
        await desk.read()
        desk.driver.click("action_retry")
        await settle()
        assert texts.start[StartProblem.LOOKS_REPEATED].headline in desk.driver.words()
        assert len(desk.stripe.intents) == 1

    at_desk(scenario, language=language)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_manager_types_into_nothing_and_presses_nothing(at_desk, language):
    """PIN and reason are under way when the answer comes."""
    texts = texts_for(language)

    async def scenario(desk):
        intent = await barred(desk)
        desk.driver.click("action_override")
        await settle()
        desk.find("manager_reason", QLineEdit).setText("he is a friend")
        desk.find("manager_pin", QLineEdit).setFocus()
        await paid(desk, intent)
        said = texts.safety.solved[MoneyTaken.YES].partition("{amount}")[2]
        assert said in desk.find("manager_asks").text()
        desk.driver.write("271 828")
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        for name in ("manager_reason", "manager_pin", "manager_pin_again"):
            field = desk.window.findChild(QLineEdit, name)
            assert not field.isVisible()
            assert not field.text()
        assert desk.find("manager_leave").isVisible()
        assert not isinstance(QApplication.focusWidget(), QPushButton)
        desk.driver.press(Qt.Key.Key_Escape)
        await settle()
        assert texts.pane.start[StartProblem.SOLVED].headline in desk.driver.words()
        assert not await desk.world.store.transact(lambda tx: tx.decisions.recent(9))

    at_desk(scenario, language=language)
