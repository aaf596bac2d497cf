"""The list of what somebody has to come back to, in the real window."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from pos_app.domain.timeline import FactSource
from pos_app.ui.views.rows import RecentRowButton
from tests.support.fake_clock import settle
from tests.support.world import order

A_DAY = 86_400


async def debits(desk, count):
    """Orders their banks have accepted, some days ago."""
    sales = []
    for number in range(count):
        payments = desk.world.payments
        what = order(minor=4850 + number, customer=f"cus_{number + 1}")
        sale = (await payments.start(what)).payment
        await payments.confirm_asked(sale.op)
        desk.stripe.process(sale.intent)
        sales.append(await payments.check(sale.op))
    await desk.world.clock.advance(2 * A_DAY)
    await settle()
    return sales


def shown(desk):
    rows = desk.window.findChildren(RecentRowButton)
    return [r for r in rows if r.objectName().startswith("follow_up") and r.isVisible()]


def test_three_of_them_stand_above_the_recent_sales_and_the_heading_counts_all(at_desk):
    async def scenario(desk):
        assert shown(desk) == []
        await debits(desk, 4)
        assert len(shown(desk)) == 3
        assert desk.find("follow_up_heading", QLabel).text() == "To follow up (4)"
        last = shown(desk)[-1]
        first_recent = desk.find("recent_0", QPushButton)
        assert (
            last.mapTo(desk.window, last.rect().bottomLeft()).y()
            < first_recent.mapTo(desk.window, first_recent.rect().topLeft()).y()
        )

    at_desk(scenario)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_bounced_debit_comes_first_and_opens_by_a_click(at_desk, language):
    async def scenario(desk):
        sales = await debits(desk, 2)
        desk.stripe.decline(sales[1].intent)
        await desk.world.services.reconcile.payment(sales[1].intent, FactSource.WEBHOOK)
        await settle()
        bounced, settling = shown(desk)
        assert sales[1].order.money.decimal_text().replace(".", ",") in (
            bounced.accessibleName().replace(".", ",")
        )
        bounced.click()
        await settle()
        assert desk.find("result_headline", QLabel).isVisible()
        await desk.world.services.follow_ups.acknowledge(sales[1].op)
        await settle()
        assert [row.accessibleName() for row in shown(desk)] == [settling.accessibleName()]

    at_desk(scenario, language=language)


def test_while_a_name_is_typed_the_matches_have_the_room(at_desk):
    async def scenario(desk):
        await debits(desk, 1)
        desk.driver.write("weber")
        await settle()
        assert shown(desk) == []

    at_desk(scenario)
