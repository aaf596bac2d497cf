"""A sale that Stripe has twice: the books follow the one that took money, or still can.

That needs a hand from outside: a copy made by another program with our id in its metadata.
"""

from dataclasses import replace

import pytest

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.outcomes import RefusalKind, Refused
from tests.support.fake_stripe import FakeStripe, Fault, lost_answer
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio

FATES = {
    "canceled": lambda stripe, intent: stripe._cancel(intent, "abandoned"),
    "open": lambda stripe, intent: None,
    "asked by the bank": FakeStripe.require_action,
    "at the bank": FakeStripe.process,
    "held": FakeStripe.authorise,
    "paid": FakeStripe.pay,
}
"""What becomes of a PaymentIntent; the later ones are followed rather than the earlier ones."""


async def followed(world: World, *fates: str) -> str:
    """The fate of the PaymentIntent that a lost sale is bound to; Stripe tells in this order."""
    world.stripe.fail("create", lost_answer(), Fault(Refused(RefusalKind.KEY_REUSED)))
    unknown = await world.payments.start(order())
    seen = world.stripe.intents.pop(world.stripe.only_intent())
    for fate in fates:
        intent = PaymentIntentId(f"pi_{fate}")
        world.stripe.intents[intent] = replace(seen, id=intent)
        FATES[fate](world.stripe, intent)
    await world.clock.advance(1)
    intent = (await world.sale(unknown.payment.op)).intent
    return str(intent).removeprefix("pi_")


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize(
    ("less", "more"), [(a, b) for n, a in enumerate(FATES) for b in list(FATES)[n + 1 :]]
)
async def test_the_one_further_on_is_followed(
    world: World, less: str, more: str, newest_first: bool
) -> None:
    told = (less, more) if newest_first else (more, less)
    assert await followed(world, *told) == more
