"""The page about the shop's own programs says what is true, and what became of a change."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from pos_app.domain.hooks import (
    OCCASIONS,
    Hook,
    HookFailure,
    HookFault,
    HookKind,
    HookMessage,
    HookReport,
    OutboxItem,
    OutboxState,
)
from pos_app.domain.ids import OpId
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.hook_setup import HookProblem
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.hooks_desk import REFRESH_SECONDS, HooksDesk
from pos_app.ui.states.common import Tone
from pos_app.ui.states.hooks import HookFields, HooksState
from pos_app.ui.texts import LANGUAGES, texts_for
from tests.support.fake_clock import START, FakeClock, settle

pytestmark = pytest.mark.asyncio
STOCK = Hook("stock", (HookKind.SALE_SUCCEEDED,), ("python3", "/opt/my shop/stock.py"))
CRM = Hook("crm", url="https://crm.example.com/pos")
EVERY = tuple(kind.value for kind in OCCASIONS)


def item(detail: str, state: OutboxState = OutboxState.WAITING) -> OutboxItem:
    message = HookMessage("hook_1", HookKind.SALE_SUCCEEDED, OpId("op_1"), "{}", START)
    return OutboxItem(message, "stock", state, 1, START, detail)


class Room:
    """Service, view and presenter."""

    def __init__(self, *hooks: Hook, mode: Mode = Mode.TEST, language: str = "en") -> None:
        self.hooks = hooks
        self.known: tuple[HookReport, ...] = ()
        self.problem: HookProblem | None = None
        self.fault: HookFault | None = None
        self.obstacles: dict[str, HookFault] = {}
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.signed = True
        self.made: Secret | HookProblem = Secret("s3cret")
        self.asked: list[object] = []
        self.states: list[HooksState] = []
        self.fields: list[HookFields] = []
        self.secrets: list[Secret | None] = []
        self.on_screen = True
        self.problems: list[str] = []
        self.clock = FakeClock()
        self.scope = TaskScope("ui", lambda name, error: self.problems.append(f"{name}: {error}"))
        self.desk = HooksDesk(
            setup=self,
            view=self,
            scope=self.scope,
            clock=self.clock,
            texts=texts_for(language),
            mode=mode,
            hooks=lambda: self.hooks,
            shown=lambda: self.on_screen,
        )

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

    async def reports(self) -> tuple[HookReport, ...]:
        self._fail()
        return self.known

    def add(self, hook: Hook) -> HookProblem | None:
        self._fail()
        self.asked.append(hook)
        if self.problem is None:
            self.hooks = (*self.hooks, hook)
        return self.problem

    def change(self, hook: Hook) -> HookProblem | None:
        self.asked.append(hook)
        return self.problem

    async def obstacle(self, hook: Hook) -> HookFault | None:
        await self.gate.wait()
        return self.obstacles.get(hook.name)

    async def remove(self, name: str) -> HookProblem | None:
        self._fail()
        if self.problem is None:
            self.hooks = tuple(hook for hook in self.hooks if hook.name != name)
        return self.problem

    async def has_secret(self, name: str) -> bool:
        await self.gate.wait()
        self.asked.append(name)
        return self.signed

    async def make_secret(self, _name: str) -> Secret | HookProblem:
        await self.gate.wait()
        return self.made

    async def test(self, hook: Hook) -> HookFault | None:
        self.asked.append(hook)
        await self.gate.wait()
        return self.fault

    async def try_again(self, _name: str) -> int:
        self._fail()
        return 1

    def show_hooks(self, state: HooksState) -> None:
        self.states.append(state)

    def show_fields(self, fields: HookFields) -> None:
        self.fields.append(fields)

    def show_secret(self, secret: Secret | None) -> None:
        self.secrets.append(secret)

    async def open(self) -> HooksState:
        self.desk.open()
        await settle()
        return self.states[-1]

    @property
    def now(self) -> HooksState:
        return self.states[-1]

    @property
    def said(self) -> str:
        return self.now.notice.text if self.now.notice else ""


async def test_without_hooks_it_begins_with_an_empty_form_for_everything() -> None:
    room = Room()
    state = await room.open()
    assert (state.adding, state.title, state.rows) == (True, "New program or address", ())
    assert room.fields == [HookFields("", "", EVERY, training=False)]


async def test_the_form_shows_a_command_as_one_line_that_reads_back_the_same() -> None:
    room = Room(STOCK)
    await room.open()
    (shown,) = room.fields
    assert shown == HookFields(
        "stock", 'python3 "/opt/my shop/stock.py"', ("sale.succeeded",), training=False
    )
    room.desk.save(shown)
    assert room.asked == [STOCK]
    assert room.said == "Saved, and in force from now on."


async def test_how_it_goes_is_told_and_kept_fresh_until_the_page_is_left() -> None:
    room = Room(STOCK, CRM)
    later = START + dt.timedelta(minutes=5)
    waiting = HookReport(STOCK, told=True, waiting=2, next_try=later, troubled=(item("exit 3"),))
    room.known = (waiting, HookReport(CRM, told=True, taken=START))
    state = await room.open()
    assert [(row.word, row.tone) for row in state.rows] == [
        ("2 wait", Tone.WARN),
        ("told", Tone.OK),
    ]
    (trouble,) = state.troubled
    assert trouble.value == "the program ended with code 3; will be tried again"
    assert "2 messages, next try at" in state.health[1].value
    given_up = HookReport(
        STOCK,
        told=False,
        given_up=1,
        troubled=(item("odd words", OutboxState.GIVEN_UP),),
    )
    room.known = (given_up,)
    await room.clock.advance(REFRESH_SECONDS)
    assert room.now.rows[0].word == "1 given up"
    assert room.now.troubled[0].value == "odd words; given up"
    assert room.now.health[0].value == "In training it is told nothing."
    room.on_screen = False
    await room.clock.advance(REFRESH_SECONDS)
    seen = len(room.states)
    await room.clock.advance(10 * REFRESH_SECONDS)
    assert len(room.states) == seen
    assert room.secrets[-1] is None


async def test_what_is_being_tried_for_the_first_time_is_no_trouble() -> None:
    room = Room(STOCK)
    room.known = (HookReport(STOCK, told=False, waiting=1, next_try=START),)
    state = await room.open()
    assert state.health[2].value == "1 message, is being tried"
    room.known = (HookReport(STOCK, told=False),)
    await room.clock.advance(REFRESH_SECONDS)
    assert (room.now.rows[0].word, room.now.health[2].value) == ("not in training", "nothing")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_reason_and_every_problem_has_words(language: str) -> None:
    texts = texts_for(language).hooks
    assert texts.failures.keys() == set(HookFailure)
    assert texts.problems.keys() == set(HookProblem)
    assert texts.news.keys() == texts.kinds.keys() == set(HookKind)
    room = Room(STOCK, language=language)
    await room.open()
    for failure in HookFailure:
        room.fault = HookFault(failure)
        room.desk.test()
        await settle()
        assert "()" not in room.said
        assert "{" not in room.said


async def test_a_test_runs_once_at_a_time_and_says_what_came_of_it() -> None:
    room = Room(STOCK)
    await room.open()
    room.gate.clear()
    room.desk.test()
    room.desk.test()
    await settle()
    assert room.asked == [STOCK]
    assert (room.now.busy, room.said) == (True, "Sending …")
    room.gate.set()
    await settle()
    assert (room.now.busy, room.said) == (False, "“stock” has taken the test message.")


async def test_a_removal_is_asked_for_twice_and_something_else_takes_it_back() -> None:
    room = Room(STOCK, CRM)
    await room.open()
    room.desk.remove()
    assert room.now.remove == "Really remove"
    assert "secret" not in room.said
    room.desk.choose("crm")
    assert room.now.remove == "Remove"
    room.desk.remove()
    assert "its secret is forgotten" in room.said
    room.desk.remove()
    await settle()
    assert room.hooks == (STOCK,)
    assert (room.now.title, room.said) == ("stock", "“crm” is told nothing more.")


async def test_what_could_not_be_done_is_said() -> None:
    room = Room(STOCK)
    await room.open()
    room.failure = OSError(28, "No space left on device")
    room.desk.remove()
    room.desk.remove()
    await settle()
    assert "No space left on device" in room.said
    room.desk.add()
    room.desk.save(HookFields("new", "new", EVERY, training=False))
    assert "No space left on device" in room.said
    room.failure = StoreUnavailableError("x")
    room.desk.choose("stock")
    room.desk.try_again()
    await settle()
    assert room.said == "The database cannot be read at present."
    room.failure, room.problem = None, HookProblem.SETTINGS
    room.desk.remove()
    room.desk.remove()
    await settle()
    assert room.said.startswith("Other settings")
    assert room.hooks == (STOCK,)


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.TRAINING])
async def test_an_address_whose_posts_cannot_be_signed_is_not_called_told(mode: Mode) -> None:
    room = Room(STOCK, CRM, mode=mode)
    room.known = (HookReport(STOCK, told=True), HookReport(CRM, told=True))
    room.signed = False
    state = await room.open()
    expected = ("no secret", Tone.WARN) if mode is Mode.TEST else ("told", Tone.OK)
    assert [(row.word, row.tone) for row in state.rows] == [("told", Tone.OK), expected]
    room.desk.choose("crm")
    room.desk.make_secret()
    await settle()
    room.desk.choose("stock")
    assert [row.word for row in room.now.rows] == ["told", "told"]


async def test_a_secret_is_offered_only_to_whom_it_was_made_for() -> None:
    room = Room(CRM, STOCK)
    await room.open()
    assert room.now.make_secret == "Make a new secret"
    room.desk.make_secret()
    await settle()
    assert room.secrets[-1] == Secret("s3cret")
    room.gate.clear()
    room.desk.make_secret()
    await settle()
    room.desk.choose("stock")
    room.gate.set()
    await settle()
    assert room.secrets[-1] is None
    assert room.now.make_secret == ""
    room.made = HookProblem.NO_KEYRING
    room.desk.choose("crm")
    room.desk.make_secret()
    await settle()
    assert "install or unlock a keyring" in room.said
    assert room.secrets[-1] is None


async def test_an_answer_about_another_hooks_secret_comes_too_late() -> None:
    room = Room(CRM, Hook("other", url="https://other.example.com"))
    room.signed = False
    room.gate.clear()
    room.desk.open()
    room.desk.choose("other")
    room.desk.add()
    room.gate.set()
    await settle()
    assert room.asked == ["crm", "other", "other"]
    assert room.now.make_secret == ""
    assert room.problems == []


async def test_what_is_added_in_training_is_not_said_to_be_told_there() -> None:
    room = Room(mode=Mode.TRAINING)
    await room.open()
    room.desk.save(HookFields("stock", "stock.py", EVERY, training=False))
    assert room.said == "“stock” is kept. In training it is told nothing; a test reaches it."
    assert room.now.health[0].value == "In training it is told nothing."
    room.desk.add()
    room.desk.save(HookFields("till", "till.py", EVERY, training=True))
    assert room.said == "“till” is told from now on."


@pytest.mark.parametrize("hook", [STOCK, CRM])
async def test_what_is_below_how_it_goes_stays_in_its_place_when_that_is_known(hook: Hook) -> None:
    room = Room(hook)
    room.known = (HookReport(hook, told=True),)
    room.desk.open()
    before = room.now.health
    assert [row.value for row in before[:3]] == ["…"] * 3
    await settle()
    assert [row.name for row in room.now.health] == [row.name for row in before]
    assert [row.value for row in room.now.health[1:3]] == ["nothing", "nothing"]


async def test_a_test_that_was_taken_is_a_message_that_was_taken() -> None:
    room = Room(STOCK)
    room.known = (HookReport(STOCK, told=True),)
    await room.open()
    assert room.now.health[0].value == "not yet, as far as is known"
    room.desk.test()
    await settle()
    assert (room.now.health[0].tone, room.now.health[0].value) != (
        Tone.NEUTRAL,
        "not yet, as far as is known",
    )
    later = START + dt.timedelta(days=1)
    room.known = (HookReport(STOCK, told=True, taken=later),)
    seen = room.now.health[0].value
    await room.clock.advance(REFRESH_SECONDS)
    assert room.now.health[0].value != seen


async def test_an_address_is_known_by_its_beginning() -> None:
    room = Room()
    await room.open()
    room.desk.save(HookFields("crm", " https://crm.example.com/pos ", EVERY, training=False))
    assert room.asked[0] == CRM
    assert room.said == "“crm” is told from now on."
    assert (room.now.adding, room.now.title) == (False, "crm")
