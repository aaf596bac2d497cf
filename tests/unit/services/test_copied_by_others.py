"""Other software copied our metadata to a PaymentIntent of its own: what was paid is read back."""

from dataclasses import replace

import pytest

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.world import World, order
from tests.unit.services.test_rebuild import lose_the_database, rebuild, sold

pytestmark = pytest.mark.asyncio
UNPAID = (
    PaymentIntentStatus.CANCELED,
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
    PaymentIntentStatus.REQUIRES_ACTION,
)


def copy_of(world: World, intent: PaymentIntentId, status: PaymentIntentStatus):
    """Another PaymentIntent with our metadata, made now."""
    copied = replace(
        world.stripe.intents[intent],
        id=PaymentIntentId("pi_zz9"),
        status=status,
        amount_received=0,
        charge=None,
        created=world.clock.true_now(),
    )
    world.stripe.intents[copied.id] = copied
    return copied


async def paid_and_copied(world: World, status: PaymentIntentStatus):
    """Ours was paid; half a minute later somebody copied it."""
    op, intent = await sold(world)
    world.stripe.pay(intent)
    await world.payments.check(op)
    await world.clock.advance(30)
    return op, intent, copy_of(world, intent, status)


@pytest.mark.parametrize("status", UNPAID)
async def test_a_newer_copy_does_not_hide_the_payment(world: World, status) -> None:
    op, intent, copied = await paid_and_copied(world, status)
    await lose_the_database(world)
    await rebuild(world)
    await world.clock.advance(120)
    sale = await world.sale(op)
    assert (sale.intent, sale.money_taken) == (intent, MoneyTaken.YES)
    assert len(await world.ledger()) == 1
    assert world.stripe.intents[copied.id].status == status, "it is not ours to cancel"
    again = await world.payments.start(order())
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=sale)


@pytest.mark.parametrize("ours", ["pay", "process", "authorise"])
@pytest.mark.parametrize("status", UNPAID)
async def test_it_is_not_taken_for_one_that_was_given_up(world: World, ours, status) -> None:
    """The customer has a later sale, too."""
    op, intent = await sold(world)
    getattr(world.stripe, ours)(intent)
    await world.payments.check(op)
    await world.clock.advance(30)
    copied = copy_of(world, intent, status)
    await world.clock.advance(30)
    later, other = await sold(world, 777)
    world.stripe.pay(other)
    await world.payments.check(later)
    await lose_the_database(world)
    await rebuild(world)
    await world.clock.advance(300)
    sale = await world.sale(op)
    assert sale.intent == intent
    assert sale.money_taken is not MoneyTaken.NO
    assert world.stripe.intents[copied.id].status == status


@pytest.mark.parametrize("status", UNPAID[:2])
async def test_ours_at_the_customers_bank_is_followed(world: World, status) -> None:
    op, intent = await sold(world)
    world.stripe.require_action(intent)
    await world.payments.check(op)
    await world.clock.advance(30)
    copy_of(world, intent, status)
    await lose_the_database(world)
    await rebuild(world)
    world.stripe.pay(intent)
    await world.clock.advance(3600)
    sale = await world.sale(op)
    assert (sale.intent, sale.money_taken) == (intent, MoneyTaken.YES)


@pytest.mark.parametrize("status", UNPAID)
async def test_a_crash_after_the_copy_was_read_back_hides_nothing(world: World, status) -> None:
    op, intent, copied = await paid_and_copied(world, status)
    await lose_the_database(world)
    ours = world.stripe.intents.pop(intent)  # on a later page
    lost = await world.services.rebuild.begin()
    assert lost is not None
    await world.services.rebuild._read_page()
    assert (await world.sale(op)).intent == copied.id
    world.stripe.intents[intent] = ours
    await world.crash()
    world.start()
    await rebuild(world)
    await world.clock.advance(300)
    sale = await world.sale(op)
    assert (sale.intent, sale.money_taken) == (intent, MoneyTaken.YES)
    assert len(await world.ledger()) == 1
