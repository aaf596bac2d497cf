"""Cancelling and walking away: never blindly, never leaving an open PaymentIntent behind."""

import asyncio

import pytest

from pos_app.domain.journal import JournalAction, JournalState
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported, PageCrashed
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.results import AlreadyPaid, Canceled, CancelUnknown, StillOpen
from tests.support.fake_stripe import NO_NETWORK, Fault, lost_answer, lost_request, stored_500
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def started(world: World):
    return (await world.payments.start(order())).payment


async def canceled_at_stripe(world: World) -> bool:
    seen = world.stripe.intents[world.stripe.only_intent()]
    return seen.status is PaymentIntentStatus.CANCELED


async def test_cancelled_is_said_when_stripe_has_said_so(world: World) -> None:
    payment = await started(world)
    result = await world.payments.cancel(payment.op)
    assert isinstance(result, Canceled)
    assert result.payment.money_taken is MoneyTaken.NO
    assert await canceled_at_stripe(world)
    assert await world.facts(payment.op) == [
        FactKind.INTENDED,
        FactKind.CREATED,
        FactKind.CANCEL_ASKED,
        FactKind.CANCELED,
    ]
    assert isinstance(await world.payments.cancel(payment.op), Canceled)
    assert world.stripe.count("cancel") == 1


@pytest.mark.parametrize("paid", [False, True])
async def test_what_was_heard_of_before_the_cancellation_got_no_answer_is_settled(
    world: World, paid: bool
) -> None:
    """No entry stays open until the next start, and nothing that is certain is called unknown."""
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.fail("cancel", lost_request())
    answered = world.stripe.hold("cancel")
    asked = asyncio.ensure_future(world.payments.cancel(payment.op))  # noqa: TID251
    await world.rest()
    if paid:
        world.stripe.pay(payment.intent)
    else:
        world.stripe.execute_held("cancel")
    await world.payments.check(payment.op)
    answered.set()
    assert isinstance(await asked, AlreadyPaid if paid else Canceled)
    state = JournalState.REJECTED if paid else JournalState.CONFIRMED
    assert (await world.journal(payment.op))[-1] == (JournalAction.CANCEL_PAYMENT, state)
    assert FactKind.UNKNOWN not in await world.facts(payment.op)


async def test_too_late_means_paid(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.pay(payment.intent)
    result = await world.payments.cancel(payment.op)
    assert isinstance(result, AlreadyPaid)
    assert result.payment.money_taken is MoneyTaken.YES
    assert len(await world.ledger()) == 1
    assert (JournalAction.CANCEL_PAYMENT, JournalState.REJECTED) in await world.journal(payment.op)
    assert isinstance(await world.payments.cancel(payment.op), AlreadyPaid)


async def test_a_bank_debit_under_way_goes_on(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    result = await world.payments.cancel(payment.op)
    assert isinstance(result, StillOpen)
    assert result.payment.money_taken is MoneyTaken.PENDING


async def test_a_refused_cancellation_can_be_asked_again_with_a_fresh_key(world: World) -> None:
    payment = await started(world)
    world.stripe.process(payment.intent)
    assert isinstance(await world.payments.cancel(payment.op), StillOpen)
    world.stripe.decline(payment.intent)
    assert isinstance(await world.payments.cancel(payment.op), Canceled)


async def test_too_late_but_unreadable_is_not_called_open(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.pay(payment.intent)
    world.stripe.fail("retrieve", lost_request())
    result = await world.payments.cancel(payment.op)
    assert result == CancelUnknown(result.payment, None)
    assert result.payment.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


@pytest.mark.parametrize("fault", [lost_request(), lost_answer(), stored_500()])
async def test_no_answer_is_repeated_with_the_same_key(world: World, fault) -> None:
    payment = await started(world)
    world.stripe.fail("cancel", fault)
    result = await world.payments.cancel(payment.op)
    assert result == CancelUnknown(result.payment, fault.answer.cause)
    assert result.payment.money_taken is MoneyTaken.NO, "nobody has confirmed"
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    keys = {params[0] for name, params in world.stripe.calls if name == "cancel"}
    assert len(keys) == 1
    assert all(state.settled for _, state in await world.journal(payment.op))


async def test_without_answer_a_confirming_sale_is_in_doubt(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.down = NO_NETWORK
    result = await world.payments.cancel(payment.op)
    assert isinstance(result, CancelUnknown)
    assert result.payment.unknown_since is not None
    assert (await world.payments.cancel(payment.op)).payment.unknown_since is not None
    kinds = await world.facts(payment.op)
    assert kinds.count(FactKind.CANCEL_ASKED) == kinds.count(FactKind.UNKNOWN) == 1
    world.stripe.down = None
    world.stripe.pay(payment.intent)
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES
    assert all(state.settled for _, state in await world.journal(payment.op))


async def test_a_rejected_key_on_repetition_proves_nothing_so_a_look_decides(
    world: World,
) -> None:
    payment = await started(world)
    world.stripe.fail("cancel", lost_answer(), Fault(Refused(RefusalKind.KEY_REJECTED)))
    await world.payments.cancel(payment.op)
    assert isinstance(await world.payments.cancel(payment.op), Canceled)
    await world.clock.advance(5)
    assert all(state.settled for _, state in await world.journal(payment.op))


async def test_a_key_that_stripe_may_have_forgotten_is_not_sent_again(world: World) -> None:
    payment = await started(world)
    world.stripe.down = Unknown(FailureCause.STRIPE_DOWN)
    await world.payments.cancel(payment.op)
    await world.clock.advance(3600)
    await world.crash()
    world.clock.skip(23 * 3600)
    world.stripe.down = None
    world.start()
    await world.services.recovery.run()
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    keys = {params[0] for name, params in world.stripe.calls if name == "cancel"}
    assert len(keys) == 2


async def test_a_full_disk_sends_no_cancellation(world: World) -> None:
    payment = await started(world)
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.payments.cancel(payment.op)
    assert world.stripe.count("cancel") == 0


async def test_cancelling_before_stripe_has_created_it(world: World) -> None:
    world.stripe.fail("create", lost_answer())
    unknown = await world.payments.start(order())
    result = await world.payments.cancel(unknown.payment.op)
    assert isinstance(result, CancelUnknown)
    assert result.payment.money_taken is MoneyTaken.NO
    await world.clock.advance(5)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.CANCELED
    assert await canceled_at_stripe(world)


async def test_leaving_an_unconfirmed_sale_cancels_it(world: World) -> None:
    payment = await started(world)
    await world.payments.leave(payment.op)
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert world.stripe.intents[payment.intent].cancellation_reason == "abandoned"


async def test_leaving_twice_or_late_does_nothing_more(world: World) -> None:
    payment = await started(world)
    await world.payments.leave(payment.op)
    await world.payments.leave(payment.op)
    await world.rest()
    await world.payments.leave(payment.op)
    await world.rest()
    assert world.stripe.count("cancel") == 1


async def test_leaving_a_declined_sale_cancels_it(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    await world.payments.leave(payment.op)
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_leaving_a_confirming_sale_watches_it_until_paid(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    await world.payments.leave(payment.op)
    await world.clock.advance(5)
    assert world.stripe.count("cancel") == 0
    world.stripe.pay(payment.intent)
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES
    assert len(await world.ledger()) == 1


async def test_left_while_confirming_and_declined_later_is_cancelled(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    await world.payments.leave(payment.op)
    world.stripe.decline(payment.intent)
    await world.clock.advance(5)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_left_while_a_debit_is_under_way_and_failed_days_later(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    await world.payments.leave(payment.op)
    await world.clock.advance(3600)
    world.stripe.decline(payment.intent)
    await world.clock.advance(3600)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_an_abandoned_sale_somebody_pays_at_the_last_moment_is_kept(world: World) -> None:
    payment = await started(world)
    world.stripe.process(payment.intent)  # our register has not heard of it yet
    await world.payments.leave(payment.op)
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.PROCESSING
    world.stripe.pay(payment.intent)
    await world.clock.advance(300)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


async def test_leaving_without_an_answer_is_repeated(world: World) -> None:
    payment = await started(world)
    world.stripe.fail("cancel", lost_request())
    await world.payments.leave(payment.op)
    await world.clock.advance(5)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


@pytest.mark.parametrize("starts_anew", [False, True])
async def test_left_while_stripe_refuses_the_key_it_is_cancelled_when_the_key_is_back(
    world: World, starts_anew: bool
) -> None:
    payment = await started(world)
    world.stripe.down = Refused(RefusalKind.KEY_REJECTED, "api_key_expired")
    await world.payments.leave(payment.op)
    await world.clock.advance(7200)
    if starts_anew:
        await world.restart()
        await world.clock.advance(7200)
    assert (await world.sale(payment.op)).state is PaymentState.OPEN
    world.stripe.down = None
    await world.clock.advance(120)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert await canceled_at_stripe(world)


async def test_leaving_with_a_full_disk_is_repeated(world: World) -> None:
    payment = await started(world)
    world.store.fail(".x")
    await world.payments.leave(payment.op)
    await world.clock.advance(5)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_left_while_confirming_with_an_unreadable_disk_still_comes_to_an_end(
    world: World,
) -> None:
    """The page is gone and could not even be reported; the request it sent never arrived."""
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    world.store.fail("xx")
    with pytest.raises(StoreUnavailableError):
        await world.payments.reported(payment.op, PageCrashed("left"))
    await world.payments.leave(payment.op)
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).in_doubt
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_a_resumed_sale_is_not_abandoned_any_more(world: World) -> None:
    payment = await started(world)
    await world.payments.confirm_asked(payment.op)
    await world.payments.leave(payment.op)
    await world.rest()
    await world.payments.resume(payment.op)
    said = ConfirmReported(payment.intent, "", error_type="validation_error")
    await world.payments.reported(payment.op, said)
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.OPEN


async def test_leaving_while_the_app_closes_is_left_to_the_next_start(world: World) -> None:
    payment = await started(world)
    await world.services.close()
    await world.payments.leave(payment.op)
    assert (await world.sale(payment.op)).state is PaymentState.OPEN
    world.start()
    await world.services.recovery.run()
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_nothing_is_begun_in_the_background_while_the_app_closes(world: World) -> None:
    """A creation, a cancellation and a confirmation get their bad news during the shutdown."""
    first = (await world.payments.start(order())).payment
    second = (await world.payments.start(order(customer="cus_2"))).payment
    await world.payments.confirm_asked(second.op)
    gates = [world.stripe.hold(name) for name in ("create", "cancel", "retrieve")]
    world.stripe.down = NO_NETWORK
    said = ConfirmReported(second.intent, "", error_type="api_connection_error")
    calls = [
        asyncio.ensure_future(call)  # noqa: TID251
        for call in (
            world.payments.start(order(customer="cus_3")),
            world.payments.cancel(first.op),
            world.payments.reported(second.op, said),
        )
    ]
    await world.rest()
    closing = asyncio.ensure_future(world.services.close())  # noqa: TID251
    await world.rest()
    for gate in gates:
        gate.set()
    assert await closing is True
    await asyncio.gather(*calls)
    assert world.services.watch.watched == frozenset()


@pytest.mark.parametrize("fates", [".x", "..x", ".xxx", "..xxx"])
async def test_a_cancellation_that_is_written_down_is_gone_on_with(
    world: World, fates: str
) -> None:
    """The disk fills up between the intention and its end."""
    payment = await started(world)
    world.store.fail(fates)
    assert isinstance(await world.payments.cancel(payment.op), CancelUnknown)
    await world.clock.advance(120)
    assert await canceled_at_stripe(world)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert all(state.settled for _, state in await world.journal(payment.op))
