"""Runs Stripe's own command-line client against the simulator.

The client is a development package of npm (``packaging/node``); it may talk to loopback only, keeps
nothing in the user's folders and reports nothing to anybody.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pos_app.simulator.server import Simulator

Json = dict[str, Any]

_PATIENCE_S: Final = 30.0
_NOWHERE: Final = "http://127.0.0.1:9"
"""A proxy nobody runs: whatever the client wants from the internet fails at once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one command ended.

    Attributes:
        code: Exit code.
        out, err: What it wrote.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        """The object on stdout.

        Raises:
            AssertionError: It is none; the text says what was there instead.
        """
        try:
            parsed: Json = json.loads(self.out)
        except ValueError:
            raise AssertionError(f"exit {self.code}: {self.out}{self.err}") from None
        return parsed

    @property
    def error(self) -> Json:
        """The ``error`` of Stripe's envelope, wherever the command printed it."""
        text = self.out if self.out.lstrip().startswith("{") else self.err.partition("body=")[2]
        error: Json = json.loads(text)["error"]
        return error


class CommandLine:
    """The client, bound to one simulator."""

    def __init__(self, program: Path, sim: Simulator, home: Path) -> None:
        self._program = program
        self._sim = sim
        self._environment = {
            **{key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ},
            "HOME": str(home),
            "USERPROFILE": str(home),
            "XDG_CONFIG_HOME": str(home),
            "STRIPE_CLI_TELEMETRY_OPTOUT": "1",
            "HTTP_PROXY": _NOWHERE,
            "HTTPS_PROXY": _NOWHERE,
        }

    async def run(self, *words: str, key: str | None = None) -> Answer:
        """Run ``stripe WORDS`` and wait for its end."""
        process = await self._start(words, key or self._sim.secret_key)
        try:
            out, err = await asyncio.wait_for(process.communicate(), _PATIENCE_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        return Answer(process.returncode or 0, out.decode(), err.decode())

    @asynccontextmanager
    async def listening(self, *words: str) -> AsyncIterator[None]:
        """Run ``stripe listen WORDS`` until the block ends; it is ready when the block begins."""
        process = await self._start(("listen", "--skip-update", *words), self._sim.secret_key)
        assert process.stderr is not None
        try:
            async with asyncio.timeout(_PATIENCE_S):
                while b"Ready!" not in (line := await process.stderr.readline()):
                    assert line, "the client ended early"
            yield
        finally:
            process.kill()
            await process.communicate()

    async def _start(self, words: Sequence[str], key: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            str(self._program),
            *words,
            *("--api-base", self._sim.api, "--api-key", key, "--color", "off"),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def json(self, *words: str) -> Json:
        """Run a command that answers with an object; the preface about the account is left out."""
        answer = await self.run(*words)
        return Answer(answer.code, answer.out[max(0, answer.out.find("{")) :], answer.err).json


def program() -> Path | None:
    """Where npm put the client's binary, if it did."""
    folder = os.environ.get("POS_APP_NODE_MODULES")
    if not folder:
        return None
    found = sorted(Path(folder).glob("@stripe/cli-*/bin/stripe*"))
    return next((path for path in found if path.is_file()), None)
