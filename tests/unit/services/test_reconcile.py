"""One look at a time, one more for everyone who asks meanwhile, each fact once."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.results import Canceled, NotStartedReason
from tests.support.fake_stripe import lost_request, stored_500
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
    for _ in range(2):
        after = await world.payments.check(payment.op)
        assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    assert await world.ledger() == []
    assert (await world.facts(payment.op)).count(FactKind.CONTRADICTED) == 1
    await world.clock.advance(3600)
    assert payment.op in world.services.watch.watched
    again = await world.payments.start(order())
    assert again.reason is NotStartedReason.OPEN_ISSUE


@pytest.mark.asyncio
async def test_another_amount_at_stripe_is_in_doubt_a_second_time_too(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.change(payment.intent, money=Money(9900, "EUR"))
    world.stripe.require_action(payment.intent)
    assert (await world.payments.check(payment.op)).in_doubt
    world.stripe.fail_authentication(payment.intent)
    said = ConfirmReported(payment.intent, "", error_type="invalid_request_error")
    after = await world.payments.reported(payment.op, said)
    assert (after.money_taken, after.unknown_since) == (MoneyTaken.NO, None)
    assert (await world.facts(payment.op)).count(FactKind.RESOLVED) == 1
    world.stripe.pay(payment.intent)  # by whoever changed it
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    assert (await world.facts(payment.op)).count(FactKind.CONTRADICTED) == 2
    again = await world.payments.start(order())
    assert again.reason is NotStartedReason.OPEN_ISSUE


@pytest.mark.asyncio
async def test_a_question_of_the_bank_that_failed_on_a_changed_sale_leaves_no_doubt(
    world: World,
) -> None:
    payment = await open_sale(world)
    world.stripe.require_action(payment.intent)
    await world.payments.check(payment.op)
    world.stripe.change(payment.intent, money=Money(9900, "EUR"))
    world.stripe.fail_authentication(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


@pytest.mark.asyncio
async def test_a_decline_of_a_changed_sale_is_no_news_once_it_was_changed_back(
    world: World,
) -> None:
    payment = await open_sale(world)
    world.stripe.change(payment.intent, money=Money(9900, "EUR"))
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO
    await world.payments.confirm_asked(payment.op)
    world.stripe.change(payment.intent, money=order().money)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET


@pytest.mark.asyncio
async def test_another_amount_at_stripe_takes_nothing_while_it_waits(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.change(payment.intent, money=Money(1, "EUR"))
    said = ConfirmReported(payment.intent, "", error_type="validation_error")
    assert (await world.payments.reported(payment.op, said)).money_taken is MoneyTaken.NO
    assert isinstance(await world.payments.cancel(payment.op), Canceled)


@pytest.mark.asyncio
async def test_a_paid_sale_stays_paid_whatever_is_changed_at_stripe_afterwards(
    world: World,
) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    booked, told = await world.ledger(), await world.facts(payment.op)
    world.stripe.change(payment.intent, money=Money(1, "EUR"))
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES
    assert (await world.ledger(), await world.facts(payment.op)) == (booked, told)


@pytest.mark.asyncio
async def test_a_sale_changed_at_stripe_does_not_keep_others_from_being_recovered(
    world: World,
) -> None:
    changed, paid = [await world.payments.start(order(customer=c)) for c in ("cus_1", "cus_2")]
    for started in (changed, paid):
        await world.payments.confirm_asked(started.payment.op)
        world.stripe.pay(started.payment.intent)
    world.stripe.change(changed.payment.intent, money=Money(1, "EUR"))
    await world.restart()
    assert (await world.sale(paid.payment.op)).money_taken is MoneyTaken.YES
    assert (await world.sale(changed.payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET


@pytest.mark.asyncio
async def test_what_is_changed_after_the_payment_does_not_undo_it(world: World) -> None:
    payment = await open_sale(world)
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    world.stripe.change(payment.intent, customer=None)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES


@pytest.mark.asyncio
async def test_a_changed_sale_found_by_our_id_is_bound_all_the_same(world: World) -> None:
    world.stripe.fail("create", stored_500())
    started = await world.payments.start(order())
    world.stripe.change(world.stripe.only_intent(), money=Money(1, "EUR"))
    await world.clock.advance(60)
    bound = await world.sale(started.payment.op)
    assert (bound.intent, bound.money_taken) == (world.stripe.only_intent(), MoneyTaken.NO)


@pytest.mark.asyncio
async def test_a_failed_look_does_not_block_the_next(world: World) -> None:
    payment = await open_sale(world)
    world.store.fail("xx")
    looks = [world.services.reconcile.payment(payment.intent, FactSource.POLL) for _ in range(2)]
    failed = await asyncio.gather(*looks, return_exceptions=True)
    assert {type(result) for result in failed} == {StoreUnavailableError}
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
