"""A copy of the database, made at any commit, is put back as documented: nothing it says counts."""

import copy
import datetime as dt
from dataclasses import replace

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus, PaymentState
from pos_app.domain.set_aside import NOTE
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.fake_stripe import TIMEOUT, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
COMMITS = range(12)
"""At least as many as a sale of these has from its order to its end."""
HOUR = 3600


class CopiedAtEachCommit:
    """The database, and what a copy made right after each commit would hold."""

    def __init__(self, disk):
        self._disk = disk
        self.copies = []

    async def transact(self, work):
        before = self._disk._tables
        result = await self._disk.transact(work)
        if self._disk._tables != before:
            self.copies.append(copy.deepcopy(self._disk))
        return result

    async def close(self):
        await self._disk.close()


async def paid(world):
    started = await world.payments.start(order())
    sale = await world.payments.confirm_asked(started.payment.op)
    world.stripe.pay(sale.intent)
    return await world.payments.check(sale.op)


async def paid_by_another_card(world):
    started = await world.payments.start(order())
    sale = await world.payments.confirm_asked(started.payment.op)
    world.stripe.decline(sale.intent)
    await world.payments.check(sale.op)
    await world.payments.confirm_asked(sale.op)
    world.stripe.pay(sale.intent)
    return await world.payments.check(sale.op)


async def paid_after_a_question(world):
    started = await world.payments.start(order())
    sale = await world.payments.confirm_asked(started.payment.op)
    world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    world.stripe.pay(sale.intent)
    return await world.payments.check(sale.op)


async def restored(world, sell, commit):
    """The app on the copy that was made at this commit; more than an hour has passed."""
    world.disk = copied = CopiedAtEachCommit(world.disk)
    await world.crash()
    world.start()
    sale = await sell(world)
    assert sale.state is PaymentState.SUCCEEDED
    assert len(copied.copies) <= len(COMMITS)
    await world.clock.advance(HOUR)
    await put_back(world, copied.copies[min(commit, len(copied.copies) - 1)])
    return sale.op


async def put_back(world, disk):
    await world.crash()
    world.disk = disk
    await disk.transact(lambda tx: tx.notes.put(NOTE, "restored"))
    world.start()


def taking_up(world):
    async def work():
        await world.services.rebuild.run(await world.services.taking_up.run(lambda _error: None))

    return world.services.background.spawn(work(), name="take up")


@pytest.mark.parametrize("commit", COMMITS)
@pytest.mark.parametrize("sell", [paid, paid_by_another_card, paid_after_a_question])
async def test_what_was_paid_since_is_never_said_to_be_untaken(
    world: World, sell, commit: int
) -> None:
    op = await restored(world, sell, commit)
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 9)
    await taking_up(world)
    found = await world.sale(op)
    assert found.money_taken is not MoneyTaken.NO
    if found.money_taken is not MoneyTaken.YES:
        barred = await world.payments.start(order())
        assert (barred.reason, barred.issue.op) == (NotStartedReason.OPEN_ISSUE, op)
    await world.clock.advance(60)
    assert (await world.sale(op)).money_taken is MoneyTaken.YES
    assert [row.op for row in await world.ledger()] == [op]


@pytest.mark.parametrize("commit", COMMITS)
async def test_nor_while_stripe_cannot_be_asked(world: World, commit: int) -> None:
    op = await restored(world, paid, commit)
    world.stripe.down = TIMEOUT
    running = taking_up(world)
    await world.clock.advance(HOUR)
    found = await world.sale(op)
    assert found is None or found.money_taken is not MoneyTaken.NO
    assert isinstance(await world.payments.start(order()), NotStarted)
    world.stripe.down = None
    await world.clock.advance(120)
    assert running.done()
    assert (await world.sale(op)).money_taken is MoneyTaken.YES


async def test_what_was_never_sent_and_what_nobody_confirmed_comes_to_its_end(
    world: World,
) -> None:
    opened = (await world.payments.start(order())).payment
    world.store.fail(".x")
    unsent = await world.payments.start(order(customer="cus_2"))
    await put_back(world, world.disk)
    await taking_up(world)
    assert (await world.sale(opened.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(180)
    for op in (opened.op, unsent.issue.op):
        assert (await world.sale(op)).state is PaymentState.CANCELED
    assert await world.ledger() == []


async def test_started_before_the_note_was_written_it_is_put_right_all_the_same(
    world: World,
) -> None:
    """The first start on the copy has closed as never sent what was sent and paid since."""
    world.disk = copied = CopiedAtEachCommit(world.disk)
    await world.crash()
    world.start()
    sale = await paid(world)
    await world.crash()
    world.disk = copied.copies[0]
    world.start()
    await world.services.recovery.run()
    assert (await world.sale(sale.op)).state is PaymentState.CANCELED
    await put_back(world, world.disk)
    await taking_up(world)
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.YES
    assert [row.op for row in await world.ledger()] == [sale.op]


async def test_an_operation_that_was_changed_at_stripe_hides_no_other_sale(world: World) -> None:
    """One PaymentIntent under two operations stopped the register at every start."""
    before = await paid(world)
    world.stripe.change(before.intent, operation="op-x")
    world.stripe.calls.append(("create", ("key", ("op-x", order()))))
    disk = copy.deepcopy(world.disk)
    since = (await world.payments.start(order(customer="cus_2"))).payment
    await put_back(world, disk)
    await taking_up(world)
    assert await world.sale("op-x") is None
    assert await world.sale(since.op) is not None


async def test_of_two_that_stripe_shows_for_one_sale_the_newer_one_counts(world: World) -> None:
    """An older one lies there if a key was sent again after Stripe had forgotten it."""
    sale = await paid(world)
    seen = world.stripe.intents[sale.intent]
    older = seen.created - dt.timedelta(hours=30)
    canceled = replace(
        seen, id="pi_0", created=older, status=PaymentIntentStatus.CANCELED, amount_received=0
    )
    world.stripe.intents["pi_0"] = canceled
    await put_back(world, MemoryStore())
    await taking_up(world)
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.YES


@pytest.mark.parametrize("lost", range(7))
async def test_a_sale_found_only_later_is_in_doubt_no_longer_than_a_page_may_confirm_it(
    world, lost
):
    """The copy knows of no PaymentIntent, and asking for it is not answered for a while."""
    world.stripe.fail("create", lost_request())
    await world.payments.start(order())
    copied = copy.deepcopy(world.disk)
    await world.crash()
    await copied.transact(lambda tx: tx.notes.put(NOTE, "restored"))
    world.disk = copied
    world.start()
    world.stripe.fail("create", *[lost_request() for _ in range(lost)])
    await world.services.rebuild.run(await world.services.taking_up.run(lambda _error: None))
    await world.clock.advance(HOUR)
    sale = await world.sale("op-1")
    assert sale.money_taken is MoneyTaken.NO
