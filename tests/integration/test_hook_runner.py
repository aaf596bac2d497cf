"""Programs and addresses as bad as they come: each try ends, is told truly, and leaves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import errno
import hashlib
import hmac
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from pos_app.adapters.hooks.command import CommandRunner
from pos_app.adapters.hooks.http_post import HttpPoster
from pos_app.adapters.hooks.runner import LocalHookRunner
from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookKind, HookMessage
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from tests.support.fake_clock import START, FakeClock
from tests.support.tls import self_signed

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BODY = json.dumps({"version": 1, "customer": {"title": "Zoë Müller"}}, ensure_ascii=False)
MESSAGE = HookMessage("hook_1", HookKind.SALE_SUCCEEDED, OpId("op_1"), BODY, NOW)
SECRET = Secret("a secret of both sides")
SHORT = 0.6
MISSING = HookFault(HookFailure.NOT_FOUND, "nowhere-to-be-found")


def program(*lines: str) -> Hook:
    """A hook that runs these lines of Python."""
    return Hook("stock", command=(sys.executable, "-I", "-c", "\n".join(lines)))


@pytest.fixture
def commands() -> Any:
    runner = CommandRunner(SHORT)
    yield runner
    runner.close()


def alive(pid: int) -> bool:
    """Whether it is still in the list of processes, be it as a zombie."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def running(pid: int) -> bool:
    """Whether it does anything: an orphan of ours may wait for a first process that reaps none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2][1] != "Z"
    except OSError:
        return alive(pid)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process brings about."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_a_program_reads_the_message_and_knows_what_it_is(tmp_path: Path) -> None:
    commands, told = CommandRunner(), tmp_path / "told"
    hook = program(
        "import os, sys",
        f"with open({str(told)!r}, 'wb') as file:",
        "    file.write(sys.stdin.buffer.read())",
        "    file.write((os.environ['POS_APP_HOOK'] + os.environ['POS_APP_MESSAGE']).encode())",
    )
    assert await commands.deliver(hook, MESSAGE) is None
    assert told.read_text(encoding="utf-8") == BODY + "sale.succeededhook_1"
    commands.close()


@pytest.mark.asyncio
async def test_arguments_are_no_shell_words(tmp_path: Path) -> None:
    commands, trap = CommandRunner(), tmp_path / "trap"
    hook = Hook("x", command=(sys.executable, "-c", "pass", f"; touch {trap}", f"$(touch {trap})"))
    assert await commands.deliver(hook, MESSAGE) is None
    assert not trap.exists()
    commands.close()


@pytest.mark.asyncio
async def test_the_program_sees_none_of_the_apps_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "rk_live_secret")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    commands, told = CommandRunner(), tmp_path / "told"
    hook = program(
        "import os, json", f"open({str(told)!r}, 'w').write(json.dumps(sorted(os.environ)))"
    )
    assert await commands.deliver(hook, MESSAGE) is None
    seen = set(json.loads(told.read_text(encoding="utf-8")))
    assert {"POS_APP_HOOK", "POS_APP_MESSAGE", "PATH"} <= seen
    assert {name for name in seen if "STRIPE" in name or "TOKEN" in name or "QT" in name} == set()
    commands.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["nowhere-to-be-found", "/nowhere/nowhere-to-be-found"])
async def test_a_program_that_is_not_there_is_known_without_running_it(
    commands: CommandRunner, name: str
) -> None:
    assert await commands.obstacle(Hook("x", command=(name,))) == MISSING


@pytest.mark.asyncio
async def test_a_program_that_is_there_is_no_obstacle(
    commands: CommandRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    marked = program(f"open({str(ran)!r}, 'w')")
    assert await commands.obstacle(marked) is None
    python = Path(sys.executable)
    monkeypatch.setenv("PATH", str(python.parent))
    assert await commands.obstacle(replace(marked, command=(python.name,))) is None
    assert not ran.exists()


@pytest.mark.asyncio
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no right to execute a file")
async def test_a_file_that_may_not_be_run_is_named_as_that(
    commands: CommandRunner, tmp_path: Path
) -> None:
    script = tmp_path / "stock.sh"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    for path in (script, tmp_path):
        refused = await commands.obstacle(Hook("x", command=(str(path),)))
        assert refused == HookFault(HookFailure.NOT_STARTED, os.strerror(errno.EACCES))
    script.chmod(0o700)
    assert await commands.obstacle(Hook("x", command=(str(script),))) is None


@pytest.mark.asyncio
async def test_an_address_is_not_asked_whether_it_is_there() -> None:
    runner = LocalHookRunner(SystemClock())
    assert await runner.obstacle(Hook("x", url="https://nowhere.example/")) is None
    assert await runner.obstacle(Hook("x", command=("nowhere-to-be-found",))) == MISSING
    await runner.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("hook", "fault"),
    [
        (program("raise SystemExit(1)"), HookFault(HookFailure.EXIT, "1")),
        (Hook("x", command=("nowhere-to-be-found",)), MISSING),
        (program("import time; time.sleep(60)"), HookFault(HookFailure.TIMEOUT, "0.6 s")),
        (program("while True: print('x' * 65536)"), HookFault(HookFailure.TIMEOUT, "0.6 s")),
        (program("import sys; sys.stdin.close()"), None),
    ],
    ids=["exits 1", "is missing", "hangs", "floods its output", "reads nothing"],
)
async def test_a_bad_program_is_a_named_fault(
    commands: CommandRunner, hook: Hook, fault: HookFault | None
) -> None:
    patient = CommandRunner() if fault is None or fault.failure is HookFailure.EXIT else commands
    assert await patient.deliver(hook, MESSAGE) == fault
    patient.close()


@pytest.mark.asyncio
async def test_a_folder_cannot_be_run(commands: CommandRunner, tmp_path: Path) -> None:
    fault = await commands.deliver(Hook("x", command=(str(tmp_path),)), MESSAGE)
    assert fault is not None
    assert fault.failure is HookFailure.NOT_STARTED


@pytest.mark.asyncio
async def test_a_program_that_never_reads_a_large_message_is_ended(
    commands: CommandRunner,
) -> None:
    large = HookMessage("hook_1", HookKind.PING, OpId(""), "x" * 4_000_000, NOW)
    fault = await commands.deliver(program("import time; time.sleep(60)"), large)
    assert fault == HookFault(HookFailure.TIMEOUT, "0.6 s")


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are a thing of POSIX")
@pytest.mark.asyncio
@pytest.mark.parametrize("cancelled", [False, True], ids=["too slow", "app closes"])
async def test_nothing_of_a_killed_program_is_left(tmp_path: Path, *, cancelled: bool) -> None:
    pids = tmp_path / "pids"
    commands = CommandRunner(60 if cancelled else 1.5)
    hook = program(
        "import os, subprocess, sys, time",
        "child = subprocess.Popen([sys.executable, '-I', '-c', 'import time; time.sleep(60)'])",
        f"open({str(pids)!r} + '~', 'w').write(f'{{os.getpid()}} {{child.pid}}')",
        f"os.rename({str(pids)!r} + '~', {str(pids)!r})",
        "time.sleep(60)",
    )
    trying = asyncio.ensure_future(commands.deliver(hook, MESSAGE))  # noqa: TID251
    await until(lambda: pids.exists() or trying.done())
    started = time.monotonic()
    if cancelled:
        trying.cancel()
    await asyncio.wait({trying})
    commands.close()
    assert time.monotonic() - started < 5
    child, orphan = map(int, pids.read_text(encoding="utf-8").split())
    assert not alive(child)
    await until(lambda: not running(orphan))


# ------------------------------------------------------------------------------------ addresses
class Address:
    """A server that answers each request as it is told to."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
        self.drip = False
        self._serving: set[asyncio.Task[Any] | None] = set()

    async def open(self, **tls: Any) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, **tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(x[16:]) for x in head.split(b"\r\n") if x.startswith(b"Content-Length: "))
        self.requests.append(head + await reader.readexactly(length))
        with contextlib.suppress(ConnectionError):
            writer.write(self.answer)
            while self.drip:
                await writer.drain()
                await asyncio.sleep(0.02)
                writer.write(b"x" if self.answer else b"H")
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def hook(self, scheme: str = "http") -> Hook:
        return Hook("crm", url=f"{scheme}://127.0.0.1:{self.port}/hook")

    async def close(self) -> None:
        self.drip = False
        self._server.close()
        await asyncio.gather(*filter(None, self._serving))
        await self._server.wait_closed()


@pytest_asyncio.fixture
async def address() -> AsyncIterator[Address]:
    address = Address()
    await address.open()
    yield address
    await address.close()


def poster(seconds: float = 30) -> HttpPoster:
    return HttpPoster(FakeClock(), seconds)


@pytest.mark.asyncio
async def test_a_post_is_signed_over_time_and_body(address: Address) -> None:
    assert await poster().deliver(address.hook(), MESSAGE, SECRET) is None
    head, _, body = address.requests[0].partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    headers = {line[0]: line[1] for line in lines}
    stamp, told = headers["Pos-App-Signature"].removeprefix("t=").split(",v1=")
    due = hmac.new(SECRET.reveal().encode(), stamp.encode() + b"." + body, hashlib.sha256)
    assert told == due.hexdigest()
    assert int(stamp) == START.timestamp()
    assert (body.decode(), headers["Pos-App-Message"]) == (BODY, "hook_1")
    assert SECRET.reveal() not in head.decode()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 500 Oh\r\n\r\n", HookFault(HookFailure.STATUS, "500")),
        (b"HTTP/1.1 404 No\r\n\r\n", HookFault(HookFailure.STATUS, "404")),
        (b"HTTP/1.1 307 There\r\nLocation: /other\r\n\r\n", HookFault(HookFailure.REDIRECT, "307")),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 99_999, None),
        (b"not HTTP at all\r\n\r\n", None),
        (b"", None),
    ],
    ids=["500", "404", "redirect", "endless header", "no HTTP", "hangs up"],
)
async def test_a_bad_answer_is_a_named_fault(
    address: Address, answer: bytes, fault: HookFault | None
) -> None:
    address.answer = answer
    got = await poster().deliver(address.hook(), MESSAGE, SECRET)
    assert got is not None
    assert got == fault or (fault is None and got.failure is HookFailure.UNREACHABLE)
    assert len(address.requests) == 1


@pytest.mark.asyncio
async def test_a_body_that_never_ends_is_not_waited_for(address: Address) -> None:
    address.answer, address.drip = b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", True
    assert await poster().deliver(address.hook(), MESSAGE, SECRET) is None


@pytest.mark.asyncio
async def test_a_head_that_never_ends_is_a_timeout(address: Address) -> None:
    address.answer, address.drip = b"HTTP/1.1 200 OK\r\nX: ", True
    got = await poster(SHORT).deliver(address.hook(), MESSAGE, SECRET)
    assert got == HookFault(HookFailure.TIMEOUT, "0.6 s")


@pytest.mark.asyncio
async def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        hook = Hook("crm", url=f"http://127.0.0.1:{taken.getsockname()[1]}/")
        got = await poster().deliver(hook, MESSAGE, SECRET)
    assert got is not None
    assert got.failure is HookFailure.UNREACHABLE


@pytest.mark.asyncio
async def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    address = Address()
    await address.open(ssl=self_signed(tmp_path))
    got = await poster().deliver(address.hook("https"), MESSAGE, SECRET)
    assert got == HookFault(HookFailure.TLS)
    assert address.requests == []
    await address.close()


@pytest.mark.asyncio
async def test_the_runner_takes_the_way_that_the_hook_names(address: Address) -> None:
    runner = LocalHookRunner(SystemClock())
    assert await runner.deliver(address.hook(), MESSAGE, SECRET) is None
    fault = await runner.deliver(address.hook(), MESSAGE, None)
    assert fault == HookFault(HookFailure.NO_SECRET)
    assert await runner.deliver(program("pass"), MESSAGE, None) is None
    assert len(address.requests) == 1
    await runner.close()
