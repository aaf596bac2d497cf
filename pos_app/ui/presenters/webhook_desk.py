"""The page about Stripe's deliveries: where, whom to believe, and how it is going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pos_app.domain.intake import ListenerHealth, ListenerState
from pos_app.domain.modes import Mode
from pos_app.ports.clock import Clock
from pos_app.services.forwarding import listen_command
from pos_app.services.settings import SettingsProblem
from pos_app.services.task_scope import TaskScope
from pos_app.services.webhooks import SecretsProblem
from pos_app.ui.formatting import Formatting
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.webhooks import HealthRow, WebhooksState
from pos_app.ui.texts import Texts

_REFRESH_SECONDS: Final = 1.0


class WebhookActions(Protocol):
    """``services.Webhooks`` as this page uses it."""

    def health(self) -> ListenerHealth:
        """How the listener is doing."""
        ...

    async def change_port(self, port: int) -> tuple[SettingsProblem, ...]:
        """Take deliveries on another port."""
        ...

    async def keep_secrets(self, text: str) -> SecretsProblem | None:
        """Believe these senders and nobody else."""
        ...


class WebhookView(Protocol):
    """The page."""

    def show_webhooks(self, state: WebhooksState) -> None:
        """Show everything but what is being typed."""
        ...

    def show_port(self, port: str) -> None:
        """Fill in the port."""
        ...

    def clear_secrets(self) -> None:
        """Empty the field of secrets."""
        ...


class WebhookDesk:
    """Shows how deliveries are going while the page is shown.

    Args:
        shown: whether the page is on the screen.
        port: the port of the settings in force.
    """

    def __init__(  # noqa: PLR0913 - one per thing the page works with
        self,
        *,
        webhooks: WebhookActions,
        view: WebhookView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
        mode: Mode,
        port: Callable[[], int],
        shown: Callable[[], bool],
    ) -> None:
        self._webhooks = webhooks
        self._view = view
        self._scope = scope
        self._clock = clock
        self._texts = texts
        self._format = Formatting(texts)
        self._mode = mode
        self._port = port
        self._shown = shown
        self._notice: Notice | None = None
        self._following = False

    def open(self) -> None:
        """Show the page's facts and keep them fresh until another page is shown."""
        self._notice = None
        self._view.show_port(str(self._port()))
        self._render()
        if not self._following:
            self._following = True
            self._scope.launch(self._follow(), name="webhook health")

    def change_port(self, typed: str) -> None:
        """Use another port."""
        text = typed.strip()
        if not (text.isascii() and text.isdigit()):
            self._say(Tone.DANGER, self._texts.webhooks.bad_port.format(text=text))
            return
        self._scope.launch(self._change_port(int(text[:6])), name="webhook port")

    def keep_secrets(self, typed: str) -> None:
        """Store what was typed in place of what is stored."""
        if typed.strip():
            self._scope.launch(self._keep(typed), name="webhook secrets")

    def forget_secrets(self) -> None:
        """Believe nobody any more."""
        self._scope.launch(self._keep(""), name="webhook secrets")

    def copied(self) -> None:
        """Something is in the clipboard now."""
        self._say(Tone.OK, self._texts.webhooks.copied)

    async def _follow(self) -> None:
        try:
            while self._shown():
                self._render()
                await self._clock.sleep(_REFRESH_SECONDS)
        finally:
            self._following = False

    async def _change_port(self, port: int) -> None:
        texts = self._texts
        try:
            problems = await self._webhooks.change_port(port)
        except OSError as error:
            words = texts.settings.not_saved.format(detail=error.strerror or "")
            self._say(Tone.DANGER, words)
            return
        if problems:
            said = " ".join(texts.settings.problems[problem] for problem in problems)
            self._say(Tone.DANGER, said)
        elif self._webhooks.health().state is ListenerState.PORT_TAKEN:
            self._say(Tone.DANGER, texts.webhooks.taken_title.format(port=port))
        else:
            self._say(Tone.OK, texts.webhooks.port_saved)

    async def _keep(self, typed: str) -> None:
        texts = self._texts.webhooks
        problem = await self._webhooks.keep_secrets(typed)
        if problem is not None:
            self._say(Tone.DANGER, texts.problems[problem])
            return
        self._view.clear_secrets()
        self._say(Tone.OK, texts.kept if typed else texts.forgotten)

    def _say(self, tone: Tone, words: str) -> None:
        self._notice = Notice(tone, words)
        self._render()

    def _render(self) -> None:
        health, training = self._webhooks.health(), self._mode is Mode.TRAINING
        command = ""
        if health.url and not training:
            command = listen_command(health.url, livemode=self._mode is Mode.LIVE)
        self._view.show_webhooks(
            WebhooksState(health.url, command, training, self._rows(health), self._notice)
        )

    def _rows(self, health: ListenerHealth) -> tuple[HealthRow, ...]:
        texts = self._texts.webhooks
        return (
            HealthRow(texts.state, texts.states[health.state], _tone_of(health.state)),
            HealthRow(
                texts.stored_secrets,
                texts.some_secrets.format(count=health.secrets)
                if health.secrets
                else texts.no_secrets,
                Tone.OK if health.secrets else Tone.WARN,
            ),
            HealthRow(texts.last, self._last(health)),
            HealthRow(
                texts.accepted,
                texts.counts.format(new=health.accepted, again=health.duplicates),
            ),
            HealthRow(
                texts.refused, self._refused(health), Tone.WARN if health.refused else Tone.NEUTRAL
            ),
        )

    def _last(self, health: ListenerHealth) -> str:
        if health.last_event is None:
            return self._texts.webhooks.never
        return f"{health.last_type}, {self._format.clock_with_seconds(health.last_event)}"

    def _refused(self, health: ListenerHealth) -> str:
        texts = self._texts.webhooks
        most = sorted(health.refused.items(), key=lambda item: -item[1])
        told = [f"{count} × {texts.refusals[why]}" for why, count in most]
        return ", ".join(told) or texts.none_refused


def _tone_of(state: ListenerState) -> Tone:
    match state:
        case ListenerState.LISTENING:
            return Tone.OK
        case ListenerState.PORT_TAKEN:
            return Tone.DANGER
        case ListenerState.OFF | ListenerState.STOPPED:
            return Tone.NEUTRAL
