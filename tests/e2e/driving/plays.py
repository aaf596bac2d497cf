"""Starts the app in processes of its own and collects what came of each scenario."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from pos_app.adapters.settings_file import SettingsFile
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.simulator.standalone import ThreadedSimulator

ROOT: Final = Path(__file__).parents[3]
CUSTOMERS: Final = 60
_AT_ONCE: Final = 3
_LIFE_S: Final = 600
ENGLISH: Final = Settings(mode=Mode.TRAINING, language="en", theme="light", sound=False)


class Play:
    """One life of the app with the scenarios of one module.

    Attributes:
        data: the app's data folder, with its log.
    """

    def __init__(self, folder: Path, module: str, scenarios: Sequence[str]) -> None:
        self.data = folder / "data"
        self._folder = folder
        self._module = module
        self._told: dict[str, Future[str]] = {name: Future() for name in scenarios}

    def problem(self, scenario: str) -> str:
        """Wait for a scenario: what went wrong in it, or empty."""
        return self._told[scenario].result()

    def run(self) -> None:
        """Play to the end; what a child that died did not say, it is made to say."""
        complaint = "it was not played"
        try:
            complaint = self._run()
        finally:
            for told in self._told.values():
                if not told.done():
                    told.set_result(f"the app ended before it\n{complaint}")

    def _run(self) -> str:
        self.data.mkdir(parents=True)
        simulator = ThreadedSimulator(customers=CUSTOMERS)
        simulator.start()
        try:
            scenarios = tuple(self._told)
            with Child(simulator.api, self.data, self._folder, self._module, *scenarios) as child:
                for said in child:
                    self._told[said["scenario"]].set_result(said["problem"])
                return child.end()
        finally:
            simulator.stop()


class Plays:
    """All lives of a test run, three at a time, in the order in which they were begun."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._begun: dict[str, Play] = {}

    def begin(self, module: str, scenarios: Sequence[str]) -> None:
        """Play these scenarios of a module as soon as there is room."""
        play = self._begun[module] = Play(self._folder / module, module, scenarios)
        self._pool.submit(play.run)

    @property
    def asked(self) -> frozenset[str]:
        """The modules that are played."""
        return frozenset(self._begun)

    def of(self, module: str) -> Play:
        """The life of a module."""
        return self._begun[module]

    def close(self) -> None:
        """Wait for the rest."""
        self._pool.shutdown(cancel_futures=True)


class Child:
    """The app in a process of its own; English and light unless the scenarios say otherwise.

    Iterating gives what it says, line by line, to its end.
    """

    def __init__(self, url: str, data: Path, shots: Path, module: str, *scenarios: str) -> None:
        settings = data / "settings.toml"
        if not settings.exists():
            scenarios_of = importlib.import_module(f"tests.e2e.scenarios.{module}")
            SettingsFile(settings).save(getattr(scenarios_of, "SETTINGS", ENGLISH))
        self._complaints = tempfile.TemporaryFile(  # noqa: SIM115 - closed by __exit__
            "w+", encoding="utf-8", errors="replace"
        )
        command = [sys.executable, "-m", "tests.e2e.driving.child"]
        self._process = subprocess.Popen(
            [*command, url, str(data), str(shots), module, *scenarios],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )
        self._limit = threading.Timer(_LIFE_S, self._process.kill)
        self._limit.start()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._complaints.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        out = self._process.stdout
        assert out is not None
        return (json.loads(line) for line in out if line.startswith("{"))

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._limit.cancel()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def end(self) -> str:
        """Wait for its own end; what it complained about."""
        code = self._process.wait()
        self._complaints.seek(0)
        return f"exit code {code}\n{self._complaints.read()[-6000:]}"
