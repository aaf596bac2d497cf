"""Training joins a simulator on this machine, and nothing else."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pos_app.bootstrap.peer import PeerUnavailableError, join_simulator, start_simulator


def test_a_running_simulator_is_joined_with_its_own_keys() -> None:
    running = start_simulator(customers=0, seed=7)
    try:
        assert running.api_url is not None
        joined = join_simulator(running.api_url)
        assert joined.api_url == running.api_url
        assert joined.publishable_key == running.publishable_key
        assert joined.secret_key == running.secret_key
        assert joined.script_origin == running.api_url
        joined.stop()
        assert join_simulator(running.api_url).stripe_js == running.stripe_js
    finally:
        running.stop()


def test_no_simulator_is_told_with_what_to_do(free_port: int) -> None:
    with pytest.raises(PeerUnavailableError, match="start one with 'pos-app simulator'"):
        join_simulator(f"http://127.0.0.1:{free_port}")


@contextmanager
def _answering(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("body", [b"hello", b"{}", b"[1]", b'"text"', b"null"])
def test_another_program_is_not_taken_for_a_simulator(body: bytes) -> None:
    with _answering(body) as url, pytest.raises(PeerUnavailableError, match="not a pos_app"):
        join_simulator(url)


@pytest.mark.parametrize(
    "changed",
    [
        {"api": "https://api.stripe.com"},
        {"api": "http://192.0.2.1:80"},
        {"stripe_js": "https://js.stripe.com/endive/stripe.js"},
        {"secret_key": "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc"},
        {"publishable_key": "pk_live_" + "TYooMQauvdEDq54NiTphI7jx"},
    ],
)
def test_a_peer_that_is_not_all_training_is_refused(changed: dict[str, str]) -> None:
    said = {
        "api": "http://127.0.0.1:1",
        "stripe_js": "http://127.0.0.1:1/js/endive/stripe.js",
        "publishable_key": "pk_test_training_" + "0123456789",
        "secret_key": "sk_test_training_" + "0123456789",
        "webhook_secret": "whsec_training",
    }
    body = json.dumps(said | changed).encode()
    with _answering(body) as url, pytest.raises(PeerUnavailableError, match="not a training"):
        join_simulator(url)
