"""What others do meanwhile, at Stripe or at the bank, and hands that are too quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import MoneyTaken
from pos_app.services import confirming
from pos_app.ui.presenters import checking
from pos_app.ui.texts import Situation
from tests.e2e.driving.till import JOERG, MARIA, Till

_SESSION = {"path": "/v1/elements/*", "method": "POST"}
_BANK_ASKS = "location.pathname.startsWith('/acs') && document.readyState === 'complete'"


async def enter_pressed_often_begins_one_sale(till: Till) -> None:
    await till.pick(MARIA)
    begun = len(till.started)
    till.driver.write("8000")
    for _ in range(4):
        till.press(Qt.Key.Key_Return)
    await till.charge()
    await till.until_paid()
    assert len(till.started) == begun + 1


async def canceled_in_the_dashboard_before_the_charge(till: Till) -> None:
    await till.begin(MARIA, "8100")
    till.sim.call("POST", f"/v1/payment_intents/{till.sale.intent}/cancel")
    await till.charge()
    await till.until_situation(Situation.CANCELED, MoneyTaken.NO)
    await till.until_canceled()


async def paid_elsewhere_before_the_charge(till: Till) -> None:
    """Somebody confirms the same PaymentIntent first: it is paid once, and said to be paid."""
    await till.begin(MARIA, "8200")
    till.sim.call(
        "POST",
        f"/v1/payment_intents/{till.sale.intent}/confirm",
        payment_method="pm_MariaWeber01Visa",
        return_url="https://example.com",
    )
    await till.charge()
    await till.until_paid()


async def saved_card_removed_while_it_is_shown(till: Till) -> None:
    """The charge is refused in plain words; another method pays the same sale."""
    customer = till.sim.customer("Valerie Wechsel", email="v.wechsel@example.org")
    till.sim.save(customer, "pm_card_mastercard")
    gone = till.sim.save(customer, "pm_card_visa")
    await till.begin(("valerie", "v.wechsel@example.org"), "8300")
    await till.page.click(f"[data-choice={gone}]")
    till.sim.call("POST", f"/v1/payment_methods/{gone}/detach")
    await till.charge()
    await till.until_situation(Situation.NOT_TAKEN, MoneyTaken.NO)
    first = till.sale
    other = f"[data-choice^=pm_]:not([data-choice={gone}])"
    await till.page.click(other)
    await till.charge()
    paid = await till.until_paid()
    assert (paid.intent, paid.method.last4) == (first.intent, "4444")


async def customer_deleted_while_the_methods_are_shown(till: Till) -> None:
    customer = till.sim.customer("Xenia Fort", email="x.fort@example.org")
    till.sim.save(customer, "pm_card_visa")
    await till.begin(("xenia", "x.fort@example.org"), "8400")
    till.sim.call("DELETE", f"/v1/customers/{customer}")
    await till.charge()
    await till.until_situation(Situation.NOT_TAKEN, MoneyTaken.NO)
    assert till.sim.charges(till.sale.op) == []


async def methods_cannot_be_loaded_at_first(till: Till) -> None:
    till.sim.fail("error", **_SESSION, status=500, remaining=None)
    await till.pick(MARIA)
    till.driver.write("8500")
    till.press(Qt.Key.Key_Return)
    await till.until_situation(Situation.LOAD_ERROR, MoneyTaken.NO)
    first = till.sale.intent
    till.sim.heal()
    await till.answer("retry")
    await till.charge()
    assert (await till.until_paid()).intent == first


async def methods_shown_for_an_hour(till: Till) -> None:
    """The customer looks for another card for a long time; the shown methods still work."""
    await till.begin(MARIA, "8600")
    till.sim.advance(3600)
    await till.charge()
    await till.until_paid()


async def bank_waits_for_an_hour(till: Till) -> None:
    await till.begin(JOERG, "8700")
    await till.charge()
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    await till.page.until(_BANK_ASKS)
    till.sim.advance(3600)
    await till.page.click("[data-outcome=complete]")
    await till.until_paid()


async def bank_cannot_be_reached(till: Till) -> None:
    """The connection is lost between the bank's question and its answer."""
    await till.begin(JOERG, "8800")
    await till.charge()
    await till.until_situation(Situation.NEEDS_CUSTOMER, MoneyTaken.NOT_KNOWN_YET)
    await till.page.until(_BANK_ASKS)
    till.sim.fail("reset_before", "/v1/*", remaining=None)
    await till.page.click("[data-outcome=complete]")
    await till.until_situation(Situation.UNKNOWN, MoneyTaken.NOT_KNOWN_YET, seconds=40)
    till.sim.heal()
    await till.until_paid(seconds=40)


async def frame_of_stripe_hangs_after_the_charge(till: Till) -> None:
    """Nothing tells of it but its silence: the form is ended, the doubt ends, the same is paid."""
    with _short_waits():
        await till.begin(MARIA, "8850")
        till.page.hang_frames()
        await till.charge()
        await till.until_situation(Situation.WORKING, MoneyTaken.NOT_KNOWN_YET)
        await till.until_situation(Situation.PAGE_LOST_CONFIRMING, MoneyTaken.NOT_KNOWN_YET)
        await till.until_situation(Situation.PAGE_LOST, MoneyTaken.NO)
    silent = till.sale
    assert till.sim.charges(silent.op) == []
    await till.answer("retry")
    await till.charge()
    assert (await till.until_paid()).op == silent.op


async def refund_in_the_dashboard_right_after(till: Till) -> None:
    """A paid sale stays a paid sale in the ledger; the refund is another row."""
    await till.begin(MARIA, "8900")
    await till.charge()
    paid = await till.until_paid()
    till.sim.call("POST", "/v1/refunds", payment_intent=str(paid.intent))
    till.press(Qt.Key.Key_F5)
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES)
    rows = [row for row in (await till.books()).ledger if row.op == paid.op]
    assert [row.money.minor for row in rows if row.kind is LedgerKind.SALE] == [8900]


@contextmanager
def _short_waits() -> Iterator[None]:
    """A minute is three seconds, and a minute and a half four."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "SILENT_AFTER", 3.0)
        patch.setattr(confirming, "LATEST_ARRIVAL", 4.0)
        yield
