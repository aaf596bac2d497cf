"""What is set before the engine starts, whatever the surroundings say."""

from __future__ import annotations

import os

import pytest

from pos_app.ui.web.chromium import prepare_environment

OPEN_DOORS = (
    "QTWEBENGINE_REMOTE_DEBUGGING",
    "QTWEBENGINE_DISABLE_SANDBOX",
    "QTWEBENGINEPROCESS_PATH",
)


@pytest.fixture
def flags(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in OPEN_DOORS:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--remote-debugging-port=1 --no-sandbox")
    return monkeypatch


@pytest.mark.usefixtures("flags")
def test_doors_that_others_left_open_are_closed() -> None:

    prepare_environment(root=False)
    assert not set(OPEN_DOORS) & set(os.environ)
    assert os.environ["QTWEBENGINE_CHROMIUM_FLAGS"].split() == [
        "--site-per-process",
        "--log-level=3",
    ]


@pytest.mark.usefixtures("flags")
def test_sandbox_is_given_up_for_root_alone() -> None:

    prepare_environment(root=True)
    assert "--no-sandbox" in os.environ["QTWEBENGINE_CHROMIUM_FLAGS"].split()
