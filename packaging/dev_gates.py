"""Every gate a change has to pass, in one order, with one closing summary."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev_environment import ROOT

# What pytest's last line counts, such as "12 passed, 1 skipped in 3.40s".
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)\b")

# One worker a core: their tests share nothing.
_SIDE_BY_SIDE = ("-n", "logical")

_COVERAGE = (
    "import sys; from coverage.cmdline import main as coverage; "
    "sys.exit(coverage(['combine', '-q']) or coverage(['report']))"
)

_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"


@dataclass(frozen=True)
class Gate:
    """One check: arguments for Python, run from the root of the project.

    Attributes:
        name: What the summary and ``--only`` call it.
        command: What follows the name of the Python.
        needs: The folder it works on; a gate whose folder is not there yet is left out.
        slow: Whether ``--fast`` leaves it out.
    """

    name: str
    command: tuple[str, ...]
    needs: str = "."
    slow: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a gate went. ``note`` is the tests' count or empty."""

    gate: Gate
    ok: bool
    seconds: float
    note: str


def _tests(folder: str, *options: str, slow: bool = False) -> Gate:
    command = ("-m", "pytest", f"tests/{folder}", "-q", *options)
    return Gate(folder, command, needs=f"tests/{folder}", slow=slow)


GATES = (
    Gate("format", ("-m", "ruff", "format", "--check", ".")),
    # Without the cache: the order of imports also depends on which other files exist.
    Gate("lint", ("-m", "ruff", "check", "--no-cache", ".")),
    Gate("imports", ("-c", _LINT_IMPORTS, "--no-cache")),
    Gate("types", ("-m", "mypy")),
    _tests("architecture"),
    Gate(
        "unit",
        ("-m", "coverage", "run", "-m", "pytest", "tests/unit", "-q", *_SIDE_BY_SIDE),
        needs="tests/unit",
    ),
    Gate("coverage", ("-c", _COVERAGE), needs="tests/unit"),
    _tests("contract"),
    _tests("integration", *_SIDE_BY_SIDE, slow=True),
    _tests("simulator", *_SIDE_BY_SIDE, slow=True),
    _tests("ui", *_SIDE_BY_SIDE, slow=True),
    _tests("e2e", slow=True),
    _tests("chaos", slow=True),
)


def gate_names() -> tuple[str, ...]:
    """The names of all gates, in the order they run."""
    return tuple(gate.name for gate in GATES)


def run_gates(python: Path, *, fast: bool, only: Sequence[str]) -> int:
    """Run the gates, all of them even after one failed, and print what came of each.

    Args:
        python: The Python of the project's environment.
        fast: Leave out slow gates and tests marked slow.
        only: Names of the gates to run; empty for all.

    Returns:
        0 if every gate passed, else 1.
    """
    outcomes = [
        _run(python, gate, fast=fast)
        for gate in GATES
        if (not only or gate.name in only)
        and not (fast and gate.slow and not only)
        and (ROOT / gate.needs).is_dir()
    ]
    print(_summary(outcomes), flush=True)
    return 0 if outcomes and all(outcome.ok for outcome in outcomes) else 1


def _run(python: Path, gate: Gate, *, fast: bool) -> Outcome:
    arguments = list(gate.command)
    if fast and "pytest" in arguments:
        arguments += ["-m", "not slow"]
    print(f"\n=== {gate.name}", flush=True)
    started = time.monotonic()
    code, last_line = _stream([str(python), *arguments])
    note = ", ".join(" ".join(found) for found in _COUNT.findall(last_line))
    return Outcome(gate, code == 0, time.monotonic() - started, note)


def _stream(command: Sequence[str]) -> tuple[int, str]:
    """Run the command, pass its output on line by line, and keep the last line."""
    last_line = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for with PIPE
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last_line = line.strip() or last_line
    return process.returncode, last_line


def _summary(outcomes: Sequence[Outcome]) -> str:
    lines = ["", "=== summary"]
    for outcome in outcomes:
        mark = "ok  " if outcome.ok else "FAIL"
        lines.append(
            f"{mark} {outcome.gate.name:<14}{outcome.seconds:7.1f} s  {outcome.note}".rstrip()
        )
    failed = [outcome.gate.name for outcome in outcomes if not outcome.ok]
    total = sum(outcome.seconds for outcome in outcomes)
    verdict = f"failed: {', '.join(failed)}" if failed else "all gates passed"
    lines.append(f"{verdict} ({total:.0f} s)")
    return "\n".join(lines)
