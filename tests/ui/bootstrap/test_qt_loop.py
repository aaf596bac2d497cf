"""asyncio on Qt keeps asyncio's promises where qasync 0.28 does not."""

import asyncio
import contextlib
import socket
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app.bootstrap.qt_loop import PosEventLoop
from tests.ui.bootstrap.conftest import Run


def test_timers_never_fire_early(run: Run) -> None:
    async def main() -> list[float]:
        loop = asyncio.get_running_loop()
        early = []
        for wait in (0.0005, 0.003, 0.05, 0.1):
            start = loop.time()
            await asyncio.sleep(wait)
            early.append(loop.time() - start - wait)
        return early

    assert min(run(main)) >= 0


def test_timers_fire_in_order(run: Run) -> None:
    async def main() -> list[int]:
        loop = asyncio.get_running_loop()
        fired: list[int] = []
        done = loop.create_future()
        start = loop.time() + 0.01
        for n in reversed(range(50)):
            loop.call_at(start + n / 10_000, fired.append, n)
        loop.call_at(start + 0.01, done.set_result, None)
        await done
        return fired

    assert run(main) == list(range(50))


def test_cancelled_timers_are_forgotten(run: Run) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, PosEventLoop)
        for _ in range(5_000):
            loop.call_later(300, print).cancel()
        return loop.pending_timers()

    assert run(main) < 500


def test_another_thread_wakes_the_loop(run: Run) -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        thread = threading.Thread(
            target=lambda: loop.call_soon_threadsafe(answer.set_result, "from the thread")
        )
        thread.start()
        result = await asyncio.wait_for(answer, 5)
        thread.join()
        return str(result)

    assert run(main) == "from the thread"


def test_the_window_gets_its_share_of_a_busy_loop(run: Run) -> None:
    async def main() -> bool:
        painted = []
        QTimer.singleShot(0, lambda: painted.append(True))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while not painted:  # noqa: ASYNC110  # busy on purpose
                    await asyncio.sleep(0)
        return bool(painted)

    assert run(main)


def test_a_closed_loop_refuses_work(qapp: QApplication) -> None:
    loop = PosEventLoop(qapp)
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon(print)
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_later(1, print)


def test_work_in_a_thread_comes_back(run: Run) -> None:
    async def main() -> int:
        return await asyncio.to_thread(threading.get_ident)

    assert run(main) != threading.get_ident()


def test_a_reader_may_take_itself_away_and_one_that_fails_goes_on(run: Run) -> None:
    async def main() -> tuple[list[bytes], list[str], bool]:
        loop = asyncio.get_running_loop()
        heard: list[bytes] = []
        told: list[str] = []
        over = loop.create_future()
        loop.set_exception_handler(lambda _, context: told.append(str(context["exception"])))
        with contextlib.ExitStack() as stack:
            ours, theirs = (stack.enter_context(sock) for sock in socket.socketpair())

            def read() -> None:
                heard.append(ours.recv(1))
                if heard[-1] == b"!":
                    raise ValueError("bad news")
                if heard[-1] == b".":
                    loop.remove_reader(ours.fileno())
                    over.set_result(None)

            loop.add_reader(ours.fileno(), print, "never called")
            loop.add_reader(ours.fileno(), read)
            theirs.sendall(b"a!b.c")
            await over
            await asyncio.sleep(0.01)
            return heard, told, loop.remove_reader(ours.fileno())

    assert run(main) == ([b"a", b"!", b"b", b"."], ["bad news"], False)
