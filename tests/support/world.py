"""A register in memory: services on a fake Stripe, a fake clock, a store that survives crashes."""

import asyncio
from dataclasses import dataclass, field, replace

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.events import ConnectionChanged, IndexProgress, PaymentUpdated
from pos_app.domain.ids import CustomerId, OperatorId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken, SaleOrder
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.bundle import build_services
from pos_app.services.settings import SettingsService
from tests.support.fake_clock import FakeClock, FakeIds, settle
from tests.support.fake_history import FakeHistory
from tests.support.fake_stripe import Directory, FakeStripe
from tests.support.fake_workflow import FakeWorkflow


def order(minor=4850, code="EUR", customer="cus_1", reference=""):
    return SaleOrder(
        customer=CustomerId(customer),
        customer_title="M. Weber",
        money=Money(minor, code),
        reference=reference,
        register=RegisterId("Register 1"),
        operator=OperatorId("Anna"),
    )


async def confirming(world, **wanted):
    """A sale whose page was told to confirm; nobody knows yet how that ends."""
    started = await world.payments.start(order(**wanted))
    payment = await world.payments.confirm_asked(started.payment.op)
    assert payment.money_taken is MoneyTaken.NOT_KNOWN_YET
    return payment


def report(payment, status="", **error):
    """What the page says of its confirmation."""
    return ConfirmReported(payment.intent, status, **error)


class SettingsInMemory:
    """``ports.settings_store.SettingsStore``."""

    def __init__(self, settings=None):
        self.stored = settings or Settings()

    def load(self):
        return self.stored

    def save(self, settings):
        self.stored = settings


class StoreHandle:
    """One run's access to the store: refuses when told to, and is dead after the run's crash."""

    def __init__(self, store):
        self._store = store
        self._fates = iter("")
        self.dead = False

    def fail(self, fates):
        """One letter for each of the next transactions.

        ``.`` works, ``x`` finds the disk full, ``w`` waits for ``gate``, ``b`` does
        and finds the disk full then.
        """
        self._fates = iter(fates)
        self.gate = asyncio.Event()

    async def transact(self, work):
        fate = next(self._fates, ".")
        if self.dead or fate == "x":
            raise StoreUnavailableError("disk full")
        if fate in {"w", "b"}:
            await self.gate.wait()
        if fate == "b":
            raise StoreUnavailableError("disk full")
        return await self._store.transact(self._while_alive(work))

    async def close(self):
        await self._store.close()

    def _while_alive(self, work):
        def run(tx):
            if self.dead:
                raise StoreUnavailableError("the process is gone")
            return work(tx)

        return run


@dataclass
class World:
    """Everything a test of the services needs."""

    settings: Settings = field(default_factory=Settings)
    mode: Mode = Mode.TEST
    errors: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    progress: list = field(default_factory=list)
    connection: list = field(default_factory=list)

    def __post_init__(self):
        self.clock = FakeClock()
        self.ids = FakeIds()
        self.stripe = FakeStripe(self.clock)
        self.disk = MemoryStore()
        self.keyring = MemorySecretStore()
        self.workflow = FakeWorkflow()
        self.start()

    def start(self):
        """Start the app on the same database."""
        self.store = StoreHandle(self.disk)
        self.settings_service = SettingsService(SettingsInMemory(self.settings))
        history = FakeHistory(self.stripe)
        self.services = build_services(
            gateway=self.stripe,
            checkout_gateway=self.stripe,
            directory=Directory(self.stripe),
            history=history,
            events=self.stripe.events,
            store=self.store,
            clock=self.clock,
            ids=self.ids,
            settings=self.settings_service,
            secrets=self.keyring,
            hook_runner=self.workflow,
            mode=self.mode,
            on_error=self._sink(),
        )
        history.date = self.services.health.heard
        bus = self.services.bus
        bus.subscribe(PaymentUpdated, self.updates.append)
        bus.subscribe(IndexProgress, self.progress.append)
        bus.subscribe(ConnectionChanged, lambda event: self.connection.append(event.cause))
        self.payments = self.services.payments

    def run_feeds(self, *names):
        """Let loops run that the app starts after recovery: ``inbox``, ``sweep``."""
        for name in names:
            self.services.background.launch(getattr(self.services, name).run(), name=name)

    async def inbox(self):
        """How many events are in each state."""
        counts = await self.disk.transact(lambda tx: tx.inbox.counts())
        return {state: count for state, count in counts.items() if count}

    async def crash(self):
        """The process is gone at this moment: nothing more is written, no handler runs."""
        self.store.dead = True
        await self.services.background.close()
        await self.services.money.close()
        self.clock.skip(0)

    async def restart(self):
        """Crash, start again, recover."""
        await self.crash()
        self.start()
        return await self.services.recovery.run()

    async def close(self):
        return await self.services.close(patience=0.2)

    async def rest(self):
        await settle()

    async def sale(self, op):
        return await self.disk.transact(lambda tx: tx.payments.get(op))

    async def facts(self, op):
        found = await self.disk.transact(lambda tx: tuple(tx.payments.facts(op)))
        return [fact.kind for fact in found]

    async def journal(self, op):
        rows = await self.disk.transact(lambda tx: tuple(tx.journal.latest(op)))
        return [(row.action, row.state) for row in rows]

    async def ledger(self):
        return await self.disk.transact(lambda tx: list(tx.ledger.entries()))

    def _sink(self):
        store = self.store

        def sink(name, error):
            if not store.dead:  # a dead process reports nothing
                self.errors.append((name, error))

        return sink


def with_amounts(**changes):
    settings = Settings()
    return replace(settings, amounts=replace(settings.amounts, **changes))
