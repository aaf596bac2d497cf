"""A shop: one simulator, one data folder, and one life of the app after the other."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos_app.adapters.settings_file import SettingsFile
from pos_app.domain.ids import METADATA_OPERATION
from tests.chaos.lifeline import LifeLine, line_of
from tests.chaos.plan import Pause, Plan
from tests.chaos.story import Story, audit, complain_about_end
from tests.e2e.driving.plays import ENGLISH, ROOT
from tests.e2e.driving.simulator import Simulator

_CUSTOMERS: Final = 14
"""The cast alone: the index is filled at once."""
_FIRST_AMOUNT: Final = 1000
_RUNS_PER_FOLDER: Final = 10
_OVER: Final = frozenset({"succeeded", "canceled"})


class Shop:
    """Does runs one after the other; a life goes on with the next run unless it has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True)
        self._complaints = (folder / "processes.log").open("w")
        self._simulator = self._start("pos_app", "simulator", "--customers", str(_CUSTOMERS))
        self._url = json.loads(line_of(self._simulator))["api"]
        self.sim = Simulator(self._url)
        self._nursery = self._start("tests.chaos.nursery")
        self._address = f"\0pos-app-chaos-{uuid.uuid4()}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._address)
        self._listener.listen()
        self._port = _free_port()
        self._life: LifeLine | None = None
        self._data = folder
        self._runs = 0
        self._amount = _FIRST_AMOUNT
        self._closed_s = self._clock_s = 0

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
        self._complaints.close()

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
            story.problems += audit(story, self.sim.charges())
            story.problems += self._find_orphans()
        if self._runs % _RUNS_PER_FOLDER == 0 or story.problems:
            story.problems += self._end_life()
        story.problems += self._look_into_the_logs()
        if story.problems:
            self._runs = 0  # the next run gets a folder of its own; this one is kept
        return story

    def _move_in(self) -> None:
        """A new data folder and an account as it was seeded."""
        self.sim.control("POST", "/_sim/reset")
        self._amount = _FIRST_AMOUNT
        self._closed_s = self._clock_s = 0
        number = sum(1 for each in self._folder.iterdir() if each.is_dir())
        self._data = self._folder / str(number) / "data"
        self._data.mkdir(parents=True)
        settings = replace(ENGLISH, webhook_port=self._port)
        SettingsFile(self._data / "settings.toml").save(settings)

    def _live_through(self, story: Story) -> None:
        """Life after life, until one of them says that the run is over."""
        while True:
            life = self._life or self._begin_life()
            life.order(
                plan=story.plan.to_json(),
                first_amount=story.first_amount,
                fallen=story.fallen,
                charging=sorted(story.charging),
                decided=sorted(story.decided),
                next=story.next,
            )
            if any(story.hear(said) for said in life):
                return
            code, self._life = life.end(), None
            story.problems += complain_about_end(story, code)
            story.problems += self._check_database()
            if story.problems:
                return
            self._pause(story.plan.pause_before(story.lives))
            story.lives += 1

    def _pause(self, pause: Pause) -> None:
        """Time passes for shop and bank alike; only the computer's own clock may be wrong."""
        self._clock_s = pause.clock_s
        self._closed_s += pause.closed_s
        self.sim.control("POST", "/_sim/switches", {"date_ahead_s": self._closed_s})
        self.sim.advance(pause.closed_s)

    def _begin_life(self) -> LifeLine:
        order = {
            "url": self._url,
            "data": str(self._data),
            "address": self._address,
            "ahead_s": self._closed_s + self._clock_s,
        }
        self._life = LifeLine(self._nursery, self._listener, order)
        return self._life

    def _end_life(self) -> list[str]:
        """Close the app as a person does; what was wrong with that."""
        life, self._life = self._life, None
        code = life.close() if life is not None else 0
        return [f"closing the app ended with exit code {code}"] if code else []

    def _start(self, *command: str) -> subprocess.Popen[str]:
        """Begin a helper; it keeps none of our own outputs open if we are ended first."""
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )

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
        with tempfile.TemporaryDirectory() as folder:  # whoever opens it takes in its log
            copy = shutil.copytree(self._data, Path(folder) / "copy")
            found = [_quick_check(path) for path in copy.glob("*.db")]
        return [f"the database is damaged: {each}" for each in found if each != "ok"]

    def _look_into_the_logs(self) -> list[str]:
        texts = [path.read_text(errors="replace") for path in self._data.glob("logs/*.log")]
        texts.append((self._data.parent / "output.log").read_text(errors="replace"))
        return [f"a traceback in the log:\n{text[-6000:]}" for text in texts if "Traceback" in text]


def _quick_check(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
