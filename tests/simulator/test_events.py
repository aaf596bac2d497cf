"""The event log and webhook deliveries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import stripe
from aiohttp import web

from tests.simulator.conftest import CheckedSimulator

pytestmark = pytest.mark.asyncio
DAY = 86_400


class Shop:
    """A webhook endpoint that writes down what it gets and answers as told.

    Attributes:
        url: its address.
        deliveries: raw body and signature of each request, in order of arrival.
        answers: status of the next answers; 200 when empty.
    """

    def __init__(self) -> None:
        self.url = ""
        self.deliveries: list[tuple[str, str]] = []
        self.answers: list[int] = []
        self._arrived = asyncio.Condition()

    async def receive(self, request: web.Request) -> web.Response:
        async with self._arrived:
            body = await request.text()
            self.deliveries.append((body, request.headers["Stripe-Signature"]))
            self._arrived.notify_all()
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, headers={"Location": "/"} if status == 302 else {})

    async def until(self, count: int) -> list[str]:
        """Wait for so many deliveries; returns their event types."""
        async with self._arrived, asyncio.timeout(5):
            await self._arrived.wait_for(lambda: len(self.deliveries) >= count)
        return self.types

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.deliveries]


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_post("/hook", shop.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield shop
    await runner.cleanup()


Control = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def control(sim: CheckedSimulator) -> AsyncIterator[Control]:
    """Calls /_sim: `await control("POST", "/clock", {"advance_s": 5})`."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, path: str, body: Any = None) -> Any:
            async with session.request(method, f"{sim.api}/_sim{path}", json=body) as response:
                answer = await response.json()
                assert response.status == 200, answer
                return answer

        yield call


async def make_customers(client: stripe.StripeClient, *names: str) -> None:
    for name in names:
        await client.v1.customers.create_async({"name": name})


async def settled() -> None:
    """Wait until no delivery is under way."""
    async with asyncio.timeout(5):
        await asyncio.gather(
            *(t for t in asyncio.all_tasks() if t.get_name().startswith("webhook "))
        )


async def test_every_change_leaves_an_event(client: stripe.StripeClient) -> None:
    created = await client.v1.customers.create_async(
        {"name": "Ada"}, options={"idempotency_key": "key-1"}
    )
    await client.v1.customers.update_async(created.id, {"name": "Ada L."})
    newest, oldest = (await client.v1.events.list_async({"limit": 2})).data
    assert (oldest.type, newest.type) == ("customer.created", "customer.updated")
    assert oldest.data.object["name"] == "Ada"
    assert oldest.request.idempotency_key == "key-1"
    assert newest.data.previous_attributes.to_dict() == {"name": "Ada"}
    assert newest.api_version == "2026-10-28.endive"
    again = await client.v1.events.retrieve_async(newest.id)
    assert again.id == newest.id


async def test_catching_up_from_a_known_event(client: stripe.StripeClient) -> None:
    await make_customers(client, "A")
    known = (await client.v1.events.list_async({"limit": 1})).data[0].id
    await make_customers(client, "B", "C", "D")
    page = await client.v1.events.list_async({"ending_before": known, "limit": 2})
    names = [event.data.object["name"] async for event in page.auto_paging_iter()]
    assert names == ["B", "C", "D"]


async def test_filters_by_type_and_time(client: stripe.StripeClient, control: Control) -> None:
    await make_customers(client, "Early")
    now = (await control("POST", "/clock", {"advance_s": 1000}))["now"]
    await client.v1.customers.create_async({"name": "Late"})
    customer = (await client.v1.events.list_async({"limit": 1})).data[0].data.object["id"]
    await client.v1.customers.delete_async(customer)

    async def types(**filters: Any) -> list[str]:
        return [event.type for event in (await client.v1.events.list_async(filters)).data]

    assert await types(type="customer.deleted") == ["customer.deleted"]
    assert await types(type="customer.*", limit=2) == ["customer.deleted", "customer.created"]
    assert await types(types=["customer.deleted", "charge.failed"]) == ["customer.deleted"]
    assert len(await types(created={"lt": now})) == 1
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        await types(type="a.b", types=["a.b"])
    with pytest.raises(stripe.InvalidRequestError):
        await types(types=[f"t{n}.x" for n in range(21)])


async def test_events_are_kept_for_thirty_days(
    client: stripe.StripeClient, control: Control
) -> None:
    await make_customers(client, "Old")
    old = (await client.v1.events.list_async({"limit": 1})).data[0].id
    await control("POST", "/clock", {"advance_s": 31 * DAY})
    assert (await client.v1.events.list_async()).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await client.v1.events.list_async({"ending_before": old})
    assert refused.value.code == "resource_missing"


async def test_endpoints_have_a_life_of_their_own(client: stripe.StripeClient) -> None:
    endpoints = client.v1.webhook_endpoints
    made = await endpoints.create_async(
        {"url": "https://shop.example.com/hook", "enabled_events": ["charge.refunded"]}
    )
    assert made.secret.startswith("whsec_")
    seen = await endpoints.retrieve_async(made.id)
    assert "secret" not in seen
    changed = await endpoints.update_async(
        made.id, {"disabled": True, "description": "till 1", "metadata": {"till": "1"}}
    )
    assert (changed.status, changed.description) == ("disabled", "till 1")
    assert [e.id for e in (await endpoints.list_async()).data] == [made.id]
    gone = await endpoints.delete_async(made.id)
    assert gone.deleted
    assert (await endpoints.list_async()).data == []
    for params in (
        {"url": "shop.example.com", "enabled_events": ["*"]},
        {"url": "https://shop.example.com", "enabled_events": ["not an event"]},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await endpoints.create_async(params)  # type: ignore[arg-type]


async def test_deliveries_are_signed_and_selected(
    sim: CheckedSimulator, client: stripe.StripeClient, shop: Shop
) -> None:
    endpoint = await client.v1.webhook_endpoints.create_async(
        {"url": shop.url, "enabled_events": ["customer.updated"]}
    )
    customer = await client.v1.customers.create_async({"name": "Jörg"})
    await client.v1.customers.update_async(customer.id, {"phone": "1"})
    assert await shop.until(1) == ["customer.updated"]
    body, signature = shop.deliveries[0]
    event = client.construct_event(body, signature, endpoint.secret)
    assert event.data.object["name"] == "Jörg"
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(body, signature, "whsec_other")
    await settled()
    listed = await client.v1.events.list_async({"delivery_success": True})
    assert event.id in [e.id for e in listed.data]


async def test_failed_deliveries_are_retried_on_the_clock(
    sim: CheckedSimulator, client: stripe.StripeClient, shop: Shop, control: Control
) -> None:
    await client.v1.webhook_endpoints.create_async({"url": shop.url, "enabled_events": ["*"]})
    shop.answers = [500, 302, 200]
    await make_customers(client, "A")
    await shop.until(1)
    await settled()
    pending = (await client.v1.events.list_async({"delivery_success": False})).data
    assert [e.pending_webhooks for e in pending] == [1]
    await control("POST", "/clock", {"advance_s": 300})
    await shop.until(2)
    await settled()
    await control("POST", "/clock", {"advance_s": 1800})
    await shop.until(3)
    await settled()
    assert len({body for body, _ in shop.deliveries}) <= 2  # pending_webhooks is all that differs
    done = (await client.v1.events.list_async({"delivery_success": True})).data
    assert [e.pending_webhooks for e in done] == [0]


async def test_hopeless_deliveries_are_given_up_and_can_be_resent(
    sim: CheckedSimulator, client: stripe.StripeClient, shop: Shop, control: Control
) -> None:
    endpoint = await client.v1.webhook_endpoints.create_async(
        {"url": shop.url, "enabled_events": ["*"]}
    )
    shop.answers = [500] * 4
    await make_customers(client, "A")
    for wait in (300, 1800, 7200, 30 * 3600):
        await settled()
        await control("POST", "/clock", {"advance_s": wait})
    await settled()
    assert len(shop.deliveries) == 4
    event = (await client.v1.events.list_async({"delivery_success": False})).data[0]
    await client.raw_request_async(
        "post", f"/v1/events/{event.id}/retry", webhook_endpoint=endpoint.id
    )
    assert await shop.until(5) == ["customer.created"] * 5


async def test_deliveries_never_leave_the_machine(
    sim: CheckedSimulator, client: stripe.StripeClient
) -> None:
    await client.v1.webhook_endpoints.create_async(
        {"url": "https://shop.example.com/hook", "enabled_events": ["*"]}
    )
    await make_customers(client, "A")  # a look-up of the name would fail the test
    await settled()
    failed = await client.v1.events.list_async({"delivery_success": False})
    assert len(failed.data) == 1


@pytest.mark.parametrize(
    ("mishap", "arrived"),
    [
        ({"kind": "lose"}, ["B", "C"]),
        ({"kind": "duplicate"}, ["A", "A", "B", "C"]),
        ({"kind": "reorder"}, ["B", "A", "C"]),
        ({"kind": "delay", "delay_s": 50}, ["B", "C", "A"]),
        ({"kind": "drop"}, ["B", "C", "A"]),
        ({"kind": "lose", "types": "charge.*"}, ["A", "B", "C"]),
    ],
)
async def test_mishaps(
    sim: CheckedSimulator,
    client: stripe.StripeClient,
    shop: Shop,
    control: Control,
    mishap: dict[str, Any],
    arrived: list[str],
) -> None:
    endpoint = await control("POST", "/webhooks/endpoint", {"url": shop.url})
    assert endpoint["enabled_events"] == ["*"]
    await control("POST", "/webhooks", mishap)
    for name in "ABC":
        await make_customers(client, name)
        await settled()
    await control("POST", "/clock", {"advance_s": 400})
    await settled()
    names = [json.loads(body)["data"]["object"]["name"] for body, _ in shop.deliveries]
    assert names == arrived
    for body, signature in shop.deliveries:
        client.construct_event(body, signature, sim.webhook_secret)
