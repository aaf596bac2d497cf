"""A register knows its own sales by an id, whatever it or another one is called."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain import set_aside
from pos_app.domain.events import DatabaseReplaced
from pos_app.domain.identity import NOTE, Identity
from pos_app.domain.ids import InstallationId, RegisterId
from pos_app.domain.payment import PaymentState
from pos_app.domain.set_aside import SetAside
from pos_app.domain.settings import Settings
from pos_app.services.identifying import Identifying
from pos_app.services.results import NotStarted, NotStartedReason, Started
from pos_app.services.settings import SettingsService
from tests.support.world import SettingsInMemory, World, order

pytestmark = pytest.mark.asyncio
LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


async def begin(world: World) -> SetAside | None:
    """What the app does before it sells; the settings file is there at the next start."""
    lost = await world.services.taking_up.run(
        lambda refusal: world.errors.append(("disk", refusal))
    )
    world.settings = world.settings_service.current
    return lost


async def damage(world: World) -> DatabaseReplaced:
    """The database is lost, and the next start reads it back."""
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(set_aside.NOTE, LOST.text()))
    world.start()
    told: list[DatabaseReplaced] = []
    world.services.bus.subscribe(DatabaseReplaced, told.append)
    assert await begin(world) == LOST
    await world.services.rebuild.run(LOST)
    return told[-1]


def rename(world: World, name: str) -> None:
    service = world.settings_service
    assert service.save(replace(service.current, register=RegisterId(name))) == ()
    world.settings = service.current


async def sell(world: World, customer: str = "cus_1") -> Started:
    """A sale as this register's counter orders it, paid."""
    register = world.settings_service.current.register
    started = await world.payments.start(replace(order(customer=customer), register=register))
    assert isinstance(started, Started)
    await world.payments.confirm_asked(started.payment.op)
    assert started.payment.intent is not None
    world.stripe.pay(started.payment.intent)
    return started


def beside(world: World) -> World:
    """Another computer of the shop, whose register has the same name."""
    other = World()
    other.stripe, other.ids, other.clock = world.stripe, world.ids, world.clock
    other.start()
    return other


async def found_in(world: World) -> set[str]:
    return {sale.op for sale in await world.payments.recent()}


async def test_the_id_is_made_once_and_goes_with_every_sale(world: World) -> None:
    await begin(world)
    made = world.settings.identity.installation
    assert made
    await sell(world)
    await world.crash()
    world.start()
    await begin(world)
    assert world.settings.identity == Identity(made, books=("books",))
    again = await sell(world, "cus_2")
    orders = [params[1][1] for name, params in world.stripe.calls if name == "create"]
    assert {one.installation for one in orders} == {made}
    assert (await world.sale(again.payment.op)).order.installation == made


async def test_a_sale_in_doubt_is_found_after_a_new_name_and_damage(world: World) -> None:
    await begin(world)
    started = await world.payments.start(order())
    assert isinstance(started, Started)
    await world.payments.confirm_asked(started.payment.op)
    rename(world, "Till 2")
    told = await damage(world)
    assert (told.found, told.by_name, told.namesakes) == (1, 0, 0)
    refused = await world.payments.start(order(100))
    assert isinstance(refused, NotStarted)
    assert refused.reason is NotStartedReason.OPEN_ISSUE


async def test_two_registers_of_one_name_keep_their_own_sales_and_the_shop_is_told(
    world: World,
) -> None:
    other = beside(world)
    await begin(world)
    await begin(other)
    mine, theirs = await sell(world), await sell(other, "cus_2")
    told = await damage(world)
    assert (told.found, told.by_name, told.namesakes) == (1, 0, 1)
    assert await found_in(world) == {mine.payment.op}
    told = await damage(other)
    assert (told.found, told.namesakes) == (1, 1)
    assert await found_in(other) == {theirs.payment.op}
    await other.close()


async def test_sales_of_before_there_were_ids_are_found_by_every_name_they_were_made_under(
    world: World,
) -> None:
    first = await sell(world)
    rename(world, "Bar")
    second = await sell(world, "cus_2")
    await world.crash()
    world.start()
    await begin(world)  # the first start of this version
    rename(world, "Terrace")
    third = await sell(world, "cus_3")
    told = await damage(world)
    assert (told.found, told.by_name, told.namesakes) == (3, 2, 0)
    assert await found_in(world) == {sale.payment.op for sale in (first, second, third)}


async def test_a_new_register_leaves_old_sales_of_its_name_to_whom_they_belong(
    world: World,
) -> None:
    old = beside(world)
    await sell(old)
    await begin(world)
    told = await damage(world)
    assert (told.found, told.namesakes) == (0, 1)
    await old.close()


async def test_an_old_register_damaged_before_it_had_an_id_is_found_by_its_name(
    world: World,
) -> None:
    before = await sell(world)
    told = await damage(world)
    assert (told.found, told.by_name) == (1, 1)
    rename(world, "Bar")
    after = await sell(world, "cus_2")
    told = await damage(world)
    assert (told.found, told.by_name) == (2, 1)
    assert await found_in(world) == {before.payment.op, after.payment.op}


async def test_lost_settings_get_the_id_back_from_the_database(world: World) -> None:
    await begin(world)
    made = world.settings.identity.installation
    await world.crash()
    world.settings = Settings()
    world.start()
    await begin(world)
    assert world.settings.identity.installation == made


async def test_a_register_that_had_another_id_meanwhile_keeps_what_was_sold_under_it(
    world: World,
) -> None:
    """The settings were lost, and trained with, before the real database was opened again."""
    await begin(world)
    first, home = await sell(world), world.disk
    await world.crash()
    world.settings, world.disk = Settings(), MemoryStore()
    world.start()
    await begin(world)
    second = await sell(world, "cus_2")
    await world.crash()
    world.disk = home
    world.start()
    await begin(world)
    told = await damage(world)
    assert (told.found, told.by_name, told.namesakes) == (2, 0, 0)
    assert await found_in(world) == {first.payment.op, second.payment.op}


@pytest.mark.parametrize(
    "refusal", [OSError("read-only"), ValueError("looks like a secret")], ids=type
)
@pytest.mark.expects_log("the register's id is not in the settings")
async def test_settings_that_cannot_be_written_stop_nothing_and_the_id_stays(
    world: World, refusal: Exception
) -> None:
    class Broken(SettingsInMemory):
        def save(self, settings: Settings) -> None:
            raise refusal

    made = set()
    for _ in range(2):
        settings = SettingsService(Broken())
        common = world.services.hooks._common
        await Identifying(common=common, settings=settings, books="live-acct_1").settle()
        made.add(settings.current.identity.installation)
    assert len(made - {""}) == 1


async def test_books_that_end_with_the_run_leave_the_settings_file_alone(world: World) -> None:
    file = SettingsInMemory()
    settings = SettingsService(file)
    common = world.services.hooks._common
    await Identifying(common=common, settings=settings, books="").settle()
    assert settings.current.identity.installation
    assert file.stored == Settings()


async def test_who_changes_settings_on_a_form_opened_earlier_does_not_change_the_register(
    world: World,
) -> None:
    stale = world.settings_service.current
    await begin(world)
    made = world.settings.identity
    assert world.settings_service.save(replace(stale, language="de")) == ()
    assert world.settings_service.current.identity == made


async def test_the_database_says_whose_it_is(world: World) -> None:
    world.settings = replace(world.settings, identity=Identity(InstallationId("reg_mine")))
    world.start()
    await begin(world)
    assert await world.disk.transact(lambda tx: tx.notes.get(NOTE)) == "reg_mine"
    sale = await sell(world)
    assert (await world.payments.check(sale.payment.op)).state is PaymentState.SUCCEEDED
