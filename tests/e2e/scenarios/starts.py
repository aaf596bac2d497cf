"""The first steps of a fresh install, and a window that simply stays open."""

from __future__ import annotations

import asyncio

from pos_app.domain.modes import Mode
from tests.e2e.driving.child import say
from tests.e2e.driving.till import MARIA, Till


async def first_start_to_first_sale(till: Till) -> None:
    """Training or Connect is offered; Training leads to the counter, which remembers it."""
    shell = till.words.shell
    await till.driver.until_read(shell.welcome_title, shell.training_button, shell.connect_button)
    till.driver.click("start_training")
    await till.driver.until_read(till.words.sale.choose_customer)
    await till.until_focus("search")
    assert till.running.services.settings.current.mode is Mode.TRAINING
    await till.begin(MARIA, "100")
    await till.charge()
    await till.until_paid()


async def stays_open(_till: Till) -> None:
    say(reached=True)
    await asyncio.Event().wait()
