"""Webhook endpoints.

Source: https://docs.stripe.com/api/webhook_endpoints . Unlike Stripe, plain http and loopback
addresses are welcome; only they are served (see `webhook_delivery`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from yarl import URL

from pos_app.simulator.errors import invalid
from pos_app.simulator.pagination import page
from pos_app.simulator.params import (
    LIST,
    Array,
    Bool,
    Metadata,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import API_VERSION

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]

MAX_ENDPOINTS: Final = 16
_EVENT_TYPE: Final = re.compile(r"\*|[a-z0-9_]+(\.[a-z0-9_]+)+")


def start(sim: Simulator) -> None:
    """Begin without endpoints."""
    sim.webhooks.clear()


def routes() -> list[Route]:
    """Create, retrieve, update, delete, list."""
    fields: dict[str, Param] = {
        "description": Str(nullable=True),
        "enabled_events": Array(),
        "metadata": Metadata(),
        "url": Str(),
    }
    creation: dict[str, Param] = {
        **fields,
        "api_version": Str(),
        "connect": Bool(),
        "enabled_events": Array(required=True),
        "url": Str(required=True),
    }
    one, permission = "/v1/webhook_endpoints/{id}", "webhook"
    return [
        Route("POST", "/v1/webhook_endpoints", create, creation, permission),
        Route("GET", "/v1/webhook_endpoints", list_, LIST, permission),
        Route("GET", one, retrieve, {}, permission),
        Route("POST", one, update, {**fields, "disabled": Bool()}, permission),
        Route("DELETE", one, delete, {}, permission),
    ]


def create(call: Call) -> Obj:
    """POST /v1/webhook_endpoints; the answer alone shows the signing secret."""
    if len(call.state.webhook_endpoints) >= MAX_ENDPOINTS:
        raise invalid(f"You have reached the maximum of {MAX_ENDPOINTS} test webhook endpoints.")
    secret = call.state.new_id("whsec", 32)
    endpoint = add_endpoint(call.sim, call.params, secret)
    return {**endpoint, "secret": secret}


def add_endpoint(sim: Simulator, params: Obj, secret: str) -> Obj:
    """Keep an endpoint that signs with `secret`.

    Raises:
        ApiError: For an unusable address or event type.
    """
    state = sim.state
    _check(params)
    endpoint = state.webhook_endpoints.insert(
        {
            "id": state.new_id("we"),
            "object": "webhook_endpoint",
            "api_version": params.get("api_version", API_VERSION),
            "application": None,
            "created": state.clock.now(),
            "description": params.get("description"),
            "enabled_events": params["enabled_events"],
            "livemode": False,
            "metadata": merge_metadata({}, params.get("metadata")),
            "status": "enabled",
            "url": params["url"],
        }
    )
    sim.webhooks.secrets[endpoint["id"]] = secret
    return endpoint


def retrieve(call: Call) -> Obj:
    """GET /v1/webhook_endpoints/{id}."""
    return call.state.find(call.state.webhook_endpoints, call.path["id"])


def update(call: Call) -> Obj:
    """POST /v1/webhook_endpoints/{id}."""
    endpoint = retrieve(call)
    _check(call.params)
    for name, value in call.params.items():
        if name == "metadata":
            endpoint["metadata"] = merge_metadata(endpoint["metadata"], value)
        elif name == "disabled":
            endpoint["status"] = "disabled" if value else "enabled"
        else:
            endpoint[name] = value
    return endpoint


def delete(call: Call) -> Obj:
    """DELETE /v1/webhook_endpoints/{id}."""
    endpoint = retrieve(call)
    call.state.webhook_endpoints.remove(endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def list_(call: Call) -> Obj:
    """GET /v1/webhook_endpoints."""
    return page(call.state.webhook_endpoints, call.params, url="/v1/webhook_endpoints")


def _check(params: Obj) -> None:
    if "url" in params:
        url = URL(params["url"])
        if url.scheme not in {"http", "https"} or not url.host:
            raise invalid(
                "Invalid URL: An explicit scheme (such as https) must be provided.", "url"
            )
    for name in params.get("enabled_events") or ():
        if not isinstance(name, str) or not _EVENT_TYPE.fullmatch(name):
            raise invalid(f"Invalid event type: {name}", "enabled_events")
