"""What came in between a sale's beginning and its confirmation, or its being taken up again."""

import asyncio

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.fake_stripe import NO_NETWORK, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def begun(world, *consents, sold=None):
    started = await world.payments.start(sold or order(), *consents)
    assert isinstance(started, Started)
    return started.payment


async def confirmed(world, payment):
    asked = await world.payments.confirm_asked(payment.op)
    assert asked.confirming
    return asked


async def paid(world, payment):
    await confirmed(world, payment)
    world.stripe.pay(payment.intent)
    return await world.payments.check(payment.op)


async def left_open(world):
    """A sale that Stripe refused to cancel, so that it can still be paid."""
    payment = await begun(world)
    world.stripe.fail("cancel", *[lost_request(Refused(RefusalKind.INVALID, "no"))] * 9)
    await world.payments.leave(payment.op)
    await world.rest()
    return payment


# ------------------------------------------------------------------ between Enter and F9
async def test_the_same_paid_meanwhile_bars_the_confirmation(world: World) -> None:
    first, second = await begun(world), await begun(world)
    earlier = await paid(world, first)
    barred = await world.payments.confirm_asked(second.op)
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)
    assert FactKind.CONFIRM_ASKED not in await world.facts(second.op)


async def test_a_sale_in_doubt_meanwhile_bars_the_confirmation(world: World) -> None:
    first, second = await begun(world), await begun(world)
    earlier = await confirmed(world, first)
    barred = await world.payments.confirm_asked(second.op)
    assert barred == NotStarted(NotStartedReason.OPEN_ISSUE, issue=earlier)


async def test_what_is_barred_is_given_up(world: World) -> None:
    first, second = await begun(world), await begun(world)
    await paid(world, first)
    await world.payments.confirm_asked(second.op)
    await world.rest()
    assert (await world.sale(second.op)).state is PaymentState.CANCELED


async def test_it_is_looked_at_in_the_transaction_that_writes_the_confirmation(
    world: World,
) -> None:
    """Both are charged at the same moment: one of them is."""
    sales = await begun(world), await begun(world)
    asked = await asyncio.gather(*(world.payments.confirm_asked(sale.op) for sale in sales))
    assert [isinstance(result, NotStarted) for result in asked] == [False, True]


async def test_an_answer_given_to_two_sales_at_once_confirms_one(world: World) -> None:
    earlier = await paid(world, await begun(world))
    again = Consent(DecisionKind.CHARGE_AGAIN, earlier.op, "Anna")
    first, second = await begun(world, again), await begun(world, again)
    latest = await paid(world, first)
    barred = await world.payments.confirm_asked(second.op)
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=latest)


async def test_what_was_agreed_to_at_the_start_is_not_asked_again(world: World) -> None:
    earlier = await paid(world, await begun(world))
    second = await begun(world, Consent(DecisionKind.CHARGE_AGAIN, earlier.op, "Anna"))
    assert (await paid(world, second)).state is PaymentState.SUCCEEDED


async def test_another_amount_paid_meanwhile_bars_nothing(world: World) -> None:
    first, second = await begun(world), await begun(world, sold=order(minor=1200))
    await paid(world, first)
    assert (await paid(world, second)).state is PaymentState.SUCCEEDED


async def test_a_sale_in_doubt_itself_is_never_called_not_begun(world: World) -> None:
    """Its own first confirmation may still arrive; it is not given up, and time ends it."""
    first, second = await begun(world), await begun(world)
    await confirmed(world, second)
    lost = ConfirmReported(second.intent, "", error_type="api_connection_error")
    await world.payments.reported(second.op, lost)
    world.stripe.pay(first.intent)
    await world.payments.check(first.op)
    barred = await world.payments.confirm_asked(second.op)
    assert barred.reason is NotStartedReason.NOT_OPEN
    assert (barred.issue.op, barred.issue.money_taken) == (second.op, MoneyTaken.NOT_KNOWN_YET)
    assert (await world.facts(second.op)).count(FactKind.CONFIRM_ASKED) == 1
    await world.clock.advance(LATEST_ARRIVAL - 1)
    assert (await world.sale(second.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(2)
    assert (await world.sale(second.op)).money_taken is MoneyTaken.NO


# ------------------------------------------------------------------ taken up again
async def test_nothing_is_taken_up_before_recovery_has_settled_the_customers_sales(
    world: World,
) -> None:
    payment = await left_open(world)
    world.services.recovery.expect()
    work = world.payments.resume(payment.op)
    resuming = world.services.background.spawn(work, name="take up")
    await world.rest()
    assert not resuming.done()
    await world.services.recovery.run()
    barred = await resuming
    assert barred.reason is NotStartedReason.BEING_CANCELED, "by recovery, as nobody had it open"


async def test_nothing_is_taken_up_while_sales_are_read_back(world: World) -> None:
    payment = await left_open(world)
    world.services.health.rebuilding(active=True)
    refused = await world.payments.resume(payment.op)
    assert (refused.reason, refused.obstacle) == (NotStartedReason.HINDERED, Obstacle.REBUILDING)
    assert refused.issue.op == payment.op
    world.services.health.rebuilding(active=False)
    assert isinstance(await world.payments.resume(payment.op), Started)


@pytest.mark.parametrize("happens", ["require_action", "pay"])
async def test_offline_a_sale_is_called_what_it_is(world: World, happens) -> None:
    """One at the bank or paid has begun all right, whatever keeps the register from charging."""
    payment = await begun(world)
    await confirmed(world, payment)
    getattr(world.stripe, happens)(payment.intent)
    known = await world.payments.check(payment.op)
    world.stripe.down = NO_NETWORK
    world.services.reach.note(NO_NETWORK)
    refused = await world.payments.resume(payment.op)
    assert (refused.reason, refused.issue) == (NotStartedReason.NOT_OPEN, known)


async def test_one_at_the_bank_is_not_given_up_for_what_bars_it(world: World) -> None:
    first, second = await begun(world), await begun(world)
    await confirmed(world, second)
    world.stripe.require_action(second.intent)
    known = await world.payments.check(second.op)
    world.stripe.pay(first.intent)
    await world.payments.check(first.op)
    refused = await world.payments.resume(second.op)
    assert (refused.reason, refused.issue) == (NotStartedReason.NOT_OPEN, known)
    await world.rest()
    assert world.stripe.count("cancel") == 0
