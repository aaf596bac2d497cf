"""Strikes the app from within, at exactly the moment that the plan says."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.journal import JournalEntry
from pos_app.domain.timeline import Fact, FactKind
from pos_app.ports.store import Tx
from tests.chaos.plan import ASKED, Blow, Plan, Strike
from tests.e2e.driving.simulator import Simulator
from tests.support.engine_processes import renderers

R = TypeVar("R")


class Tell(Protocol):
    """Says something to the process that survives."""

    def __call__(self, **facts: Any) -> None: ...


class Blows:
    """The strikes of one run that have not fallen yet.

    Attributes:
        errand: the number of the errand that is being run.
    """

    def __init__(self, plan: Plan, fallen: Iterable[int], sim: Simulator, tell: Tell) -> None:
        self.errand = -1
        self._left = {n: s for n, s in enumerate(plan.strikes) if n not in set(fallen)}
        self._sim = sim
        self._tell = tell
        self._timers: list[threading.Timer] = []

    def reach(self, moment: str, *, before: bool = False) -> None:
        """A moment has come."""
        for number, strike in list(self._left.items()):
            if (strike.errand, strike.moment, strike.before) == (self.errand, moment, before):
                del self._left[number]
                self._tell(struck=number)
                self._strike(strike)

    def _strike(self, strike: Strike) -> None:
        if strike.blow is Blow.NETWORK:
            self._sim.control("POST", "/_sim/faults", strike.fault)
        elif strike.delay_ms:
            hit = (strike.blow, *_targets(strike))
            self._timers.append(threading.Timer(strike.delay_ms / 1000, _hit, hit))
            self._timers[-1].start()
        else:
            _hit(strike.blow, *_targets(strike))

    def disarm(self) -> None:
        """Nothing more shall happen, to the next run least of all."""
        self._left.clear()
        for timer in self._timers:
            timer.cancel()

    def awaits(self, step: str) -> bool:
        """Whether something is to fall on this errand at such a step of the journal."""
        left = self._left.values()
        return any(s.errand == self.errand and s.moment.startswith(step) for s in left)


def _targets(strike: Strike) -> tuple[int, ...]:
    match strike.blow:
        case Blow.APP_KILLED | Blow.APP_CLOSED:
            return (os.getpid(),)
        case Blow.PAGE_KILLED | Blow.PAGE_HUNG:
            return tuple(_pages())
        case _:
            return tuple(renderers() - _pages())


def _pages() -> frozenset[int]:
    application = QApplication.instance()
    pages = application.findChildren(QWebEnginePage) if application else []
    for window in QApplication.topLevelWidgets():
        pages += window.findChildren(QWebEnginePage)
    return frozenset(page.renderProcessPid() for page in pages if page.renderProcessPid() > 0)


def _hit(blow: Blow, *processes: int) -> None:
    deadly = {Blow.PAGE_HUNG: signal.SIGSTOP, Blow.APP_CLOSED: signal.SIGTERM}
    for process in processes:
        try:
            os.kill(process, deadly.get(blow, signal.SIGKILL))
        except ProcessLookupError:
            continue  # it was ended meanwhile


def watch_commits(reach: Callable[..., None]) -> None:
    """Call ``reach`` around each transaction that writes down a step of the journal.

    Before the commit it is called in the database's thread, after it in the window's.
    """
    transact = SqlStore.transact

    async def watched(store: SqlStore, work: Callable[[Tx], R]) -> R:
        steps: list[str] = []

        def spied(tx: Tx) -> R:
            result = work(_WatchedTx(tx, steps))
            for step in steps:
                reach(step, before=True)
            return result

        result = await transact(store, spied)
        for step in steps:
            reach(step)
        return result

    SqlStore.transact = watched  # type: ignore[method-assign, assignment]


class _Through:
    """Whatever is not watched goes through."""

    def __init__(self, real: Any, steps: list[str]) -> None:
        self._real = real
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _WatchedTx(_Through):
    @property
    def journal(self) -> _WatchedJournal:
        return _WatchedJournal(self._real.journal, self._steps)

    @property
    def payments(self) -> _WatchedPayments:
        return _WatchedPayments(self._real.payments, self._steps)


class _WatchedJournal(_Through):
    def append(self, entry: JournalEntry) -> None:
        self._real.append(entry)
        self._steps.append(f"{entry.action}.{entry.state}")


class _WatchedPayments(_Through):
    def add_facts(self, op: str, facts: Iterable[Fact]) -> None:
        written = tuple(facts)
        self._real.add_facts(op, written)
        if any(fact.kind is FactKind.CONFIRM_ASKED for fact in written):
            self._steps.append(ASKED)
