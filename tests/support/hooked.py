"""A register whose shop is told what happens."""

from dataclasses import replace

from pos_app.domain.hooks import Hook, HookKind
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import ConfirmReported
from tests.support.world import World, order

STOCK = Hook("stock", (HookKind.SALE_SUCCEEDED, HookKind.REFUND_RECORDED), ("stock",))
DIARY = Hook("diary", command=("diary",))
POSTED = Hook("crm", url="https://crm.example.com/hook")


async def with_hooks(world: World, *hooks, mode=Mode.TEST):
    """The register starts with these hooks."""
    world.settings = replace(Settings(), hooks=hooks)
    world.mode = mode
    await again(world)
    return world


async def again(world: World):
    await world.crash()
    world.start()
    await world.services.hooks.enroll()
    world.services.hooks.start()
    await world.services.recovery.run()
    await world.rest()


async def sell(world: World, minor=4850):
    payment = (await world.payments.start(order(minor))).payment
    sale = await world.payments.confirm_asked(payment.op)
    world.stripe.pay(sale.intent)
    await world.payments.reported(sale.op, ConfirmReported(sale.intent, "succeeded"))
    await world.rest()
    return await world.sale(sale.op)


async def outbox(world: World):
    return await world.disk.transact(lambda tx: tx.outbox.recent(99_999))


async def states(world: World, target):
    return [item.state for item in await outbox(world) if item.target == target]
