"""What the self-test reports, for a machine and for a person."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field

from pos_app import __version__
from pos_app.domain.modes import Mode


@dataclass(frozen=True, slots=True)
class Check:
    """One step of the self-test.

    Attributes:
        ms: how long it took, in milliseconds.
        detail: what was seen, or why it failed.
    """

    name: str
    ok: bool
    ms: int
    detail: str


@dataclass(slots=True)
class Report:
    """What the self-test has found so far.

    Attributes:
        finished: whether the run came to its own end; an app that is closed midway has proved
            nothing, however well its first steps went.
    """

    checks: list[Check] = field(default_factory=list)
    finished: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything was tried and nothing failed."""
        return self.finished and all(check.ok for check in self.checks)

    async def step(self, name: str, work: Callable[[], Awaitable[str]]) -> bool:
        """Do one step; a failure is a finding, not an error."""
        begun = time.monotonic()
        try:
            detail, ok = await work(), True
        except Exception as error:  # noqa: BLE001  # whatever goes wrong is what is reported
            detail, ok = f"{type(error).__name__}: {error}", False
        self.add(name, begun, detail, ok=ok)
        return ok

    def add(self, name: str, begun: float, detail: str, *, ok: bool) -> None:
        """Note a step that began at ``time.monotonic()`` of ``begun``."""
        self.checks.append(Check(name, ok, round((time.monotonic() - begun) * 1000), detail))

    def as_json(self) -> str:
        """Return the result as one line."""
        return json.dumps(
            {
                "ok": self.ok,
                "version": __version__,
                "mode": Mode.TRAINING.value,
                "checks": [asdict(check) for check in self.checks],
            }
        )

    def as_text(self) -> str:
        """Return the result for a person."""
        lines = [
            f"{'ok  ' if check.ok else 'FAIL'} {check.name} ({check.ms} ms): {check.detail}"
            for check in self.checks
        ]
        return "\n".join([*lines, "self-test passed" if self.ok else "self-test FAILED"])
