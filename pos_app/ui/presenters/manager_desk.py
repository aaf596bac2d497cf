"""Asks a manager: the PIN, and the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Protocol

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.consents import Consent
from pos_app.services.manager_gate import GateProblem, PinProblem, Shut
from pos_app.services.task_scope import TaskScope
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.manager import ManagerState, Question
from pos_app.ui.texts import Texts

Then = Callable[[Consent], Awaitable[str]]
"""Acts on the approved consent; returns the name of a problem, or empty text if it is done."""


class GateActions(Protocol):
    """``services.ManagerGate`` as this page uses it."""

    async def has_pin(self) -> bool | Shut:
        """Whether a PIN was chosen."""
        ...

    async def choose(self, pin: Secret, again: Secret) -> PinProblem | Shut | None:
        """Choose the first PIN."""
        ...

    async def approve(self, pin: Secret, consent: Consent) -> Shut | None:
        """Approve one decision."""
        ...

    def take(self, consents: Iterable[Consent]) -> frozenset[Consent]:
        """Take what was approved, so that nobody else can use it."""
        ...


class ManagerView(Protocol):
    """The page."""

    def show_manager(self, state: ManagerState) -> None:
        """Show what is asked."""
        ...

    def clear_pin(self) -> None:
        """Empty the PIN."""
        ...

    def clear(self) -> None:
        """Empty everything."""
        ...


class ManagerDesk:
    """One question at a time.

    Attributes:
        view: the page as it is built now.
        open_page, close_page: bring it to the front, and the counter again.
    """

    def __init__(self, *, gate: GateActions, scope: TaskScope, texts: Texts) -> None:
        self._gate = gate
        self._scope = scope
        self._texts = texts.safety
        self._consent: Consent | None = None
        self._then: Then | None = None
        self._state = ManagerState("")
        self.view: ManagerView | None = None
        self.open_page: Callable[[], None] = lambda: None
        self.close_page: Callable[[], None] = lambda: None

    def use(self, texts: Texts) -> None:
        """Write in another language."""
        self._texts = texts.safety

    def ask(self, question: Question, consent: Consent, then: Then) -> None:
        """Put a question; the answer to the one before is not waited for any more.

        Args:
            question: what is decided, in words.
            consent: what is approved; the reason is filled in here.
            then: acts on it.
        """
        self._consent, self._then = consent, then
        self._state = ManagerState(question.asks, question.detail)
        self.open_page()
        if self.view is not None:
            self.view.clear()
        self.render()
        self._scope.launch(self._look(consent), name="manager's PIN")

    def withdraw(self, kind: DecisionKind, about: OpId, words: str) -> None:
        """There is nothing left to decide, if that is what is asked; nothing more can be typed.

        Args:
            kind: what was to be decided.
            about: the sale that it was about.
            words: what has happened instead.
        """
        asked = self._consent
        if asked is None or (asked.kind, asked.about) != (kind, about):
            return
        self._consent = self._then = None
        if self.view is not None:
            self.view.clear()
        self._state = ManagerState(words, gone=True)
        self.render()

    def render(self) -> None:
        """Show the question again."""
        if self.view is not None:
            self.view.show_manager(self._state)

    def lose(self, view: ManagerView, *_: object) -> None:
        """A page is no longer there; the one that has replaced it by now stays."""
        if self.view is view:
            self.view = None

    def decide(self, pin: Secret, again: Secret, reason: str) -> None:
        """The manager has typed PIN and reason."""
        then = self._then
        if self._consent is None or then is None or self._state.busy:
            return
        self._consent = replace(self._consent, reason=reason.strip())
        if not self._consent.reasoned:
            self._say("no_reason")
            return
        self._show(busy=True, notice=None)
        work = self._decide(self._consent, then, pin, again)
        self._scope.launch(work, name="manager decides")

    async def _look(self, consent: Consent) -> None:
        known = await self._gate.has_pin()
        if consent is not self._consent:
            return
        if isinstance(known, Shut):
            self._refuse(known)
        else:
            self._show(first_use=not known)

    async def _decide(self, consent: Consent, then: Then, pin: Secret, again: Secret) -> None:
        problem = await self._gate.choose(pin, again) if self._state.first_use else None
        problem = problem or await self._gate.approve(pin, consent)
        if consent is not self._consent:
            self._gate.take((consent,))  # another question is on show: this answer lifts nothing
            return
        if problem is not None:
            self._refuse(problem)
            return
        self._show(first_use=False)
        await self._act(consent, then)

    async def _act(self, consent: Consent, then: Then) -> None:
        try:
            problem = await then(consent)
        except StoreUnavailableError:
            problem = "not_written"
        if consent is not self._consent:
            return
        if problem:
            self._say(problem)
            return
        self._consent = self._then = None
        self._show(busy=False, notice=None)
        self.close_page()

    def _refuse(self, problem: PinProblem | Shut) -> None:
        if isinstance(problem, Shut):
            seconds = max(1, round(problem.wait))
            self._say(problem.problem, tries=problem.tries, seconds=seconds, detail=problem.detail)
            if problem.problem is GateProblem.NO_PIN:
                self._show(first_use=True)  # the manager was faster than the look for it
        else:
            self._say(problem)
            if problem is PinProblem.ALREADY_SET:
                self._show(first_use=False)
        if self.view is not None:
            self.view.clear_pin()

    def _say(self, problem: str, **facts: object) -> None:
        words = self._texts.problems[problem].format(**facts)
        self._show(busy=False, notice=Notice(Tone.DANGER, words))

    def _show(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.render()
