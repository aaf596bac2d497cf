"""Whatever there is to say, and however small the window: nothing is cut off, nothing is huge."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from pos_app.domain.customer import AllowRedisplay
from pos_app.domain.payment import MoneyTaken
from pos_app.ports.checkout_page import ConfirmReported, PageCrashed
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import Card, PaneKind, PaneState
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle
from tests.support.till import VISA

SIZES = [(1000, 580), (1024, 600), (1366, 768), (1920, 1080)]
DIGITS = [f"key_{digit}" for digit in range(10)]


def _inside(desk, name):
    """Whether all of a widget can be seen in the pane it stands in."""
    widget = desk.find(name)
    pane = desk.find("sale_pane")
    corner = widget.mapTo(pane, widget.rect().bottomRight())
    return pane.rect().contains(corner) and widget.height() >= widget.minimumSizeHint().height()


def _overlap(desk):
    rows = [desk.find(f"key_{digit}") for digit in ("7", "4", "1", "0")]
    below = [*rows[1:], desk.find("reference")]
    return [
        (upper.objectName(), lower.objectName())
        for upper, lower in zip(rows, below, strict=True)
        if upper.mapTo(desk.window, upper.rect().bottomLeft()).y()
        >= lower.mapTo(desk.window, lower.rect().topLeft()).y()
    ]


def _keys_whole(desk):
    """Every key stands free: nothing is over it, and its figure fits in."""
    keys = [desk.find(name) for name in (*DIGITS, "reference", "proceed")]
    return [
        key.objectName()
        for key in keys
        if not _inside(desk, key.objectName())
        or key.visibleRegion().boundingRect() != key.rect()
        or any(
            _where(desk, key).intersects(_where(desk, notice))
            for notice in map(desk.find, ("customer_notice", "reference_notice"))
            if notice.isVisible()
        )
    ]


def _where(desk, widget):
    return QRect(widget.mapTo(desk.window, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("noticed", ["customer", "reference", "both"])
@pytest.mark.parametrize("size", SIZES)
def test_a_bar_and_notices_together_cost_no_key_either(at_desk, size, noticed, language):
    async def scenario(desk):
        shown = AllowRedisplay.ALWAYS if noticed == "reference" else AllowRedisplay.UNSPECIFIED
        known = replace(VISA, allow_redisplay=shown)
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, (known,))
        desk.window.show_bug("test: RuntimeError")
        await desk.chosen("jörg", "4850")
        if noticed != "customer":
            desk.find("reference").setFocus()
            desk.driver.write("4242 4242 4242 4242")
            await settle()
            assert desk.find("reference_notice").isVisible()
        assert desk.find("customer_title").text() == "Jörg Müller"
        assert _inside(desk, "customer_title")
        assert _keys_whole(desk) == []
        assert _overlap(desk) == []

    at_desk(scenario, size=size, language=language)


def test_the_word_about_a_customer_waits_for_the_word_about_a_key_and_comes_back(at_desk):
    async def scenario(desk):
        hidden = replace(VISA, allow_redisplay=AllowRedisplay.UNSPECIFIED)
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, (hidden,))
        desk.window.show_bug("test: RuntimeError")
        await desk.chosen("jörg", "4850")
        assert desk.find("customer_notice").isVisible()
        desk.find("reference").setFocus()
        desk.driver.write("4242 4242 4242 4242")
        await settle()
        assert not desk.find("customer_notice").isVisible()
        desk.find("reference", QLineEdit).selectAll()
        desk.driver.write("7")
        await settle()
        assert desk.find("customer_notice").isVisible()
        desk.window.resize(1366, 768)
        desk.find("reference", QLineEdit).selectAll()
        desk.driver.write("4242 4242 4242 4242")
        await settle()
        assert desk.find("customer_notice").isVisible()
        assert desk.find("reference_notice").isVisible()

    at_desk(scenario, size=(1000, 580))


@pytest.mark.parametrize("size", SIZES)
def test_no_notice_costs_a_key_of_the_keypad(at_desk, size):
    async def scenario(desk):
        hidden = replace(VISA, allow_redisplay=AllowRedisplay.UNSPECIFIED)
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, (hidden,))
        desk.driver.write("jörg")
        await settle()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        desk.driver.write("4850")
        desk.find("reference").setFocus()
        desk.driver.write("4242 4242 4242 4242")
        await settle()
        assert desk.find("customer_notice").isVisible()
        assert desk.find("reference_notice").isVisible()
        assert all(_inside(desk, name) for name in (*DIGITS, "reference", "receipt", "proceed"))
        assert desk.find("receipt").height() >= 48
        assert _overlap(desk) == []

    at_desk(scenario, size=size)


def test_a_word_about_a_bug_costs_no_key_either(at_desk):
    async def scenario(desk):
        desk.window.show_bug("test: RuntimeError")
        await settle()
        assert _overlap(desk) == []
        assert all(desk.find(name, QPushButton).height() >= 46 for name in DIGITS)

    at_desk(scenario)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", SIZES)
def test_every_way_on_from_a_sale_at_the_bank_can_be_pressed(at_desk, size, language):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.stripe.require_action(intent)
        desk.page.say(ConfirmReported(intent, "requires_action"))
        desk.page.say(PageCrashed("gone"))
        await settle()
        ways = [b for b in desk.find("result_card").findChildren(QPushButton) if b.isVisible()]
        assert len(ways) >= 3
        for way in ways:
            shown = way.visibleRegion().boundingRect()
            assert shown == way.rect(), f"{way.text()} is cut off"

    at_desk(scenario, size=size, language=language)


def test_on_a_large_screen_keys_stay_keys(at_desk):
    async def scenario(desk):
        await settle()
        assert max(desk.find(name).height() for name in DIGITS) <= 104
        assert max(desk.find(name).width() for name in DIGITS) <= 260

    at_desk(scenario, size=(1920, 1080))


def test_a_window_made_small_in_the_middle_of_a_sale_shows_the_sale(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.window.resize(1024, 600)
        await settle()
        assert not desk.find("search_pane", QWidget).isVisible()
        desk.window.resize(1366, 768)
        await settle()
        assert desk.find("search_pane", QWidget).isVisible()

    at_desk(scenario)


def test_the_receipt_costs_neither_quick_amounts_nor_titles_on_a_usual_screen(at_desk):
    async def scenario(desk):
        shown = replace(VISA, allow_redisplay=AllowRedisplay.ALWAYS)
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, (shown,))
        desk.driver.write("jörg")
        await settle()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.find("receipt").isVisible()
        assert all(desk.find(name).isVisible() for name in ("quick_0", "quick_3", "amount_title"))
        assert _overlap(desk) == []

    at_desk(scenario, size=(1366, 768))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_answer_for_two_sales_is_read_whole(at_desk, size, language):
    """It says of the earlier sale that it is not known yet: the word that must not be cut."""

    async def scenario(desk):
        await desk.to_element()
        words = texts_for(language).pane
        unknown = words.money[MoneyTaken.NOT_KNOWN_YET].lower()
        answer = words.money_beside.format(new=words.money[MoneyTaken.NO], earlier=unknown)
        card = Card(Tone.WARN, "history", "Headline", "Happened", "Next", answer)
        for kind in (PaneKind.ELEMENT, PaneKind.RESULT):
            desk.window.resize(1920, 1080)
            desk.window.show_pane(PaneState(kind, card))
            await settle()
            desk.window.resize(*size)
            await settle()
            shown = [w for w in desk.window.findChildren(QLabel, "money_answer") if w.isVisible()]
            assert [w.width() >= w.sizeHint().width() for w in shown] == [True]
            assert all(w.parentWidget().rect().contains(w.geometry()) for w in shown)
            inside = [w.visibleRegion().boundingRect().width() == w.width() for w in shown]
            assert inside == [True], "wider than the pane it is scrolled in"

    at_desk(scenario, size=size, language=language)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [1000, 1100, 1200, 1300, 1366, 1920])
def test_the_key_on_the_button_below_the_amount_covers_none_of_its_words(at_desk, width, language):
    async def scenario(desk):
        press, key = desk.find("proceed", QPushButton), desk.find("proceed_key")
        words = press.fontMetrics().horizontalAdvance(press.text())
        assert words <= press.width()
        if key.isVisible():
            assert key.x() > (press.width() + words) // 2
        assert key.isVisible() or width < 1366

    at_desk(scenario, size=(width, 700), language=language)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [1000, 1100, 1200, 1279, 1280, 1366])
def test_no_figure_of_the_amount_and_no_word_of_the_button_is_cut_off(at_desk, width, language):
    async def scenario(desk):
        desk.driver.write("jörg")
        await settle()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        desk.driver.write("99999999")
        await settle()
        field, press = desk.find("amount", QLineEdit), desk.find("proceed", QPushButton)
        assert len(field.text()) == len("999,999.99")
        for shown in (field, press):
            assert shown.fontMetrics().horizontalAdvance(shown.text()) + 8 <= shown.width()

    at_desk(scenario, size=(width, 700), language=language)
