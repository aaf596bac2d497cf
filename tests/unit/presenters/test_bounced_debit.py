"""A debit that the bank refuses days later is told, and charged anew with one press."""

import re

import pytest

from pos_app.ui.presenters.alerts import AGAIN, SEEN
from pos_app.ui.states.pane import PaneKind
from pos_app.ui.states.spots import Spot
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


async def bounced(till, keys="4850"):
    """A debit that the bank refuses two days later."""
    intent = await till.to_element(keys)
    await till.charge()
    await till.answer(intent, "process")
    till.counter.new_sale()
    await till.clock.advance(2 * 24 * 3600)
    till.stripe.decline(intent)
    await till.clock.advance(2 * 3600)


async def test_a_debit_that_bounced_is_told_until_it_is_seen_to(till: Till) -> None:
    await bounced(till)
    assert re.match(
        r"Jörg Müller: EUR 48\.50 of \d\d [A-Z][a-z]{2} \d\d:\d\d was not", till.view.alert.title
    )
    assert "No money was taken" in till.view.alert.text
    assert till.view.search.follow_ups
    till.view.alert = None
    till.alerts.open()  # as the next start does
    await settle()
    assert till.view.alert is not None
    till.alerts.pressed(SEEN)
    await settle()
    assert till.view.alert is None
    assert not till.view.search.follow_ups
    till.alerts.open()
    await settle()
    assert till.view.alert is None


async def test_charging_anew_fills_in_customer_and_amount(till: Till) -> None:
    await bounced(till)
    till.alerts.pressed(AGAIN)
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.amount == "48.50"
    assert till.view.spot is Spot.AMOUNT
    await till.proceed()
    assert till.view.pane.kind is PaneKind.LOADING


async def test_a_bounced_debit_is_told_until_charging_it_anew_has_succeeded(till: Till) -> None:
    await bounced(till)
    till.alerts.pressed(AGAIN)
    await settle()
    till.counter.new_sale()
    await settle()
    assert till.view.alert is not None
    till.alerts.pressed(AGAIN)
    await settle()
    await till.proceed()
    intent = await till.ready()
    assert till.view.alert is not None
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.alert is None
    assert not till.view.search.follow_ups


async def test_a_sale_in_doubt_on_the_screen_is_not_pushed_aside(till: Till) -> None:
    await bounced(till)
    await till.choose("weber")
    till.counter.search.pick("cus_1")
    await settle()
    till.type("700")
    await till.proceed()
    await till.ready()
    await till.charge()
    till.alerts.pressed(AGAIN)
    await settle()
    assert till.view.customer.title == "Maria Weber"
    assert till.view.alert is not None
