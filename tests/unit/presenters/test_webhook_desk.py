"""The page about Stripe's deliveries tells how it is going, and what came of a change."""

from __future__ import annotations

import datetime as dt

import pytest

from pos_app.domain.intake import ListenerHealth, ListenerState, Refusal
from pos_app.domain.modes import Mode
from pos_app.services.settings import SettingsProblem
from pos_app.services.task_scope import TaskScope
from pos_app.services.webhooks import SecretsProblem
from pos_app.ui.presenters.webhook_desk import WebhookDesk
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.webhooks import WebhooksState
from pos_app.ui.texts import LANGUAGES, texts_for
from tests.support.fake_clock import START, FakeClock, settle

pytestmark = pytest.mark.asyncio
URL = "http://127.0.0.1:4242/stripe/webhook"
WELL = ListenerHealth(
    state=ListenerState.LISTENING,
    url=URL,
    secrets=1,
    accepted=7,
    duplicates=2,
    last_event=START,
    last_type="charge.refunded",
)


class Room:
    """Service, view and presenter."""

    def __init__(self, mode: Mode = Mode.TEST, language: str = "en") -> None:
        self.now = WELL
        self.port_problems: tuple[SettingsProblem, ...] = ()
        self.secret_problem: SecretsProblem | None = None
        self.failure: OSError | None = None
        self.asked: list[object] = []
        self.states: list[WebhooksState] = []
        self.ports: list[str] = []
        self.cleared = 0
        self.on_screen = True
        self.problems: list[str] = []
        self.clock = FakeClock()
        self.scope = TaskScope("ui", lambda name, error: self.problems.append(f"{name}: {error}"))
        self.desk = WebhookDesk(
            webhooks=self,
            view=self,
            scope=self.scope,
            clock=self.clock,
            texts=texts_for(language),
            mode=mode,
            port=lambda: 4242,
            shown=lambda: self.on_screen,
        )

    def health(self) -> ListenerHealth:
        return self.now

    async def change_port(self, port: int) -> tuple[SettingsProblem, ...]:
        self.asked.append(port)
        if self.failure is not None:
            raise self.failure
        return self.port_problems

    async def keep_secrets(self, text: str) -> SecretsProblem | None:
        self.asked.append(text)
        return self.secret_problem

    def show_webhooks(self, state: WebhooksState) -> None:
        self.states.append(state)

    def show_port(self, port: str) -> None:
        self.ports.append(port)

    def clear_secrets(self) -> None:
        self.cleared += 1

    @property
    def notice(self) -> Notice | None:
        return self.states[-1].notice

    def row(self, name: str) -> str:
        return next(row.value for row in self.states[-1].rows if row.name == name)


async def test_address_command_and_counters_are_shown() -> None:
    room = Room()
    room.desk.open()
    state = room.states[-1]
    assert (state.url, room.ports) == (URL, ["4242"])
    assert state.command.startswith(f"stripe listen --forward-to {URL} --events charge.dispute.")
    assert "payment_intent.succeeded" in state.command
    assert room.row("Deliveries") == "are taken"
    assert room.row("Signing secrets") == "1 in use"
    assert room.row("Taken since the start") == "7 new, 2 known already"
    assert room.row("Last one").startswith("charge.refunded, ")
    assert room.row("Refused since the start") == "none"


async def test_the_command_of_live_mode_says_so_and_training_needs_none() -> None:
    room = Room(Mode.LIVE)
    room.desk.open()
    assert room.states[-1].command.startswith("stripe listen --live ")
    room = Room(Mode.TRAINING)
    room.desk.open()
    assert (room.states[-1].command, room.states[-1].training) == ("", True)


async def test_refusals_are_told_with_the_most_frequent_first() -> None:
    room = Room()
    room.now = ListenerHealth(refused={Refusal.TOO_OLD: 1, Refusal.WRONG_SIGNATURE: 12})
    room.desk.open()
    told = "12 × wrong signature, 1 × signed too long ago"
    assert room.row("Refused since the start") == told
    assert room.row("Last one") == "none since the start"
    assert "until one is stored" in room.row("Signing secrets")


async def test_the_page_stays_fresh_while_it_is_shown_and_rests_afterwards() -> None:
    room = Room()
    room.desk.open()
    await settle()
    room.now = ListenerHealth(accepted=8, last_event=START + dt.timedelta(seconds=1))
    await room.clock.advance(1.0)
    assert room.row("Taken since the start") == "8 new, 0 known already"
    room.on_screen = False
    await room.clock.advance(1.0)
    drawn = len(room.states)
    await room.clock.advance(10.0)
    assert len(room.states) == drawn
    room.on_screen = True
    room.desk.open()
    await settle()
    await room.clock.advance(1.0)
    assert len(room.states) > drawn + 1


async def test_another_port_is_asked_for_and_what_came_of_it_is_said() -> None:
    room = Room()
    room.desk.change_port(" 5000 ")
    await settle()
    assert room.asked == [5000]
    assert room.notice is not None
    assert room.notice.tone is Tone.OK
    room.now = ListenerHealth(state=ListenerState.PORT_TAKEN)
    room.desk.change_port("5001")
    await settle()
    assert room.notice.tone is Tone.DANGER
    assert "another program uses port 5001" in room.notice.text


@pytest.mark.parametrize("typed", ["", "http", "-1", "4 2", "٤٢٤٢"])
async def test_what_is_no_port_is_not_tried(typed: str) -> None:
    room = Room()
    room.desk.change_port(typed)
    await settle()
    assert room.asked == []
    assert room.notice is not None
    assert room.notice.tone is Tone.DANGER


async def test_refused_ports_and_unwritable_settings_are_told() -> None:
    room = Room()
    room.port_problems = (SettingsProblem.WEBHOOK_PORT,)
    room.desk.change_port("80")
    await settle()
    assert room.notice == Notice(Tone.DANGER, "A port is 0 (off) or a number from 1024 to 65535.")
    room.failure = OSError(28, "No space left on device")
    room.desk.change_port("4243")
    await settle()
    assert room.notice == Notice(Tone.DANGER, "Not saved: No space left on device")
    assert room.problems == []


async def test_secrets_are_stored_and_leave_the_screen() -> None:
    room = Room()
    room.desk.keep_secrets("whsec_1 whsec_2")
    await settle()
    assert (room.asked, room.cleared) == (["whsec_1 whsec_2"], 1)
    assert room.notice is not None
    assert "whsec" not in room.notice.text


async def test_an_empty_field_forgets_nothing_but_the_button_does() -> None:
    room = Room()
    room.desk.keep_secrets("  ")
    await settle()
    assert room.asked == []
    room.desk.forget_secrets()
    await settle()
    assert room.asked == [""]


@pytest.mark.parametrize("problem", SecretsProblem)
async def test_secrets_that_are_not_kept_stay_to_be_corrected(problem: SecretsProblem) -> None:
    room = Room()
    room.secret_problem = problem
    room.desk.keep_secrets("whsec_1")
    await settle()
    assert room.cleared == 0
    assert room.notice is not None
    assert room.notice.tone is Tone.DANGER


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_that_can_happen_has_words(language: str) -> None:
    texts = texts_for(language).webhooks
    assert set(texts.states) == set(ListenerState)
    assert set(texts.refusals) == set(Refusal)
    assert set(texts.problems) == set(SecretsProblem)
