"""What every call has in common: keys, versions, errors, expand, idempotency, faults."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import aiohttp
import pytest
import stripe

from pos_app.simulator.faults import Fault, FaultKind
from pos_app.simulator.server import Simulator
from tests.simulator.helpers import MARIA, by_page, create_intent, refused

pytestmark = pytest.mark.asyncio


def with_key(sim: Simulator, key: str, **options: Any) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": sim.api}, http_client=stripe.AIOHTTPClient(), **options
    )


async def raw(
    sim: Simulator, method: str, path: str, *, key: str | None = None, **request: Any
) -> tuple[int, Any, Any]:
    """A call without the SDK: status, body, headers."""
    headers = {"Authorization": f"Bearer {key or sim.secret_key}", **request.pop("headers", {})}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, sim.api + path, headers=headers, **request) as response,
    ):
        return response.status, await response.json(), response.headers


# ---------------------------------------------------------------------------------------- keys


@pytest.mark.parametrize(
    "key", ["sk_test_training_wrong", "sk_test_51Abcdef", "sk_live_51Abcdef", "nonsense"]
)
async def test_any_other_key_is_401_and_never_repeated(sim: Simulator, key: str) -> None:
    status, body, headers = await raw(sim, "GET", "/v1/customers", key=key)
    assert status == 401
    assert body["error"]["message"].startswith("Invalid API Key provided: ")
    assert key not in str(body)
    assert headers["WWW-Authenticate"].startswith("Basic")


async def test_no_key_is_401(sim: Simulator) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sim.api}/v1/customers") as response,
    ):
        assert response.status == 401


async def test_basic_authentication_works_as_with_curl(sim: Simulator) -> None:
    token = base64.b64encode(f"{sim.secret_key}:".encode()).decode()
    status, _, _ = await raw(sim, "GET", "/v1/account", headers={"Authorization": f"Basic {token}"})
    assert status == 200


async def test_a_publishable_key_is_for_pages_only(sim: Simulator) -> None:
    status, body, _ = await raw(sim, "GET", "/v1/customers", key=sim.publishable_key)
    assert (status, body["error"]["code"]) == (403, "secret_key_required")


async def test_a_restricted_key_does_what_it_may_and_names_what_it_lacks(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    key = sim.keys.issue_restricted("rak_customer_read", "rak_payment_intent_write")
    status, _, _ = await raw(sim, "GET", "/v1/customers", key=key)
    assert status == 200
    status, _, _ = await raw(sim, "GET", "/v1/payment_intents", key=key)
    assert status == 200
    status, body, _ = await raw(sim, "POST", "/v1/customers", key=key)
    assert status == 403
    assert "rak_customer_write" in body["error"]["message"]
    assert key not in str(body)
    status, body, _ = await raw(sim, "POST", "/v1/refunds", key=key)
    assert status == 403

    intent = await create_intent(client, customer=MARIA)
    path = f"/v1/payment_intents/{intent.id}"
    status, body, _ = await raw(sim, "GET", f"{path}?expand[]=customer", key=key)
    assert (status, body["customer"]["id"]) == (200, MARIA)
    await client.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    status, body, _ = await raw(sim, "GET", f"{path}?expand[]=latest_charge", key=key)
    assert status == 403
    assert "rak_charge_read" in body["error"]["message"]


async def test_the_sdk_sees_a_missing_permission_as_such(sim: Simulator) -> None:
    client = with_key(sim, sim.keys.issue_restricted())
    with pytest.raises(stripe.PermissionError):
        await client.v1.customers.list_async()
    await close(client)


async def close(client: stripe.StripeClient) -> None:
    http: Any = client._requestor._client
    await http.close_async()


# ------------------------------------------------------------------------- versions, addresses


async def test_version_and_request_id_come_back(sim: Simulator) -> None:
    asked = {"Stripe-Version": "2026-05-27.dahlia"}
    _, _, headers = await raw(sim, "GET", "/v1/account", headers=asked)
    assert headers["Stripe-Version"] == "2026-05-27.dahlia"
    assert headers["Request-Id"].startswith("req_")
    status, body, _ = await raw(sim, "GET", "/v1/account", headers={"Stripe-Version": "newest"})
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")


async def test_an_unknown_address_is_told_apart(sim: Simulator) -> None:
    status, body, _ = await raw(sim, "GET", "/v2/core/customrs")
    assert status == 404
    assert body["error"]["message"].startswith("Unrecognized request URL (GET: /v2/core/customrs)")


async def test_another_host_name_is_not_served(sim: Simulator) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sim.api}/v1/account", headers={"Host": "evil.example"}) as response,
    ):
        assert response.status == 421


async def test_a_page_of_another_origin_may_call(sim: Simulator) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.options(f"{sim.api}/v1/payment_intents/x/confirm") as response,
    ):
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_envelope_links_documentation_and_log(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    error = await refused(
        client.v1.customers.retrieve_async("cus_x"), "resource_missing", status=404
    )
    body = error.json_body["error"]
    assert body["doc_url"].endswith("/resource-missing")
    assert error.request_id in body["request_log_url"]


async def test_malformed_names_are_refused(sim: Simulator) -> None:
    status, body, _ = await raw(
        sim,
        "POST",
        "/v1/customers",
        data="metadata[a=1",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")


# -------------------------------------------------------------------------------------- expand


async def test_expand_goes_deep_and_into_lists(client: stripe.StripeClient) -> None:
    await create_intent(client, customer=MARIA, confirm=True, payment_method="pm_card_visa")
    listed = await client.v1.payment_intents.list_async(
        {"expand": ["data.customer", "data.latest_charge.payment_intent"]}
    )
    intent: Any = listed.data[0]
    assert intent.customer.name == "Maria Weber"
    assert intent.latest_charge.payment_intent.id == intent.id


@pytest.mark.parametrize(
    "path", ["id", "amount", "nothing", "latest_charge.nothing", "latest_charge.payment_method"]
)
async def test_what_is_no_reference_cannot_be_expanded(
    client: stripe.StripeClient, path: str
) -> None:
    await refused(
        create_intent(client, confirm=True, payment_method="pm_card_visa", expand=[path]),
        param="expand",
    )
    assert (await client.v1.payment_intents.list_async()).data == []


async def test_lists_that_are_left_out_by_default_can_be_asked_for(
    client: stripe.StripeClient,
) -> None:
    customer = await client.v1.customers.retrieve_async(MARIA, {"expand": ["sources"]})
    assert customer.sources is not None
    assert customer.sources.data == []


async def test_expand_is_four_levels_deep_at_most(client: stripe.StripeClient) -> None:
    path = "latest_charge.payment_intent.latest_charge.payment_intent.customer"
    await refused(create_intent(client, expand=[path]), param="expand")


# --------------------------------------------------------------------------------- idempotency


async def test_a_repeated_key_creates_once_and_replays(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    first = await client.v1.customers.create_async({"name": "Once"}, {"idempotency_key": "k"})
    again = await client.v1.customers.create_async({"name": "Once"}, {"idempotency_key": "k"})
    assert first.id == again.id
    headers = again.last_response.headers if again.last_response else {}
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Original-Request"] != headers["Request-Id"]
    found = await client.v1.customers.search_async({"query": 'name:"Once"'})
    assert len(found.data) == 1


async def test_a_key_is_bound_to_its_parameters_and_address(client: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": "k"}
    await client.v1.customers.create_async({"name": "A"}, options)
    with pytest.raises(stripe.IdempotencyError):
        await client.v1.customers.create_async({"name": "B"}, options)
    with pytest.raises(stripe.IdempotencyError):
        await client.v1.customers.update_async(MARIA, {"name": "A"}, options)


async def test_a_decline_is_replayed_as_it_was(sim: Simulator, client: stripe.StripeClient) -> None:
    params: Any = {
        "amount": 500,
        "currency": "eur",
        "confirm": True,
        "payment_method": "pm_card_visa_chargeDeclined",
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }
    first, second = [
        await refused(
            client.v1.payment_intents.create_async(params, {"idempotency_key": "k"}),
            "card_declined",
            status=402,
        )
        for _ in range(2)
    ]
    assert first.error.payment_intent.id == second.error.payment_intent.id
    assert len(sim.state.payment_intents) == 1


async def test_a_refused_validation_leaves_the_key_free(client: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": "k"}
    bad: Any = {"nmae": "A"}
    await refused(client.v1.customers.create_async(bad, options), "parameter_unknown")
    assert (await client.v1.customers.create_async({"name": "A"}, options)).name == "A"


async def test_a_concurrent_use_of_a_key_is_a_conflict(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.faults.latency_ms = 40
    calls = [
        client.v1.customers.create_async({"name": "Race"}, {"idempotency_key": "k"})
        for _ in range(2)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    (error,) = [r for r in results if isinstance(r, stripe.APIError)]
    assert error.http_status == 409
    assert error.error is not None
    assert error.error.code == "idempotency_key_in_use"
    sim.faults.latency_ms = 0
    found = await client.v1.customers.search_async({"query": 'name:"Race"'})
    assert len(found.data) == 1


async def test_a_key_is_forgotten_after_a_day_and_would_charge_again(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    options: Any = {"idempotency_key": "k"}
    first = await client.v1.customers.create_async({"name": "A"}, options)
    sim.state.clock.advance(25 * 3600)
    assert (await client.v1.customers.create_async({"name": "A"}, options)).id != first.id


async def test_a_get_ignores_the_key(sim: Simulator) -> None:
    for path in ("/v1/account", "/v1/balance"):
        status, _, _ = await raw(sim, "GET", path, headers={"Idempotency-Key": "k"})
        assert status == 200


# -------------------------------------------------------------------------------------- faults


async def test_a_500_after_success_is_what_the_key_replays(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.faults.add(Fault(FaultKind.ERROR_AFTER, "POST", "/v1/customers"))
    for _ in range(2):
        await refused(
            client.v1.customers.create_async({"name": "Torn"}, {"idempotency_key": "k"}),
            status=500,
        )
    found = await client.v1.customers.search_async({"query": 'name:"Torn"'})
    assert len(found.data) == 1


@pytest.mark.parametrize(
    ("kind", "made"), [(FaultKind.RESET_BEFORE, 0), (FaultKind.RESET_AFTER, 1)]
)
async def test_a_reset_connection_before_and_after_the_effect(
    sim: Simulator, client: stripe.StripeClient, kind: FaultKind, made: int
) -> None:
    sim.faults.add(Fault(kind, "POST", "/v1/customers"))
    with pytest.raises(stripe.APIConnectionError):
        await client.v1.customers.create_async({"name": "Cut"}, {"idempotency_key": "k"})
    found = await client.v1.customers.search_async({"query": 'name:"Cut"'})
    assert len(found.data) == made
    await client.v1.customers.create_async({"name": "Cut"}, {"idempotency_key": "k"})
    found = await client.v1.customers.search_async({"query": 'name:"Cut"'})
    assert len(found.data) == 1


async def test_the_sdks_own_retries_survive_faults_without_a_second_effect(
    sim: Simulator,
) -> None:
    client = with_key(sim, sim.secret_key, max_network_retries=2)
    sim.faults.add(Fault(FaultKind.RESET_AFTER, "POST", "/v1/customers"))
    await client.v1.customers.create_async({"name": "Persistent"})
    await close(client)
    assert sum(c.get("name") == "Persistent" for c in sim.state.customers.values()) == 1


async def test_a_429_names_its_reason_and_has_no_effect(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.faults.add(Fault(FaultKind.ERROR, "GET", "/v1/customers*", status=429))
    with pytest.raises(stripe.RateLimitError) as caught:
        await client.v1.customers.list_async()
    assert (caught.value.headers or {})["Stripe-Rate-Limited-Reason"] == "global-rate"
    await client.v1.customers.list_async()


async def test_a_fault_hits_as_often_as_told_and_where_told(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.faults.add(Fault(FaultKind.ERROR, "POST", "/v1/customers", remaining=2))
    await client.v1.customers.list_async()
    for _ in range(2):
        await refused(client.v1.customers.create_async({}), status=500)
    await client.v1.customers.create_async({})
    assert sim.faults.active() == []


async def test_latency_is_felt_and_reset_returns_to_the_start(sim: Simulator) -> None:
    loop = asyncio.get_running_loop()
    sim.faults.add(Fault(FaultKind.LATENCY, "GET", "/v1/account", latency_ms=60))
    begun = loop.time()
    await raw(sim, "GET", "/v1/account")
    assert loop.time() - begun >= 0.06
    before = [c["id"] for c in sim.state.customers.values()]
    await raw(sim, "POST", "/v1/customers", data={"name": "Gone"})
    sim.reset()
    assert [c["id"] for c in sim.state.customers.values()] == before


async def test_a_page_may_send_what_stripe_js_adds(sim: Simulator) -> None:
    status, _ = await by_page(
        sim,
        "POST",
        "/v1/payment_methods",
        type="ideal",
        payment_user_agent="training",
        guid="g",
        muid="m",
        sid="s",
    )
    assert status == 200
