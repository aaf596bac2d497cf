"""The methods are fetched once more; what is heard of the sale meanwhile is newer than that."""

import pytest
import pytest_asyncio

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.ports.checkout_page import PageCrashed
from pos_app.ui.states.pane import ActionId, PaneKind
from pos_app.ui.texts import Situation
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault

pytestmark = pytest.mark.asyncio
NOT_PERMITTED = Fault(Refused(RefusalKind.NOT_PERMITTED, "no", "permission"))
NOT_OPEN_ANY_MORE = [
    ("pay", PaymentState.SUCCEEDED, MoneyTaken.YES),
    ("process", PaymentState.PROCESSING, MoneyTaken.PENDING),
    ("authorise", PaymentState.REQUIRES_CAPTURE, MoneyTaken.HELD),
    ("require_action", PaymentState.REQUIRES_ACTION, MoneyTaken.NOT_KNOWN_YET),
]


@pytest_asyncio.fixture
async def fetching(till):
    """The page was lost; the secrets for another one are on their way."""
    intent = await till.to_element()
    till.page.say(PageCrashed("gone"))
    await settle()
    mounted = len(till.page.mounts)
    held = till.stripe.hold("open_session")
    till.counter.act(ActionId.RETRY)
    await settle()

    async def heard(change):
        """Something happens to the sale, is heard of, and then the older answer arrives."""
        getattr(till.stripe, change)(intent)
        await till.world.payments.check(till.panes.taking.sale.op)
        await settle()
        held.set()
        till.stripe.release()
        await settle()
        return len(till.page.mounts) - mounted

    return heard


@pytest.mark.parametrize(("change", "state", "money"), NOT_OPEN_ANY_MORE)
async def test_what_may_not_be_charged_any_more_is_not_offered(
    till, fetching, change, state, money
):
    shown = await fetching(change)
    assert shown == 0
    assert till.panes.taking.sale.payment.state is state
    assert till.view.pane.kind is PaneKind.RESULT
    assert till.view.money == till.texts.pane.money[money]
    assert till.view.charge is None or not till.view.charge.enabled


async def test_a_refusal_heard_meanwhile_stands_above_the_methods(till, fetching):
    shown = await fetching("decline")
    await till.ready()
    assert shown == 1
    assert till.panes.taking.sale.payment.error.decline_code == "insufficient_funds"
    assert till.view.charge.enabled


async def lose_the_page(till):
    intent = await till.to_element()
    till.page.say(PageCrashed("gone"))
    await settle()
    return intent


async def show_again_refused(till):
    till.stripe.fail("client_secret", NOT_PERMITTED)
    till.counter.act(ActionId.RETRY)
    await settle()


@pytest.mark.parametrize(("change", "state", "money"), NOT_OPEN_ANY_MORE)
async def test_a_late_refusal_takes_no_certainty_back(till, change, state, money):
    intent = await lose_the_page(till)
    held = till.stripe.hold("client_secret")
    await show_again_refused(till)
    getattr(till.stripe, change)(intent)
    await till.world.payments.check(till.panes.taking.sale.op)
    held.set()
    till.stripe.release()
    await settle()
    assert till.panes.taking.sale.payment.state is state
    assert till.view.money == till.texts.pane.money[money]


@pytest.mark.parametrize(("change", "state", "money"), NOT_OPEN_ANY_MORE)
async def test_what_is_heard_behind_a_refusal_is_shown(till, change, state, money):
    intent = await lose_the_page(till)
    await show_again_refused(till)
    assert till.view.headline == "A permission is missing"
    getattr(till.stripe, change)(intent)
    till.counter.check()
    await settle()
    assert till.panes.taking.sale.payment.state is state
    assert till.view.money == till.texts.pane.money[money]


async def test_a_doubt_behind_a_refusal_is_not_left_unasked(till):
    intent = await lose_the_page(till)
    await show_again_refused(till)
    till.stripe.require_action(intent)
    till.counter.check()
    await settle()
    till.counter.new_sale()
    assert till.view.headline == till.texts.pane.situations[Situation.LEAVE].headline
