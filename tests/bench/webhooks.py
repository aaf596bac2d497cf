"""Webhooks: how many a second are taken durably, how the window fares, and how soon it shows one.

The baseline of the intake is this machine's own SQLite: the same row into the same table with the
same durability, one commit each, measured in turns with the intake on the same disk. The app works
in its real window; the sender is this process. Every delivery is a payment of nobody's, so that the
app looks each of them up and lets it go, as it does with another register's.
"""

from __future__ import annotations

import json
import selectors
import socket
import sqlite3
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from pos_app.adapters.store.sql_store import SqlStore
from tests.bench.processes import Child, Json, simulator
from tests.bench.report import Figure, Series
from tests.support import webhook_mail as mail

LEAST: Final = 0.6
LONGEST_GAP_MS: Final = 50.0
SLOWEST_HINT_MS: Final = 100.0
_DELIVERIES: Final = 4_000
_COMMITS: Final = 2_000
_SENDERS: Final = 32
_HINTS: Final = 40
_INSERT: Final = """
INSERT INTO inbox (id, type, created, livemode, object_id, object_kind, intent, customer, via,
                   received, state, attempts, due, detail)
VALUES (?, 'payment_intent.succeeded', ?, 0, ?, 'payment_intent', ?, 'cus_1', 'webhook',
        ?, 'waiting', 0, ?, '')
"""


def measure(repeat: int) -> list[Figure]:
    """Measure the intake in turns with the disk, then hints one by one."""
    with (
        simulator() as sim,
        tempfile.TemporaryDirectory() as folder,
        Child("app_hints", folder, sim["api"], folder=Path(folder)) as child,
    ):
        child.expect("usable")
        port = _port(sim)
        commits, taken, gaps = [], [], []
        for turn in range(repeat + 1):
            commits.append(_commit_rate(Path(folder) / f"bare-{turn}.db"))
            child.tell({"do": "frames"})
            taken.append(_intake_rate(port, sim["webhook_secret"], turn))
            child.tell({"do": "gaps"})
            gaps.append(max(child.expect("gaps")["gaps"]))
        hints = [_hint(child, sim, port) for _ in range(_HINTS + 1)]
    return [*_intake(commits[1:], taken[1:], gaps[1:]), _screen(hints[1:])]


def _intake(commits: list[float], taken: list[float], gaps: list[float]) -> list[Figure]:
    bare = Series("SQLite, one commit each", "/s", tuple(commits))
    ours = Series("deliveries", "/s", tuple(taken))
    frames = Series("longest gap", "ms", tuple(gaps))
    return [
        Figure(
            "webhooks",
            "deliveries taken durably per second",
            bare,
            ours,
            statistics.median(t / c for c, t in zip(commits, taken, strict=True)),
            at_least=LEAST,
        ),
        Figure(
            "webhooks",
            "longest pause of a 60 Hz timer in the window meanwhile",
            Series("a frame", "ms", (16.0,)),
            frames,
            frames.median,
            "ms",
            at_most=LONGEST_GAP_MS,
        ),
    ]


def _screen(hints: list[float]) -> Figure:
    series = Series("delivery to painted result", "ms", tuple(hints))
    return Figure(
        "webhooks",
        "from the delivery of a hint to the painted result, 95th percentile",
        Series("a frame", "ms", (16.0,)),
        series,
        series.p95,
        "ms",
        at_most=SLOWEST_HINT_MS,
    )


def _commit_rate(path: Path) -> float:
    """Commits per second of the bare library, with the app's own schema and durability."""
    import asyncio  # noqa: PLC0415

    asyncio.run(SqlStore.open(path).close())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        when = "2026-11-22T12:00:00.000000+00:00"
        started = time.perf_counter()
        for number in range(_COMMITS):
            row = (f"evt_bare{number}", when, f"pi_{number}", f"pi_{number}", when, when)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_INSERT, row)
            connection.execute("COMMIT")
        return _COMMITS / (time.perf_counter() - started)


def _intake_rate(port: int, secret: str, turn: int) -> float:
    """Deliveries answered per second, several senders at a time, each waiting for its answer."""
    first = (turn + 1) * 1_000_000
    bodies = [mail.event(first + number) for number in range(_DELIVERIES)]
    waiting = iter([mail.request(body, mail.signature(body, secret=secret)) for body in bodies])
    with _senders(port) as selector:
        started = time.perf_counter()
        for key in list(selector.get_map().values()):
            key.fileobj.sendall(next(waiting))  # type: ignore[union-attr]
        answered = 0
        while answered < _DELIVERIES:
            for key, _ in selector.select():
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                said = sock.recv(65_536)
                assert said.startswith(b"HTTP/1.1 200"), said
                answered += 1
                if (more := next(waiting, None)) is not None:
                    sock.sendall(more)
        return _DELIVERIES / (time.perf_counter() - started)


@contextmanager
def _senders(port: int) -> Iterator[selectors.BaseSelector]:
    with selectors.DefaultSelector() as selector:
        for _ in range(_SENDERS):
            sock = socket.create_connection(("127.0.0.1", port), timeout=30)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(sock, selectors.EVENT_READ)
        try:
            yield selector
        finally:
            for key in list(selector.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]


def _hint(child: Child, sim: Json, port: int) -> float:
    """Pay a shown sale from elsewhere, then tell the app by a delivery of our own making."""
    child.tell({"do": "sell"})
    child.expect("ready")
    _call(sim, "/_sim/webhooks", {"kind": "lose", "remaining": None})
    intent = _call(sim, "/v1/payment_intents?limit=1")["data"][0]
    paid = {"payment_method": "pm_card_visa", "return_url": "https://example.com/return"}
    _call(sim, f"/v1/payment_intents/{intent['id']}/confirm", paid, form=True)
    events = _call(sim, "/v1/events?limit=1&type=payment_intent.succeeded")["data"]
    body = json.dumps(events[0]).encode()
    raw = mail.request(body, mail.signature(body, secret=sim["webhook_secret"]))
    at = time.monotonic_ns()
    assert mail.deliver(port, raw) == 200
    said = child.expect("painted")
    _call(sim, "/_sim/webhooks", method="DELETE")
    return (said["at_ns"] - at) / 1e6


def _port(sim: Json) -> int:
    """Where the app under test listens: it has told the simulator."""
    (endpoint,) = _call(sim, "/v1/webhook_endpoints")["data"]
    return int(endpoint["url"].split(":")[2].split("/")[0])


def _call(
    sim: Json,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    form: bool = False,
    method: str | None = None,
) -> Any:
    """One request to the simulator."""
    data = None
    if body is not None:
        encoded = urllib.parse.urlencode(body) if form else json.dumps(body)
        data = encoded.encode()
    request = urllib.request.Request(  # noqa: S310 - the simulator's own address
        sim["api"] + path,
        data=data,
        headers={"Authorization": f"Bearer {sim['secret_key']}"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read())
