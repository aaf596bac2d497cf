"""What the services share: time, storage, announcements and the owners of their tasks."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ports.clock import Clock, IdSource
from pos_app.ports.store import Store
from pos_app.services.event_bus import EventBus
from pos_app.services.reachability import Reachability
from pos_app.services.task_scope import TaskScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Handed to every service by ``build_services``.

    Attributes:
        money: owns calls that must run to their end; drained at shutdown.
        background: owns waiting, polling and repeating; cancelled at shutdown.
    """

    store: Store
    clock: Clock
    ids: IdSource
    bus: EventBus
    reach: Reachability
    money: TaskScope
    background: TaskScope
