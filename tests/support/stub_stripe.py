"""A tiny web server on loopback that plays stripe.js's host and a bank, for page tests."""

from __future__ import annotations

import html
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SCRIPT = Path(__file__).with_name("stub_stripe.js")

_BANK = """<!doctype html><title>Bank</title><body>
<a id="back" href="{back}">Back to the shop</a>
<script>window.fromBank = typeof qt !== 'undefined';</script>"""


@dataclass
class StubStripe:
    """What the server saw, and where it is."""

    port: int = 0
    script: str = field(default_factory=lambda: SCRIPT.read_text(encoding="utf-8"))
    seen: list[tuple[str, str]] = field(default_factory=list)
    referers: list[str] = field(default_factory=list)
    missing: bool = False

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def script_url(self) -> str:
        return f"{self.origin}/stripe.js"


@contextmanager
def serve_stub(tls: ssl.SSLContext | None = None) -> Iterator[StubStripe]:
    """Serve until the block ends; with ``tls`` over https."""
    stub = StubStripe()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.seen.append((self.headers["Host"], self.path))
            stub.referers.append(self.headers.get("Referer", ""))
            parts = urlsplit(self.path)
            if parts.path.endswith("stripe.js") and not stub.missing:
                self._answer(200, "text/javascript", stub.script)
            elif parts.path == "/bank":
                values = parse_qs(parts.query)
                back = values["back"][0] + "?payment_intent=pi_1&redirect_status=succeeded"
                self._answer(200, "text/html", _BANK.format(back=html.escape(back)))
            elif parts.path == "/gone":
                self.connection.close()
            elif parts.path == "/file":
                self._answer(200, "application/octet-stream", "download")
            else:
                self._answer(404, "text/plain", "")

        def _answer(self, status: int, kind: str, body: str) -> None:
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
