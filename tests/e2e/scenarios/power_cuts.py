"""A sale up to the moment in which the app is killed, and what the next start makes of it.

Each life is a child of its own on the same data folder and the same simulator: ``until_*`` reaches
the moment, says so and waits for its end; ``then_*`` is the next life.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt

from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.ui.texts import Situation
from tests.e2e.driving.child import say
from tests.e2e.driving.till import INGRID, JOERG, MARIA, Till

_CREATE = {"path": "/v1/payment_intents", "method": "POST"}
_CONFIRM = {"path": "/v1/payment_intents/pi_*/confirm", "method": "POST"}
_CANCEL = {"path": "/v1/payment_intents/pi_*/cancel", "method": "POST"}
_NEVER_ANSWERS_MS = 60_000
_SETTLES_S = 30 * 60


# -------------------------------------------------------------------------- until the power goes
async def until_stripe_has_the_sale(till: Till) -> None:
    """The PaymentIntent was made; its answer has not come back."""
    till.sim.fail("hang", **_CREATE, latency_ms=_NEVER_ANSWERS_MS)
    await till.pick(MARIA)
    till.driver.write("1000")
    till.press(Qt.Key.Key_Return)
    await _reached(till)


async def until_methods_are_shown(till: Till) -> None:
    await till.begin(MARIA, "1000")
    await _wait_for_the_end()


async def until_charged(till: Till) -> None:
    """The money was taken; nobody here has heard of it."""
    await till.begin(MARIA, "1000")
    till.sim.fail("hang", **_CONFIRM, latency_ms=_NEVER_ANSWERS_MS)
    await till.charge()
    await _reached(till)


async def until_bank_asks(till: Till) -> None:
    await till.begin(JOERG, "1000")
    await till.charge()
    await till.until_sale("the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION)
    await _wait_for_the_end()


async def until_bank_page_is_open(till: Till) -> None:
    await till.begin(MARIA, "1000")
    await till.page.click('[data-choice="new:ideal"]')
    await till.charge()
    await till.until_situation(Situation.AT_BANK)
    await till.until_sale("the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION)
    await _wait_for_the_end()


async def until_canceled_at_stripe(till: Till) -> None:
    """The sale is canceled; nobody here has heard of it."""
    await till.begin(MARIA, "1000")
    till.sim.fail("hang", **_CANCEL, latency_ms=_NEVER_ANSWERS_MS)
    till.press(Qt.Key.Key_F8)
    await _reached(till)


async def until_debit_is_accepted(till: Till) -> None:
    await _accepted(till, "[data-choice*=SepaDelayed]")
    await _wait_for_the_end()


async def until_doomed_debit_is_accepted(till: Till) -> None:
    await _accepted(till, "[data-choice*=SepaFails]")
    await _wait_for_the_end()


# -------------------------------------------------------------------------- the next life
async def then_it_is_canceled(till: Till) -> None:
    await till.remember()
    assert len(till.started) == 1
    await till.until_canceled()
    await till.driver.until_read(till.words.pane.states[PaymentState.CANCELED])


async def then_it_is_paid(till: Till) -> None:
    await till.remember()
    assert len(till.started) == 1
    await till.until_sale("a paid sale", lambda sale: sale.state is PaymentState.SUCCEEDED)
    await till.prove_paid()
    await till.driver.until_read(till.words.pane.states[PaymentState.SUCCEEDED])


async def then_the_bank_still_asks_and_is_answered(till: Till) -> None:
    """No second charge meanwhile; the answer given on the customer's phone is found out."""
    await till.remember()
    asked = till.sale
    assert asked.money_taken is MoneyTaken.NOT_KNOWN_YET
    await till.driver.until_read(till.words.pane.states[PaymentState.REQUIRES_ACTION])
    till.sim.answer(str(asked.intent), ok=True)
    await then_it_is_paid(till)


async def then_the_bank_asks_again_and_is_answered(till: Till) -> None:
    """Its question is on show once more, on a page that knows nothing of the first."""
    await till.remember()
    till.driver.click("recent_0")
    await till.until_situation(Situation.APPROVAL_UNSEEN, MoneyTaken.NOT_KNOWN_YET)
    await till.answer("show_bank")
    await till.page.click("[data-outcome=complete]")
    await till.until_paid()


async def then_it_waits_until_it_settles(till: Till) -> None:
    await till.remember()
    assert till.sale.money_taken is MoneyTaken.PENDING
    till.driver.click("recent_0")
    await till.until_situation(Situation.PROCESSING, MoneyTaken.PENDING)
    till.sim.advance(_SETTLES_S)
    till.press(Qt.Key.Key_F5)
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES)
    await then_it_is_paid(till)


async def then_it_has_bounced_and_is_charged_anew(till: Till) -> None:
    """Told until somebody has seen to it; customer and amount are there, one key shows the methods.

    It is seen to once the customer has paid in another way, not when somebody begins to.
    """
    safety = till.words.safety
    await till.remember()
    bounced = till.sale
    await till.driver.until_read("Ingrid Bauer: EUR 10.00", safety.failed_later_hint)
    await till.driver.until_read(till.words.search.bounced)
    assert till.sim.charges() == []
    assert till.payment(bounced.op).money_taken is MoneyTaken.NO
    await till.read()
    till.driver.click("alert_again")
    await till.until_focus("amount")
    await till.driver.until_read("Ingrid Bauer", "10.00")
    till.press(Qt.Key.Key_Return)
    anew = await till.until_sale("another sale", lambda sale: sale.op != bounced.op)
    assert (anew.order.customer, anew.order.money) == (bounced.order.customer, bounced.order.money)
    await till.page.click("[data-choice*=SepaDelayed]")
    alert = till.driver.named("alert")
    assert alert.isVisible()
    await till.charge()
    await till.until_situation(Situation.PROCESSING, MoneyTaken.PENDING)
    await till.driver.until("no alert", lambda: not alert.isVisible())
    till.sim.advance(_SETTLES_S)
    till.press(Qt.Key.Key_F5)
    await till.until_paid()


async def then_the_sales_are_read_back(till: Till) -> None:
    """The database was destroyed meanwhile: it says so, where the old one is, and what was paid."""
    await _read_back(till, ".corrupt-")


async def then_the_sales_that_are_gone_are_read_back(till: Till) -> None:
    await _read_back(till, till.words.safety.gone)


async def _read_back(till: Till, said: str) -> None:
    await till.driver.until_read(till.words.safety.rebuilt.format(count=1))
    await till.driver.until_read(said)
    till.driver.click("close_fault")
    await then_it_is_paid(till)


async def _accepted(till: Till, choice: str) -> None:
    await till.begin(INGRID, "1000")
    await till.page.click(choice)
    await till.charge()
    await till.until_situation(Situation.PROCESSING, MoneyTaken.PENDING)


async def _reached(till: Till) -> None:
    """The fault has hit: the effect is there, the answer never comes."""
    while till.sim.faults_left:  # noqa: ASYNC110 - only the simulator knows
        await asyncio.sleep(0.02)
    await _wait_for_the_end()


async def _wait_for_the_end() -> None:
    say(reached=True)
    await asyncio.Event().wait()
