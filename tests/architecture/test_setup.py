"""The set-up command speaks plainly and never calls a failed gate passed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT

sys.path.append(str(ROOT / "packaging"))

import dev_gates
import dev_system


@pytest.mark.parametrize(
    ("family", "command"),
    [
        ("debian", "apt-get install --yes --no-install-recommends libnss3 libxcb-icccm4"),
        ("fedora", "dnf install nss xcb-util-wm"),
        ("arch", "pacman -S --needed nss xcb-util-wm"),
    ],
)
def test_missing_libraries_are_named_as_packages(family: str, command: str) -> None:
    text = dev_system.advice(["libnss3.so", "libxcb-icccm.so.4"], family)  # type: ignore[arg-type]
    assert command in text
    assert "libnss3.so" in text


def test_an_unknown_system_is_told_every_familys_packages() -> None:
    text = dev_system.advice(["libnss3.so"], None)
    assert all(word in text for word in ("apt-get", "dnf", "pacman"))


def test_a_library_of_unknown_origin_is_still_named() -> None:
    assert "libnobodyknows.so.7" in dev_system.advice(["libnobodyknows.so.7"], "arch")


def test_qt_finds_its_libraries_here() -> None:
    dev_system.require_libraries(Path(sys.executable), with_window=False)


def _gate(name: str, program: str) -> dev_gates.Gate:
    return dev_gates.Gate(name, ("-c", program))


def _run(monkeypatch: pytest.MonkeyPatch, *gates: dev_gates.Gate) -> int:
    monkeypatch.setattr(dev_gates, "GATES", gates)
    return dev_gates.run_gates(Path(sys.executable), fast=False, only=())


def test_all_gates_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, _gate("tests", "print('3 passed, 1 skipped in 0.10s')")) == 0
    closing = capsys.readouterr().out.splitlines()[-2:]
    assert "3 passed, 1 skipped" in closing[0]
    assert closing[1].startswith("all gates passed")


def test_one_failed_gate_fails_all_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = _gate("types", "raise SystemExit(1)")
    assert _run(monkeypatch, broken, _gate("unit", "print('2 passed')")) == 1
    printed = capsys.readouterr().out
    assert "2 passed" in printed
    assert "failed: types" in printed.splitlines()[-1]


def test_no_gate_at_all_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch) == 1


def test_the_app_is_ended_by_whoever_ends_the_command_that_started_it() -> None:
    app = [sys.executable, "-c", "import os; print(os.getpid()); raise SystemExit(3)"]
    starts = f"import sys, dev_commands; sys.exit(dev_commands.become({app!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", starts], cwd=ROOT / "packaging", stdout=subprocess.PIPE, text=True
    ) as command:
        said, _ = command.communicate(timeout=30)
    assert command.returncode == 3
    if sys.platform != "win32":
        assert int(said) == command.pid


def test_a_wrong_command_line_is_refused() -> None:
    run = subprocess.run(
        [sys.executable, "packaging/dev.py", "tset"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "tset" in run.stderr
