"""No request breaks the simulator: junk is refused in Stripe's words, never by a crash."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.simulator.registry import RESOURCES
from pos_app.simulator.routing import Route
from pos_app.simulator.standalone import ThreadedSimulator

_ROUTES = [route for routes in RESOURCES for route in routes()]
_PAID, _OPEN, _CHARGE = "pi_<paid>", "pi_<open>", "ch_<charge>"
"""Stand for objects that exist only once the simulator runs."""
_IDS = (
    _PAID,
    _OPEN,
    _CHARGE,
    "cus_MariaWeber01",
    "pm_MariaWeber01Visa",
    "pm_card_visa",
    "pi_none",
    "",
    "é",
    "a b",
)
_WORDS = st.one_of(
    st.sampled_from(["", "1", "-1", "true", "eur", "card", "always", "automatic", *_IDS]),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
)
_TAILS = st.sampled_from(["", "[]", "[0]", "[enabled]", "[card]", "[type]", "[a][b]", "["])


_REAL: dict[str, str] = {}


@pytest.fixture(scope="module")
def simulator() -> Iterator[ThreadedSimulator]:
    running = ThreadedSimulator(customers=20)
    running.start()
    terms = "amount=500&currency=eur&automatic_payment_methods[enabled]=true"
    terms += "&automatic_payment_methods[allow_redirects]=never"
    intents = "/v1/payment_intents"
    _, paid = send(running, "POST", intents, f"{terms}&confirm=true&payment_method=pm_card_visa")
    _, waiting = send(running, "POST", intents, terms)
    _REAL.update({_PAID: paid["id"], _OPEN: waiting["id"], _CHARGE: paid["latest_charge"]})
    yield running
    running.stop()


def real(text: str) -> str:
    """The text with the stand-ins replaced, also where they are percent-encoded."""
    for name, object_id in _REAL.items():
        text = text.replace(quote(name, safe=""), object_id)
    return text


@st.composite
def requests(draw: st.DrawFn) -> tuple[Route, str, list[tuple[str, str]]]:
    """A route, a path with ids filled in, and parameters it knows or does not know."""
    route = draw(st.sampled_from(_ROUTES))
    path = re.sub(
        r"\{\w+\}", lambda _: quote(draw(st.sampled_from(_IDS)) or "x", safe=""), route.path
    )
    names = st.sampled_from([*route.params, "expand", "metadata[k]", "unknown"])
    fields = draw(st.lists(st.tuples(names, _TAILS, _WORDS), max_size=5))
    return route, path, [(name + tail, value) for name, tail, value in fields]


def send(simulator: ThreadedSimulator, method: str, path: str, form: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(simulator.api).netloc, timeout=10)
    headers = {
        "Authorization": f"Bearer {simulator.secret_key}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    if method == "GET":
        connection.request(method, f"{path}?{form}", headers=headers)
    else:
        connection.request(method, path, body=form, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(requests())
def test_every_answer_is_an_object_or_a_named_refusal(
    simulator: ThreadedSimulator, drawn: tuple[Route, str, list[tuple[str, str]]]
) -> None:
    route, path, fields = drawn
    status, body = send(simulator, route.method, real(path), real(urlencode(fields)))
    if status == 200:
        assert "error" not in body
    else:
        assert status in {400, 402, 403, 404}, body
        assert body["error"]["message"]
        assert body["error"]["type"] in {"invalid_request_error", "card_error"}
