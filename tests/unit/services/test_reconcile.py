"""One look at a time, one more for everyone who asks meanwhile, each fact once."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import PaymentState
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.domain.transitions import SnapshotMismatchError
from tests.support.fake_stripe import lost_request
from tests.support.world import World, order


async def open_sale(world: World):
    payment = (await world.payments.start(order())).payment
    return await world.payments.confirm_asked(payment.op)


@pytest.mark.asyncio
async def test_hints_during_a_look_cause_exactly_one_more(world: World) -> None:
    payment = await open_sale(world)
    gate = world.stripe.hold("retrieve")
    look = world.services.reconcile.payment
    first = asyncio.ensure_future(look(payment.intent, FactSource.POLL))  # noqa: TID251
    await world.rest()
    more = [asyncio.ensure_future(look(payment.intent, FactSource.PAGE)) for _ in range(7)]  # noqa: TID251
    await world.rest()
    assert world.stripe.count("retrieve") == 1
    world.stripe.pay(payment.intent)
    gate.set()
    seen = await asyncio.gather(first, *more)
    assert world.stripe.count("retrieve") == 2
    assert {p.state for p in seen[1:]} == {PaymentState.SUCCEEDED}


@pytest.mark.asyncio
async def test_different_sales_are_looked_at_side_by_side(world: World) -> None:
    first = await open_sale(world)
    second = (await world.payments.start(order(customer="cus_2"))).payment
    gate = world.stripe.hold("retrieve")
    looks = [
        asyncio.ensure_future(world.services.reconcile.payment(intent, FactSource.POLL))  # noqa: TID251
        for intent in (first.intent, second.intent)
    ]
    await world.rest()
    assert world.stripe.count("retrieve") == 2
    gate.set()
    await asyncio.gather(*looks)


@pytest.mark.asyncio
async def test_a_foreign_payment_intent_is_not_ours(world: World) -> None:
    foreign = PaymentIntentId("pi_foreign")
    assert await world.services.reconcile.payment(foreign, FactSource.WEBHOOK) is None
    world.stripe._create("op-elsewhere", order())
    assert await world.services.reconcile.payment("pi_1", FactSource.WEBHOOK) is None
    assert world.updates == []


@pytest.mark.asyncio
async def test_another_amount_at_stripe_is_never_guessed_about(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent)
    world.stripe.change(payment.intent, money=Money(1, "EUR"))
    with pytest.raises(SnapshotMismatchError):
        await world.payments.check(payment.op)
    assert await world.ledger() == []
    await world.rest()


@pytest.mark.asyncio
async def test_a_failed_look_does_not_block_the_next(world: World) -> None:
    payment = await open_sale(world)
    money = world.stripe.intents[payment.intent].money
    world.stripe.change(payment.intent, money=Money(1, "EUR"))
    looks = [world.services.reconcile.payment(payment.intent, FactSource.POLL) for _ in range(2)]
    failed = await asyncio.gather(*looks, return_exceptions=True)
    assert {type(result) for result in failed} == {SnapshotMismatchError}
    world.stripe.change(payment.intent, money=money)
    world.stripe.pay(payment.intent)
    assert (await world.payments.check(payment.op)).state is PaymentState.SUCCEEDED


@pytest.mark.asyncio
async def test_a_cancelled_caller_does_not_cancel_the_look_of_others(world: World) -> None:
    payment = await open_sale(world)
    gate = world.stripe.hold("retrieve")
    look = world.services.reconcile.payment
    impatient = asyncio.ensure_future(look(payment.intent, FactSource.POLL))  # noqa: TID251
    await world.rest()
    impatient.cancel()
    world.stripe.pay(payment.intent)
    gate.set()
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.SUCCEEDED


@pytest.mark.asyncio
async def test_a_paid_sale_without_a_readable_charge_is_recorded_all_the_same(
    world: World,
) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent)
    charge = world.stripe.intents[payment.intent].charge
    world.stripe.change(payment.intent, charge=None)
    await world.payments.check(payment.op)
    world.stripe.change(payment.intent, charge=charge)
    await world.payments.check(payment.op)
    (row,) = await world.ledger()
    assert (row.stripe_id, row.money.minor) == (payment.intent, 4850)


@pytest.mark.asyncio
async def test_a_charge_that_is_in_the_ledger_already_is_not_recorded_twice(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent)
    charge = world.stripe.intents[payment.intent].charge
    row = LedgerEntry(
        LedgerKind.SALE, charge.id, "op-imported", Money(4850, "EUR"), world.clock.now()
    )
    await world.disk.transact(lambda tx: tx.ledger.add(row))
    await world.payments.check(payment.op)
    assert await world.ledger() == [row]
    assert FactKind.RECORDED not in await world.facts(payment.op)


@pytest.mark.asyncio
async def test_a_partial_capture_records_what_was_received(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent, received=3000)
    await world.payments.check(payment.op)
    assert [row.money.minor for row in await world.ledger()] == [3000]


_STEPS = st.lists(
    st.sampled_from(["look", "hint", "pay", "decline", "action", "lost", "confirm", "turn"]),
    max_size=30,
)


@given(_STEPS)
@settings(deadline=None, max_examples=100)
def test_whatever_the_order_of_hints_a_paid_sale_is_recorded_once(steps: list[str]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[str]) -> None:
    world = World()
    payment = await open_sale(world)
    paid = False
    looks = []
    for step in steps:
        if step in {"look", "hint"}:
            source = FactSource.POLL if step == "look" else FactSource.WEBHOOK
            look = world.services.reconcile.payment(payment.intent, source)
            looks.append(asyncio.ensure_future(look))  # noqa: TID251
        elif step == "lost":
            world.stripe.fail("retrieve", lost_request())
        elif step == "turn":
            await asyncio.sleep(0)
        elif step == "confirm":
            await world.payments.confirm_asked(payment.op)
        elif not paid:
            paid = step == "pay"
            {"pay": world.stripe.pay, "decline": world.stripe.decline}.get(
                step, world.stripe.require_action
            )(payment.intent)
    await asyncio.gather(*looks)
    await world.clock.advance(130)
    sale = await world.sale(payment.op)
    kinds = await world.facts(payment.op)
    assert (sale.state is PaymentState.SUCCEEDED) is paid
    assert len(await world.ledger()) == kinds.count(FactKind.RECORDED) == int(paid)
    assert kinds.count(FactKind.SUCCEEDED) == int(paid)
    assert world.errors == []
    await world.close()
