"""Finding and opening customers, and keeping the local index."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.customer import SavedMethod
from pos_app.domain.events import IndexProgress
from pos_app.domain.ids import CustomerId, PaymentMethodId
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.customers import (
    CustomerDeleted,
    CustomerMissing,
    CustomerUnavailable,
    Found,
    Opened,
)
from tests.support.fake_stripe import BUSY, NO_NETWORK, Fault, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
WEBER = CustomerId("cus_1")


def names(customers):
    return [customer.name for customer in customers]


async def test_typing_asks_the_local_index_alone(world: World) -> None:
    world.stripe.add_customer(1, "Maria Weber")
    await world.services.customers.sync()
    world.stripe.calls.clear()
    assert names(await world.services.customers.find("web")) == ["Maria Weber"]
    assert await world.services.customers.find("huber") == ()
    assert world.stripe.calls == []


async def test_everywhere_finds_whom_the_index_does_not_know_and_remembers(world: World) -> None:
    world.stripe.add_customer(1, "Maria Weber")
    found = await world.services.customers.find_everywhere(" weber ")
    assert (names(found.customers), found.remote) == (["Maria Weber"], None)
    assert names(await world.services.customers.find("weber")) == ["Maria Weber"]


async def test_a_customer_created_a_second_ago_is_found(world: World) -> None:
    world.stripe.add_customer(1, "Maria Weber", searchable=False)
    found = await world.services.customers.find_everywhere("weber")
    assert names(found.customers) == ["Maria Weber"]


async def test_nobody_is_listed_twice_and_twenty_are_enough(world: World) -> None:
    for number in range(30):
        world.stripe.add_customer(number, f"Weber {number}")
    await world.services.customers.sync()
    found = (await world.services.customers.find_everywhere("weber")).customers
    assert len(found) == len({c.id for c in found}) == 20
    assert found[0].name == "Weber 29"


async def test_who_only_stripes_search_knows_comes_at_the_end(world: World) -> None:
    world.stripe.add_customer(1, "Weber")
    hit = replace(world.stripe.add_customer(2, "Somebody"), name="W. alias")
    world.stripe.fail("search", Fault(Ok((hit,))))
    found = await world.services.customers.find_everywhere("weber")
    assert names(found.customers) == ["Weber", "W. alias"]


async def test_an_id_is_read_not_searched(world: World) -> None:
    world.stripe.add_customer(1, "Maria Weber", searchable=False)
    found = await world.services.customers.find_everywhere("cus_1")
    assert names(found.customers) == ["Maria Weber"]
    assert world.stripe.count("search") == 0
    assert await world.services.customers.find_everywhere("cus_nobody") == Found((), None)


@pytest.mark.parametrize("text", ["weber", "cus_1"])
async def test_without_network_the_index_still_answers(world: World, text: str) -> None:
    world.stripe.add_customer(1, "Maria Weber")
    await world.services.customers.sync()
    world.stripe.down = NO_NETWORK
    found = await world.services.customers.find_everywhere(text)
    assert names(found.customers) == ["Maria Weber"]
    assert found.remote is FailureCause.NETWORK
    assert world.connection == [FailureCause.NETWORK]


async def test_a_missing_permission_is_told(world: World) -> None:
    no = Refused(RefusalKind.NOT_PERMITTED)
    world.stripe.fail("newest", Fault(no))
    assert (await world.services.customers.find_everywhere("weber")).remote == no


async def test_blank_text_finds_nobody(world: World) -> None:
    assert await world.services.customers.find_everywhere("  ") == Found((), None)
    assert world.stripe.calls == []


async def test_opening_shows_methods_recent_sales_and_what_is_open(world: World) -> None:
    customer = world.stripe.add_customer(1, "Maria Weber")
    card = SavedMethod(PaymentMethodId("pm_1"), "card", "visa", "4242", 12, 2030)
    world.stripe.methods[WEBER] = (card,)
    first = (await world.payments.start(order())).payment
    opened = await world.services.customers.open(WEBER)
    assert opened == Opened(customer, (card,), (first,), None)
    doubtful = await world.payments.confirm_asked(first.op)
    assert (await world.services.customers.open(WEBER)).open_issue == doubtful


async def test_methods_that_cannot_be_read_do_not_stop_the_sale(world: World) -> None:
    world.stripe.add_customer(1)
    world.stripe.fail("saved_methods", lost_request())
    assert (await world.services.customers.open(WEBER)).methods == ()


async def test_a_deleted_customer_is_refused_and_keeps_the_name(world: World) -> None:
    world.stripe.add_customer(1, "Maria Weber")
    await world.services.customers.sync()
    world.stripe.customers[WEBER] = replace(world.stripe.customers[WEBER], name="", deleted=True)
    result = await world.services.customers.open(WEBER)
    assert isinstance(result, CustomerDeleted)
    assert result.customer.name == "Maria Weber"
    assert (await world.services.customers.find("weber"))[0].deleted


async def test_a_customer_deleted_before_we_knew(world: World) -> None:
    world.stripe.add_customer(1, deleted=True)
    assert isinstance(await world.services.customers.open(WEBER), CustomerDeleted)


async def test_who_is_missing_or_unreachable_cannot_be_opened(world: World) -> None:
    assert await world.services.customers.open(WEBER) == CustomerMissing(WEBER)
    no = Refused(RefusalKind.KEY_REJECTED)
    world.stripe.fail("customer", Fault(no), lost_request())
    assert await world.services.customers.open(WEBER) == CustomerUnavailable(no)
    unavailable = await world.services.customers.open(WEBER)
    assert unavailable == CustomerUnavailable(FailureCause.NETWORK)


async def fill(world: World, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        world.stripe.add_customer(number)


async def indexed(world: World) -> int:
    return await world.disk.transact(lambda tx: tx.customers.count())


async def test_sync_reads_everybody_with_progress(world: World) -> None:
    await fill(world, 250)
    await world.services.customers.sync()
    assert [(p.indexed, p.finished) for p in world.progress] == [
        (100, False),
        (200, False),
        (250, True),
    ]


async def test_an_empty_account_is_synced_at_once(world: World) -> None:
    await world.services.customers.sync()
    await world.services.customers.sync()
    assert world.progress[-1].finished


async def test_an_interrupted_sync_goes_on_where_it_stopped(world: World) -> None:
    await fill(world, 250)
    begun = asyncio.Event()
    world.services.bus.subscribe(IndexProgress, lambda _: begun.set())
    task = world.services.background.spawn(world.services.customers.sync(), name="sync")
    await begun.wait()
    await world.crash()
    assert task.cancelled()
    world.start()
    await fill(world, 1, first=250)
    world.stripe.calls.clear()
    task = world.services.background.spawn(world.services.customers.sync(), name="sync")
    await world.clock.advance(1)
    assert task.done()
    assert await indexed(world) == 251, "who came while it was interrupted is not missed"
    assert world.stripe.count("page") == 3


async def test_later_only_the_newest_are_read(world: World) -> None:
    await fill(world, 450)
    await world.services.customers.sync()
    await fill(world, 150, first=450)
    await world.services.customers.find_everywhere("customer")  # knows the newest 50 already
    world.stripe.calls.clear()
    await world.services.customers.sync()
    assert await indexed(world) == 600
    assert world.stripe.count("page") == 2


async def test_without_network_sync_waits_and_goes_on(world: World) -> None:
    await fill(world, 150)
    world.stripe.fail("page", lost_request(), lost_request(BUSY))
    task = world.services.background.spawn(world.services.customers.sync(), name="sync")
    await world.clock.advance(2)
    assert task.done()
    assert await indexed(world) == 150


async def test_a_cursor_that_died_starts_the_pass_anew(world: World) -> None:
    await fill(world, 150)
    await world.disk.transact(lambda tx: tx.notes.put("customers.account", ""))
    await world.disk.transact(lambda tx: tx.notes.put("customers.cursor", "cus_gone"))
    task = world.services.background.spawn(world.services.customers.sync(), name="sync")
    await world.clock.advance(1)
    assert task.done()
    assert await indexed(world) == 150


async def test_a_refused_sync_ends(world: World) -> None:
    world.stripe.fail("page", Fault(Refused(RefusalKind.NOT_PERMITTED)))
    await world.services.customers.sync()
    assert world.progress == []


async def test_another_account_starts_with_an_empty_index(world: World) -> None:
    await fill(world, 3)
    await world.services.customers.sync()
    await world.crash()
    world.stripe.customers.clear()
    world.settings = replace(world.settings, account="acct_other")
    world.start()
    await world.services.customers.sync()
    assert await indexed(world) == 0


async def test_age_is_counted_by_creation_not_by_arrival(world: World) -> None:
    old = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    world.stripe.add_customer(2, "Weber new")
    world.stripe.add_customer(1, "Weber old", created=old)
    await world.services.customers.sync()
    assert names(await world.services.customers.find("weber")) == ["Weber new", "Weber old"]


async def test_who_somebody_is_is_known_without_stripe_and_without_a_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(_work: object) -> None:
        raise StoreUnavailableError("full")

    known = world.stripe.add_customer(1, "Maria Weber")
    await world.services.customers.sync()
    world.stripe.calls.clear()
    assert await world.services.customers.known(WEBER) == known
    assert await world.services.customers.known(CustomerId("cus_404")) is None
    assert world.stripe.calls == []
    monkeypatch.setattr(world.store, "transact", unreadable)
    assert await world.services.customers.known(WEBER) is None
