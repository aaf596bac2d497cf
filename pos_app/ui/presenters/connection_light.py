"""The light beside the clock: whether Stripe can be reached, as far as anybody knows."""

from __future__ import annotations

from pos_app.domain.events import StripeSilent
from pos_app.ui.presenters.view_protocols import CounterView
from pos_app.ui.states.light import Light
from pos_app.ui.texts import Texts
from pos_app.ui.texts.safety import Hindrance


class ConnectionLight:
    """An obstacle has its own words; an answer that is late is told before it becomes one."""

    def __init__(self, view: CounterView, texts: Texts) -> None:
        self._view = view
        self._texts = texts
        self._obstacle: Hindrance | None = None
        self._silent = False

    def show(self, texts: Texts, obstacle: Hindrance | None) -> None:
        """Something keeps the register from charging, or nothing does (any more)."""
        self._texts, self._obstacle = texts, obstacle
        self._render()

    def silent(self, event: StripeSilent) -> None:
        """Stripe lets an answer wait, or has given one."""
        self._silent = event.silent
        self._render()

    def _render(self) -> None:
        words = self._texts.shell
        if self._obstacle is not None:
            self._view.show_connection(self._obstacle.word, Light.AWAY)
        elif self._silent:
            self._view.show_connection(words.no_answer_yet, Light.WAITING)
        else:
            self._view.show_connection(words.online, Light.REACHABLE)
