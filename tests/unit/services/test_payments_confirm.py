"""From "the page is told to confirm" to Stripe's own word: what is known, and when."""

import asyncio

import pytest

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.ports.store import StoreUnavailableError
from tests.support.fake_stripe import NO_NETWORK, Fault, lost_request
from tests.support.world import World, confirming, order, report

pytestmark = pytest.mark.asyncio


async def test_asking_the_page_is_committed_first(world: World) -> None:
    payment = await confirming(world)
    stored = await world.sale(payment.op)
    assert stored.confirming
    assert (await world.facts(payment.op))[-1] is FactKind.CONFIRM_ASKED


async def test_a_full_disk_forbids_to_confirm(world: World) -> None:
    started = await world.payments.start(order())
    world.store.fail("..x")
    with pytest.raises(StoreUnavailableError):
        await world.payments.confirm_asked(started.payment.op)
    assert not (await world.sale(started.payment.op)).confirming


async def test_paid_is_what_stripe_shows_and_is_recorded_once(world: World) -> None:
    payment = await confirming(world)
    world.stripe.pay(payment.intent)
    after = await world.payments.reported(payment.op, report(payment, "succeeded"))
    assert after.money_taken is MoneyTaken.YES
    await world.payments.check(payment.op)
    await world.payments.reported(payment.op, report(payment, "succeeded"))
    (row,) = await world.ledger()
    assert (row.op, row.money.minor, row.stripe_id) == (payment.op, 4850, after.charge)
    kinds = await world.facts(payment.op)
    assert kinds.count(FactKind.SUCCEEDED) == kinds.count(FactKind.RECORDED) == 1


async def test_the_watch_finds_the_payment_without_any_word_of_the_page(world: World) -> None:
    payment = await confirming(world)
    world.stripe.pay(payment.intent)
    await world.clock.advance(1)
    assert (await world.sale(payment.op)).state is PaymentState.SUCCEEDED
    assert world.services.watch.watched == frozenset()


async def test_a_decline_keeps_the_sale_open_for_the_next_method(world: World) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent, "insufficient_funds")
    said = report(payment, error_type="card_error", code="card_declined")
    after = await world.payments.reported(payment.op, said)
    assert after.state is PaymentState.OPEN
    assert after.money_taken is MoneyTaken.NO
    assert after.error.decline_code == "insufficient_funds"
    assert (await world.facts(payment.op))[-1] is FactKind.DECLINED
    again = await world.payments.confirm_asked(payment.op)
    assert again.intent == payment.intent
    world.stripe.pay(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES


async def test_a_second_confirmation_first_asks_how_the_one_before_ended(world: World) -> None:
    payment = await confirming(world)
    world.stripe.pay(payment.intent)
    after = await world.payments.confirm_asked(payment.op)
    assert after.state is PaymentState.SUCCEEDED, "the page must not be told to confirm again"


async def test_paid_while_the_second_confirmation_is_written_down(world: World) -> None:
    payment = await confirming(world)
    world.stripe.pay(payment.intent)
    await asyncio.gather(world.payments.check(payment.op), world.payments.confirm_asked(payment.op))
    stored = await world.sale(payment.op)
    assert stored.state is PaymentState.SUCCEEDED
    assert not stored.confirming


@pytest.mark.parametrize(
    ("happen", "state", "taken"),
    [
        ("require_action", PaymentState.REQUIRES_ACTION, MoneyTaken.NOT_KNOWN_YET),
        ("process", PaymentState.PROCESSING, MoneyTaken.PENDING),
        ("authorise", PaymentState.REQUIRES_CAPTURE, MoneyTaken.HELD),
    ],
)
async def test_states_in_between_say_what_is_true_of_the_money(
    world: World, happen, state, taken
) -> None:
    payment = await confirming(world)
    getattr(world.stripe, happen)(payment.intent)
    after = await world.payments.check(payment.op)
    assert (after.state, after.money_taken) == (state, taken)


async def test_silence_during_a_confirmation_becomes_unknown_and_is_resolved(world: World) -> None:
    payment = await confirming(world)
    world.stripe.down = NO_NETWORK
    await world.clock.advance(4)
    assert (await world.sale(payment.op)).unknown_since is None, "a hiccup is not a mystery"
    await world.clock.advance(20)
    unknown = await world.sale(payment.op)
    assert unknown.unknown_since is not None
    assert unknown.money_taken is MoneyTaken.NOT_KNOWN_YET
    assert (await world.facts(payment.op)).count(FactKind.UNKNOWN) == 1
    world.stripe.down = None
    world.stripe.pay(payment.intent)
    await world.clock.advance(15)
    resolved = await world.sale(payment.op)
    assert (resolved.money_taken, resolved.unknown_since) == (MoneyTaken.YES, None)
    assert FactKind.RESOLVED in await world.facts(payment.op)
    assert world.connection == [NO_NETWORK.cause, None]


async def test_a_clock_set_back_hides_no_silence(world: World) -> None:
    payment = await confirming(world)
    world.stripe.down = NO_NETWORK
    await world.clock.advance(4)
    world.clock.set(-3600)
    await world.clock.advance(20)
    assert (await world.sale(payment.op)).unknown_since is not None


async def test_a_revoked_key_during_a_confirmation_is_unknown_too(world: World) -> None:
    payment = await confirming(world)
    world.stripe.down = Refused(RefusalKind.KEY_REJECTED)
    await world.clock.advance(20)
    assert (await world.sale(payment.op)).unknown_since is not None


async def test_silence_about_a_sale_nobody_confirmed_is_no_mystery(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.down = NO_NETWORK
    await world.clock.advance(600)
    payment = await world.sale(started.payment.op)
    assert (payment.unknown_since, payment.money_taken) == (None, MoneyTaken.NO)


async def test_check_asks_once_more_for_a_creation_without_answer(world: World) -> None:
    world.stripe.fail("create", lost_request())
    unknown = await world.payments.start(order())
    assert (await world.payments.check(unknown.payment.op)).state is PaymentState.OPEN


async def test_updates_are_announced_after_they_are_stored(world: World) -> None:
    stored = []
    world.services.bus.subscribe(
        PaymentUpdated,
        lambda event: stored.append(world.disk._tables.payments[event.payment.op] == event.payment),
    )
    payment = await confirming(world)
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    assert stored
    assert all(stored)


async def test_timeline_and_recent_sales(world: World) -> None:
    payment = await confirming(world)
    assert [fact.kind for fact in await world.payments.timeline(payment.op)] == [
        FactKind.INTENDED,
        FactKind.CREATED,
        FactKind.CONFIRM_ASKED,
    ]
    assert [p.op for p in await world.payments.recent()] == [payment.op]


async def test_a_charge_read_without_permission_stays_a_fault_not_a_refusal(world: World) -> None:
    payment = await confirming(world)
    world.stripe.fail("retrieve", Fault(Refused(RefusalKind.NOT_PERMITTED)))
    after = await world.payments.check(payment.op)
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET


async def test_checking_a_sale_that_never_got_a_payment_intent_asks_nobody(world: World) -> None:
    world.stripe.fail("create", Fault(Refused(RefusalKind.INVALID)))
    await world.payments.start(order())
    world.stripe.calls.clear()
    assert (await world.payments.check("op-1")).state is PaymentState.REFUSED
    assert world.stripe.calls == []


async def test_paid_between_the_look_and_the_writing_down(world: World) -> None:
    """The watch learns that it was paid just before the confirmation is committed."""
    started = await world.payments.start(order())
    world.store.fail("..w")
    asked = asyncio.ensure_future(world.payments.confirm_asked(started.payment.op))  # noqa: TID251
    await world.rest()
    world.stripe.pay(started.payment.intent)
    await world.services.reconcile.payment(started.payment.intent, FactSource.POLL)
    world.store.gate.set()
    assert (await asked).state is PaymentState.SUCCEEDED
    assert not (await world.sale(started.payment.op)).confirming


async def test_only_what_may_have_been_paid_is_in_doubt(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    assert await world.payments.in_doubt() == ()
    await world.payments.confirm_asked(payment.op)
    assert [sale.op for sale in await world.payments.in_doubt()] == [payment.op]
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    assert await world.payments.in_doubt() == ()
