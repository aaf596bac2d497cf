"""Bank debits: accepted now, settled or failed later, found out without any key."""

from __future__ import annotations

from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.ui.texts import Situation
from tests.e2e.driving.till import INGRID, Till

_SETTLES_S = 30 * 60
_SLOW_LOOK_S = 45.0


async def debits_settle_or_fail_while_the_counter_is_idle(till: Till) -> None:
    """Both end as the bank says; nobody presses a key, and pending is never called paid."""
    failing = await _accepted(till, "[data-choice*=SepaFails]", "3000")
    await till.answer("new_sale")
    settling = await _accepted(till, "[data-choice*=SepaDelayed]", "4000")
    books = await till.books()
    assert not books.ledger
    till.sim.advance(_SETTLES_S)
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES, seconds=_SLOW_LOOK_S)
    await till.prove_paid(settling.op)
    await till.driver.until(
        "the failed one, given up because nobody stands at the counter any more",
        lambda: till.payment(failing.op).state is PaymentState.CANCELED,
        seconds=_SLOW_LOOK_S,
    )
    failed = till.payment(failing.op)
    assert failed.error is not None
    assert failed.money_taken is MoneyTaken.NO
    assert till.sim.charges(failing.op) == []
    await till.driver.until_read(till.words.search.bounced)


async def _accepted(till: Till, choice: str, digits: str) -> Payment:
    await till.begin(INGRID, digits)
    await till.page.click(choice)
    await till.charge()
    await till.until_situation(Situation.PROCESSING, MoneyTaken.PENDING)
    accepted = till.sale
    assert accepted.state is PaymentState.PROCESSING
    return accepted
