"""Webhook deliveries as Stripe makes them, as bytes on the wire."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import time
from typing import Any, Final

PATH: Final = "/stripe/webhook"
SECRET: Final = "whsec_" + "a" * 32
_HEAD: Final = re.compile(rb"HTTP/1\.[01] (\d{3}) .*?\r\n\r\n", re.DOTALL)


def now() -> int:
    """Unix seconds."""
    return time.time_ns() // 1_000_000_000


def event(number: int, **members: Any) -> bytes:
    """An event about a PaymentIntent nobody knows, of the size Stripe sends."""
    about = {
        "id": f"pi_{number}",
        "object": "payment_intent",
        "amount": 4850,
        "currency": "eur",
        "customer": "cus_1",
        "metadata": {},
        "description": "x" * 1500,
    }
    whole = {
        "id": f"evt_{number}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1_790_000_000,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "payment_intent.succeeded",
        **members,
    }
    return json.dumps(whole, indent=2).encode()


def signature(body: bytes, *, secret: str = SECRET, stamp: int | None = None) -> str:
    """The value of ``Stripe-Signature``."""
    at = now() if stamp is None else stamp
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def request(
    body: bytes,
    signed: str | None = None,
    *,
    line: str = f"POST {PATH} HTTP/1.1",
    kind: str = "application/json; charset=utf-8",
    length: int | str | None = None,
    more: tuple[str, ...] = (),
) -> bytes:
    """One HTTP request, right in everything that is not said otherwise."""
    head = [line, "Host: 127.0.0.1", f"Content-Type: {kind}", *more]
    if signed is not None:
        head.append(f"Stripe-Signature: {signed}")
    head.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(head).encode("latin-1", "replace") + b"\r\n\r\n" + body


def chunked(body: bytes, signed: str, *, piece: int = 512) -> bytes:
    """The same delivery in pieces."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Stripe-Signature: {signed}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode()
    pieces = (body[start : start + piece] for start in range(0, len(body), piece))
    return head + b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def genuine(number: int) -> bytes:
    """A delivery that must be taken."""
    body = event(number)
    return request(body, signature(body))


def answer(sock: socket.socket) -> int:
    """The status of the next answer; 0 if the connection ended without one."""
    return answers(sock, 1)[0]


def answers(sock: socket.socket, count: int) -> list[int]:
    """The status of each of the next answers, 0 where none came; they may well come together."""
    seen = b""
    while len(heads := _HEAD.findall(seen)) < count:
        try:
            piece = sock.recv(65_536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    return [int(status) for status in heads] + [0] * (count - len(heads))


def deliver(port: int, raw: bytes, *, patience: float = 10.0) -> int:
    """Send bytes over a connection of their own; the status that came back."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as sock:
        try:
            sock.sendall(raw)
        except OSError:
            return answer(sock)
        return answer(sock)
