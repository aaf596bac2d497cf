"""The network and Stripe at their worst: never twice, never lost, never "failed" when unknown."""

from __future__ import annotations

import asyncio
import os
import signal

from PySide6.QtCore import Qt

from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.store import Tx
from pos_app.ui.texts import Situation, StartProblem
from tests.e2e.driving.till import JOERG, MARIA, Till

_CREATE = {"path": "/v1/payment_intents", "method": "POST"}
_LOOK = {"path": "/v1/payment_intents/pi_*", "method": "GET"}
_CONFIRM = {"path": "/v1/payment_intents/pi_*/confirm", "method": "POST"}
_RESOLVES_S = 40.0


async def connection_lost_after_the_payment_was_created(till: Till) -> None:
    """The same key is repeated: the PaymentIntent that Stripe made is used, not a second one."""
    await _sell_despite(till, "reset_after", "6000", **_CREATE)


async def connection_lost_before_the_payment_was_created(till: Till) -> None:
    await _sell_despite(till, "reset_before", "6010", **_CREATE)


async def server_error_after_the_payment_was_created(till: Till) -> None:
    """Stripe replays a 500 for its key, so what became of it is looked up, and ends somewhere."""
    till.sim.fail("error_after", **_CREATE, status=500)
    await till.pick(MARIA)
    till.driver.write("6100")
    till.press(Qt.Key.Key_Return)
    await till.until_situation(Situation.START_UNKNOWN, MoneyTaken.NO)
    await till.charge()
    await till.until_paid()


async def too_many_requests_for_a_while(till: Till) -> None:
    till.sim.fail("error", "/v1/payment_intents*", status=429, remaining=3)
    await till.begin(MARIA, "6200")
    await till.charge()
    await till.until_paid()


async def slow_stripe_is_only_slow(till: Till) -> None:
    till.sim.latency(700)
    await till.begin(MARIA, "6300")
    await till.charge()
    await till.until_paid()


async def saved_methods_cannot_be_had(till: Till) -> None:
    """Without a CustomerSession a new card can still be typed."""
    till.sim.fail("error", "/v1/customer_sessions", status=500, remaining=None)
    await till.begin(MARIA, "6400")
    await till.driver.until_read(till.words.pane.saved_hidden)
    assert await till.page.spot("[data-choice='new:card']") is not None


async def answer_to_the_charge_is_lost(till: Till) -> None:
    """The page hears nothing of its confirmation; Stripe's own word decides."""
    till.sim.fail("reset_after", **_CONFIRM)
    await till.begin(MARIA, "6500")
    await till.charge()
    await till.until_paid(seconds=_RESOLVES_S)


async def stripe_is_silent_while_charging(till: Till) -> None:
    """Amber "not known yet" as long as nobody answers; "paid" by itself as soon as Stripe does."""
    await till.begin(MARIA, "6600")
    till.sim.fail("error", **_LOOK, status=500, remaining=None)
    till.sim.fail("reset_after", **_CONFIRM, remaining=None)
    await till.charge()
    await till.until_situation(Situation.UNKNOWN, MoneyTaken.NOT_KNOWN_YET, seconds=_RESOLVES_S)
    unsure = till.sale
    assert unsure.unknown_since is not None
    till.press(Qt.Key.Key_F9)
    till.sim.heal()
    paid = await till.until_paid(seconds=_RESOLVES_S)
    assert paid.op == unsure.op


async def stripe_takes_long_to_say_what_became_of_it(till: Till) -> None:
    """No answer for ten seconds: not paid, not failed, only not known yet."""
    await till.begin(MARIA, "6650")
    till.sim.fail("hang", **_LOOK, latency_ms=10_000)
    await till.charge()
    await till.driver.until(
        "an honest word",
        lambda: till.money_answer == till.words.pane.money[MoneyTaken.NOT_KNOWN_YET],
    )
    await till.until_paid(seconds=_RESOLVES_S)


async def operator_asks_stripe_again(till: Till) -> None:
    await till.begin(MARIA, "6700")
    till.sim.fail("error", **_LOOK, status=500, remaining=None)
    till.sim.fail("reset_after", **_CONFIRM, remaining=None)
    await till.charge()
    await till.until_situation(Situation.UNKNOWN, MoneyTaken.NOT_KNOWN_YET, seconds=_RESOLVES_S)
    till.sim.heal()
    till.press(Qt.Key.Key_F5)
    await till.until_paid(seconds=5)


async def another_sale_of_the_same_customer_waits_for_the_truth(till: Till) -> None:
    await till.begin(MARIA, "6800")
    till.sim.fail("error", **_LOOK, status=500, remaining=None)
    till.sim.fail("reset_after", **_CONFIRM, remaining=None)
    await till.charge()
    await till.until_situation(Situation.UNKNOWN, seconds=_RESOLVES_S)
    unsure = till.sale.op
    till.press(Qt.Key.Key_F8)
    await till.pick(MARIA)
    till.driver.write("6800")
    till.press(Qt.Key.Key_Return)
    headline = till.words.pane.start[StartProblem.OPEN_ISSUE].headline
    await till.driver.until("a refusal", lambda: till.headline == headline)
    assert till.started[-1] == unsure
    till.sim.heal()
    await till.until_sale("the truth", lambda sale: sale.state is PaymentState.SUCCEEDED)
    await till.prove_paid(unsure)


async def no_network_before_the_sale(till: Till) -> None:
    """Refused with the reason; nothing was sent, nothing is left open, nothing says "failed"."""
    await till.pick(MARIA)
    till.sim.fail("reset_before", "/v1/*", remaining=None)
    till.driver.write("6900")
    till.press(Qt.Key.Key_Return)
    uncertain = till.words.pane.situations[Situation.START_UNKNOWN].headline
    refused = till.words.safety.no_simulator.word
    await till.driver.until(
        "an honest word", lambda: till.headline in {uncertain, refused}, seconds=_RESOLVES_S
    )
    assert till.money_answer == till.words.pane.money[MoneyTaken.NO]
    await till.driver.until_read(till.words.safety.no_simulator.word)
    till.sim.heal()


async def network_lost_with_the_methods_on_show(till: Till) -> None:
    """Charging is refused with its reason, and by itself allowed again once Stripe answers."""
    await till.begin(MARIA, "7000")
    till.sim.fail("reset_before", "/v1/*", remaining=None)
    till.press(Qt.Key.Key_F5)
    button = till.driver.named("charge")
    await till.driver.until("no way to charge", lambda: not button.isEnabled())
    network = till.words.safety.no_simulator.word
    await till.driver.until_read(till.words.safety.blocked.format(word=network))
    till.press(Qt.Key.Key_F9)
    assert not till.sale.confirming
    till.sim.heal()
    await till.charge()
    await till.until_paid()


async def page_dies_while_charging(till: Till) -> None:
    """The engine's process is killed with the money on its way; the truth is found without it."""
    await till.begin(MARIA, "7100")
    till.sim.fail("hang", **_CONFIRM, latency_ms=1500)
    await till.charge()
    await till.driver.until("the charge on its way", lambda: till.sale.confirming)
    await asyncio.to_thread(_until_no_faults, till)
    os.kill(till.page.page.renderProcessPid(), signal.SIGTERM)
    await till.until_paid(seconds=_RESOLVES_S)


async def page_dies_before_charging(till: Till) -> None:
    """Nothing was sent; the methods are shown again and the same payment is taken."""
    await till.begin(MARIA, "7200")
    before = till.sale
    os.kill(till.page.page.renderProcessPid(), signal.SIGTERM)
    await till.until_situation(Situation.PAGE_LOST, MoneyTaken.NO)
    await till.until_focus("action_retry")
    await till.answer("retry")
    await till.charge()
    assert (await till.until_paid()).intent == before.intent


async def page_dies_while_the_bank_asks(till: Till) -> None:
    await till.begin(JOERG, "7300")
    await till.charge()
    asked = await till.until_sale(
        "a question of the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION
    )
    os.kill(till.page.page.renderProcessPid(), signal.SIGTERM)
    await till.driver.until("no Element", lambda: till.money_answer == _unsure(till))
    till.sim.answer(str(asked.intent), ok=True)
    await till.until_paid(seconds=_RESOLVES_S)


async def every_fact_of_a_bad_day_is_on_the_timeline(till: Till) -> None:
    await till.begin(MARIA, "7400")
    till.sim.fail("error", **_LOOK, status=500, remaining=4)
    till.sim.fail("reset_after", **_CONFIRM)
    await till.charge()
    paid = await till.until_paid(seconds=_RESOLVES_S)
    kinds = await _facts(till, paid)
    expected = {FactKind.INTENDED, FactKind.CREATED, FactKind.CONFIRM_ASKED, FactKind.SUCCEEDED}
    assert expected < set(kinds)
    assert kinds.index(FactKind.INTENDED) < kinds.index(FactKind.CREATED)
    assert kinds.index(FactKind.CONFIRM_ASKED) < kinds.index(FactKind.SUCCEEDED)
    assert kinds.count(FactKind.SUCCEEDED) == kinds.count(FactKind.RECORDED) == 1


async def _sell_despite(till: Till, kind: str, digits: str, **where: str) -> None:
    till.sim.fail(kind, **where)
    await till.begin(MARIA, digits)
    await till.charge()
    await till.until_paid()
    assert till.sim.faults_left == 0


async def _facts(till: Till, paid: Payment) -> list[FactKind]:
    def read(tx: Tx) -> list[FactKind]:
        return [fact.kind for fact in tx.payments.facts(paid.op)]

    return await till.running.session.store.transact(read)


def _unsure(till: Till) -> str:
    return till.words.pane.money[MoneyTaken.NOT_KNOWN_YET]


def _until_no_faults(till: Till) -> None:
    while till.sim.faults_left:
        pass
