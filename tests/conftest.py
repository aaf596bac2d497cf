"""Surroundings of every test: no network but loopback, no user files, no unnoticed warning.

Nothing here imports Qt: tests of the core run without it.
"""

import gc
import ipaddress
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

_HOME = Path(tempfile.mkdtemp(prefix="pos-app-tests-"))
_ENGINE_FLAGS = [
    # Whatever a page asks for, nothing leaves the machine.
    '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"',
    "--disable-gpu",
]


def _prepare_environment() -> None:
    """Set what has to stand before Qt or keyring is imported; child processes inherit it."""
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("POS_APP_TEST_PLATFORM", "offscreen")
    flags = list(_ENGINE_FLAGS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(flags)
    # A test that reaches for the keyring without saying so fails.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(_HOME / name.lower())
    modules = Path(__file__).resolve().parents[1] / ".cache" / "node" / "node_modules"
    os.environ.setdefault("POS_APP_NODE_MODULES", str(modules))
    # A proxy of this machine would see requests meant for loopback.
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


def _is_loopback(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise RuntimeError(f"a test tried to reach {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_loopback(arguments[0]):
        raise RuntimeError(f"a test tried to look up {arguments[0]!r}")


# How fast a machine is while others use it says nothing about the code.
hypothesis.settings.register_profile(
    "pos_app", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("pos_app")
_prepare_environment()
sys.addaudithook(_refuse_the_network)


def pytest_unconfigure() -> None:
    """Remove the session's own folders."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test in which the app or asyncio logs WARNING or worse without being asked to."""
    yield
    expected = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
        and record.name.split(".")[0] in ("pos_app", "asyncio", "qasync")
        and not any(re.search(pattern, record.getMessage()) for pattern in expected)
    ]
    if unexpected:
        pytest.fail("unexpected log:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def _garbage_is_looked_for_between_tests() -> Iterator[None]:
    """Once Qt is there, as in the app: never in a thread that a test has started."""
    if "PySide6.QtCore" not in sys.modules:
        yield
        return
    from pos_app.bootstrap.garbage import collect_due  # noqa: PLC0415

    gc.disable()
    yield
    collect_due()


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on, for the rare test that has to name one beforehand."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
