"""Where deliveries of Stripe are taken, and whom to believe."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from enum import StrEnum
from typing import Final

from pos_app.domain.events import ListenerChanged
from pos_app.domain.intake import ListenerHealth, ListenerState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.ports.webhooks import WebhookIntake
from pos_app.services.event_bus import EventBus
from pos_app.services.settings import SettingsProblem, SettingsService

MOST_SECRETS: Final = 8
"""One per sender, and a second one of each while it is rolled."""
_SECRET: Final = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,200}")


class SecretsProblem(StrEnum):
    """Why signing secrets are not kept."""

    NOT_A_SECRET = "not_a_secret"  # noqa: S105 - a word, not a secret
    """Each line must be one signing secret, ``whsec_...``."""
    TOO_MANY = "too_many"
    NO_KEYRING = "no_keyring"


def secrets_name(mode: Mode) -> str:
    """The name under which a mode's signing secrets live in the keyring, one a line."""
    return f"webhook_secret_{mode}"


class Webhooks:
    """Opens and closes the listener, and changes what it works with while it runs.

    In training the address is told to the simulator, so any free port will do.
    """

    def __init__(
        self, *, secrets: SecretStore, settings: SettingsService, bus: EventBus, mode: Mode
    ) -> None:
        self._secrets = secrets
        self._settings = settings
        self._bus = bus
        self._mode = mode
        self._intake: WebhookIntake | None = None
        self._turn = asyncio.Lock()

    async def open(self, intake: WebhookIntake) -> ListenerState:
        """Take deliveries from now on, as the settings say; a taken port stops nothing else."""
        self._intake = intake
        intake.use(await asyncio.to_thread(self._stored))
        return await self._listen(intake)

    async def close(self) -> None:
        """Take no delivery any more."""
        async with self._turn:
            if self._intake is not None:
                await self._intake.stop()

    def health(self) -> ListenerHealth:
        """How the listener is doing."""
        if self._intake is None:
            return ListenerHealth()
        health = self._intake.health()
        off = self._settings.current.webhook_port == 0
        return replace(health, state=ListenerState.OFF) if off else health

    async def change_port(self, port: int) -> tuple[SettingsProblem, ...]:
        """Take deliveries on another port from now on, 0 for nowhere.

        Returns:
            Why not; nothing was changed then.

        Raises:
            OSError: the settings cannot be written; nothing was changed.
        """
        problems = self._settings.save(replace(self._settings.current, webhook_port=port))
        if not problems and self._intake is not None:
            await self._listen(self._intake)
        return problems

    async def keep_secrets(self, text: str) -> SecretsProblem | None:
        """Believe these senders and nobody else, from now on and after a restart.

        Args:
            text: one secret a line; empty forgets them all.
        """
        lines = text.split()
        if not all(_SECRET.fullmatch(line) for line in lines):
            return SecretsProblem.NOT_A_SECRET
        if len(lines) > MOST_SECRETS:
            return SecretsProblem.TOO_MANY
        try:
            await asyncio.to_thread(self._keep, lines)
        except SecretStoreUnavailableError:
            return SecretsProblem.NO_KEYRING
        if self._intake is not None:
            self._intake.use([Secret(line) for line in lines])
        return None

    async def _listen(self, intake: WebhookIntake) -> ListenerState:
        async with self._turn:  # a second change waits for the first, then the last one counts
            port = self._settings.current.webhook_port
            if port == 0:
                await intake.stop()
                state = ListenerState.OFF
            else:
                state = await intake.start(0 if self._mode is Mode.TRAINING else port)
        self._bus.publish(ListenerChanged(state, port))
        return state

    def _stored(self) -> list[Secret]:
        try:
            kept = self._secrets.get(secrets_name(self._mode))
        except SecretStoreUnavailableError:
            return []  # nobody is believed until the keyring can be read
        return [Secret(line) for line in kept.reveal().split()] if kept else []

    def _keep(self, lines: list[str]) -> None:
        if lines:
            self._secrets.set(secrets_name(self._mode), Secret("\n".join(lines)))
        else:
            self._secrets.delete(secrets_name(self._mode))
