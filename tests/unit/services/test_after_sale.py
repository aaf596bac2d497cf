"""What happens to a paid sale later reaches the books, by whichever way it is heard of."""

import asyncio

import pytest

from pos_app.domain.events import PaymentFailedLater
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.outcomes import Refused, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus, PaymentState
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.services.late_failures import remembered
from tests.support.fake_stripe import lost_request
from tests.support.world import World, order


async def paid_sale(world: World):
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.pay(payment.intent)
    return await world.payments.check(payment.op)


async def accepted_sale(world: World):
    """A debit that the bank has taken, some days ago."""
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    await world.payments.check(payment.op)
    await world.clock.advance(2 * 86_400)
    return await world.sale(payment.op)


async def booked(world: World):
    return [(row.kind, row.money.minor) for row in await world.ledger()]


@pytest.mark.asyncio
async def test_a_refund_shows_when_the_operator_checks_again(world: World) -> None:
    sale = await paid_sale(world)
    world.stripe.refund(sale.intent, 1000)
    after = await world.payments.check(sale.op)
    assert (after.state, after.amount_refunded) == (PaymentState.SUCCEEDED, 1000)
    assert await booked(world) == [(LedgerKind.SALE, 4850), (LedgerKind.REFUND, -1000)]
    assert (await world.facts(sale.op))[-2:] == [FactKind.REFUNDED, FactKind.RECORDED]


@pytest.mark.asyncio
async def test_a_paid_sale_costs_one_read_unless_something_has_happened(world: World) -> None:
    sale = await paid_sale(world)
    await world.payments.check(sale.op)
    assert (world.stripe.count("refunds"), world.stripe.count("disputes")) == (0, 0)
    world.stripe.refund(sale.intent, 1000)
    for _ in range(3):
        await world.payments.check(sale.op)
    assert (world.stripe.count("refunds"), world.stripe.count("disputes")) == (1, 1)


@pytest.mark.asyncio
async def test_a_refund_that_failed_before_anybody_looked_is_booked_and_unbooked(
    world: World,
) -> None:
    sale = await paid_sale(world)
    world.stripe.settle_refund(world.stripe.refund(sale.intent), "failed")
    looked = await world.services.reconcile.after_sale(sale.intent, FactSource.WEBHOOK)
    assert (looked.payment.amount_refunded, looked.problem) == (0, None)
    assert sum(row.money.minor for row in await world.ledger()) == 4850
    assert len(await world.ledger()) == 3


@pytest.mark.asyncio
async def test_a_dispute_takes_the_money_and_gives_it_back(world: World) -> None:
    sale = await paid_sale(world)
    dispute = world.stripe.dispute(sale.intent)
    await world.payments.check(sale.op)
    assert (await booked(world))[-1] == (LedgerKind.DISPUTE, -4850)
    world.stripe.close_dispute(dispute, "won")
    await world.payments.check(sale.op)
    assert (await booked(world))[-1] == (LedgerKind.DISPUTE_RETURNED, 4850)
    kinds = await world.facts(sale.op)
    assert kinds.count(FactKind.DISPUTE_OPENED) == kinds.count(FactKind.DISPUTE_CLOSED) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("read", ["retrieve", "refunds", "disputes"])
async def test_a_look_without_an_answer_says_so_and_the_next_one_makes_up_for_it(
    world: World, read: str
) -> None:
    sale = await paid_sale(world)
    world.stripe.refund(sale.intent, 1000)
    world.stripe.fail(read, lost_request())
    first = await world.services.reconcile.after_sale(sale.intent, FactSource.WEBHOOK)
    assert isinstance(first.problem, Unknown)
    assert first.payment.money_taken is MoneyTaken.YES
    await world.payments.check(sale.op)
    assert (await booked(world))[-1] == (LedgerKind.REFUND, -1000)


@pytest.mark.asyncio
async def test_one_of_two_looks_that_fails_leaves_the_refunds_to_the_other(world: World) -> None:
    sale = await paid_sale(world)
    world.stripe.settle_refund(world.stripe.refund(sale.intent), "failed")
    world.stripe.fail("refunds", lost_request())
    look = world.services.reconcile.after_sale
    first, second = await asyncio.gather(
        look(sale.intent, FactSource.WEBHOOK), look(sale.intent, FactSource.EVENTS_API)
    )
    assert isinstance(first.problem, Unknown)
    assert second.problem is None
    assert len(await world.ledger()) == 3


@pytest.mark.asyncio
async def test_an_unpaid_or_foreign_sale_has_nothing_to_book(world: World) -> None:
    open_sale = (await world.payments.start(order())).payment
    look = world.services.reconcile.after_sale
    assert (await look(open_sale.intent, FactSource.WEBHOOK)).payment.state is PaymentState.OPEN
    world.stripe._create("op-elsewhere", order())
    foreign = [i for i in world.stripe.intents if i != open_sale.intent]
    assert (await look(foreign[0], FactSource.WEBHOOK)).payment is None
    gone = await look("pi_gone", FactSource.WEBHOOK)
    assert isinstance(gone.problem, Refused)
    assert await world.ledger() == []


@pytest.mark.asyncio
async def test_a_wish_for_refunds_is_kept_while_another_look_is_under_way(world: World) -> None:
    sale = await paid_sale(world)
    world.stripe.settle_refund(world.stripe.refund(sale.intent), "failed")
    gate = world.stripe.hold("retrieve")
    looks = [
        asyncio.ensure_future(look(sale.intent, FactSource.POLL))  # noqa: TID251
        for look in (world.services.reconcile.look, world.services.reconcile.after_sale)
    ]
    await world.rest()
    gate.set()
    await asyncio.gather(*looks)
    assert len(await booked(world)) == 3


@pytest.mark.asyncio
async def test_the_released_part_of_a_hold_is_no_refund(world: World) -> None:
    sale = await paid_sale(world)
    charge = world.stripe.intents[sale.intent].charge
    released = {"amount_captured": 3000, "amount_refunded": 1850}
    world.stripe.change(
        sale.intent,
        charge=type(charge)(**{f: released.get(f, getattr(charge, f)) for f in charge.__slots__}),
    )
    assert (await world.payments.check(sale.op)).amount_refunded == 0
    assert await booked(world) == [(LedgerKind.SALE, 4850)]


@pytest.mark.asyncio
async def test_a_debit_that_bounces_days_later_is_told_and_kept(world: World) -> None:
    told = []
    sale = await accepted_sale(world)
    world.services.bus.subscribe(PaymentFailedLater, told.append)
    world.stripe.decline(sale.intent)
    await world.services.reconcile.payment(sale.intent, FactSource.WEBHOOK)
    assert [event.payment.op for event in told] == [sale.op]
    assert told[0].payment.money_taken is MoneyTaken.NO
    await world.restart()
    assert await world.disk.transact(remembered) == (sale.op,)


@pytest.mark.asyncio
async def test_a_refusal_the_operator_still_waits_for_is_no_late_one(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    await world.payments.check(payment.op)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    assert await world.disk.transact(remembered) == ()


async def just_accepted(world: World):
    """A debit that the bank has taken a moment ago."""
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.process(payment.intent)
    return await world.payments.check(payment.op)


@pytest.mark.asyncio
async def test_a_debit_that_bounces_at_once_is_told_if_its_sale_has_been_left(
    world: World,
) -> None:
    told = []
    world.services.bus.subscribe(PaymentFailedLater, told.append)
    sale = await just_accepted(world)
    await world.payments.leave(sale.op)
    await world.rest()
    world.stripe.decline(sale.intent)
    await world.services.reconcile.payment(sale.intent, FactSource.WEBHOOK)
    await world.rest()
    assert [event.payment.op for event in told] == [sale.op]
    assert (await world.sale(sale.op)).state is PaymentState.CANCELED
    await world.restart()
    assert await world.disk.transact(remembered) == (sale.op,)


@pytest.mark.asyncio
async def test_a_bounce_is_told_once_however_it_is_noticed(world: World) -> None:
    told = []
    world.services.bus.subscribe(PaymentFailedLater, told.append)
    sale = await just_accepted(world)
    await world.payments.leave(sale.op)
    await world.clock.advance(2 * 86_400)
    world.stripe.decline(sale.intent)
    await world.services.reconcile.payment(sale.intent, FactSource.WEBHOOK)
    await world.rest()
    assert [event.payment.op for event in told] == [sale.op]


@pytest.mark.asyncio
async def test_a_bounce_is_told_after_a_crash_that_came_between(world: World) -> None:
    sale = await just_accepted(world)
    world.stripe.decline(sale.intent)
    await world.payments.check(sale.op)
    await world.restart()
    await world.rest()
    assert await world.disk.transact(remembered) == (sale.op,)


@pytest.mark.asyncio
async def test_a_refusal_seen_on_the_screen_is_not_told_again_when_the_sale_is_left(
    world: World,
) -> None:
    sale = await just_accepted(world)
    world.stripe.decline(sale.intent)
    await world.payments.check(sale.op)
    await world.payments.leave(sale.op)
    await world.rest()
    assert (await world.sale(sale.op)).state is PaymentState.CANCELED
    assert await world.disk.transact(remembered) == ()


@pytest.mark.asyncio
async def test_a_card_refused_after_its_sale_was_left_is_no_bounced_debit(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    await world.payments.leave(payment.op)
    world.stripe.decline(payment.intent)
    await world.services.reconcile.payment(payment.intent, FactSource.WEBHOOK)
    await world.rest()
    assert await world.disk.transact(remembered) == ()


@pytest.mark.asyncio
async def test_an_accepted_sale_that_somebody_else_cancels_has_failed(world: World) -> None:
    sale = await accepted_sale(world)
    world.stripe.change(sale.intent, status=PaymentIntentStatus.CANCELED)
    await world.services.reconcile.payment(sale.intent, FactSource.POLL)
    assert await world.disk.transact(remembered) == (sale.op,)
