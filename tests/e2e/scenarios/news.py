"""What is done elsewhere to a sale that is long over reaches the books without a key pressed."""

from __future__ import annotations

from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.timeline import FactKind
from tests.e2e.driving.till import MARIA, Till

_ARRIVES_S = 20.0


async def a_refund_made_in_the_dashboard_is_booked(till: Till) -> None:
    await till.begin(MARIA, "4850")
    await till.charge()
    sale = await till.until_paid()
    till.sim.call("POST", "/v1/refunds", payment_intent=str(sale.intent), amount="850")
    await till.driver.until_read(till.words.pane.facts[FactKind.REFUNDED], seconds=_ARRIVES_S)
    rows = [row for row in (await till.books()).ledger if row.op == sale.op]
    assert [(row.kind, row.money.minor) for row in rows] == [
        (LedgerKind.SALE, 4850),
        (LedgerKind.REFUND, -850),
    ]
    after = till.payment(sale.op)
    assert (after.amount_refunded, after.money_taken) == (850, MoneyTaken.YES)
    await till.driver.until_read(till.words.returns.row_partly_refunded)
