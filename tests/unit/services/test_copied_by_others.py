"""Other software copied our metadata to a PaymentIntent of its own: what was paid is read back."""

from dataclasses import replace

import pytest

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.world import World, order
from tests.unit.services.test_rebuild import lose_the_database, rebuild, sold


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "status",
    [
        PaymentIntentStatus.CANCELED,
        PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
        PaymentIntentStatus.REQUIRES_ACTION,
    ],
)
async def test_a_newer_copy_does_not_hide_the_payment(world: World, status) -> None:
    op, intent = await sold(world)
    world.stripe.pay(intent)
    await world.payments.check(op)
    await world.clock.advance(30)
    copied = replace(
        world.stripe.intents[intent],
        id=PaymentIntentId("pi_zz9"),
        status=status,
        amount_received=0,
        charge=None,
        created=world.clock.true_now(),
    )
    world.stripe.intents[copied.id] = copied
    await lose_the_database(world)
    await rebuild(world)
    await world.clock.advance(120)
    sale = await world.sale(op)
    assert (sale.intent, sale.money_taken) == (intent, MoneyTaken.YES)
    assert len(await world.ledger()) == 1
    assert world.stripe.intents[copied.id].status == status, "it is not ours to cancel"
    again = await world.payments.start(order())
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=sale)
