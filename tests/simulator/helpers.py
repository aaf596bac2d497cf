"""Small helpers of the simulator's tests."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
import stripe

from pos_app.simulator.server import Simulator

Json = dict[str, Any]
COUNTER: Json = {"enabled": True, "allow_redirects": "never"}
MARIA = "cus_MariaWeber01"
MARIA_VISA = "pm_MariaWeber01Visa"


async def by_page(sim: Simulator, method: str, path: str, **fields: str) -> tuple[int, Json]:
    """Call as a page does: form body or query with the publishable key."""
    data = {"key": sim.publishable_key, **fields}
    send: Json = {"params": data} if method == "GET" else {"data": data}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, sim.api + path, **send) as response,
    ):
        return response.status, await response.json()


async def confirm_by_page(sim: Simulator, intent: Any, **fields: str) -> tuple[int, Json]:
    """Confirm a PaymentIntent as Stripe.js does."""
    return await by_page(
        sim,
        "POST",
        f"/v1/payment_intents/{intent.id}/confirm",
        client_secret=intent.client_secret,
        use_stripe_sdk="true",
        return_url="https://shop.example/return",
        **fields,
    )


async def create_intent(client: stripe.StripeClient, **fields: Any) -> Any:
    """A PaymentIntent of EUR 48.50 as the counter makes it."""
    params: Any = {
        "amount": 4850,
        "currency": "eur",
        "automatic_payment_methods": COUNTER,
        **fields,
    }
    return await client.v1.payment_intents.create_async(params)


async def refused(
    call: Any, code: str | None = None, *, param: str | None = None, status: int = 400
) -> Any:
    """Await a call that must be refused; returns the SDK's exception."""
    with pytest.raises(stripe.StripeError) as caught:
        await call
    error: Any = caught.value
    assert error.http_status == status, error
    assert error.error is not None
    body = error.json_body["error"]
    assert body.get("code") == code, body
    if param is not None:
        assert body.get("param") == param, body
    return error


def answer_challenge(sim: Simulator, *, ok: bool) -> None:
    """The customer answers the one open 3D Secure or bank page."""
    (challenge,) = sim.state.challenges.values()
    challenge.finish(ok)
