"""What is committed is announced here, in the loop's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pos_app.domain.events import Event
from pos_app.services.task_scope import ErrorSink

E = TypeVar("E", bound=Event)


class EventBus:
    """Typed publish and subscribe; one failing handler never stops the others."""

    def __init__(self, on_error: ErrorSink) -> None:
        self._on_error = on_error
        self._handlers: dict[type[Any], list[Callable[[Any], None]]] = {}

    def subscribe(self, kind: type[E], handler: Callable[[E], None]) -> Callable[[], None]:
        """Call ``handler`` for every event of this kind; the returned function ends it."""
        handlers = self._handlers.setdefault(kind, [])
        handlers.append(handler)

        def unsubscribe() -> None:
            if handler in handlers:
                handlers.remove(handler)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Call all handlers now, in the order of their subscription."""
        for handler in tuple(self._handlers.get(type(event), ())):
            try:
                handler(event)
            except Exception as error:  # noqa: BLE001 - a handler's bug is its own
                self._on_error(f"handler of {type(event).__name__}", error)
