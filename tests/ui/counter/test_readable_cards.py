"""What F5 has come to, and what has happened, is read whole in a usual window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea

from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import PageCrashed
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle
from tests.ui.counter.test_unread_questions import the_same_again

LANGUAGES = ["en", "de"]


def whole(widget):
    """Whether nothing of it is covered, scrolled away or outside."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


async def charged(desk):
    intent = await desk.to_element("4500")
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    return intent


def check_word(language):
    return texts_for(language).pane.checked.partition("{")[0].strip().lower()


@pytest.mark.parametrize("size", [(1000, 580), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_when_stripe_was_asked_is_read_beside_every_button(at_desk, size, language):
    async def scenario(desk):
        intent = await charged(desk)
        desk.page.say(PageCrashed("killed"))
        await settle()
        desk.stripe.require_action(intent)
        await desk.world.clock.advance(3)
        desk.driver.press(Qt.Key.Key_F5)
        await settle()
        said = desk.find("result_progress", QLabel)
        assert check_word(language) in said.text().lower()
        assert whole(said)
        if size != (1000, 580):
            words = desk.find("result_card").findChild(QScrollArea)
            assert words.verticalScrollBar().maximum() == 0, "no word has to be scrolled for"

    at_desk(scenario, language=language, size=size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_f5_answers_on_a_sale_at_the_bank_too(at_desk, language):
    async def scenario(desk):
        intent = await charged(desk)
        desk.stripe.process(intent)
        await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
        await settle()
        desk.driver.press(Qt.Key.Key_F5)
        await settle()
        said = desk.find("result_progress", QLabel)
        assert check_word(language) in said.text().lower()
        assert whole(said)

    at_desk(scenario, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_fact_goes_on_in_the_next_line(at_desk, language):
    async def scenario(desk):
        await the_same_again(desk)
        await desk.read()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        await desk.ready()
        fact = desk.find("fact_1", QLabel)
        lifted = texts_for(language).facts.lifted["charge_again"]
        assert fact.text().endswith(lifted)
        assert fact.wordWrap()
        assert fact.height() >= fact.heightForWidth(fact.width())
        shown = desk.find("timeline").findChild(QScrollArea)
        assert shown.widget().width() <= shown.viewport().width()

    at_desk(scenario, language=language)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_small_words_on_the_warning_pane_have_its_colour_at_once(at_desk, theme):
    """They had it only after the colours were changed while the app ran."""

    async def scenario(desk):
        await charged(desk)
        desk.page.say(PageCrashed("killed"))
        await settle()
        card = desk.find("result_card")
        words = [each for each in card.findChildren(QLabel) if each.isVisible() and each.text()]
        before = [each.palette().color(QPalette.ColorRole.WindowText) for each in words]
        desk.window.setStyleSheet(f"{desk.window.styleSheet()}\n")  # Qt looks at all of it again
        assert before == [each.palette().color(QPalette.ColorRole.WindowText) for each in words]

    at_desk(scenario, theme=theme)
