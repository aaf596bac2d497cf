"""What a bank asks is shown once more: written down first, never a second confirmation."""

import asyncio

import pytest

from pos_app.domain.health import Obstacle
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported, PageCrashed
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.results import BankReady, NotStartedReason, StartUnknown
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK, Fault
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def asked_by_the_bank(world: World):
    """A sale whose page died while the bank asked, and was left."""
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.require_action(payment.intent)
    await world.payments.reported(payment.op, PageCrashed("crashed"))
    await world.payments.leave(payment.op)
    await settle()
    return await world.sale(payment.op)


async def test_the_page_gets_the_secret_after_it_is_written_down(world: World) -> None:
    payment = await asked_by_the_bank(world)
    shown = await world.payments.show_bank(payment.op)
    assert isinstance(shown, BankReady)
    assert shown.client_secret.reveal().startswith(payment.intent)
    assert shown.payment.money_taken is MoneyTaken.NOT_KNOWN_YET
    facts = await world.facts(payment.op)
    assert facts[-1] is FactKind.BANK_SHOWN
    assert facts.count(FactKind.CONFIRM_ASKED) == 1, "nothing is confirmed a second time"


async def test_a_full_disk_forbids_to_show_it(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.store.fail("..x")
    with pytest.raises(StoreUnavailableError):
        await world.payments.show_bank(payment.op)
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)


async def test_approved_then_it_is_paid_once(world: World) -> None:
    payment = await asked_by_the_bank(world)
    await world.payments.show_bank(payment.op)
    world.stripe.pay(payment.intent)
    paid = await world.payments.reported(payment.op, ConfirmReported(payment.intent, "succeeded"))
    assert paid.money_taken is MoneyTaken.YES
    assert len(await world.ledger()) == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_refused_then_it_can_be_paid_by_another_method(world: World, restarted: bool) -> None:
    """It is in somebody's hands again, so nobody cancels it behind their back."""
    payment = await asked_by_the_bank(world)
    if restarted:
        await world.restart()
    await world.payments.show_bank(payment.op)
    world.stripe.fail_authentication(payment.intent)
    said = ConfirmReported(
        payment.intent, "", "card_error", "payment_intent_authentication_failure"
    )
    after = await world.payments.reported(payment.op, said)
    assert (after.state, after.money_taken) == (PaymentState.OPEN, MoneyTaken.NO)
    await world.clock.advance(LATEST_ARRIVAL * 2)
    assert (await world.sale(payment.op)).state is PaymentState.OPEN


async def test_a_page_that_dies_again_leaves_the_bank_its_time(world: World) -> None:
    payment = await asked_by_the_bank(world)
    await world.clock.advance(LATEST_ARRIVAL + 1)
    await world.payments.show_bank(payment.op)
    lost = await world.payments.reported(payment.op, PageCrashed("crashed"))
    assert lost.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(LATEST_ARRIVAL + 60)
    assert (await world.sale(payment.op)).state is PaymentState.REQUIRES_ACTION
    world.stripe.pay(payment.intent)
    await world.clock.advance(400)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


@pytest.mark.parametrize(
    ("brought", "state"),
    [
        ("pay", PaymentState.SUCCEEDED),
        ("fail_authentication", PaymentState.OPEN),
        ("process", PaymentState.PROCESSING),
    ],
)
async def test_a_bank_that_asks_nothing_any_more_is_not_shown(world: World, brought, state) -> None:
    payment = await asked_by_the_bank(world)
    getattr(world.stripe, brought)(payment.intent)
    shown = await world.payments.show_bank(payment.op)
    assert shown.reason is NotStartedReason.NOT_OPEN
    assert shown.issue.state is state
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)


async def test_a_sale_that_is_over_is_not_shown(world: World) -> None:
    payment = await asked_by_the_bank(world)
    await world.payments.cancel(payment.op)
    shown = await world.payments.show_bank(payment.op)
    assert shown.reason is NotStartedReason.NOT_OPEN
    assert shown.issue.state is PaymentState.CANCELED


async def test_over_while_it_is_written_down(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.store.fail("..w")
    asking = asyncio.ensure_future(world.payments.show_bank(payment.op))  # noqa: TID251
    await settle()
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    world.store.gate.set()
    assert (await asking).reason is NotStartedReason.NOT_OPEN
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)


async def test_another_sale_of_the_customer_in_doubt_bars_it(world: World) -> None:
    payment = await asked_by_the_bank(world)
    await world.payments.cancel(payment.op)
    other = await asked_by_the_bank(world)
    world.stripe.require_action(payment.intent)
    await world.disk.transact(lambda tx: tx.payments.put(payment))
    shown = await world.payments.show_bank(payment.op)
    assert shown.reason is NotStartedReason.OPEN_ISSUE
    assert other.op != payment.op
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)


async def test_without_an_answer_nothing_is_shown_and_nothing_changes(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.stripe.fail("client_secret", Fault(NO_NETWORK))
    shown = await world.payments.show_bank(payment.op)
    assert shown == StartUnknown(payment, FailureCause.NETWORK)


async def test_a_refused_secret_is_told(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.stripe.fail("client_secret", Fault(Refused(RefusalKind.NOT_PERMITTED)))
    shown = await world.payments.show_bank(payment.op)
    assert (shown.reason, shown.issue) == (NotStartedReason.REFUSED, payment)


async def test_what_keeps_the_register_from_charging_is_told(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.stripe.down = NO_NETWORK
    await world.payments.check(payment.op)
    shown = await world.payments.show_bank(payment.op)
    assert (shown.reason, shown.obstacle) == (NotStartedReason.HINDERED, Obstacle.NETWORK)
    assert shown.issue.state is PaymentState.REQUIRES_ACTION
