"""Rules about the app's own code that no linter has."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT, files, name

_APP = files(".py", under="pos_app")


def _calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Every call with its line and the name that is called, without what it is called on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield node.lineno, called.attr, node
            elif isinstance(called, ast.Name):
                yield node.lineno, called.id, node


def _callers_of(*names: str) -> list[str]:
    return [
        f"{name(path)}:{line}"
        for path in _APP
        for line, called, _ in _calls(path)
        if called in names
    ]


def test_tasks_are_started_by_the_task_scope_only() -> None:
    allowed = ("pos_app/services/task_scope.py", "pos_app/simulator/background.py")
    callers = _callers_of("create_task", "ensure_future", "asyncSlot", "run_coroutine_threadsafe")
    assert [caller for caller in callers if not caller.startswith(allowed)] == []


def test_no_nested_event_loop() -> None:
    """A nested loop stops the coroutines that were running when it began."""
    # Qt's own loop runs for the first paint and is over before the other one begins.
    callers = _callers_of("exec", "exec_", "processEvents")
    assert [c for c in callers if not c.startswith("pos_app/bootstrap/opening.py:")] == []


def test_no_script_is_run_inside_the_frames_of_stripe() -> None:
    """A card number typed into Stripe's frame must stay out of reach of our own code (PCI DSS)."""
    assert _callers_of("findFrameByName") == []
    in_subframes = [
        f"{name(path)}:{line}"
        for path in _APP
        for line, called, call in _calls(path)
        if called == "setRunsOnSubFrames" and ast.unparse(call.args[0]) != "False"
    ]
    assert in_subframes == []
    frames = {
        name(path)
        for path in files(".py", under="pos_app/ui")
        if re.search(r"mainFrame\(\)|QWebEngineFrame", path.read_text(encoding="utf-8"))
    }
    watchdog = "pos_app/ui/web/watchdog.py"
    assert frames == {watchdog}, "it alone looks at frames: at their addresses"
    asked = [
        ast.unparse(call.func)
        for path in _APP
        if name(path) == watchdog
        for _, called, call in _calls(path)
        if called == "runJavaScript"
    ]
    assert asked == ["self._page.runJavaScript"]


def test_no_print_in_the_app_but_for_the_command_line() -> None:
    spoken = [caller for caller in _callers_of("print") if "/ui/" in caller or "/core/" in caller]
    assert spoken == []


@pytest.mark.parametrize(
    "statement",
    [
        "import asyncio\n\nasyncio.create_task(None)\n",
        "import asyncio\n\nasyncio.ensure_future(None)\n",
        "import qasync\n\nqasync.asyncSlot()\n",
        'import stripe\n\nstripe.api_key = "x"\n',
        "import time\n\ntime.time()\n",
        "from PySide6.QtCore import QThread\n\nQThread()\n",
    ],
)
def test_the_linter_refuses_what_the_house_bans(statement: str) -> None:
    report = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "-"],
        input=statement,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.returncode == 1
    assert "TID251" in report.stdout


def test_types_are_checked_strictly_everywhere() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert "pos_app" in settings["files"]
    loosened = [
        override
        for override in settings["overrides"]
        if any(str(module).startswith("pos_app") for module in override["module"])
    ]
    assert loosened == []
