"""Not twice by mistake, not without a manager, and never in the dark about what holds it up."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.health import Obstacle
from pos_app.domain.ids import OpId
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.ports.store import Tx
from pos_app.ui.texts import Situation, StartProblem
from tests.e2e.driving.till import INGRID, JOERG, MARIA, Till

_LOOK = {"path": "/v1/payment_intents/pi_*", "method": "GET"}
_CONFIRM = {"path": "/v1/payment_intents/pi_*/confirm", "method": "POST"}
_CANCEL = {"path": "/v1/payment_intents/pi_*/cancel", "method": "POST"}
_PIN = "271828"
_RESOLVES_S = 40.0


async def the_same_sale_again_is_asked_about(till: Till) -> None:
    await till.begin(MARIA, "9000")
    await till.charge()
    first = await till.until_paid()
    await till.pick(MARIA)
    till.driver.write("9000")
    till.press(Qt.Key.Key_Return)
    await _until_start_problem(till, StartProblem.LOOKS_REPEATED)
    assert till.started[-1] == first.op
    for _ in range(4):  # tapped, as hasty people do
        till.press(Qt.Key.Key_F9)
        await asyncio.sleep(0.15)
    assert till.started[-1] == first.op
    await till.read()
    till.press(Qt.Key.Key_F9)
    await till.charge()
    await till.until_sale("another sale", lambda sale: sale.op != first.op)
    second = await till.until_paid()
    (decision,) = await _decisions(till)
    assert (decision.kind, decision.op) == (DecisionKind.CHARGE_AGAIN, second.op)


async def no_is_an_answer(till: Till) -> None:
    """The question is left by the key for the next customer; nothing was begun."""
    await till.pick(MARIA)
    begun = len(till.started)
    till.driver.write("9000")
    till.press(Qt.Key.Key_Return)
    await _until_start_problem(till, StartProblem.LOOKS_REPEATED)
    await till.read()
    till.press(Qt.Key.Key_F8)
    await till.driver.until_read(till.words.sale.choose_customer)
    assert len(till.started) == begun


async def a_manager_charges_despite_a_sale_in_doubt(till: Till) -> None:
    """The first use chooses the PIN; without it, or without a reason, the bar stays."""
    await till.begin(MARIA, "9100")
    till.sim.fail("error", **_LOOK, status=500, remaining=None)
    till.sim.fail("reset_after", **_CONFIRM, remaining=None)
    await till.charge()
    await till.until_situation(Situation.UNKNOWN, MoneyTaken.NOT_KNOWN_YET, seconds=_RESOLVES_S)
    unsure = till.sale.op
    await till.read()
    till.press(Qt.Key.Key_F8)
    await till.pick(MARIA)
    till.driver.write("9200")
    till.press(Qt.Key.Key_Return)
    await _until_start_problem(till, StartProblem.OPEN_ISSUE)
    await till.answer("override")
    await till.driver.until_read(till.words.safety.first_pin)
    till.driver.click("manager_decide")
    await till.driver.until_read(till.words.safety.problems["no_reason"])
    await till.fill("manager_reason", "the bank showed the refusal")
    await till.fill("manager_pin", _PIN)
    await till.fill("manager_pin_again", _PIN)
    till.press(Qt.Key.Key_Return)
    await till.until_sale("a new sale", lambda sale: sale.op != unsure)
    (decision,) = await _decisions(till, till.sale.op)
    assert decision.reason == "the bank showed the refusal"
    till.press(Qt.Key.Key_F8)
    till.sim.heal()
    await till.driver.until(
        "the truth",
        lambda: till.payment(unsure).state is PaymentState.SUCCEEDED,
        seconds=_RESOLVES_S,
    )
    await till.prove_paid(unsure)


async def the_sale_a_manager_charges_in_spite_of_is_cancelled(till: Till) -> None:
    """The bank still asks about the first one; approved later, it would have taken both."""
    unsure = await _charge_despite_the_bank(till, "9150")
    await till.until_canceled(unsure)


async def nothing_is_charged_before_stripe_has_cancelled_the_earlier_sale(till: Till) -> None:
    """Without that answer the customer could approve the first one while the second is taken."""
    till.sim.fail("error", **_CANCEL, status=500, remaining=None)
    unsure = await _charge_despite_the_bank(till, "9160")
    asked = len(till.sim.charges())
    await till.charge()
    await till.until_situation(Situation.EARLIER_ENDING, seconds=_RESOLVES_S)
    words = till.words.pane
    assert till.money_answer == words.money_beside.format(
        new=words.money[MoneyTaken.NO], earlier=words.money[MoneyTaken.NOT_KNOWN_YET].lower()
    )
    assert len(till.sim.charges()) == asked
    till.sim.heal()
    await till.charge()
    new = await till.until_sale(
        "a question of the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION
    )
    assert till.payment(unsure).state is PaymentState.CANCELED
    till.sim.answer(new.intent, ok=True)
    await till.until_paid()
    await till.prove_paid(new.op)


async def _charge_despite_the_bank(till: Till, digits: str) -> OpId:
    """The bank asks about a sale; a manager has the same charged anew. The op of the first one."""
    await till.begin(JOERG, digits)
    await till.charge()
    unsure = await till.until_sale(
        "a question of the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION
    )
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    await till.leave_in_doubt()
    await till.pick(JOERG)
    till.driver.write(digits)
    till.press(Qt.Key.Key_Return)
    await _until_start_problem(till, StartProblem.OPEN_ISSUE)
    await till.answer("override")
    await till.driver.until_read(till.words.safety.pin)
    await till.fill("manager_reason", "pays with another card")
    await _type_the_pin(till)
    till.driver.click("manager_decide")
    await till.until_sale("a new sale", lambda sale: sale.op != unsure.op)
    return unsure.op


async def _type_the_pin(till: Till) -> None:
    """Twice, where the page asks to choose one: that takes a look at the keyring."""
    await till.fill("manager_pin", _PIN)
    if not await till.running.services.gate.has_pin():
        await till.driver.until_read(till.words.safety.first_pin)
        await till.fill("manager_pin_again", _PIN)


async def a_sale_changed_at_stripe_is_taken_as_stripe_says(till: Till) -> None:
    """In doubt until the manager has seen both amounts; booked to the cent as Stripe has it."""
    await till.begin(INGRID, "9300")
    changed = till.sale
    path = f"/v1/payment_intents/{changed.intent}"
    till.sim.call("POST", path, amount="4000")
    till.sim.call(
        "POST", f"{path}/confirm", payment_method="pm_card_visa", return_url="https://example.com"
    )
    await till.charge()
    await till.until_situation(Situation.CONTRADICTED, MoneyTaken.NOT_KNOWN_YET)
    happened = till.words.pane.situations[Situation.CONTRADICTED].happened
    await till.driver.until_read(happened)
    await till.answer("accept")
    await till.driver.until_read("EUR 93.00", "EUR 40.00", till.words.safety.pin)
    await till.fill("manager_reason", "agreed with the customer")
    await _type_the_pin(till)
    till.driver.click("manager_decide")
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES)
    paid = await till.prove_paid(changed.op)
    assert paid.order.money == Money(4000, "EUR")


async def without_network_the_banner_says_why_and_history_is_there(till: Till) -> None:
    await till.begin(MARIA, "9400")
    await till.charge()
    await till.until_paid()
    till.sim.fail("reset_before", "/v1/*", remaining=None)
    till.press(Qt.Key.Key_F8)
    await till.pick(INGRID)
    words = till.words.safety.no_simulator
    said = words.word, till.words.safety.consequence
    await till.driver.until_read(*said)
    begun = len(till.started)
    till.driver.write("9500")
    till.press(Qt.Key.Key_Return)
    await till.driver.until("a refusal", lambda: till.headline == words.word)
    assert till.money_answer == till.words.pane.money[MoneyTaken.NO]
    assert len(till.started) == begun
    till.press(Qt.Key.Key_F8)
    till.driver.click("recent_0")
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES)
    till.sim.heal()
    hindrance = till.driver.widget(QLabel, "hindrance_title")
    await till.driver.until("no banner", lambda: not hindrance.isVisible())


async def what_could_not_begin_says_when_stripe_is_back(till: Till) -> None:
    """Nothing was queued: what was refused begins at a press; what is not known goes on."""
    till.sim.fail("error", "/v1/*", status=503, remaining=None)
    words = till.words.safety.obstacles[Obstacle.STRIPE_DOWN]
    await till.pick(MARIA)
    till.driver.write("9600")
    till.press(Qt.Key.Key_Return)
    uncertain = till.words.pane.situations[Situation.START_UNKNOWN].headline
    await till.driver.until(
        "an honest word", lambda: till.headline in {words.word, uncertain}, seconds=_RESOLVES_S
    )
    assert till.money_answer == till.words.pane.money[MoneyTaken.NO]
    refused = till.headline == words.word
    till.sim.heal()
    if refused:
        again = till.words.safety.over.word
        await till.driver.until("it can begin", lambda: till.headline == again, seconds=_RESOLVES_S)
        await till.answer("retry")
    await till.charge()
    await till.until_paid()


async def _until_start_problem(till: Till, problem: StartProblem) -> None:
    headline = till.words.pane.start[problem].headline
    await till.driver.until(repr(headline), lambda: till.headline == headline, seconds=_RESOLVES_S)
    # Of the new sale; what is known of the earlier one is said beside it.
    assert till.money_answer.startswith(f"{till.words.pane.money[MoneyTaken.NO]} · ")


async def _decisions(till: Till, op: str = "") -> list[Decision]:
    def read(tx: Tx) -> list[Decision]:
        return [one for one in tx.decisions.recent(9) if op in {"", one.op}]

    return await till.running.session.store.transact(read)
