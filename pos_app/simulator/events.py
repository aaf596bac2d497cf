"""The event log: one event for every state change, kept for 30 days.

Source: https://docs.stripe.com/api/events .
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pos_app.simulator.errors import invalid, no_such
from pos_app.simulator.pagination import page
from pos_app.simulator.params import LIST, Array, Bool, Created, Str
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import API_VERSION, Emitted, State

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]

RETENTION: Final = 30 * 86_400
"""Seconds for which an event can be read."""


def start(sim: Simulator) -> None:
    """Write down what `State.emit` tells and hand it to the webhooks."""
    sim.state.listeners.append(partial(_record, sim))


def routes() -> list[Route]:
    """List, retrieve, and the retry that the official CLI's `events resend` uses."""
    listed = {
        **LIST,
        "created": Created(),
        "type": Str(),
        "types": Array(max_items=20),
        "delivery_success": Bool(),
    }
    retry = {"for_stripecli": Bool(), "webhook_endpoint": Str(), "account": Str()}
    return [
        Route("GET", "/v1/events", list_, listed, "event"),
        Route("GET", "/v1/events/{id}", retrieve, {}, "event"),
        Route("POST", "/v1/events/{id}/retry", resend, retry, "event"),
    ]


def list_(call: Call) -> Obj:
    """GET /v1/events, newest first."""
    state, params = call.state, call.params
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.")
    for cursor in ("starting_after", "ending_before"):
        if cursor in params:
            _kept(state, params[cursor], param=cursor)
    patterns: list[str] = params["types"] if "types" in params else [params.get("type", "*")]
    wanted: bool | None = params.get("delivery_success")
    oldest = state.clock.now() - RETENTION

    def keep(event: Obj) -> bool:
        return (
            event["created"] >= oldest
            and any(fnmatchcase(event["type"], pattern) for pattern in patterns)
            and wanted in {None, _delivered(state, event["id"])}
        )

    return page(state.events, params, url="/v1/events", keep=keep)


def retrieve(call: Call) -> Obj:
    """GET /v1/events/{id}."""
    return _kept(call.state, call.path["id"], param="id")


def resend(call: Call) -> Obj:
    """POST /v1/events/{id}/retry: deliver once more, to one endpoint or to listening clients."""
    event = _kept(call.state, call.path["id"], param="id")
    endpoint = call.params.get("webhook_endpoint")
    if endpoint is None:
        call.sim.webhooks.announce(event)
    else:
        call.state.find(call.state.webhook_endpoints, endpoint, param="webhook_endpoint")
        call.sim.webhooks.deliver(event, only=endpoint)
    return event


def _record(sim: Simulator, happened: Emitted) -> None:
    state = sim.state
    data: Obj = {"object": happened.obj}
    if happened.previous is not None:
        data["previous_attributes"] = happened.previous
    event = state.events.insert(
        {
            "id": state.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": state.clock.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": happened.request_id, "idempotency_key": happened.idempotency_key},
            "type": happened.type,
        }
    )
    sim.webhooks.deliver(event)


def _kept(state: State, event_id: str, *, param: str) -> Obj:
    """An event that is not older than the retention.

    Raises:
        ApiError: resource_missing.
    """
    event = state.find(state.events, event_id, param=param)
    if event["created"] < state.clock.now() - RETENTION:
        raise no_such("event", event_id, param=param)
    return event


def _delivered(state: State, event_id: str) -> bool:
    """Whether every endpoint that should have the event has it."""
    return all(state.deliveries.get(event_id, {}).values())
