"""Closing or restarting the window: each sale in doubt is told of first."""

import pytest
import pytest_asyncio

from pos_app.domain.modes import Mode
from pos_app.ui.presenters.leaving import Leaving
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio


class Window:
    def __init__(self):
        self.faults = []
        self.restarted = 0

    def show_fault(self, title, detail=""):
        self.faults.append((title, detail))

    def withdraw_fault(self, title):
        pass

    def restart(self):
        self.restarted += 1


@pytest.fixture
def window():
    return Window()


@pytest_asyncio.fixture
async def leaving(till, window):
    services = till.world.services
    return Leaving(
        payments=services.payments,
        settings=services.settings,
        on_screen=lambda: till.panes.taking.sale,
        watched_in_doubt=lambda: services.watch.in_doubt,
        mode=Mode.TEST,
        view=window,
        scope=till.scope,
        clock=till.clock,
        texts=till.texts,
    )


async def second_sale(till, intent):
    await till.answer(intent, "pay")
    till.counter.new_sale()
    await settle()
    await till.begin("m.weber", "9900")
    await till.ready()
    await till.charge()


async def restart(leaving):
    leaving.restart()
    await settle()


async def test_a_warning_of_one_sale_is_none_of_another(till, leaving):
    intent = await till.to_element()
    await till.charge()
    assert "EUR 48.50" in leaving.closing_warning()
    await second_sale(till, intent)
    assert "EUR 99.00" in leaving.closing_warning()
    assert leaving.closing_warning() == "", "asked twice, it is let go"


async def test_the_same_before_a_restart(till, leaving, window):
    intent = await till.to_element()
    await till.charge()
    await restart(leaving)
    await second_sale(till, intent)
    await restart(leaving)
    assert ["EUR 48.50" in detail for _, detail in window.faults] == [True, False]
    assert window.restarted == 0
    await restart(leaving)
    assert window.restarted == 1


async def test_an_unreadable_disk_hides_no_sale_in_doubt(till, leaving, window):
    await till.to_element()
    await till.charge()
    till.world.store.fail("x" * 9)
    await restart(leaving)
    assert window.restarted == 0
    assert "EUR 48.50" in window.faults[0][1]
    await restart(leaving)
    assert window.restarted == 1
    till.world.store.fail("")


async def test_a_charge_that_is_just_being_written_down_is_told_of(till, leaving, window):
    await till.to_element()
    till.world.store.fail(".w" + "x" * 9)
    await till.charge()
    assert till.panes.taking.in_doubt
    assert till.world.services.watch.in_doubt == ()
    await restart(leaving)
    assert (window.restarted, len(window.faults)) == (0, 1)
    till.world.store.fail("")
    till.world.store.gate.set()
    await till.clock.advance(1)


async def test_a_warning_of_the_sale_before_is_none_of_one_being_written_down(
    till, leaving, window
):
    intent = await till.to_element()
    await till.charge()
    assert leaving.closing_warning()
    await till.report("succeeded")
    till.stripe.pay(intent)
    await till.clock.advance(2)
    till.counter.new_sale()
    await settle()
    await till.begin("m.weber", "9900")
    await till.ready()
    till.world.store.fail(".w")
    await till.charge()
    assert till.panes.taking.in_doubt
    assert till.world.services.watch.in_doubt == ()
    assert leaving.closing_warning()
    till.world.store.gate.set()
    await till.clock.advance(1)
    assert leaving.closing_warning() == "", "asked twice about this one, it is let go"
