"""Every action without a keyboard: mouse, then fingers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tests.e2e.driving.till import Till

_Hit = Callable[[QWidget], None]
_SAVED = "Visa 4242"


async def mouse_alone_takes_a_payment(till: Till) -> None:
    await _sell(till, _click, "1250")


async def fingers_alone_take_a_payment(till: Till) -> None:
    device = QTest.createTouchDevice()
    await _sell(till, lambda widget: _touch(widget, device), "1260")


async def another_saved_method_is_clicked(till: Till) -> None:
    await _known(till, _click)
    await _type(till, _click, "600")
    _click(till.driver.named("proceed"))
    await till.page.click("[data-choice*=Mastercard]")
    charge = till.driver.named("charge")
    await till.driver.until("the Mastercard", lambda: "4444" in charge.accessibleName())
    _click(charge)
    assert (await till.until_paid()).method.last4 == "4444"


async def quick_amount_and_change_of_mind(till: Till) -> None:
    await _known(till, _click)
    _click(till.driver.named("quick_0"))
    _click(till.driver.named("key_erase"))
    _click(till.driver.named("quick_2"))
    proceed = till.driver.named("proceed")
    _click(proceed)
    await till.driver.until("a way back", lambda: proceed.isEnabled() and _says(till, "Esc"))
    _click(proceed)
    await till.until_focus("amount")
    await till.until_canceled()
    assert till.sale.order.money.minor == 5000


async def keys_stand_still_while_the_customers_details_come_in(till: Till) -> None:
    """Who types at once meets the key they aim at."""
    till.sim.fail("latency", "/v1/customers/*", latency_ms=500, remaining=None)
    await _known(till, _click)
    assert _SAVED not in till.driver.words()
    before = _places(till)
    await till.driver.until_read(_SAVED)
    assert _places(till) == before


async def everything_to_press_is_large_enough(till: Till) -> None:
    await _known(till, _click)
    small = [
        f"{button.objectName()} {button.width()}x{button.height()}"
        for button in till.running.window.findChildren(QAbstractButton)
        if button.isVisible() and button.objectName() and button.height() < 44
    ]
    assert small == []


def _places(till: Till) -> list[QRect]:
    return [till.driver.named(f"key_{digit}").geometry() for digit in range(10)] + [
        till.driver.named("keypad").geometry()
    ]


def _says(till: Till, key: str) -> bool:
    return till.driver.widget(QLabel, "proceed_key").text() == key


async def _sell(till: Till, hit: _Hit, digits: str) -> None:
    """A whole sale of a customer who was served before, on the keypad, and the next one."""
    await _known(till, hit)
    await _type(till, hit, digits)
    hit(till.driver.named("proceed"))
    charge = till.driver.named("charge")
    await till.driver.until("a charge button", lambda: charge.isVisible() and charge.isEnabled())
    hit(charge)
    paid = await till.until_paid()
    assert paid.order.money.minor == int(digits)
    await till.read()
    hit(till.driver.named("action_new_sale"))
    await till.driver.until_read(till.words.sale.choose_customer)


async def _known(till: Till, hit: _Hit) -> None:
    """Names need letters, which a touch screen's own keyboard types; the rest is pointed at."""
    hit(till.driver.named("search"))
    await till.until_focus("search")
    till.driver.write("maria weber")
    await till.driver.until_read("maria.weber@example.com", "m.weber@example.org")
    rows = [till.driver.named(f"customer_{number}") for number in (0, 1)]
    hit(next(row for row in rows if "maria.weber@" in row.accessibleName()))
    await till.until_focus("amount")


async def _type(till: Till, hit: _Hit, digits: str) -> None:
    for digit in digits:
        hit(till.driver.named(f"key_{digit}"))


def _click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def _touch(widget: QWidget, device: QPointingDevice) -> None:
    window = widget.window()
    spot = widget.mapTo(window, QPoint(widget.width() // 2, widget.height() // 2))
    down, up = (QTest.touchEvent(window, device, autoCommit=False) for _ in range(2))
    down.press(0, spot, window).commit(processEvents=False)
    up.release(0, spot, window).commit(processEvents=False)
