"""Everything an operator does at the counter, in the real window with the real web engine.

Each module of ``tests/e2e/scenarios`` is one life of the app on a simulator of its own.
"""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

from tests.e2e.driving.plays import Plays

pytestmark = pytest.mark.webengine

# The longest first: three of them run at a time.
MODULES = (
    "obstacles",
    "debits",
    "faults",
    "banks",
    "bank_again",
    "amounts",
    "methods",
    "prepared",
    "keys",
    "leaving",
    "customers",
    "mouse",
    "receipts",
    "german",
    "surprises",
    "safety",
    "news",
    "own_programs",
)


def _scenarios() -> list[tuple[str, str]]:
    found = []
    for module in MODULES:
        loaded = importlib.import_module(f"tests.e2e.scenarios.{module}")
        for name, member in vars(loaded).items():
            own = getattr(member, "__module__", "") == loaded.__name__
            if inspect.iscoroutinefunction(member) and own and not name.startswith("_"):
                found.append((module, name))
    return found


@pytest.mark.parametrize(("module", "scenario"), _scenarios())
def test_scenario(module: str, scenario: str, plays: Plays) -> None:
    play = plays.of(module)
    if problem := play.problem(scenario):
        pytest.fail(f"{problem}\n(log and picture: {play.data.parent})", pytrace=False)


@pytest.mark.parametrize("module", MODULES)
def test_nothing_secret_and_no_bug_was_written_down(module: str, plays: Plays) -> None:
    assert module in plays.asked, f"no scenario of {module} was played"
    folder = plays.of(module).data
    log = (folder / "logs" / "pos-app.log").read_text(encoding="utf-8")
    assert not re.findall(r"^.*(?:ERROR|CRITICAL|Traceback).*$", log, re.MULTILINE)
    secret = re.compile(rb"pi_\w+_secret_\w|cuss_secret_\w|\b[sr]k_test_\w")
    for path in folder.rglob("*"):
        if path.is_file():
            assert not secret.search(path.read_bytes()), path
