"""What becomes of a sale in doubt is told, whatever is on the screen, until somebody read it."""

import pytest
import pytest_asyncio

from pos_app.domain.payment import MoneyTaken
from pos_app.domain.timeline import FactSource
from pos_app.ui.presenters.alerts import READ, SHOW
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.common import Tone
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=["en", "de"])
async def till(request):
    till = Till(language=request.param)
    yield till
    await till.close()


async def left_in_doubt(till: Till) -> str:
    """The bank asks the customer, and the counter goes on with another one."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    till.counter.new_sale()
    await till.clock.advance(CALM_SECONDS)
    till.counter.new_sale()
    await settle()
    await till.choose("m.weber@")
    assert till.view.alert is None
    return intent


async def look(till: Till, intent: str) -> None:
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()


async def press(till: Till, name: str) -> None:
    await till.clock.advance(1)
    till.alerts.pressed(name)
    await settle()


@pytest.mark.parametrize(
    ("how", "money", "tone"),
    [
        ("pay", MoneyTaken.YES, Tone.OK),
        ("decline", MoneyTaken.NO, Tone.WARN),
        ("process", MoneyTaken.PENDING, Tone.INFO),
        ("authorise", MoneyTaken.HELD, Tone.INFO),
    ],
)
async def test_its_end_is_told_in_one_line(till: Till, how, money, tone) -> None:
    intent = await left_in_doubt(till)
    spot = till.view.spot
    getattr(till.stripe, how)(intent)
    await look(till, intent)
    amount = {"en": "EUR 48.50", "de": "EUR 48,50"}[till.texts.language]
    words = till.texts.safety.solved[money].format(customer="Jörg Müller", amount=amount)
    assert (till.view.alert.title, till.view.alert.tone) == (words, tone)
    assert (till.view.alert.text, till.view.alert.detail) == ("", "")
    assert words in till.view.announced
    assert till.view.spot is spot, "nobody's keyboard is taken away"
    assert till.view.customer.title == "Maria Weber"


async def test_it_stays_over_other_sales_and_a_restart_until_it_is_read(till: Till) -> None:
    intent = await left_in_doubt(till)
    till.stripe.pay(intent)
    await look(till, intent)
    told = till.view.alert
    till.type("1000")
    await till.proceed()
    till.counter.new_sale()
    await till.clock.advance(3600)
    assert till.view.alert == told
    again = type(till.alerts)(
        follow_ups=till.world.services.follow_ups,
        view=till.view,
        scope=till.scope,
        clock=till.clock,
        texts=till.texts,
    )
    till.view.alert = None
    again.open()
    await settle()
    assert till.view.alert == told
    await press(till, READ)
    assert till.view.alert is None


async def test_a_sale_in_doubt_from_the_run_before_is_told_of_as_well(till: Till) -> None:
    await till.open()
    services = till.world.services
    payment = (await services.payments.start(await an_order(till))).payment
    await services.payments.confirm_asked(payment.op)
    till.alerts.open()
    await settle()
    till.stripe.pay(payment.intent)
    await look(till, payment.intent)
    assert till.view.alert.tone is Tone.OK


async def an_order(till: Till):
    await till.begin()
    order = till.panes.taking.order
    till.counter.new_sale()
    await settle()
    return order


async def test_whoever_has_it_shown_has_read_it(till: Till) -> None:
    intent = await left_in_doubt(till)
    till.stripe.pay(intent)
    await look(till, intent)
    await press(till, SHOW)
    assert till.view.money == till.texts.pane.money[MoneyTaken.YES]
    assert till.view.alert is None


async def test_a_sale_in_doubt_on_the_screen_stays_there_and_the_news_stays_in_the_bar(till: Till):
    intent = await left_in_doubt(till)
    till.type("1000")
    await till.proceed()
    await till.ready()
    till.counter.charge()
    await settle()
    till.stripe.pay(intent)
    await look(till, intent)
    await press(till, SHOW)
    assert till.view.money == till.texts.pane.money[MoneyTaken.NOT_KNOWN_YET]
    assert till.view.alert is not None
    till.stripe.pay(till.page.mounted.intent)
    await look(till, till.page.mounted.intent)


async def test_what_ends_on_the_screen_is_not_told_twice(till: Till) -> None:
    await till.paid()
    assert till.view.alert is None
    till.counter.new_sale()
    await settle()
    assert till.view.alert is None


async def test_what_is_known_later_is_told_in_its_place(till: Till) -> None:
    intent = await left_in_doubt(till)
    till.stripe.process(intent)
    await look(till, intent)
    assert till.view.alert.tone is Tone.INFO
    till.stripe.pay(intent)
    await look(till, intent)
    assert till.view.alert.tone is Tone.OK
    await press(till, READ)
    assert till.view.alert is None
