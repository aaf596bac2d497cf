"""The bank has asked, and nobody sees it any more: its page is shown once more, and paid once."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import Qt

from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.ui.texts import Situation
from tests.e2e.driving.till import JOERG, MARIA, Till

_APPROVE = "[data-outcome=complete]"
_REFUSE = "[data-outcome=fail]"


async def page_dies_and_the_bank_is_answered_on_another(till: Till) -> None:
    asked = await _until_bank_asks(till, "3101")
    await _kill_the_page(till)
    await _show_again(till)
    await till.page.click(_APPROVE)
    assert (await till.until_paid()).op == asked.op


async def page_dies_twice(till: Till) -> None:
    asked = await _until_bank_asks(till, "3102")
    for _ in range(2):
        await _kill_the_page(till)
        await _show_again(till)
        await till.page.until("location.pathname.startsWith('/acs')")
    await till.page.click(_APPROVE)
    assert (await till.until_paid()).op == asked.op


async def question_hangs_and_is_replaced(till: Till) -> None:
    """The first press of F8 offers it; the frames that hang end with their page."""
    asked = await _until_bank_asks(till, "3107")
    await till.page.until("location.pathname.startsWith('/acs')")
    till.page.hang_frames()
    till.press(Qt.Key.Key_F8)
    await till.until_situation(Situation.LEAVE, MoneyTaken.NOT_KNOWN_YET)
    await _show_again(till)
    await till.page.click(_APPROVE)
    assert (await till.until_paid()).op == asked.op


async def bank_refuses_on_the_other_page_then_another_method_pays(till: Till) -> None:
    asked = await _until_bank_asks(till, "3103")
    await _kill_the_page(till)
    shown = await _show_again(till)
    await till.page.click(_REFUSE)
    await till.until_declined()
    await till.charge()
    await till.page.click(_APPROVE)
    paid = await till.until_paid()
    assert paid.op == shown.op == asked.op


async def left_listed_and_taken_up_again(till: Till) -> None:
    asked = await _until_bank_asks(till, "3104")
    await till.calm_down()
    till.driver.click("recent_0")
    await till.until_situation(Situation.APPROVAL_UNSEEN, MoneyTaken.NOT_KNOWN_YET)
    await _show_again(till)
    await till.page.click(_APPROVE)
    assert (await till.until_paid()).op == asked.op


async def page_of_the_bank_is_gone_to_again(till: Till) -> None:
    await till.begin(MARIA, "3105")
    await till.page.click('[data-choice="new:ideal"]')
    button = till.driver.named("charge")
    await till.driver.until("iDEAL", lambda: "iDEAL" in button.accessibleName())
    await till.charge()
    await till.until_situation(Situation.AT_BANK)
    left = await _asked(till)
    await till.calm_down()
    till.driver.click("recent_0")
    await till.until_situation(Situation.APPROVAL_UNSEEN)
    await _show_again(till)
    await till.until_situation(Situation.AT_BANK, MoneyTaken.NOT_KNOWN_YET)
    await till.page.click(_APPROVE)
    assert (await till.until_paid()).op == left.op


async def approved_on_the_phone_while_the_page_comes_back(till: Till) -> None:
    asked = await _until_bank_asks(till, "3106")
    await _kill_the_page(till)
    await till.read()
    till.sim.answer(str(asked.intent), ok=True)
    till.driver.click("action_show_bank")
    assert (await till.until_paid()).op == asked.op


async def _until_bank_asks(till: Till, digits: str) -> Payment:
    await till.begin(JOERG, digits)
    await till.charge()
    asked = await _asked(till)
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    return asked


async def _asked(till: Till) -> Payment:
    return await till.until_sale(
        "a question of the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION
    )


async def _kill_the_page(till: Till) -> None:
    os.kill(till.page.page.renderProcessPid(), signal.SIGTERM)
    await till.driver.until("no page", lambda: _can_be_shown_again(till))


async def _show_again(till: Till) -> Payment:
    await till.driver.until("a way to the bank", lambda: _can_be_shown_again(till))
    await till.answer("show_bank")
    await till.driver.until("the page", lambda: not _can_be_shown_again(till))
    return till.sale


def _can_be_shown_again(till: Till) -> bool:
    return till.offers("show_bank")
