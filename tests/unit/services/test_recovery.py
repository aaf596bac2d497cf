"""The process dies at every step of a sale; the next start finds what was open."""

import asyncio

import pytest

from pos_app.domain.journal import JournalState
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.recovery import RecoveryReport
from pos_app.services.results import Started
from tests.support.fake_stripe import NO_NETWORK, lost_answer, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def ask(coroutine):
    """Start a call that the crash will cut off."""
    task = asyncio.ensure_future(coroutine)  # noqa: TID251
    for _ in range(60):
        await asyncio.sleep(0)
    return task


async def crash_during(world: World, task) -> RecoveryReport:
    await world.crash()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    world.stripe.release()
    world.start()
    report = await world.services.recovery.run()
    await world.rest()
    return report


async def test_a_clean_register_has_nothing_to_recover(world: World) -> None:
    assert await world.restart() == RecoveryReport()
    assert world.stripe.calls == []


async def test_died_before_anything_was_sent(world: World) -> None:
    world.store.fail("..x")  # the intention is written, SENT is not
    await world.payments.start(order())
    await world.restart()
    payment = await world.sale("op-1")
    assert payment.state is PaymentState.CANCELED
    assert world.updates[-1].payment == payment  # a list that is on the screen already follows
    assert world.stripe.count("create") == 0
    assert (await world.journal("op-1"))[0][1] is JournalState.REJECTED


@pytest.mark.parametrize("arrived", [True, False])
async def test_died_while_the_creation_was_in_flight(world: World, arrived: bool) -> None:
    world.stripe.hold("create")
    task = await ask(world.payments.start(order()))
    if arrived:
        world.stripe.execute_held("create")
    await crash_during(world, task)
    assert (await world.sale("op-1")).state is PaymentState.CANCELED
    assert len(world.stripe.intents) == 1
    assert await world.ledger() == []


async def test_an_unconfirmed_sale_is_cancelled(world: World) -> None:
    await world.payments.start(order())
    report = await world.restart()
    assert [p.op for p in report.watched] == ["op-1"]
    await world.rest()
    assert (await world.sale("op-1")).state is PaymentState.CANCELED
    assert world.stripe.intents[world.stripe.only_intent()].cancellation_reason == "abandoned"


async def test_a_sale_paid_while_the_app_was_dead_is_found_and_recorded(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    await world.crash()
    world.stripe.pay(payment.intent)
    world.start()
    report = await world.services.recovery.run()
    assert [p.money_taken for p in report.over] == [MoneyTaken.YES]
    assert len(await world.ledger()) == 1
    assert FactKind.RECORDED in await world.facts(payment.op)


async def test_a_confirmation_is_given_time_to_arrive_then_the_sale_is_cancelled(
    world: World,
) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    report = await world.restart()
    assert [p.money_taken for p in report.watched] == [MoneyTaken.NOT_KNOWN_YET]
    await world.clock.advance(LATEST_ARRIVAL - 5)
    assert world.stripe.count("cancel") == 0
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


@pytest.mark.parametrize("ahead", [3 * 3600, -3 * 3600])
async def test_a_clock_that_was_set_meanwhile_does_not_shorten_the_time_to_arrive(
    world: World, ahead: int
) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    await world.crash()
    world.clock.set(ahead)
    world.start()
    await world.services.recovery.run()
    await world.clock.advance(LATEST_ARRIVAL - 1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(5)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_a_bank_check_under_way_is_watched(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.require_action(payment.intent)
    await world.restart()
    await world.clock.advance(LATEST_ARRIVAL + 60)
    assert (await world.sale(payment.op)).state is PaymentState.REQUIRES_ACTION
    world.stripe.pay(payment.intent)
    await world.clock.advance(15)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


async def test_a_debit_under_way_is_watched_for_days(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    await world.payments.check(payment.op)
    await world.restart()
    await world.clock.advance(6 * 3600)
    world.stripe.pay(payment.intent)
    await world.clock.advance(3600)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


@pytest.mark.parametrize("paid", [True, False])
async def test_died_while_the_cancellation_was_in_flight(world: World, paid: bool) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.hold("cancel")
    task = await ask(world.payments.cancel(payment.op))
    if paid:
        world.stripe.pay(payment.intent)
    await crash_during(world, task)
    state = (await world.sale(payment.op)).state
    assert state is (PaymentState.SUCCEEDED if paid else PaymentState.CANCELED)
    assert all(entry.settled for _, entry in await world.journal(payment.op))
    assert len({params[0] for name, params in world.stripe.calls if name == "cancel"}) == 1


async def test_cancelled_by_the_watch_before_the_journal_heard_of_it(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    world.stripe.hold("cancel")
    task = await ask(world.payments.cancel(payment.op))
    world.stripe.execute_held("cancel")
    await world.payments.check(payment.op)
    await crash_during(world, task)
    assert world.stripe.count("cancel") == 1
    assert all(entry.settled for _, entry in await world.journal(payment.op))


async def test_a_customer_with_something_open_is_charged_only_after_recovery(world: World) -> None:
    """Nobody else waits for it."""
    world.stripe.fail("create", lost_answer(), lost_answer())
    await world.payments.start(order())
    await world.payments.start(order(customer="cus_2"))
    await world.crash()
    world.start()
    world.services.recovery.expect()
    gate = world.stripe.hold("create")
    recovering = await ask(world.services.recovery.run())
    waiting = await ask(world.payments.start(order(minor=100)))
    world.stripe.release()
    other = await world.payments.start(order(customer="cus_3"))
    assert isinstance(other, Started)
    assert not waiting.done()
    assert len(await world.disk.transact(lambda tx: tx.payments.recent(9))) == 3
    gate.set()
    await recovering
    assert isinstance(await waiting, Started)
    assert (await world.sale("op-1")).intent is not None


async def test_nobody_is_charged_before_recovery_has_looked(world: World) -> None:
    world.services.recovery.expect()
    waiting = await ask(world.payments.start(order()))
    assert not waiting.done()
    await world.services.recovery.run()
    assert isinstance(await waiting, Started)


async def test_a_recovery_that_cannot_read_keeps_nobody_waiting_for_ever(world: World) -> None:
    world.services.recovery.expect()
    waiting = await ask(world.payments.start(order()))
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.services.recovery.run()
    await waiting


async def test_without_network_the_register_starts_at_once_and_settles_later(
    world: World,
) -> None:
    for number in (1, 2, 3):
        await world.payments.start(order(customer=f"cus_{number}"))
    await world.payments.confirm_asked("op-2")
    world.stripe.down = NO_NETWORK
    await world.payments.start(order(customer="cus_4"))
    world.stripe.down = None
    world.stripe.fail("create", lost_request())
    await world.payments.start(order(customer="cus_5"))
    world.stripe.down = NO_NETWORK
    await world.payments.cancel("op-3")
    await world.crash()
    world.stripe.calls.clear()
    world.start()
    report = await world.services.recovery.run()
    assert world.stripe.count("create") == 1, "one question tells that nobody answers"
    assert {p.op for p in report.unanswered} == {"op-4", "op-5"}
    assert world.services.reach.cause is FailureCause.NETWORK
    world.stripe.down = None
    await world.clock.advance(LATEST_ARRIVAL + 60)
    states = {(await world.sale(f"op-{n}")).state for n in range(1, 6)}
    assert states == {PaymentState.CANCELED}
    assert len(world.stripe.intents) == 5
    assert await world.disk.transact(lambda tx: list(tx.journal.open_entries())) == []


async def test_an_operator_may_take_back_a_recovered_sale(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    await world.restart()
    await world.payments.resume(payment.op)
    await world.clock.advance(LATEST_ARRIVAL + 60)
    assert (await world.sale(payment.op)).state is PaymentState.OPEN
