"""Where deliveries are taken and whom to believe, changed while the listener runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.domain.events import ListenerChanged
from pos_app.domain.intake import ListenerHealth, ListenerState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.services.event_bus import EventBus
from pos_app.services.settings import SettingsProblem, SettingsService
from pos_app.services.webhooks import MOST_SECRETS, SecretsProblem, Webhooks, secrets_name
from tests.support.world import SettingsInMemory

pytestmark = pytest.mark.asyncio
FIRST = "whsec_" + "a" * 32
SECOND = "whsec_" + "b" * 32


class FakeIntake:
    """``ports.webhooks.WebhookIntake`` that listens nowhere."""

    def __init__(self, *taken: int) -> None:
        self.taken = taken
        self.busy = False
        self.port: int | None = None
        self.secrets: list[str] = []
        self.state = ListenerState.STOPPED

    def use(self, secrets: Sequence[Secret]) -> None:
        self.secrets = [secret.reveal() for secret in secrets]

    def health(self) -> ListenerHealth:
        return ListenerHealth(state=self.state, secrets=len(self.secrets))

    async def start(self, port: int) -> ListenerState:
        assert not self.busy, "one change at a time"
        self.busy = True
        await asyncio.sleep(0)
        self.busy = False
        free = port not in self.taken
        self.port = port if free else None
        self.state = ListenerState.LISTENING if free else ListenerState.PORT_TAKEN
        return self.state

    async def stop(self) -> None:
        self.port, self.state = None, ListenerState.STOPPED


class LockedKeyring:
    """A keyring that cannot be used."""

    def get(self, name: str) -> Secret | None:
        raise SecretStoreUnavailableError("locked")

    def set(self, name: str, secret: Secret) -> None:
        raise SecretStoreUnavailableError("locked")

    def delete(self, name: str) -> None:
        raise SecretStoreUnavailableError("locked")


@dataclass
class Office:
    """The service with all that it needs."""

    port: int = 4242
    mode: Mode = Mode.TEST
    secrets: SecretStore = field(default_factory=MemorySecretStore)

    def __post_init__(self) -> None:
        self.told: list[ListenerChanged] = []
        bus = EventBus(lambda _name, error: pytest.fail(str(error)))
        bus.subscribe(ListenerChanged, self.told.append)
        self.settings = SettingsService(SettingsInMemory())
        self.settings.save(replace(Settings(), webhook_port=self.port))
        self.webhooks = Webhooks(
            secrets=self.secrets, settings=self.settings, bus=bus, mode=self.mode
        )


async def test_it_listens_where_the_settings_say_and_believes_what_the_keyring_holds() -> None:
    office, intake = Office(), FakeIntake()
    office.secrets.set(secrets_name(Mode.TEST), Secret(f"{FIRST}\n{SECOND}"))
    assert office.webhooks.health() == ListenerHealth()
    assert await office.webhooks.open(intake) is ListenerState.LISTENING
    assert (intake.port, intake.secrets) == (4242, [FIRST, SECOND])
    assert office.webhooks.health().state is ListenerState.LISTENING
    assert office.told == [ListenerChanged(ListenerState.LISTENING, 4242)]
    await office.webhooks.close()
    assert office.webhooks.health().state is ListenerState.STOPPED


async def test_each_mode_has_secrets_of_its_own() -> None:
    office, intake = Office(), FakeIntake()
    office.secrets.set(secrets_name(Mode.LIVE), Secret(FIRST))
    await office.webhooks.open(intake)
    assert intake.secrets == []


async def test_training_takes_any_port_because_it_tells_the_simulator_which() -> None:
    office, intake = Office(mode=Mode.TRAINING), FakeIntake()
    await office.webhooks.open(intake)
    assert intake.port == 0


@pytest.mark.parametrize("mode", [Mode.TRAINING, Mode.LIVE])
async def test_port_0_switches_deliveries_off(mode: Mode) -> None:
    office, intake = Office(port=0, mode=mode), FakeIntake()
    assert await office.webhooks.open(intake) is ListenerState.OFF
    assert intake.port is None
    assert office.webhooks.health().state is ListenerState.OFF


async def test_a_taken_port_is_told_and_another_one_can_be_chosen() -> None:
    office, intake = Office(), FakeIntake(4242)
    assert await office.webhooks.open(intake) is ListenerState.PORT_TAKEN
    assert await office.webhooks.change_port(4243) == ()
    assert intake.port == 4243
    assert [change.state for change in office.told] == [
        ListenerState.PORT_TAKEN,
        ListenerState.LISTENING,
    ]
    assert office.settings.current.webhook_port == 4243


async def test_of_two_hasty_changes_the_last_one_counts() -> None:
    office, intake = Office(), FakeIntake()
    await office.webhooks.open(intake)
    await asyncio.gather(office.webhooks.change_port(4243), office.webhooks.change_port(4244))
    assert intake.port == office.settings.current.webhook_port == 4244


async def test_a_port_of_the_system_is_refused_and_nothing_changes() -> None:
    office, intake = Office(), FakeIntake()
    await office.webhooks.open(intake)
    assert await office.webhooks.change_port(80) == (SettingsProblem.WEBHOOK_PORT,)
    assert (intake.port, office.settings.current.webhook_port) == (4242, 4242)


async def test_secrets_are_kept_and_in_force_at_once() -> None:
    office, intake = Office(), FakeIntake()
    await office.webhooks.open(intake)
    assert await office.webhooks.keep_secrets(f"  {FIRST}\n\n{SECOND} ") is None
    assert intake.secrets == [FIRST, SECOND]
    assert office.secrets.get(secrets_name(Mode.TEST)) == Secret(f"{FIRST}\n{SECOND}")
    assert await office.webhooks.keep_secrets("") is None
    assert intake.secrets == []
    assert office.secrets.get(secrets_name(Mode.TEST)) is None


async def test_before_the_listener_is_there_changes_are_kept_for_it() -> None:
    office, intake = Office(), FakeIntake()
    assert await office.webhooks.change_port(5000) == ()
    assert await office.webhooks.keep_secrets(FIRST) is None
    await office.webhooks.close()
    await office.webhooks.open(intake)
    assert (intake.port, intake.secrets) == (5000, [FIRST])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("whsec_short", SecretsProblem.NOT_A_SECRET),
        ("sk_test_" + "a" * 32, SecretsProblem.NOT_A_SECRET),
        (f"{FIRST}\nsecond", SecretsProblem.NOT_A_SECRET),
        ("\n".join([FIRST] * (MOST_SECRETS + 1)), SecretsProblem.TOO_MANY),
    ],
)
async def test_what_is_no_secret_changes_nothing(text: str, problem: SecretsProblem) -> None:
    office, intake = Office(), FakeIntake()
    await office.webhooks.open(intake)
    await office.webhooks.keep_secrets(SECOND)
    assert await office.webhooks.keep_secrets(text) is problem
    assert intake.secrets == [SECOND]


async def test_without_a_keyring_nobody_is_believed_and_the_app_goes_on() -> None:
    office, intake = Office(secrets=LockedKeyring()), FakeIntake()
    assert await office.webhooks.open(intake) is ListenerState.LISTENING
    assert await office.webhooks.keep_secrets(FIRST) is SecretsProblem.NO_KEYRING
    assert intake.secrets == []
