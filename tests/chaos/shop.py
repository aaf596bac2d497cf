"""A shop: one simulator, one data folder, and one life of the app after the other."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pos_app.adapters.settings_file import SettingsFile
from pos_app.domain.ids import METADATA_OPERATION
from tests.chaos.plan import Blow, Plan
from tests.e2e.driving.plays import ENGLISH, ROOT
from tests.e2e.driving.simulator import Simulator

_CUSTOMERS: Final = 14
"""The cast alone: the index is filled at once."""
_SILENCE_S: Final = 90.0
"""A life that says nothing for so long is stuck."""
_FIRST_AMOUNT: Final = 1000
_RUNS_PER_FOLDER: Final = 10
_OVER: Final = frozenset({"succeeded", "canceled"})


@dataclass
class Story:
    """What is known of one run, whatever dies.

    Attributes:
        fallen: numbers of the strikes that fell.
        begun: the errand that was begun last.
        charging: errands in which the charge key was pressed.
        told: what the screen said in the end, by amount.
        lives: how many lives it took.
        problems: what must not be.
    """

    plan: Plan
    first_amount: int
    fallen: list[int] = field(default_factory=list)
    begun: int = -1
    charging: set[int] = field(default_factory=set)
    told: dict[int, str] = field(default_factory=dict)
    calm: bool = False
    lives: int = 1
    ledger: list[tuple[str, str, int, str]] | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def hear(self, said: dict[str, Any]) -> bool:
        """Take note; whether the run is over."""
        match said:
            case {"struck": number}:
                self.fallen.append(number)
            case {"errand": number}:
                self.begun = number
            case {"charging": number}:
                self.charging.add(number)
            case {"told": [amount, word]}:
                self.told[amount] = word
            case {"calm": _}:
                self.calm = True
            case {"lie": text}:
                self.problems.append(f"a lie: {text}")
            case {"failed": text}:
                self.problems.append(text)
            case {"done": {"ledger": rows}}:
                self.ledger = [tuple(row) for row in rows]
            case _:
                self.notes.append(json.dumps(said))
        return "failed" in said or "done" in said

    @property
    def next(self) -> int:
        """The errand to go on with; one that was cut off is found in the list of sales later."""
        return len(self.plan.errands) if self.calm else self.begun + 1


class Shop:
    """Does runs one after the other; a life goes on with the next run unless it has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True)
        self._simulator = _start(["pos_app", "simulator", "--customers", str(_CUSTOMERS)])
        self._url = json.loads(_line(self._simulator))["api"]
        self.sim = Simulator(self._url)
        self._nursery = _start(["tests.chaos.nursery"])
        self._address = f"\0pos-app-chaos-{uuid.uuid4()}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._address)
        self._listener.listen()
        self._life: _Life | None = None
        self._data = folder
        self._runs = 0
        self._amount = _FIRST_AMOUNT

    def close(self) -> None:
        """End everything."""
        self._end_life()
        for process in (self._nursery, self._simulator):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        self._listener.close()

    # ------------------------------------------------------------------ one run
    def run(self, plan: Plan) -> Story:
        """Do a run; what went wrong is in the story, and its traces stay in the folder."""
        if self._runs % _RUNS_PER_FOLDER == 0:
            self._move_in()
        self._runs += 1
        story = Story(plan, self._amount)
        self._amount += len(plan.errands)
        self.sim.heal()
        for mishap in plan.mishaps:
            self.sim.control("POST", "/_sim/webhooks", mishap)
        self._live_through(story)
        if story.ledger is not None:
            story.problems += _audit(story, self.sim.charges())
            story.problems += self._find_orphans()
        story.problems += self._look_into_the_logs()
        if story.problems:
            self._runs = 0  # the next run gets a folder of its own; this one is kept
            self._end_life()
        return story

    def _move_in(self) -> None:
        """A new data folder and an account as it was seeded."""
        self._end_life()
        self.sim.control("POST", "/_sim/reset")
        self._amount = _FIRST_AMOUNT
        number = sum(1 for each in self._folder.iterdir() if each.is_dir())
        self._data = self._folder / str(number) / "data"
        self._data.mkdir(parents=True)
        SettingsFile(self._data / "settings.toml").save(ENGLISH)

    def _live_through(self, story: Story) -> None:
        """Life after life, until one of them says that the run is over."""
        while True:
            life = self._life or self._begin_life()
            life.order(
                plan=story.plan.to_json(),
                first_amount=story.first_amount,
                fallen=story.fallen,
                charging=sorted(story.charging),
                next=story.next,
            )
            if any(story.hear(said) for said in life):
                return
            code, self._life = life.end(), None
            story.problems += _complain_about_end(story, code, life)
            story.problems += self._check_database()
            story.lives += 1
            if story.problems:
                return

    def _begin_life(self) -> _Life:
        order = {"url": self._url, "data": str(self._data), "address": self._address}
        self._life = _Life(self._nursery, self._listener, order)
        return self._life

    def _end_life(self) -> None:
        if self._life is not None:
            self._life.close()
            self._life = None

    # ------------------------------------------------------------------ proof
    def _find_orphans(self) -> list[str]:
        """Every PaymentIntent is over, and each sale has one."""
        found = self.sim.call("GET", "/v1/payment_intents?limit=100")["data"]
        sales = Counter(intent["metadata"][METADATA_OPERATION] for intent in found)
        alive = [f"{i['id']} is {i['status']}" for i in found if i["status"] not in _OVER]
        return alive + [
            f"{count} PaymentIntents of {op}" for op, count in sales.items() if count > 1
        ]

    def _check_database(self) -> list[str]:
        """Between two lives: whatever was cut off, the file is whole."""
        found = [_quick_check(path) for path in self._data.glob("*.db")]
        return [f"the database is damaged: {each}" for each in found if each != "ok"]

    def _look_into_the_logs(self) -> list[str]:
        texts = [path.read_text(errors="replace") for path in self._data.glob("logs/*.log")]
        texts.append((self._data.parent / "output.log").read_text(errors="replace"))
        return [f"a traceback in the log:\n{text[-6000:]}" for text in texts if "Traceback" in text]


class _Life:
    """One process of the app as its parent sees it; iterating gives what it says, to its end."""

    def __init__(
        self, nursery: subprocess.Popen[str], listener: socket.socket, order: dict[str, str]
    ) -> None:
        assert nursery.stdin is not None
        nursery.stdin.write(json.dumps(order) + "\n")
        nursery.stdin.flush()
        self._nursery = nursery
        self.pid: int = json.loads(_line(nursery))["born"]
        self._code: int | None = None
        listener.settimeout(_SILENCE_S)
        connection, _ = listener.accept()
        connection.settimeout(_SILENCE_S)
        self._connection = connection
        self._lines = connection.makefile("r", encoding="utf-8")
        self.stuck = False

    def order(self, **facts: Any) -> None:
        """Tell it what to do."""
        with suppress(BrokenPipeError):
            self._connection.sendall(json.dumps(facts).encode() + b"\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            for line in self._lines:
                if line.endswith("\n"):
                    yield json.loads(line)
        except TimeoutError:
            self.stuck = True
            os.kill(self.pid, signal.SIGABRT)
        except ConnectionResetError:
            return

    def close(self) -> int:
        """Ask it to close, and wait."""
        self.order(close=True)
        with suppress(TimeoutError, ConnectionResetError):
            for _ in self._lines:
                pass
        return self.end()

    def end(self) -> int:
        """Wait for its end and take away what it left running; the exit code."""
        if self._code is None:
            self._lines.close()
            self._connection.close()
            self._code = int(json.loads(_line(self._nursery))["ended"])
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return self._code


def _complain_about_end(story: Story, code: int, life: _Life) -> list[str]:
    """A life may end only as the plan says."""
    if life.stuck:
        return [f"the app said nothing for {_SILENCE_S:g} s"]
    blows = [story.plan.strikes[number].blow for number in story.fallen]
    if code == -signal.SIGKILL and Blow.APP_KILLED in blows:
        return []
    if code == 0 and Blow.APP_CLOSED in blows:
        return []
    return [f"the app ended by itself with exit code {code}"]


def _audit(story: Story, charges: list[dict[str, Any]]) -> list[str]:
    """Charges at the bank = what was intended = what was told = what is booked."""
    problems = []
    for number, errand in enumerate(story.plan.errands):
        amount = story.first_amount + number
        made = sum(charge["amount"] == amount for charge in charges)
        if made != errand.is_paid:
            problems.append(f"{errand} of {amount}: {made} charges")
        if (story.told.get(amount) == "paid") != errand.is_paid:
            problems.append(f"{errand} of {amount}: told {story.told.get(amount)}")
    booked = sorted(story.ledger or [])
    charged = sorted(
        (c["metadata"][METADATA_OPERATION], c["id"], c["amount"], c["currency"].upper())
        for c in charges
    )
    if booked != charged:
        problems.append(f"booked {booked}\ncharged {charged}")
    return problems


def _quick_check(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def _start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        text=True,
        encoding="utf-8",
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()
