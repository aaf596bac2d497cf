"""A debit that bounced is charged anew once: the books say which sale was begun instead of it."""

import pytest
import pytest_asyncio

from pos_app.domain.payment import PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ports.store import StoreUnavailableError
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.alerts import AGAIN, SEEN
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation, StartProblem
from tests.support import till as tills
from tests.support.fake_clock import settle
from tests.support.till import Till
from tests.support.world import with_amounts

pytestmark = pytest.mark.asyncio
A_WHILE = 15 * 60
A_DAY = 86_400


@pytest_asyncio.fixture(params=["en", "de"])
async def till(request):
    made = Till(with_amounts(repeat_minutes=10), language=request.param)
    yield made
    await made.close()


async def bounced(till):
    """A debit that its bank refuses two days later; the bar tells of it."""
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    till.counter.new_sale()
    await settle()
    till.stripe.decline(intent)
    await till.clock.advance(2 * A_DAY)
    assert till.view.alert is not None
    return intent


async def bounced_on_screen(till):
    """The same, and its card offers the methods once more."""
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    await till.clock.advance(A_WHILE)
    till.stripe.decline(intent)
    await till.clock.advance(A_WHILE)
    assert till.view.alert is not None
    return intent


async def tried_once_more(till):
    """The second try, up to F9."""
    till.alerts.pressed(AGAIN)
    await settle()
    await till.proceed()
    intent = await till.ready()
    await till.charge()
    return intent


async def charged_anew(till):
    first = await bounced(till)
    second = await tried_once_more(till)
    await till.answer(second, "pay")
    till.counter.new_sale()
    await till.clock.advance(A_WHILE)
    assert till.view.alert is None
    return await op_of(till, first), await op_of(till, second)


async def next_start(till, monkeypatch):
    """The app died and is started again: the same database, the same Stripe."""
    await till.scope.close()
    await till.world.restart()
    monkeypatch.setattr(tills, "World", lambda *_settings: till.world)
    again = Till(language=till.texts.language)
    again.alerts.open()
    await again.open()
    await again.clock.advance(A_WHILE)
    return again


async def sale_of(till, intent):
    return next(p for p in await till.world.payments.recent() if p.intent == intent)


async def op_of(till, intent):
    return (await sale_of(till, intent)).op


async def shown(till, intent):
    till.counter.search.review(await op_of(till, intent))
    await settle()


def paid(till):
    return [intent for intent in till.stripe.intents.values() if intent.amount_received]


# ------------------------------------------------------------------ paid by the same sale
@pytest.mark.parametrize(("how", "state"), [("pay", "SUCCEEDED"), ("process", "PROCESSING")])
async def test_one_that_is_tried_again_by_itself_is_not_called_unpaid(till, how, state):
    intent = await bounced_on_screen(till)
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    await till.charge()
    await till.answer(intent, how)
    assert till.panes.taking.sale.payment.state is PaymentState[state]
    assert till.view.alert is None
    till.counter.new_sale()
    await till.clock.advance(A_WHILE)
    assert till.view.alert is None
    rows = (*till.view.search.recents, *till.view.search.follow_ups)
    assert till.texts.search.bounced not in {row.word for row in rows}


async def test_one_that_bounces_twice_is_told_twice(till):
    intent = await bounced_on_screen(till)
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    await till.charge()
    await till.answer(intent, "process")
    till.counter.new_sale()
    await till.clock.advance(A_WHILE)
    assert till.view.alert is None
    till.stripe.decline(intent)
    await till.clock.advance(2 * A_DAY)
    assert till.view.alert is not None


async def test_what_was_paid_meanwhile_is_shown_instead_of_charged_again(till):
    intent = await bounced_on_screen(till)
    as_told = await sale_of(till, intent)
    till.stripe.pay(intent)
    await till.world.payments.check(as_told.op)
    till.counter.new_sale()
    till.alerts.charge_again(as_told)
    await settle()
    assert till.panes.taking.sale.op == as_told.op
    assert till.view.headline == till.texts.pane.situations[Situation.SUCCEEDED].headline


# ------------------------------------------------------------------ paid by another one
async def test_both_sales_say_so(till):
    first, other = await charged_anew(till)
    facts = till.world.payments.timeline
    (anew,) = [f for f in await facts(first) if f.kind is FactKind.CHARGED_ANEW]
    (instead,) = [f for f in await facts(other) if f.kind is FactKind.INSTEAD_OF]
    assert (anew.detail, instead.detail) == (other, first)


async def test_a_crash_before_the_answer_does_not_make_it_unpaid(till, monkeypatch):
    await bounced(till)
    second = await tried_once_more(till)
    till.stripe.pay(second)
    again = await next_start(till, monkeypatch)
    assert again.view.alert.tone is Tone.OK, "not that the bounced one is unpaid"
    assert again.view.search.follow_ups == ()
    await again.scope.close()
    assert again.errors == []


async def test_a_full_disk_at_its_end_does_not_make_it_unpaid(till):
    await bounced(till)
    second = await tried_once_more(till)

    async def full(_op):
        raise StoreUnavailableError("disk full")

    till.world.services.follow_ups.acknowledge = full
    await till.answer(second, "pay")
    await till.clock.advance(A_WHILE)
    assert till.view.alert is None


@pytest.mark.parametrize("bounce", [bounced, bounced_on_screen])
async def test_its_card_says_so_and_offers_it_no_more(till, bounce):
    intent = await bounce(till)
    second = await tried_once_more(till)
    await till.answer(second, "pay")
    till.counter.new_sale()
    await till.clock.advance(A_WHILE)
    await shown(till, intent)
    card, words = till.view.card, till.texts.pane.situations[Situation.CHARGED_ANEW]
    assert card.headline == words.headline
    assert Formatting(till.texts).moment((await sale_of(till, second)).created) in card.happened
    assert card.money.lower().split()[-1] in {"yes", "ja"}
    assert [a.id for a in card.actions] == [ActionId.NEW_SALE, ActionId.SHOW_ANEW]
    till.counter.act(ActionId.SHOW_ANEW)
    await settle()
    assert till.panes.taking.sale.op == await op_of(till, second)


async def test_its_card_learns_that_the_other_one_was_paid(till):
    intent = await bounced(till)
    second = await tried_once_more(till)
    till.stripe.require_action(second)
    await till.clock.advance(3)
    await till.leave()
    await shown(till, intent)
    words = till.texts.pane
    assert till.view.headline == words.situations[Situation.CHARGED_ANEW].headline
    await till.world.payments.cancel(await op_of(till, second))
    await settle()
    assert till.view.headline == words.situations[Situation.BOUNCED].headline
    assert till.view.card.actions[0].id is ActionId.ANEW


async def test_the_guard_asks_however_long_ago_that_was(till):
    intent = await bounced(till)
    second = await tried_once_more(till)
    await till.answer(second, "pay")
    till.counter.new_sale()
    await till.clock.advance(9 * A_DAY)
    till.counter.charge_anew(await sale_of(till, intent))
    await settle()
    await till.proceed()
    assert till.view.headline == till.texts.pane.start[StartProblem.LOOKS_REPEATED].headline
    assert Formatting(till.texts).moment((await sale_of(till, second)).created) in (
        till.view.card.happened
    )
    assert len(paid(till)) == 1
    till.counter.act(ActionId.CHARGE_AGAIN)
    await settle()
    third = await till.ready()
    await till.charge()
    await till.answer(third, "pay")
    assert len(paid(till)) == 2, "whoever says so charges it once more"


async def test_what_was_given_back_in_full_may_be_charged_anew(till):
    intent = await bounced(till)
    second = await tried_once_more(till)
    await till.answer(second, "pay")
    till.counter.new_sale()
    till.stripe.refund(second)
    await till.world.payments.check(await op_of(till, second))
    await shown(till, intent)
    assert till.view.card.actions[0].id is ActionId.ANEW


# ------------------------------------------------------------------ not paid yet
async def test_while_it_may_be_paid_by_another_one_it_is_not_called_unpaid(till):
    await bounced(till)
    second = await tried_once_more(till)
    assert till.view.alert is None
    till.stripe.decline(second)
    till.page.say(ConfirmReported(second, "", "card_error", "card_declined"))
    await settle()
    assert till.view.alert is not None, "nothing was taken, so that it is still to be paid"


async def test_a_second_try_that_bounces_is_told_instead_of_the_first(till):
    await bounced(till)
    second = await tried_once_more(till)
    await till.answer(second, "process")
    till.counter.new_sale()
    await settle()
    assert till.view.alert is None
    till.stripe.decline(second)
    await till.clock.advance(2 * A_DAY)
    assert till.view.alert.detail == "", "one payment is to be made, not two"
    assert len(till.view.search.follow_ups) == 1
    third = await tried_once_more(till)
    await till.answer(third, "pay")
    assert till.view.alert is None
    till.counter.new_sale()
    await shown(till, second)
    anew = till.texts.pane.situations[Situation.CHARGED_ANEW]
    assert till.view.headline == anew.headline


async def test_seen_to_is_said_of_all_its_tries(till):
    await bounced(till)
    second = await tried_once_more(till)
    await till.answer(second, "process")
    till.counter.new_sale()
    await settle()
    till.stripe.decline(second)
    await till.clock.advance(2 * A_DAY)
    await till.clock.advance(CALM_SECONDS)
    till.alerts.pressed(SEEN)
    await settle()
    assert till.view.alert is None
    assert till.view.search.follow_ups == ()
