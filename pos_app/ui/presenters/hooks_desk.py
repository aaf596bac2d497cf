"""The page about the shop's own programs: who is told, how that goes, and what to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from pos_app.domain.command_line import UnclosedQuoteError, split_words
from pos_app.domain.hooks import OCCASIONS, Hook, HookFault, HookReport
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.clock import Clock
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.hook_setup import HookProblem
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.hook_words import HookWords, target_line
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.hooks import HookFields, HooksState
from pos_app.ui.states.webhooks import HealthRow
from pos_app.ui.texts import Texts

REFRESH_SECONDS: Final = 2.0
_ADDRESSES: Final = ("http://", "https://")


class HookActions(Protocol):
    """``services.HookSetup`` as this page uses it."""

    async def reports(self) -> tuple[HookReport, ...]:
        """How each hook is doing."""
        ...

    def add(self, hook: Hook) -> HookProblem | None:
        """Tell one more."""
        ...

    def change(self, hook: Hook) -> HookProblem | None:
        """Tell one in another way."""
        ...

    async def remove(self, name: str) -> HookProblem | None:
        """Tell one nothing more."""
        ...

    async def has_secret(self, name: str) -> bool:
        """Whether its posts can be signed."""
        ...

    async def make_secret(self, name: str) -> Secret | HookProblem:
        """Sign with a new secret."""
        ...

    async def test(self, hook: Hook) -> HookFault | None:
        """Send a message that tells of nothing."""
        ...

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Why it could not be told, found without telling it anything."""
        ...

    async def try_again(self, name: str) -> int:
        """Deliver at once what was not taken."""
        ...


class HooksView(Protocol):
    """The page."""

    def show_hooks(self, state: HooksState) -> None:
        """Show everything but what is being typed."""
        ...

    def show_fields(self, fields: HookFields) -> None:
        """Fill in the form."""
        ...

    def show_secret(self, secret: Secret | None) -> None:
        """Offer a secret that was just made, covered; or take it away."""
        ...


class HooksDesk:
    """One hook is chosen, or a new one is being added.

    Args:
        hooks: those of the settings in force.
        shown: whether the page is on the screen.
    """

    def __init__(  # noqa: PLR0913 - one per thing the page works with
        self,
        *,
        setup: HookActions,
        view: HooksView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
        mode: Mode,
        hooks: Callable[[], tuple[Hook, ...]],
        shown: Callable[[], bool],
    ) -> None:
        self._setup = setup
        self._view = view
        self._scope = scope
        self._clock = clock
        self._texts = texts.hooks
        self._not_saved = texts.settings.not_saved
        self._words = HookWords(texts, mode)
        self._mode = mode
        self._hooks = hooks
        self._shown = shown
        self._chosen = ""
        self._signed: dict[str, bool] = {}
        self._reports: dict[str, HookReport] = {}
        self._tested: dict[str, dt.datetime] = {}
        self._blind = self._removing = self._busy = self._following = False
        self._notice: Notice | None = None

    def open(self) -> None:
        """Show the first one, or an empty form, and how it goes until the page is left."""
        hooks = self._hooks()
        self._turn_to(hooks[0].name if hooks else "")
        for hook in hooks[1:]:
            self._ask_for_secret(hook)
        if not self._following:
            self._following = True
            self._scope.launch(self._follow(), name="hooks page")

    def choose(self, name: str) -> None:
        """Show this one."""
        self._turn_to(name)

    def add(self) -> None:
        """Begin a new one."""
        self._turn_to("")

    def save(self, fields: HookFields) -> None:
        """Keep what was typed, in force at once."""
        texts = self._texts
        try:
            hook = self._read(fields)
        except UnclosedQuoteError:
            return self._say(Tone.DANGER, texts.unclosed)
        if not fields.events:
            return self._say(Tone.DANGER, texts.no_events)
        adding = not self._chosen
        try:
            problem = self._setup.add(hook) if adding else self._setup.change(hook)
        except OSError as error:
            return self._say(Tone.DANGER, self._why_not_saved(error))
        if problem is not None:
            return self._say(Tone.DANGER, texts.problems[problem])
        self._turn_to(hook.name)
        self._say(Tone.OK, self._created(hook) if adding else texts.saved)
        self._scope.launch(self._look_for_program(hook), name="look for a hook's program")
        return None

    def _created(self, hook: Hook) -> str:
        texts = self._texts
        untold = self._mode is Mode.TRAINING and not hook.training
        return (texts.created_untold if untold else texts.created).format(name=hook.name)

    def remove(self) -> None:
        """Remove the chosen one when this is asked for twice."""
        if not self._removing:
            self._removing = True
            texts, signed = self._texts, bool(self._secret_button(self._hook()))
            words = texts.remove_hint_secret if signed else texts.remove_hint
            self._notice = Notice(Tone.WARN, words.format(name=self._chosen))
            self._render()
            return
        self._scope.launch(self._remove(self._chosen), name="remove a hook")

    def test(self) -> None:
        """Send the chosen one a message that tells of nothing."""
        if (hook := self._hook()) is not None and not self._busy:
            self._busy = True
            self._say(Tone.INFO, self._texts.testing)
            self._scope.launch(self._test(hook), name="try a hook")

    def try_again(self) -> None:
        """Deliver what the chosen one has not taken."""
        self._scope.launch(self._try_again(self._chosen), name="try hooks again")

    def make_secret(self) -> None:
        """Make the secret with which posts to the chosen one are signed."""
        self._scope.launch(self._make_secret(self._chosen), name="hook secret")

    def copied(self) -> None:
        """The secret is in the clipboard now."""
        self._say(Tone.OK, self._texts.copied)

    # ------------------------------------------------------------------ what is shown
    def _turn_to(self, name: str) -> None:
        self._chosen, self._notice, self._removing = name, None, False
        self._view.show_secret(None)
        hook = self._hook()
        if hook is None:
            every = tuple(kind.value for kind in OCCASIONS)
            self._view.show_fields(HookFields("", "", every, training=False))
        else:
            told = tuple(kind.value for kind in OCCASIONS if hook.wants(kind))
            self._view.show_fields(HookFields(hook.name, target_line(hook), told, hook.training))
            if name not in self._reports:
                self._scope.launch(self._look(), name="hooks page")
            self._ask_for_secret(hook)
        self._render()

    def _hook(self) -> Hook | None:
        return next((hook for hook in self._hooks() if hook.name == self._chosen), None)

    def _say(self, tone: Tone, words: str) -> None:
        self._notice, self._removing = Notice(tone, words), False
        self._render()

    def _render(self) -> None:
        texts, hook = self._texts, self._hook()
        report = self._reports.get(self._chosen) if hook else None
        rows = tuple(
            self._words.row(
                each,
                self._reports.get(each.name),
                signed=self._signed.get(each.name),
                chosen=each is hook,
            )
            for each in self._hooks()
        )
        self._view.show_hooks(
            HooksState(
                rows=rows,
                title=hook.name if hook else texts.new_title,
                adding=hook is None,
                save=texts.save if hook else texts.create,
                remove=texts.remove_really if self._removing else texts.remove,
                make_secret=self._secret_button(hook),
                health=self._health(hook, report),
                troubled=self._words.troubled(report) if report else (),
                can_try=bool(report and (report.waiting or report.given_up)),
                busy=self._busy,
                notice=self._notice,
            )
        )

    def _health(self, hook: Hook | None, report: HookReport | None) -> tuple[HealthRow, ...]:
        if self._blind:
            return (HealthRow(self._texts.health, self._texts.no_database, Tone.WARN),)
        signed = self._signed.get(self._chosen)
        if hook is None:
            return ()
        if report is None:
            return self._words.not_read(hook, signed=signed)
        taken = [at for at in (report.taken, self._tested.get(hook.name)) if at is not None]
        return self._words.health(replace(report, taken=max(taken, default=None)), signed=signed)

    def _secret_button(self, hook: Hook | None) -> str:
        if hook is None or not hook.url or self._mode is Mode.TRAINING:
            return ""
        signed = self._signed.get(hook.name)
        return self._texts.replace_secret if signed else self._texts.make_secret

    def _read(self, fields: HookFields) -> Hook:
        target = fields.target.strip()
        posted = target.lower().startswith(_ADDRESSES)
        events = tuple(kind for kind in OCCASIONS if kind.value in fields.events)
        return Hook(
            name=self._chosen or fields.name.strip(),
            events=() if events == OCCASIONS else events,
            command=() if posted else split_words(target),
            url=target if posted else "",
            training=fields.training,
        )

    def _why_not_saved(self, error: OSError) -> str:
        return self._not_saved.format(detail=error.strerror or "")

    # ------------------------------------------------------------------ what takes a while
    async def _follow(self) -> None:
        try:
            while self._shown():
                await self._look()
                await self._clock.sleep(REFRESH_SECONDS)
        finally:
            self._following = False
            self._view.show_secret(None)

    async def _look(self) -> None:
        try:
            reports = await self._setup.reports()
            self._reports = {report.hook.name: report for report in reports}
            self._blind = False
        except StoreUnavailableError:
            self._blind = True
        self._render()

    def _ask_for_secret(self, hook: Hook) -> None:
        self._signed.pop(hook.name, None)
        if hook.url:
            self._scope.launch(self._look_for_secret(hook.name), name="hook secret")

    async def _look_for_secret(self, name: str) -> None:
        signed = await self._setup.has_secret(name)
        self._signed.setdefault(name, signed)  # one may have been made meanwhile
        self._render()

    async def _look_for_program(self, hook: Hook) -> None:
        """Say at once what else the first sale would have to tell."""
        fault = await self._setup.obstacle(hook)
        if fault is not None and self._chosen == hook.name:
            reason = self._words.reason(fault)
            self._say(Tone.WARN, self._texts.obstacle.format(name=hook.name, reason=reason))

    async def _remove(self, name: str) -> None:
        try:
            problem = await self._setup.remove(name)
        except OSError as error:
            return self._say(Tone.DANGER, self._why_not_saved(error))
        if problem is not None:
            return self._say(Tone.DANGER, self._texts.problems[problem])
        hooks = self._hooks()
        self._turn_to(hooks[0].name if hooks else "")
        self._say(Tone.OK, self._texts.removed.format(name=name))
        return None

    async def _test(self, hook: Hook) -> None:
        try:
            fault = await self._setup.test(hook)
        finally:
            self._busy = False
        if fault is None:
            self._tested[hook.name] = self._clock.now()
            self._say(Tone.OK, self._texts.test_taken.format(name=hook.name))
        else:
            reason = self._words.reason(fault)
            words = self._texts.test_refused.format(name=hook.name, reason=reason)
            self._say(Tone.DANGER, words)

    async def _try_again(self, name: str) -> None:
        try:
            count = await self._setup.try_again(name)
        except StoreUnavailableError:
            return self._say(Tone.DANGER, self._texts.no_database)
        self._say(Tone.INFO, self._texts.trying_again.format(count=count))
        await self._look()
        return None

    async def _make_secret(self, name: str) -> None:
        made = await self._setup.make_secret(name)
        if isinstance(made, HookProblem):
            return self._say(Tone.DANGER, self._texts.problems[made])
        present = self._chosen == name and self._shown()
        self._signed[name] = True
        self._say(Tone.OK, self._texts.secret_made)
        if present:
            self._view.show_secret(made)
        return None
