"""Tasks with an owner and an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
ErrorSink = Callable[[str, BaseException], None]
"""Told once of each failure, with the name of the task or handler that failed."""


class TaskScope:
    """Owns tasks: keeps them alive, names them, reports what goes wrong in them exactly once."""

    def __init__(self, name: str, on_error: ErrorSink) -> None:
        self._name = name
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether no new task is accepted."""
        return self._closed

    def spawn(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start a task nobody waits for; a failure goes to the error sink.

        Raises:
            RuntimeError: the scope is closed.
        """
        task = self._start(coro, name)
        task.add_done_callback(self._report)
        return task

    def launch(self, coro: Coroutine[Any, Any, object], *, name: str) -> None:
        """``spawn`` for callers that have no use for the task.

        Raises:
            RuntimeError: the scope is closed.
        """
        self._start(coro, name).add_done_callback(self._report)

    async def run(self, coro: Coroutine[Any, Any, T], *, name: str) -> T:
        """Run to the end even if the caller is cancelled; a failure is raised in the caller.

        If the caller is gone by then, the failure goes to the error sink instead.

        Raises:
            RuntimeError: the scope is closed.
        """
        return await self.result(self.hold(coro, name=name))

    def hold(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start a task whose failure is for those who wait with ``result``; somebody must.

        Raises:
            RuntimeError: the scope is closed.
        """
        return self._start(coro, name)

    async def result(self, task: asyncio.Task[T]) -> T:
        """Wait for a task without ever cancelling it; its failure is raised here.

        If the caller is cancelled, a failure goes to the error sink instead.
        """
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.add_done_callback(self._report)
            raise
        return task.result()

    def tell(self, name: str, error: Exception) -> None:
        """Tell the error sink of a failure that whoever met it gets over."""
        self._on_error(f"{self._name}: {name}", error)

    async def drain(self, timeout: float) -> bool:  # noqa: ASYNC109 - tells, does not raise
        """Wait until no task is left.

        Args:
            timeout: seconds to wait at most.

        Returns:
            False if some tasks are still running.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while self._tasks:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await asyncio.wait(set(self._tasks), timeout=left)
        return True

    async def close(self) -> None:
        """Cancel what is left, wait for its end and refuse new tasks."""
        self._closed = True
        while self._tasks:
            tasks = set(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _start(self, coro: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        if self._closed:
            coro.close()
            raise RuntimeError(f"{self._name} is closed, cannot start {name}")
        task = asyncio.get_running_loop().create_task(coro, name=f"{self._name}: {name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _report(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_error(task.get_name(), error)
