"""What becomes of a doubt unseen is told, or asked about, after a restart."""

import asyncio

import pytest
import pytest_asyncio

from pos_app.domain.payment import MoneyTaken
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.ui.presenters.alerts import READ
from pos_app.ui.presenters.calm import CALM_SECONDS
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
AN_HOUR = 3600.0


@pytest_asyncio.fixture
async def till():
    till = Till()
    yield till
    await till.scope.close()
    await till.world.close()


async def charged(till: Till) -> tuple[str, str]:
    intent = await till.to_element()
    await till.charge()
    return intent, till.panes.taking.sale.op


async def left(till: Till) -> tuple[str, str]:
    intent, op = await charged(till)
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    till.counter.new_sale()
    await till.clock.advance(CALM_SECONDS)
    till.counter.new_sale()
    await settle()
    assert till.panes.taking.sale is None
    return intent, op


async def next_day(till: Till) -> None:
    await till.scope.close()
    await till.world.crash()
    till.world.start()
    await till.world.services.recovery.run()
    await till.clock.advance(10 * AN_HOUR)


async def told(till: Till) -> list[str]:
    return [sale.op for sale in (await till.world.services.follow_ups.list()).solved]


async def assert_told_and_asked(till: Till, op: str) -> None:
    known = await till.world.sale(op)
    assert known.money_taken is MoneyTaken.YES
    assert await told(till) == [op]
    again = await till.world.payments.start(known.order)
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=known)


async def test_paid_late_on_a_screen_that_nobody_watched(till: Till) -> None:
    """Closing time; the customer approves later; the machine restarts overnight."""
    intent, op = await charged(till)
    till.stripe.require_action(intent)
    await till.clock.advance(600)
    till.stripe.pay(intent)
    await till.clock.advance(120)
    assert till.view.money == till.texts.pane.money[MoneyTaken.YES]
    await next_day(till)
    await assert_told_and_asked(till, op)


async def test_the_app_is_closed_while_stripe_is_asked(till: Till) -> None:
    intent, op = await charged(till)
    await till.clock.advance(5)
    till.stripe.pay(intent)
    await till.scope.close()
    await asyncio.gather(till.world.payments.check(op), till.world.services.close())
    await next_day(till)
    await assert_told_and_asked(till, op)


async def test_power_fails_right_after_stripes_word_is_written(till: Till) -> None:
    intent, op = await left(till)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    till.world.store.dead = True
    await next_day(till)
    await assert_told_and_asked(till, op)


async def test_a_full_disk_keeps_news_that_was_read(till: Till) -> None:
    intent, op = await left(till)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(CALM_SECONDS)
    till.world.store.fail("x")
    till.alerts.pressed(READ)
    await settle()
    assert await told(till) == [op]
    assert till.view.alert is not None


async def test_who_waits_before_the_pane_is_told_there_alone(till: Till) -> None:
    """The window is closed for the day with the last sale paid: no news on the next one."""
    intent, op = await charged(till)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(CALM_SECONDS)
    assert till.view.alert is None
    await next_day(till)
    assert await told(till) == []


@pytest.mark.parametrize("go_on", ["new_sale", "back", "find"])
async def test_whoever_goes_on_from_its_end_has_read_it(till: Till, go_on: str) -> None:
    intent, op = await charged(till)
    till.stripe.require_action(intent)
    await till.clock.advance(600)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(1)
    assert await told(till) == [op], "nobody may be there"
    getattr(till.counter, go_on)()
    await settle()
    assert till.view.alert is None
    assert await told(till) == []


@pytest.mark.parametrize("heard", ["by the watcher", "by F5", "by F5, slowly", "by the page"])
async def test_a_second_press_meant_for_a_doubt_has_not_read_its_end(
    till: Till, heard: str
) -> None:
    intent, op = await charged(till)
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    if heard == "by F5, slowly":
        held = till.stripe.hold("retrieve")
        till.counter.check()
        await settle()
    till.counter.new_sale()
    till.stripe.pay(intent)
    till.hurry()
    match heard:
        case "by the watcher":
            await till.world.payments.check(op)
        case "by F5":
            till.counter.check()
        case "by F5, slowly":
            held.set()
            till.stripe.release()
        case _:
            await till.report("succeeded")
    await settle()
    assert not till.panes.taking.in_doubt
    till.counter.new_sale()
    await settle()
    assert till.panes.taking.sale is None
    assert (await told(till), till.view.alert is not None) == ([op], True)


@pytest.mark.parametrize("go_on", ["new_sale", "back", "find"])
@pytest.mark.parametrize(("after", "read"), [(0.0, False), (0.2, False), (0.4, True)])
async def test_a_press_quicker_than_anybody_sees_has_not_read_it(
    till: Till, go_on: str, after: float, read: bool
) -> None:
    intent, op = await charged(till)
    till.hurry()
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await settle()
    await till.clock.advance(after)
    getattr(till.counter, go_on)()
    await settle()
    assert till.panes.taking.sale is None
    assert await told(till) == ([] if read else [op])


async def test_a_second_press_meant_for_a_doubt_has_not_read_a_decline(till: Till) -> None:
    """Its card has no buttons that could wait."""
    intent, op = await charged(till)
    till.counter.new_sale()
    await till.clock.advance(CALM_SECONDS)
    till.hurry()
    till.stripe.decline(intent)
    await till.report("requires_payment_method")
    assert not till.panes.taking.in_doubt
    till.counter.new_sale()
    await settle()
    assert (await told(till), till.view.alert is not None) == ([op], True)


async def test_an_end_counts_from_when_it_can_be_seen(till: Till) -> None:
    """Painting takes its time on a slow machine, and nothing is seen behind another page."""
    intent, op = await charged(till)
    till.hurry()
    till.view.painted = False
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(60)
    assert await told(till) == [op], "nobody has read it by waiting"
    till.view.unpainted()
    await till.clock.advance(0.1)
    till.counter.new_sale()
    await settle()
    assert (await told(till), till.view.alert is not None) == ([op], True)


async def test_what_was_painted_before_says_nothing_of_the_end(till: Till) -> None:
    intent, op = await charged(till)
    till.hurry()
    till.view.painted = False
    till.counter.new_sale()
    before = till.view.unpainted
    till.counter.back()
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    before()
    await till.clock.advance(1)
    till.counter.new_sale()
    await settle()
    assert await told(till) == [op]


async def test_a_row_is_not_read_before_its_news_are(till: Till) -> None:
    """Opened and left within the milliseconds in which it is read again."""
    intent, op = await left(till)
    listed = await till.world.sale(op)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(60)
    assert await told(till) == [op]
    till.counter.show_sale(await till.world.sale(op))
    till.clock.linger(CALM_SECONDS)
    till.counter.new_sale()
    await settle()
    assert (await told(till), till.view.alert is not None) == ([op], True)
    till.counter.show_sale(listed)  # as a list had it that was read before
    for _ in range(2):
        till.counter.new_sale()
    await settle()
    assert till.panes.taking.sale is None
    assert (await told(till), till.view.alert is not None) == ([op], True)


@pytest.mark.parametrize(("after", "read"), [(0.2, False), (0.4, True)])
async def test_a_row_that_was_opened_and_left_in_passing_is_not_read(
    till: Till, after: float, read: bool
) -> None:
    intent, op = await left(till)
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(60)
    till.hurry()
    till.counter.show_sale(await till.world.sale(op))
    await till.clock.advance(after)
    till.counter.new_sale()
    await settle()
    assert await told(till) == ([] if read else [op])


@pytest.mark.parametrize("go_on", ["show_sale", "charge_anew"])
@pytest.mark.parametrize(("after", "read"), [(0.2, False), (0.4, True)])
async def test_another_sale_pressed_at_once_has_not_read_it(
    till: Till, go_on: str, after: float, read: bool
) -> None:
    """A row of a list, or a button of the bar."""
    await till.paid()
    other = till.panes.taking.sale.payment
    till.counter.new_sale()
    await till.begin("jörg", "1200")
    intent = till.page.mounted.intent
    await till.ready()
    await till.charge()
    op = till.panes.taking.sale.op
    till.hurry()
    till.stripe.pay(intent)
    await till.world.payments.check(op)
    await till.clock.advance(after)
    getattr(till.counter, go_on)(other)
    await settle()
    assert await told(till) == ([] if read else [op])


async def test_one_press_meant_for_an_unknown_sale_has_not_read_its_end(till: Till) -> None:
    intent, op = await charged(till)
    till.stripe.down = NO_NETWORK
    await till.clock.advance(300)
    assert till.panes.taking.sale.unknown
    till.stripe.down = None
    till.stripe.pay(intent)
    till.hurry()
    till.counter.check()
    await settle()
    assert not till.panes.taking.in_doubt
    till.counter.new_sale()
    await settle()
    assert (await told(till), till.view.alert is not None) == ([op], True)


async def test_leaving_it_in_doubt_and_reading_its_end_are_two_things(till: Till) -> None:
    """Pressed once, read in peace, then left."""
    intent, _ = await charged(till)
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    till.counter.new_sale()
    till.stripe.pay(intent)
    await till.world.payments.check(till.panes.taking.sale.op)
    await till.clock.advance(CALM_SECONDS)
    till.counter.new_sale()
    await settle()
    assert (await told(till), till.view.alert) == ([], None)
