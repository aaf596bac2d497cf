"""The simulator as a command and in a thread."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pos_app.simulator.standalone import ThreadedSimulator, run_standalone

_SERVE = "import sys; from pos_app.simulator.standalone import run_standalone as r; sys.exit("
_FIELDS = {"api", "publishable_key", "secret_key", "webhook_secret", "stripe_js"}


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    code = f"{_SERVE}r(port=0, customers=20, latency_ms=0, seed=7))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        yield child
        if child.poll() is None:
            child.kill()


def fetch(url: str, key: str) -> dict[str, object]:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    target = f"{address.path}?{address.query}"
    connection.request("GET", target, headers={"Authorization": f"Bearer {key}"})
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_first_line_says_how_to_reach_it_and_a_signal_ends_it(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout is not None
    announced = json.loads(process.stdout.readline())
    assert set(announced) == _FIELDS
    assert announced["api"].startswith("http://127.0.0.1:")
    account = fetch(f"{announced['api']}/v1/account", announced["secret_key"])
    assert account["object"] == "account"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_a_taken_port_gives_one_line_and_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run_standalone(port=port, customers=0, latency_ms=0, seed=1) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert str(port) in message


def test_a_threaded_simulator_answers_until_it_is_stopped() -> None:
    simulator = ThreadedSimulator(customers=20, seed=7)
    simulator.start()
    try:
        account = fetch(f"{simulator.api}/v1/account", simulator.secret_key)
        assert account["object"] == "account"
        assert simulator.stripe_js.startswith(simulator.api)
    finally:
        simulator.stop()
        simulator.stop()
    with pytest.raises(OSError, match="refused"):
        fetch(f"{simulator.api}/v1/account", simulator.secret_key)


def test_a_thread_that_cannot_listen_raises_where_it_was_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        simulator = ThreadedSimulator(port=taken.getsockname()[1], customers=0)
        with pytest.raises(OSError, match=r"in use|10048"):
            simulator.start()
        simulator.stop()


def test_the_same_seed_gives_the_same_keys_and_customers() -> None:
    one, two = ThreadedSimulator(customers=30, seed=7), ThreadedSimulator(customers=30, seed=7)
    other = ThreadedSimulator(customers=30, seed=8)
    seen = []
    for simulator in (one, two, other):
        simulator.start()
        path = f"{simulator.api}/v1/customers?limit=100"
        listed = fetch(path, simulator.secret_key)["data"]
        assert isinstance(listed, list)
        seen.append((simulator.secret_key, [(c["id"], c["name"]) for c in listed]))
        simulator.stop()
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]
