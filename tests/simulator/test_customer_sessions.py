"""CustomerSessions: which features a page gets, for whom, and for how long."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.simulator.conftest import CheckedSimulator

pytestmark = pytest.mark.asyncio


async def create(client: stripe.StripeClient, components: Any, **more: Any) -> Any:
    params = {"customer": "cus_MariaWeber01", "components": components, **more}
    return await client.v1.customer_sessions.create_async(params)


async def test_features_are_closed_by_default(client: stripe.StripeClient) -> None:
    session = await create(client, {"payment_element": {"enabled": True}})
    assert session.client_secret.startswith("cuss_secret_")
    assert session.expires_at - session.created == 1800
    assert session.components.payment_element.features.to_dict() == {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_redisplay": "disabled",
        "payment_method_redisplay_limit": 3,
        "payment_method_remove": "disabled",
        "payment_method_save": "disabled",
        "payment_method_save_usage": None,
    }
    assert session.components.pricing_table.enabled is False


async def test_features_can_be_opened(client: stripe.StripeClient) -> None:
    features = {
        "payment_method_redisplay": "enabled",
        "payment_method_redisplay_limit": 10,
        "payment_method_allow_redisplay_filters": ["always", "limited"],
        "payment_method_save": "enabled",
        "payment_method_save_usage": "off_session",
        "payment_method_remove": "enabled",
    }
    session = await create(client, {"payment_element": {"enabled": True, "features": features}})
    assert session.components.payment_element.features.to_dict() == features


async def test_the_customer_can_be_expanded(client: stripe.StripeClient) -> None:
    session = await create(client, {"buy_button": {"enabled": True}}, expand=["customer"])
    assert session.customer.name == "Maria Weber"


@pytest.mark.parametrize(
    ("components", "param", "part"),
    [
        ({}, "components", "components"),
        ({"payment_element": {"enabled": False}}, "components", "at least one component"),
        (
            {"payment_element": {"features": {"payment_method_redisplay": "enabled"}}},
            "components[payment_element][enabled]",
            "Missing required",
        ),
        (
            {
                "payment_element": {
                    "enabled": True,
                    "features": {"payment_method_redisplay_limit": 11},
                }
            },
            "components[payment_element][features][payment_method_redisplay_limit]",
            "less than or equal to 10",
        ),
        (
            {"payment_element": {"enabled": True, "features": {"payment_method_redisplay": "on"}}},
            "components[payment_element][features][payment_method_redisplay]",
            "must be one of",
        ),
        (
            {"payment_element": {"enabled": True, "features": {"nonsense": "enabled"}}},
            "components[payment_element][features][nonsense]",
            "unknown parameter",
        ),
    ],
)
async def test_unusable_components_are_refused(
    client: stripe.StripeClient, components: Any, param: str, part: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=part) as refused:
        await create(client, components)
    assert refused.value.param == param


@pytest.mark.parametrize("customer", ["cus_GretaSchwarz", "cus_nobody"])
async def test_only_for_living_customers(client: stripe.StripeClient, customer: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await create(client, {"payment_element": {"enabled": True}}, customer=customer)
    assert refused.value.code == "resource_missing"
    assert refused.value.param == "customer"


async def test_a_restricted_key_needs_the_permission(sim: CheckedSimulator) -> None:
    http = stripe.AIOHTTPClient()
    try:
        for permissions, allowed in [
            (["rak_customer_write"], False),
            (["rak_customer_session_write"], True),
        ]:
            client = stripe.StripeClient(
                sim.keys.issue_restricted(*permissions),
                base_addresses={"api": sim.api},
                http_client=http,
            )
            if allowed:
                await create(client, {"payment_element": {"enabled": True}})
            else:
                with pytest.raises(stripe.PermissionError, match="rak_customer_session_write"):
                    await create(client, {"payment_element": {"enabled": True}})
    finally:
        await http.close_async()
