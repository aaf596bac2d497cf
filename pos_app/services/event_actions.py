"""What is done about an event: the object it names is read anew, its copy in the event never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos_app.domain.event_kinds import ABOUT_CUSTOMER, ABOUT_METHOD, ABOUT_PAYMENT, AFTER_SALE
from pos_app.domain.events import CustomerChanged
from pos_app.domain.ids import CustomerId, PaymentIntentId
from pos_app.domain.outcomes import Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.stripe_events import InboxState, StripeEvent
from pos_app.domain.timeline import FactSource
from pos_app.ports.gateway import CustomerDirectory
from pos_app.ports.store import Tx
from pos_app.services.common import Common
from pos_app.services.customer_sync import forget_deleted, learn
from pos_app.services.reconcile import Reconcile


class Aim(StrEnum):
    """What an event makes us look at."""

    PAYMENT = "payment"
    CUSTOMER = "customer"
    METHODS = "methods"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to look at, however many events name it."""

    aim: Aim
    id: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of it.

    Attributes:
        state: where the events are now; ``WAITING`` means: try again later.
    """

    state: InboxState
    detail: str = ""


def target_of(event: StripeEvent) -> Target:
    """Say what an event is about."""
    if event.type in ABOUT_PAYMENT | AFTER_SALE and event.intent:
        return Target(Aim.PAYMENT, event.intent)
    if event.type in ABOUT_CUSTOMER and event.customer:
        return Target(Aim.CUSTOMER, event.customer)
    if event.type in ABOUT_METHOD and event.customer:
        return Target(Aim.METHODS, event.customer)
    return Target(Aim.NOTHING)


_NOT_OURS: Final = Acted(InboxState.IGNORED, "not a sale of this register")
_KNOWN: Final = Acted(InboxState.DONE, "known already")


def sift(tx: Tx, targets: Mapping[Target, bool]) -> Mapping[Target, Acted]:
    """Say what comes of sales that need no look: of an account's events most are others' sales.

    Args:
        tx: an open transaction; one look-up in it is for all of them.
        targets: each with whether one of its events is about a refund or dispute.
    """
    intents = {PaymentIntentId(target.id) for target in targets if target.aim is Aim.PAYMENT}
    known = tx.payments.by_intents(intents) if intents else {}
    sifted: dict[Target, Acted] = {}
    for target, deeper in targets.items():
        if target.aim is Aim.PAYMENT:
            sale = known.get(PaymentIntentId(target.id))
            if (needless := _without_a_look(sale, deeper=deeper)) is not None:
                sifted[target] = needless
    return sifted


class EventActions:
    """Looks at what events are about, at most once for all events of one object."""

    def __init__(
        self, *, common: Common, reconcile: Reconcile, directory: CustomerDirectory
    ) -> None:
        self._common = common
        self._reconcile = reconcile
        self._directory = directory

    async def act(self, target: Target, source: FactSource, *, deeper: bool) -> Acted:
        """Look at one target.

        ``sift`` has said before that it needs one.

        Args:
            target: what the events are about.
            source: how they came.
            deeper: whether one of them is about a refund or dispute.

        Raises:
            StoreUnavailableError: the database cannot be used now.
        """
        match target.aim:
            case Aim.PAYMENT:
                return await self._payment(PaymentIntentId(target.id), source, deeper=deeper)
            case Aim.CUSTOMER:
                return await self._customer(CustomerId(target.id))
            case Aim.METHODS:
                self._common.bus.publish(CustomerChanged(CustomerId(target.id)))
                return Acted(InboxState.DONE)
            case Aim.NOTHING:
                return Acted(InboxState.IGNORED, "nothing to look at")

    async def _payment(self, intent: PaymentIntentId, source: FactSource, *, deeper: bool) -> Acted:
        look = self._reconcile.after_sale if deeper else self._reconcile.look
        looked = await look(intent, source)
        return _again(looked.problem) if looked.problem else Acted(InboxState.DONE)

    async def _customer(self, customer: CustomerId) -> Acted:
        call = self._directory.retrieve(customer)
        outcome = await self._common.reach.hear(call, essential=False)
        match outcome:
            case Ok(seen):
                await self._common.store.transact(lambda tx: learn(tx, seen))
            case Refused(kind=RefusalKind.NOT_FOUND):
                await self._common.store.transact(lambda tx: forget_deleted(tx, customer))
            case Refused() | Unknown():
                return _again(outcome)
        self._common.bus.publish(CustomerChanged(customer))
        return Acted(InboxState.DONE)


def _without_a_look(known: Payment | None, *, deeper: bool) -> Acted | None:
    """What comes of news of this sale if nothing has to be read for it."""
    if known is None:
        return _NOT_OURS
    # It is over, and this cannot be about anything that comes after.
    paid = known.state is PaymentState.SUCCEEDED
    return _KNOWN if known.state.terminal and not (paid and deeper) else None


def _again(problem: Refused | Unknown) -> Acted:
    why = problem.cause if isinstance(problem, Unknown) else problem.kind
    return Acted(InboxState.WAITING, why)
