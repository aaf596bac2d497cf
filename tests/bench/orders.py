"""A sale prepared from outside, for a page without an app around it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import stripe

Json = dict[str, Any]

CUSTOMER: Final = "cus_MariaWeber01"


def mount_order(sim: Json) -> Json:
    """What ``mount`` of checkout.js takes, with the publishable key beside it."""
    return asyncio.run(_mount_order(sim))


async def _mount_order(sim: Json) -> Json:
    http = stripe.AIOHTTPClient()
    client = stripe.StripeClient(
        sim["secret_key"], base_addresses={"api": sim["api"]}, http_client=http
    )
    try:
        intent = await client.v1.payment_intents.create_async(
            {
                "amount": 4850,
                "currency": "eur",
                "customer": CUSTOMER,
                "automatic_payment_methods": {"enabled": True},
            }
        )
        session = await client.v1.customer_sessions.create_async(
            {
                "customer": CUSTOMER,
                "components": {
                    "payment_element": {
                        "enabled": True,
                        "features": {"payment_method_redisplay": "enabled"},
                    }
                },
            }
        )
    finally:
        await http.close_async()
    return {
        "key": sim["publishable_key"],
        "sale": 1,
        "clientSecret": intent.client_secret,
        "customerSession": session.client_secret,
        "billing": {},
        "appearance": {"theme": "stripe"},
        "locale": "en",
        "background": "#ffffff",
    }
