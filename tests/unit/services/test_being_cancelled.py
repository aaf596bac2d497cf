"""A sale whose cancellation Stripe has not answered is put before nobody any more."""

import pytest

from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import PageCrashed
from pos_app.services.results import BankReady, CancelUnknown, NotStarted, NotStartedReason, Started
from tests.support.fake_stripe import TIMEOUT, lost_request, stored_500
from tests.support.world import World, confirming, order

pytestmark = pytest.mark.asyncio
BEING_CANCELED = NotStartedReason.BEING_CANCELED


async def asked_by_the_bank(world: World):
    payment = await confirming(world)
    world.stripe.require_action(payment.intent)
    return await world.payments.reported(payment.op, PageCrashed("crashed"))


async def test_what_its_bank_asks_is_not_shown_again(world: World) -> None:
    """Approved while the cancellation is on its way, it might be paid beside the next one."""
    payment = await asked_by_the_bank(world)
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    assert isinstance(await world.payments.cancel(payment.op), CancelUnknown)
    barred = await world.payments.show_bank(payment.op)
    assert isinstance(barred, NotStarted)
    assert (barred.reason, barred.issue.op) == (BEING_CANCELED, payment.op)
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_cancelled_while_its_secret_is_fetched_it_is_not_shown(world: World) -> None:
    payment = await asked_by_the_bank(world)
    held = world.stripe.hold("client_secret")
    showing = world.services.background.spawn(world.payments.show_bank(payment.op), name="show")
    await world.rest()
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    await world.payments.cancel(payment.op)
    held.set()
    await world.rest()
    assert showing.result().reason is BEING_CANCELED
    assert FactKind.BANK_SHOWN not in await world.facts(payment.op)


async def test_its_methods_are_not_put_on_the_page_again(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    await world.payments.cancel(payment.op)
    barred = await world.payments.resume(payment.op)
    assert (barred.reason, barred.issue.op) == (BEING_CANCELED, payment.op)
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


@pytest.mark.parametrize("doubtful", [False, True])
async def test_a_form_that_still_stands_does_not_confirm_it(world: World, doubtful: bool) -> None:
    payment = await (confirming(world) if doubtful else opened(world))
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    await world.payments.cancel(payment.op)
    before = (await world.facts(payment.op)).count(FactKind.CONFIRM_ASKED)
    barred = await world.payments.confirm_asked(payment.op)
    assert (barred.reason, barred.issue.op) == (BEING_CANCELED, payment.op)
    assert (await world.facts(payment.op)).count(FactKind.CONFIRM_ASKED) == before
    assert (world.payments.ends_in(await world.sale(payment.op)) is not None) is doubtful


async def test_a_restart_does_not_bring_it_back(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 9)
    await world.payments.cancel(payment.op)
    await world.restart()
    assert await world.payments.being_canceled(payment.op)
    assert not isinstance(await world.payments.show_bank(payment.op), BankReady)
    assert not isinstance(await world.payments.resume(payment.op), Started)


async def test_a_500_that_stripe_keeps_under_the_key_holds_nobody_up_for_a_day(
    world: World,
) -> None:
    """It had no effect, and whoever asks again under that key hears it again."""
    payment = await asked_by_the_bank(world)
    world.stripe.fail("cancel", stored_500(executed=False))
    assert isinstance(await world.payments.cancel(payment.op), CancelUnknown)
    assert isinstance(await world.payments.cancel(payment.op), CancelUnknown)
    assert await world.payments.being_canceled(payment.op), "until Stripe has answered"
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert not await world.payments.being_canceled(payment.op)
    assert len({params[0] for name, params in world.stripe.calls if name == "cancel"}) == 2


async def test_its_key_stays_the_same_while_nobody_can_look_what_came_of_it(world: World) -> None:
    """Stripe is down, and one key after the other would be written down for nothing."""
    payment = await asked_by_the_bank(world)
    world.stripe.down = Unknown(FailureCause.STRIPE_DOWN)
    await world.payments.cancel(payment.op)
    await world.clock.advance(3600)
    world.stripe.down = None
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert len({params[0] for name, params in world.stripe.calls if name == "cancel"}) == 1


async def test_a_key_refused_after_that_proves_nothing_of_the_requests_before(world: World) -> None:
    """The first of them may be on its way still, and strike while the customer pays."""
    payment = await asked_by_the_bank(world)
    refused = lost_request(Refused(RefusalKind.KEY_REJECTED, "api_key_ip_denied"))
    world.stripe.fail("cancel", lost_request(TIMEOUT), stored_500(executed=False), refused)
    for _ in range(3):
        assert isinstance(await world.payments.cancel(payment.op), CancelUnknown)
    assert await world.payments.being_canceled(payment.op)
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_however_many_keys_it_takes_the_timeline_says_so_once(world: World) -> None:
    """Stripe answers everything but cancellations, for an hour."""
    payment = await asked_by_the_bank(world)
    world.stripe.fail("cancel", *[stored_500(executed=False)] * 70)
    await world.payments.cancel(payment.op)
    before = await world.facts(payment.op)
    await world.clock.advance(3600)
    unknown = [kind for kind in await world.facts(payment.op) if kind is FactKind.UNKNOWN]
    assert len(unknown) == before.count(FactKind.UNKNOWN) == 1
    await world.clock.advance(3600)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_a_fresh_key_outlives_the_power(world: World) -> None:
    payment = await asked_by_the_bank(world)
    world.stripe.fail("cancel", stored_500(executed=False))
    await world.payments.cancel(payment.op)
    await world.payments.cancel(payment.op)
    await world.restart()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_refused_for_good_it_goes_on_as_before(world: World) -> None:
    """Stripe has said that nothing was cancelled: nothing can strike later."""
    payment = await asked_by_the_bank(world)
    no = Refused(RefusalKind.NOT_PERMITTED, "not_permitted")
    world.stripe.fail("cancel", lost_request(no))
    await world.payments.cancel(payment.op)
    assert not await world.payments.being_canceled(payment.op)
    assert isinstance(await world.payments.show_bank(payment.op), BankReady)


async def opened(world: World):
    return (await world.payments.start(order())).payment
