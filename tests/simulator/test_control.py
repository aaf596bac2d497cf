"""The controls under /_sim: what they break, move and show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import stripe

from pos_app.simulator.clock import SimClock
from tests.simulator.conftest import CheckedSimulator

pytestmark = pytest.mark.asyncio

MARIA = "cus_MariaWeber01"
SALE = {
    "amount": 4850,
    "currency": "eur",
    "customer": MARIA,
    "payment_method": "pm_MariaWeber01Visa",
    "confirm": True,
    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    "metadata": {"operation": "sale-1"},
}


_SLOW_ANSWER_S = 30


class Control:
    """Speaks to /_sim."""

    def __init__(self, sim: CheckedSimulator, http: aiohttp.ClientSession) -> None:
        self._base, self._http = f"{sim.api}/_sim", http

    async def call(self, method: str, path: str = "", body: Any = None, **kw: Any) -> Any:
        status, answer = await self.raw(method, path, body, **kw)
        assert status == 200, answer
        return answer

    async def raw(self, method: str, path: str, body: Any = None, **kw: Any) -> tuple[int, Any]:
        async with self._http.request(method, self._base + path, json=body, **kw) as response:
            return response.status, await response.json()

    async def post(self, path: str, body: Any = None) -> Any:
        return await self.call("POST", path, body)

    async def charges_per_operation(self) -> dict[str, int]:
        answer = await self.call("GET", "/charges?metadata=operation")
        counts: dict[str, int] = answer["per_value"]
        return counts


@pytest_asyncio.fixture
async def control(sim: CheckedSimulator) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession() as http:
        yield Control(sim, http)


async def pay(client: stripe.StripeClient, key: str = "sale-1", **params: Any) -> Any:
    given: Any = {**SALE, **params}
    return await client.v1.payment_intents.create_async(given, options={"idempotency_key": key})


async def test_a_lost_request_charges_nothing(
    client: stripe.StripeClient, control: Control
) -> None:
    await control.post(
        "/faults", {"kind": "reset_before", "method": "POST", "path": "/v1/payment_intents"}
    )
    with pytest.raises(stripe.APIConnectionError):
        await pay(client)
    assert await control.charges_per_operation() == {}
    await pay(client)
    assert await control.charges_per_operation() == {"sale-1": 1}


async def test_a_lost_answer_is_repeated_by_the_same_key(
    client: stripe.StripeClient, control: Control
) -> None:
    await control.post("/faults", {"kind": "reset_after", "path": "/v1/payment_intents"})
    with pytest.raises(stripe.APIConnectionError):
        await pay(client)
    assert await control.charges_per_operation() == {"sale-1": 1}
    again = await pay(client)
    assert again.status == "succeeded"
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert await control.charges_per_operation() == {"sale-1": 1}


async def test_an_error_after_the_effect_is_what_the_key_replays(
    client: stripe.StripeClient, control: Control
) -> None:
    await control.post("/faults", {"kind": "error_after", "path": "/v1/payment_intents"})
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            await pay(client)
        assert failed.value.http_status == 500
    assert await control.charges_per_operation() == {"sale-1": 1}


async def test_errors_without_effect(client: stripe.StripeClient, control: Control) -> None:
    await control.post(
        "/faults",
        [
            {"kind": "error", "status": 429, "remaining": 1},
            {"kind": "error", "status": 503, "remaining": 1},
        ],
    )
    with pytest.raises(stripe.RateLimitError):
        await pay(client)
    with pytest.raises(stripe.APIError):
        await pay(client)
    assert (await pay(client)).status == "succeeded"
    assert await control.charges_per_operation() == {"sale-1": 1}


async def test_error_rates_and_clearing(client: stripe.StripeClient, control: Control) -> None:
    await control.post("/faults", {"kind": "error", "rate": 0.5, "remaining": None})
    failures = 0
    for _ in range(40):
        try:
            await client.v1.customers.retrieve_async(MARIA)
        except stripe.APIError:
            failures += 1
    assert 5 < failures < 35
    assert (await control.call("DELETE", "/faults"))["faults"] == []
    await client.v1.customers.retrieve_async(MARIA)


async def test_latency_is_set_and_shown(sim: CheckedSimulator, control: Control) -> None:
    assert await control.post("/latency", {"ms": 150}) == {"latency_ms": 150}
    assert (await control.call("GET"))["latency_ms"] == 150
    await control.post("/latency", {"ms": 0})


@pytest.mark.parametrize(
    ("token", "status"),
    [("pm_success_de", "succeeded"), ("pm_failed_de", "requires_payment_method")],
)
async def test_time_settles_bank_debits(
    client: stripe.StripeClient, control: Control, token: str, status: str
) -> None:
    intent = await pay(client, payment_method=token)
    assert intent.status == "processing"
    assert await control.charges_per_operation() == {}
    await control.post("/clock", {"advance_s": 180})
    intent = await client.v1.payment_intents.retrieve_async(intent.id)
    assert intent.status == status
    if status == "requires_payment_method":
        assert intent.last_payment_error.code == "payment_intent_payment_attempt_failed"


async def test_time_releases_holds(client: stripe.StripeClient, control: Control) -> None:
    intent = await pay(client, capture_method="manual")
    assert intent.status == "requires_capture"
    await control.post("/clock", {"advance_s": 8 * 86_400})
    intent = await client.v1.payment_intents.retrieve_async(intent.id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "automatic")


@pytest.mark.parametrize("ok", [True, False])
async def test_challenges_are_shown_and_answered(
    client: stripe.StripeClient, control: Control, ok: bool
) -> None:
    intent = await pay(client, customer="cus_JoergMueller", payment_method="pm_JoergMuellerVisa")
    waiting = (await control.call("GET", "/challenges"))["challenges"]
    assert [(c["intent"], c["amount"], c["method"]) for c in waiting] == [
        (intent.id, 4850, "Visa 3184")
    ]
    await control.post(f"/challenges/{intent.id}", {"ok": ok})
    intent = await client.v1.payment_intents.retrieve_async(intent.id)
    assert intent.status == ("succeeded" if ok else "requires_payment_method")
    assert (await control.call("GET", "/challenges"))["challenges"] == []
    assert (await control.raw("POST", f"/challenges/{intent.id}", {"ok": ok}))[0] == 400


async def test_the_moto_gate_can_be_closed(client: stripe.StripeClient, control: Control) -> None:
    moto = {"payment_method_options": {"card": {"moto": True}}}
    assert (await pay(client, **moto)).status == "succeeded"
    assert (await control.post("/switches", {"moto": False}))["moto"] is False
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await pay(client, "sale-2", **moto)
    assert refused.value.code == "parameter_unknown"
    assert refused.value.param == "payment_method_options[card][moto]"


async def test_the_summary_tells_what_was_charged(
    client: stripe.StripeClient, control: Control
) -> None:
    await pay(client)
    await pay(client, "sale-2", amount=150)
    summary = await control.call("GET")
    assert summary["charged"] == {"eur": 5000}
    assert summary["counts"]["charges"] == 2
    charges = (await control.call("GET", f"/charges?customer={MARIA}"))["charges"]
    assert [c["amount"] for c in charges] == [4850, 150]
    assert (await control.call("GET", "/charges?customer=cus_other"))["charges"] == []


async def test_the_connection_is_what_was_announced(
    sim: CheckedSimulator, control: Control
) -> None:
    assert await control.call("GET", "/connection") == sim.announcement()


async def test_reset_returns_to_the_seeded_account(
    client: stripe.StripeClient, control: Control
) -> None:
    before = (await control.call("GET"))["counts"]
    await pay(client)
    await control.post("/faults", {"kind": "error", "remaining": None})
    summary = await control.post("/reset")
    assert summary["counts"] == before
    assert summary["faults"] == []
    assert (await pay(client)).status == "succeeded"
    newest = (await client.v1.events.list_async({"limit": 1})).data
    assert len(newest) == 1  # the log listens again after a reset


async def test_restricted_keys_on_demand(sim: CheckedSimulator, control: Control) -> None:
    key = (await control.post("/keys", {"permissions": ["rak_customer_read"]}))["key"]
    http = stripe.AIOHTTPClient()
    client = stripe.StripeClient(key, base_addresses={"api": sim.api}, http_client=http)
    try:
        assert (await client.v1.customers.retrieve_async(MARIA)).id == MARIA
        with pytest.raises(stripe.PermissionError, match="rak_payment_intent_write"):
            await pay(client)
    finally:
        await http.close_async()


async def test_the_secret_key_can_be_revoked_and_is_let_in_again(
    client: stripe.StripeClient, control: Control
) -> None:
    await control.post("/keys/revoked", {"revoked": True})
    with pytest.raises(stripe.AuthenticationError, match="Expired API Key"):
        await pay(client)
    assert await control.charges_per_operation() == {}
    await control.post("/keys/revoked", {"revoked": False})
    assert (await pay(client)).status == "succeeded"


@pytest.mark.parametrize("ahead", [-3600, 0, 90])
async def test_the_time_told_can_be_set_apart_from_ours(
    client: stripe.StripeClient, control: Control, ahead: int
) -> None:
    await control.post("/switches", {"date_ahead_s": ahead})
    paid = await pay(client)
    told = parsedate_to_datetime(paid.last_response.headers["Date"]).timestamp()
    assert abs(told - SimClock().now() - ahead) < _SLOW_ANSWER_S


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_pages_of_other_origins_control_nothing(
    control: Control, headers: dict[str, str]
) -> None:
    status, answer = await control.raw("POST", "/reset", headers=headers)
    assert status == 403
    assert "other origins" in answer["error"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/faults", {"kind": "earthquake"}),
        ("/faults", {"kind": "error", "colour": "red"}),
        ("/faults", {}),
        ("/webhooks", {"kind": "nonsense"}),
        ("/webhooks/endpoint", {"url": "nowhere"}),
        ("/clock", {"advance_s": -5}),
        ("/clock", {}),
        ("/switches", {"moto": "yes"}),
        ("/switches", {"colour": True}),
        ("/challenges/none", {"ok": True}),
        ("/keys", {}),
        ("/keys/revoked", {"revoked": "yes"}),
        ("/latency", {"ms": "slow"}),
    ],
)
async def test_unusable_commands_are_refused(control: Control, path: str, body: Any) -> None:
    status, answer = await control.raw("POST", path, body)
    assert status == 400
    assert answer["error"]
