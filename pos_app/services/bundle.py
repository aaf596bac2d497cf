"""Puts the services together; called by bootstrap with real adapters and by tests with fakes."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.modes import Mode
from pos_app.ports.clock import Clock, IdSource
from pos_app.ports.event_feed import EventReader
from pos_app.ports.gateway import CheckoutGateway, CustomerDirectory, PaymentGateway
from pos_app.ports.hook_runner import HookRunner
from pos_app.ports.sale_history import SaleHistory
from pos_app.ports.secret_store import SecretStore
from pos_app.ports.store import Store
from pos_app.services.abandon import Abandon
from pos_app.services.accepting import Accepting
from pos_app.services.attempts import Attempts
from pos_app.services.bank_question import BankQuestion
from pos_app.services.canceling import Canceling
from pos_app.services.common import Common
from pos_app.services.confirming import Confirming
from pos_app.services.creating import Creating
from pos_app.services.customer_sync import CustomerSync
from pos_app.services.customers import Customers
from pos_app.services.ending import Ending
from pos_app.services.event_actions import EventActions
from pos_app.services.event_bus import EventBus
from pos_app.services.event_sweep import EventSweep
from pos_app.services.follow_ups import FollowUps
from pos_app.services.health import Health, WatchedStore
from pos_app.services.hook_setup import HookSetup
from pos_app.services.hooks import Hooks
from pos_app.services.identifying import Identifying
from pos_app.services.inbox import Inbox
from pos_app.services.journal_book import JournalBook
from pos_app.services.manager_gate import ManagerGate
from pos_app.services.payments import Payments
from pos_app.services.reachability import Reachability
from pos_app.services.rebuild import Rebuild
from pos_app.services.reconcile import Reconcile
from pos_app.services.recovery import Recovery
from pos_app.services.repeats import Repeats
from pos_app.services.resuming import Resuming
from pos_app.services.sale_guard import SaleGuard
from pos_app.services.sessions import Sessions
from pos_app.services.settings import SettingsService
from pos_app.services.silence import Silence
from pos_app.services.starting import Starting
from pos_app.services.status_watch import StatusWatch
from pos_app.services.superseding import Superseding
from pos_app.services.taking_up import TakingUp
from pos_app.services.task_scope import ErrorSink, TaskScope
from pos_app.services.unsettled import Unsettled


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything the user interface may call.

    Attributes:
        background: for tasks that may be cancelled at any time, e.g. ``customers.sync()``.
    """

    payments: Payments
    customers: Customers
    taking_up: TakingUp
    recovery: Recovery
    rebuild: Rebuild
    reconcile: Reconcile
    watch: StatusWatch
    settings: SettingsService
    gate: ManagerGate
    accepting: Accepting
    inbox: Inbox
    sweep: EventSweep
    follow_ups: FollowUps
    hooks: Hooks
    hook_setup: HookSetup
    bus: EventBus
    reach: Reachability
    health: Health
    background: TaskScope
    money: TaskScope

    async def close(self, patience: float = 30.0) -> bool:
        """Stop waiting and polling, let calls under way end, cancel what takes too long.

        A call cut off leaves UNKNOWN in the journal; the next start settles it.

        Args:
            patience: seconds to wait for calls under way.

        Returns:
            False if a call had to be cut off.
        """
        await self.background.close()
        drained = await self.money.drain(patience)
        await self.money.close()
        return drained


def build_services(  # noqa: PLR0913 - one per port
    *,
    gateway: PaymentGateway,
    checkout_gateway: CheckoutGateway,
    directory: CustomerDirectory,
    history: SaleHistory,
    events: EventReader,
    store: Store,
    clock: Clock,
    ids: IdSource,
    settings: SettingsService,
    secrets: SecretStore,
    hook_runner: HookRunner,
    mode: Mode,
    on_error: ErrorSink,
    books: str = "books",
) -> Services:
    """Build all services on these ports; starts nothing.

    A store that outlives this run has a name (``books``): the settings keep that there is one.
    """
    bus = EventBus(on_error)
    background = TaskScope("background", on_error)
    reach = Reachability(bus, Silence(bus=bus, clock=clock, background=background))
    watched = WatchedStore(store)
    health = Health(
        bus=bus, clock=clock, reach=reach, store=watched, gateway=gateway, background=background
    )
    common = Common(
        store=watched,
        clock=clock,
        ids=ids,
        bus=bus,
        reach=reach,
        money=TaskScope("money", on_error),
        background=background,
    )
    attempts, unsettled = Attempts(), Unsettled()
    reconcile = Reconcile(common=common, gateway=gateway, attempts=attempts)
    watch = StatusWatch(common=common, reconcile=reconcile)
    book = JournalBook(common)
    creating = Creating(common=common, gateway=gateway, book=book, settings=settings)
    canceling = Canceling(common=common, gateway=gateway, book=book, reconcile=reconcile)
    repeats = Repeats(common=common, creating=creating, canceling=canceling)
    gate = ManagerGate(secrets=secrets, clock=clock)
    guard = SaleGuard(
        clock=clock, settings=settings, gate=gate, health=health, unsettled=unsettled, bus=bus
    )
    confirming = Confirming(
        common=common,
        creating=creating,
        attempts=attempts,
        reconcile=reconcile,
        watch=watch,
        guard=guard,
    )
    abandon = Abandon(common=common, canceling=canceling, repeats=repeats, confirming=confirming)
    sessions = Sessions(common=common, checkout=checkout_gateway, settings=settings)
    resuming = Resuming(
        common=common,
        gateway=gateway,
        sessions=sessions,
        abandon=abandon,
        reconcile=reconcile,
        guard=guard,
    )
    ending = Ending(
        common=common, canceling=canceling, repeats=repeats, abandon=abandon, watch=watch
    )
    superseding = Superseding(common=common, canceling=canceling, ending=ending, repeats=repeats)
    starting = Starting(
        common=common,
        sessions=sessions,
        creating=creating,
        repeats=repeats,
        abandon=abandon,
        resuming=resuming,
        guard=guard,
        superseding=superseding,
    )
    syncing = CustomerSync(common=common, directory=directory, settings=settings)
    actions = EventActions(common=common, reconcile=reconcile, directory=directory)
    inbox = Inbox(common=common, actions=actions)
    recovery = Recovery(
        common=common,
        creating=creating,
        canceling=canceling,
        repeats=repeats,
        confirming=confirming,
        abandon=abandon,
        watch=watch,
        unsettled=unsettled,
    )
    rebuild = Rebuild(
        common=common,
        health=health,
        history=history,
        canceling=canceling,
        reconcile=reconcile,
        recovery=recovery,
        settings=settings,
    )
    hooks = Hooks(common=common, runner=hook_runner, settings=settings, secrets=secrets, mode=mode)
    return Services(
        payments=Payments(
            common=common,
            sessions=sessions,
            starting=starting,
            resuming=resuming,
            confirming=confirming,
            bank=BankQuestion(
                common=common,
                gateway=gateway,
                abandon=abandon,
                reconcile=reconcile,
                guard=guard,
                watch=watch,
            ),
            ending=ending,
            superseding=superseding,
            watch=watch,
        ),
        customers=Customers(common=common, directory=directory, syncing=syncing),
        taking_up=TakingUp(
            common=common,
            health=health,
            identifying=Identifying(common=common, settings=settings, books=books),
            rebuild=rebuild,
            hooks=hooks,
            recovery=recovery,
        ),
        recovery=recovery,
        rebuild=rebuild,
        reconcile=reconcile,
        watch=watch,
        settings=settings,
        gate=gate,
        accepting=Accepting(common=common, gateway=gateway, reconcile=reconcile, gate=gate),
        inbox=inbox,
        sweep=EventSweep(
            common=common, events=events, inbox=inbox, reconcile=reconcile, settings=settings
        ),
        follow_ups=FollowUps(common),
        hooks=hooks,
        hook_setup=HookSetup(
            common=common, hooks=hooks, settings=settings, secrets=secrets, mode=mode
        ),
        bus=bus,
        reach=reach,
        health=health,
        background=common.background,
        money=common.money,
    )
