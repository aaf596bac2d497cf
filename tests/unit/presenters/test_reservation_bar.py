"""A reservation that ends uncollected is told in one line, whatever is on the screen."""

import pytest
import pytest_asyncio

from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.domain.timeline import FactSource
from pos_app.ui.presenters.alerts import READ, SHOW
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import LANGUAGES
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
SAID = {
    "en": "The reservation of EUR 48.50 for Jörg Müller has ended; nothing was collected",
    "de": "Die Reservierung von EUR 48,50 für Jörg Müller ist zu Ende; eingezogen wurde nichts",
}


@pytest_asyncio.fixture(params=LANGUAGES)
async def till(request):
    till = Till(language=request.param)
    yield till
    await till.close()


async def reserved(till: Till) -> str:
    intent = await till.to_element()
    await till.charge()
    till.stripe.authorise(intent)
    await till.report("requires_capture")
    return intent


async def expire(till: Till, intent: str) -> None:
    till.stripe.change(intent, status=PaymentIntentStatus.CANCELED, cancellation_reason="automatic")
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()


async def press(till: Till, name: str) -> None:
    await till.clock.advance(1)
    till.alerts.pressed(name)
    await settle()


async def ended_beside_another_sale(till: Till) -> None:
    intent = await reserved(till)
    till.counter.new_sale()
    await settle()
    await till.choose("m.weber@")
    assert till.view.alert is None
    await expire(till, intent)


async def test_its_end_is_told_and_announced_until_it_was_read(till: Till) -> None:
    await ended_beside_another_sale(till)
    said = SAID[till.texts.language]
    assert (till.view.alert.title, till.view.alert.tone) == (said, Tone.WARN)
    assert said in till.view.announced
    assert till.view.customer.title == "Maria Weber"
    await press(till, READ)
    assert till.view.alert is None
    till.alerts.open()
    await settle()
    assert till.view.alert is None


async def test_whoever_has_it_shown_has_read_it(till: Till) -> None:
    await ended_beside_another_sale(till)
    await press(till, SHOW)
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.alert is None
    till.counter.new_sale()
    await settle()
    assert till.view.alert is None


async def test_on_the_right_pane_it_says_itself_that_it_has_ended(till: Till) -> None:
    intent = await reserved(till)
    await expire(till, intent)
    assert till.view.alert is None
    assert till.view.headline == {"en": "Canceled", "de": "Abgebrochen"}[till.texts.language]
    till.counter.new_sale()
    await settle()
    assert till.view.alert is None


async def test_an_end_that_takes_the_place_of_another_line_has_to_be_read_first(till: Till) -> None:
    intent = await till.to_element()
    await till.charge()
    await till.leave()
    await till.choose("m.weber@")
    till.stripe.authorise(intent)
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await till.clock.advance(2)
    reserved_only = till.texts.safety.solved[MoneyTaken.HELD]
    assert till.view.alert.title.startswith(reserved_only.partition("{")[0])
    await expire(till, intent)
    assert till.view.announced[-1] == till.view.alert.title == SAID[till.texts.language]
    till.alerts.pressed(READ)  # meant for the line before
    await settle()
    assert till.view.alert.title == SAID[till.texts.language]
    await press(till, READ)
    assert till.view.alert is None


async def test_what_the_operator_cancels_is_not_told(till: Till) -> None:
    await reserved(till)
    till.counter.act("cancel")
    await settle()
    till.counter.new_sale()
    await settle()
    assert till.view.alert is None
