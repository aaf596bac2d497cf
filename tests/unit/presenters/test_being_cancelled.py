"""A sale of which Stripe has not said whether it is cancelled: the counter offers it to nobody."""

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import PageCrashed
from pos_app.services.consents import Consent
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation
from tests.support.fake_clock import settle
from tests.support.fake_stripe import TIMEOUT, lost_request
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
OFFERED = [ActionId.CHECK, ActionId.CANCEL, ActionId.NEW_SALE]


def actions(till):
    return [action.id for action in till.view.card.actions]


def headline(till):
    return till.texts.pane.situations[Situation.CANCEL_UNANSWERED].headline


async def act(till, action):
    till.counter.act(action)
    await settle()


async def asked_by_the_bank(till):
    """The customer is asked something on a page that has died."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    till.page.say(PageCrashed("crashed"))
    await settle()
    return intent


async def given_up_by_a_manager(till):
    """Another one is charged in its stead, and Stripe does not answer its cancellation."""
    await asked_by_the_bank(till)
    given_up = till.panes.taking.sale.op
    await till.leave()
    till.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 99)
    await till.begin()
    consent = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, given_up, "Boss", "bank said no")
    gate, taking = till.world.services.gate, till.panes.taking
    await gate.choose(PIN, PIN)
    assert await gate.approve(PIN, consent) is None
    taking.agree(taking.sale, consent)
    await settle()
    await till.clock.advance(5)
    await till.ready()
    return await till.world.sale(given_up)


async def shown(till, sale):
    while till.panes.taking.sale is None or till.panes.taking.sale.op != sale.op:
        till.counter.show_sale(sale)
        await settle()


async def test_opened_from_the_list_its_bank_is_not_offered(till: Till) -> None:
    given_up = await given_up_by_a_manager(till)
    await shown(till, given_up)
    await act(till, ActionId.CHECK)
    await till.clock.advance(15)
    assert (till.view.headline, till.view.money) == (headline(till), "Not known yet")
    assert actions(till) == OFFERED
    await act(till, ActionId.SHOW_BANK)
    assert till.page.banks == []


async def test_an_operators_own_cancellation_without_an_answer(till: Till) -> None:
    await asked_by_the_bank(till)
    till.stripe.fail("cancel", lost_request(TIMEOUT))
    await act(till, ActionId.CANCEL)
    await act(till, ActionId.CHECK)
    assert (till.view.headline, actions(till)) == (headline(till), OFFERED)
    await act(till, ActionId.CANCEL)
    assert till.view.headline == till.texts.pane.situations[Situation.CANCELED].headline


async def test_nobody_confirmed_it_so_no_money_was_taken(till: Till) -> None:
    await till.to_element()
    till.page.say(PageCrashed("crashed"))
    await settle()
    sale = till.panes.taking.sale.payment
    till.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 9)
    till.counter.new_sale()
    await settle()
    await shown(till, sale)
    assert (till.view.headline, till.view.money) == (headline(till), "No")
    assert actions(till) == OFFERED
    await act(till, ActionId.RETRY)
    assert (till.page.mounted, till.view.headline) == (None, headline(till))
    await till.clock.advance(600)
    assert till.view.headline == till.texts.pane.situations[Situation.CANCELED].headline


async def test_cancelled_elsewhere_while_the_form_stands_it_is_not_confirmed(till: Till) -> None:
    await till.to_element()
    till.stripe.fail("cancel", lost_request(Unknown(FailureCause.CONFLICT)))
    await till.world.payments.cancel(till.panes.taking.sale.op)
    await till.charge()
    assert (till.page.confirmed, till.page.mounted) == (0, None)
    assert (till.view.headline, till.view.money) == (headline(till), "No")


async def test_cancelled_elsewhere_while_its_bank_is_on_show(till: Till) -> None:
    """The operator leaves, is asked, and would rather show it anew."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(2)
    till.counter.new_sale()
    assert ActionId.SHOW_BANK in actions(till)
    till.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 9)
    await till.world.payments.cancel(till.panes.taking.sale.op)
    await settle()
    assert ActionId.SHOW_BANK not in actions(till)
