"""The end of a doubt in the real window: one line, whatever page is open, and no keyboard taken."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from pos_app.domain.events import DatabaseReplaced
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.set_aside import SetAside
from pos_app.domain.timeline import FactSource
from pos_app.services.noted_sales import SOLVED
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle

ENDS = {"pay": MoneyTaken.YES, "decline": MoneyTaken.NO}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("how", ENDS)
def test_it_is_told_on_another_page_and_put_away_by_a_press(at_desk, language, how):
    texts = texts_for(language).safety
    words = texts.solved[ENDS[how]].partition("{amount}")[2]

    async def scenario(desk):
        intent = await desk.left_in_doubt()
        desk.window.show_page("settings")
        held = QApplication.focusWidget()
        getattr(desk.stripe, how)(intent)
        await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
        await settle()
        assert words in desk.driver.words()
        assert QApplication.focusWidget() is held
        await desk.world.clock.advance(1)
        desk.driver.press(Qt.Key.Key_Escape)
        desk.driver.click("alert_read")
        await settle()
        assert words not in desk.driver.words()

    at_desk(scenario, language=language)


def test_it_is_told_as_soon_as_the_sales_are_read_back(at_desk):
    """What became of the last sales before the database was lost nobody may have read."""

    async def scenario(desk):
        intent = await desk.to_element("4500", "jörg")
        await desk.pay(intent)
        (paid,) = await desk.world.payments.recent()
        await desk.read()
        desk.driver.press(Qt.Key.Key_F8)
        await settle()
        await desk.world.disk.transact(lambda tx: SOLVED.add(tx, paid.op))
        lost = SetAside("", desk.world.clock.now())
        desk.world.services.bus.publish(DatabaseReplaced(lost, 0, finished=False))
        await settle()
        told = texts_for("en").safety.solved[MoneyTaken.YES]
        told = told.format(customer="Jörg Müller", amount="EUR 45.00")
        assert told not in desk.driver.words()
        desk.world.services.bus.publish(DatabaseReplaced(lost, 1, finished=True))
        await settle()
        assert told in desk.driver.words()

    at_desk(scenario)


def test_its_card_is_a_press_away(at_desk):
    async def scenario(desk):
        intent = await desk.left_in_doubt()
        desk.stripe.pay(intent)
        await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
        await settle()
        await desk.world.clock.advance(1)
        desk.driver.click("alert_show")
        await settle()
        assert desk.find("result_headline").text() == "Paid"
        assert not desk.find("alert").isVisible()

    at_desk(scenario)


def test_its_buttons_look_as_if_they_did_not_count_until_it_can_be_read(at_desk):
    async def scenario(desk):
        intent = await desk.left_in_doubt()
        desk.stripe.pay(intent)
        await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
        await settle()
        buttons = [desk.find(name, QPushButton) for name in ("alert_show", "alert_read")]
        assert all(button.accessibleDescription() for button in buttons)
        desk.driver.click("alert_read")
        await settle()
        assert desk.find("alert").isVisible()
        await desk.driver.until("buttons", lambda: not buttons[0].accessibleDescription())
        assert not buttons[1].accessibleDescription()

    at_desk(scenario)
