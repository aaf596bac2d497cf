"""The app's own event loop, for tests of what runs in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.bootstrap.qt_loop import PosEventLoop

Run = Callable[[Callable[[], Awaitable[Any]]], Any]


@pytest.fixture
def run(qapp: QApplication) -> Run:
    def run(main: Callable[[], Awaitable[Any]]) -> Any:
        async def body() -> Any:
            return await main()

        with asyncio.Runner(loop_factory=lambda: PosEventLoop(qapp)) as runner:
            return runner.run(body())

    return run
