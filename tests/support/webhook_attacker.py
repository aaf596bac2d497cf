"""Everything a delivery can have wrong, thousands of times: ``webhook_attacker PORT COUNT SEED``.

Prints one line of JSON: per kind, how often each status came back, and the numbers of the genuine
deliveries in between. It runs in a process of its own, as an attacker does.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tests.support.webhook_mail import (
    PATH,
    SECRET,
    answers,
    chunked,
    deliver,
    event,
    genuine,
    now,
    request,
    signature,
)

OTHER: Final = "whsec_" + "b" * 32
SENDERS: Final = 6
Chance = random.Random
Attack = Callable[[Chance, int], bytes]


def _flipped(data: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def forged(_chance: Chance, number: int) -> bytes:
    """Signed with another secret."""
    body = event(number)
    return request(body, signature(body, secret=OTHER))


def unsigned(_chance: Chance, number: int) -> bytes:
    """Not signed at all."""
    return request(event(number))


def changed_body(chance: Chance, number: int) -> bytes:
    """One bit of the body is another."""
    body = event(number)
    return request(_flipped(body, chance), signature(body))


def changed_header(chance: Chance, number: int) -> bytes:
    """One bit of the signature is another."""
    body = event(number)
    signed = _flipped(signature(body).encode(), chance).decode("latin-1")
    return request(body, signed.translate({10: "?", 13: "?", 0: "?"}))


def old(chance: Chance, number: int) -> bytes:
    """Signed rightly, but long ago: a recorded delivery."""
    body = event(number)
    return request(body, signature(body, stamp=now() - chance.randint(310, 10**8)))


def future(chance: Chance, number: int) -> bytes:
    """Signed rightly, for a time to come."""
    body = event(number)
    return request(body, signature(body, stamp=now() + chance.randint(310, 10**8)))


def many_signatures(chance: Chance, number: int) -> bytes:
    """Several signatures, none of them right."""
    body = event(number)
    others = ",".join(f"v1={chance.randbytes(32).hex()}" for _ in range(chance.randint(1, 15)))
    return request(body, f"{signature(body, secret=OTHER)},{others}")


def two_headers(_chance: Chance, number: int) -> bytes:
    """Two headers, one of them right."""
    body = event(number)
    return request(
        body, signature(body), more=(f"Stripe-Signature: {signature(body, secret=OTHER)}",)
    )


def odd_header(chance: Chance, number: int) -> bytes:
    """A signature of another form."""
    texts = (
        "",
        "t=,v1=",
        "v1=" + "0" * 64,
        "t=1" * 500,
        "=" * 900,
        "t=1,v1=\xe9",
        ",,,",
        "\xff" * 99,
    )
    return request(event(number), chance.choice(texts))


def no_event(chance: Chance, number: int) -> bytes:
    """Signed rightly, but not an event."""
    bodies = (
        b"",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"a":' * 5_000,
        b"null",
        b"1e400",
        b'{"object": "event"}',
        event(number)[:-1],
        event(number, object="v2.core.event"),
        event(number, id="evt_../../secrets"),
        event(number, id=7),
        event(number, created=10**40),
        event(number, data=[]),
        event(number, livemode=True),
        event(number, livemode="false"),
        event(number, type="x" * 9_000),
        event(number).decode().encode("utf-16"),
    )
    body = chance.choice(bodies)
    return request(body, signature(body))


def oversized(chance: Chance, number: int) -> bytes:
    """Too large, with a length or without one, announced or not."""
    body = event(number) + b" " * 300_000
    if chance.random() < 0.5:
        return chunked(body, signature(body), piece=60_000)
    return request(body, signature(body))


def wrong_place(chance: Chance, number: int) -> bytes:
    """Another path, method, kind of content, or a web page that asks."""
    body = event(number)
    signed = signature(body)
    return chance.choice(
        (
            request(body, signed, line="POST / HTTP/1.1"),
            request(body, signed, line=f"POST {PATH}/ HTTP/1.1"),
            request(body, signed, line=f"POST {PATH}%2f HTTP/1.1"),
            request(body, signed, line=f"PUT {PATH} HTTP/1.1"),
            request(b"", signed, line=f"GET {PATH} HTTP/1.1"),
            request(body, signed, line="POST /stripe/health HTTP/1.1"),
            request(body, signed, kind="text/plain"),
            request(body, signed, kind="application/x-www-form-urlencoded"),
            request(body, signed, more=("Origin: https://evil.example",)),
            request(body, signed, more=("Sec-Fetch-Site: cross-site",)),
            request(b"", None, line="GET /stripe/health HTTP/1.1", more=("Origin: null",)),
        )
    )


def no_http(chance: Chance, number: int) -> bytes:
    """Not HTTP, or not quite."""
    body = event(number)
    signed = signature(body)
    return chance.choice(
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(200) + b"\r\n\r\n",
            b"GET\r\n\r\n",
            b"\0" * 64 + b"\r\n\r\n",
            request(body, signed, line=f"POST {PATH} HTTP/9.9"),
            request(body, signed, length=-1),
            request(body, signed, length="12 12"),
            request(body, signed, more=("Transfer-Encoding: chunked",)),
            request(body, signed, more=("X: " + "y" * 20_000,)),
            request(body, signed, more=tuple(f"X-{n}: 1" for n in range(400))),
            chunked(body, signed).replace(b"\r\n200\r\n", b"\r\nzz\r\n", 1),
        )
    )


def mangled(chance: Chance, number: int) -> bytes:
    """Some bytes of line and headers are others; the server may wait for a body in vain."""
    raw = bytearray(forged(chance, number))
    head = raw.index(b"\r\n\r\n")
    for _ in range(chance.randint(1, 8)):
        raw[chance.randrange(head)] = chance.randrange(256)
    return bytes(raw)


ATTACKS: Final[tuple[tuple[Attack, int], ...]] = (
    (forged, 20),
    (unsigned, 8),
    (changed_body, 20),
    (changed_header, 12),
    (old, 8),
    (future, 6),
    (many_signatures, 6),
    (two_headers, 2),
    (odd_header, 4),
    (no_event, 6),
    (oversized, 1),
    (wrong_place, 4),
    (no_http, 3),
    (mangled, 5),
)


def _attack(port: int, number: int, seed: int) -> tuple[str, int]:
    chance = Chance(seed * 1_000_003 + number)
    attack = chance.choices([each for each, _ in ATTACKS], [often for _, often in ATTACKS])[0]
    patience = 0.3 if attack is mangled else 10.0
    return attack.__name__, deliver(port, attack(chance, number), patience=patience)


def _between(port: int, number: int) -> tuple[str, int]:
    """Now and then a genuine delivery, whole, in pieces or behind a forged one."""
    match number // 50 % 3:
        case 0:
            return "genuine", deliver(port, genuine(number))
        case 1:
            body = event(number)
            return "genuine", deliver(port, chunked(body, signature(body)))
        case _:
            return "genuine", _pipelined(port, number)


def _pipelined(port: int, number: int) -> int:
    import socket  # noqa: PLC0415

    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(forged(Chance(number), number) + genuine(number))
        first, second = answers(sock, 2)
        assert first == 400, first
        return second


def main() -> None:
    """Attack, then say how it went."""
    port, count, seed = (int(word) for word in sys.argv[1:4])
    numbers = range(seed * count, (seed + 1) * count)
    with ThreadPoolExecutor(SENDERS) as pool:
        told = list(pool.map(lambda number: _one(port, number, seed), numbers))
    statuses: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for kind, status in told:
        statuses[kind][status] += 1
    made = [number for number in numbers if number % 50 == 0]
    sys.stdout.write(json.dumps({"statuses": statuses, "genuine": made}) + "\n")


def _one(port: int, number: int, seed: int) -> tuple[str, int]:
    if number % 50 == 0:
        return _between(port, number)
    if number % 50 == 1 and number > 50:
        return "replayed", deliver(port, genuine(number - 1))
    return _attack(port, number, seed)


if __name__ == "__main__":
    assert SECRET != OTHER
    main()
