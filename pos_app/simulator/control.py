"""`/_sim`: the hand behind the simulated account, for tests, drills and the training menu.

No key is needed (the server listens on loopback only), but a browser page of another origin is
refused, so that no web site can play with it. Every answer is JSON; a refused request answers 400
with `{"error": text}`.

| call | body (JSON) | effect |
|---|---|---|
| GET /_sim | | counts, clock, switches, faults in force, charges |
| GET /_sim/connection | | addresses and keys, as announced at the start |
| GET /_sim/charges | query `metadata=KEY`, `customer=ID` | charges, or their number |
|   | | per metadata value |
| POST /_sim/faults | one fault or a list: `kind` latency, error, reset_before, reset_after, |
|   | error_after, hang; `method`, `path`, `remaining`, `rate`, `latency_ms`, `status`, `reason` |
| DELETE /_sim/faults | | requests go well again |
| POST /_sim/latency | `{"ms": 150}` | delay of every API call |
| POST /_sim/webhooks | one mishap or a list: `kind` drop, lose, delay, duplicate, reorder; |
|   | `types`, `remaining`, `delay_s` |
| DELETE /_sim/webhooks | | deliveries go well again |
| POST /_sim/webhooks/endpoint | `{"url": ..., "enabled_events": ["*"]}` | endpoint |
|   | | that signs with the announced webhook secret |
| POST /_sim/clock | `{"advance_s": 180}` | time passes: debits settle, holds expire, |
|   | | retries happen |
| POST /_sim/switches | `moto`, `search_lag_s`, `balance_lag_s`, | features of the account; |
|   | `date_ahead_s` | the time it tells |
| GET /_sim/challenges | | 3D Secure and bank pages that wait for an answer |
| POST /_sim/challenges/{id} | `{"ok": true}` | answers one; `id` may be the intent's |
| POST /_sim/keys | `{"permissions": ["rak_customer_read"]}` | a restricted key |
| POST /_sim/keys/revoked | `{"revoked": true}` | the secret key expires, or is let in again |
| POST /_sim/reset | | the account as it was seeded |
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web
from yarl import URL

from pos_app.simulator import webhooks
from pos_app.simulator.errors import ApiError
from pos_app.simulator.faults import Fault, FaultKind
from pos_app.simulator.webhook_plan import Mishap, MishapRule

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]
Action = Callable[["Simulator", web.Request, Any], Any]
_Rule = TypeVar("_Rule", Fault, MishapRule)


def mount(app: web.Application, sim: Simulator) -> None:
    """Add the routes."""
    routes: list[tuple[str, str, Action]] = [
        ("GET", "/_sim", _summary),
        ("GET", "/_sim/connection", _connection),
        ("GET", "/_sim/charges", _charges),
        ("POST", "/_sim/faults", _add_faults),
        ("DELETE", "/_sim/faults", _clear_faults),
        ("POST", "/_sim/latency", _set_latency),
        ("POST", "/_sim/webhooks", _add_mishaps),
        ("DELETE", "/_sim/webhooks", _clear_mishaps),
        ("POST", "/_sim/webhooks/endpoint", _add_endpoint),
        ("POST", "/_sim/clock", _advance),
        ("POST", "/_sim/switches", _switch),
        ("GET", "/_sim/challenges", _challenges),
        ("POST", "/_sim/challenges/{id}", _answer_challenge),
        ("POST", "/_sim/keys", _issue_key),
        ("POST", "/_sim/keys/revoked", _revoke_key),
        ("POST", "/_sim/reset", _reset),
    ]
    for method, path, action in routes:
        app.router.add_route(method, path, partial(_run, sim, action))


async def _run(sim: Simulator, action: Action, request: web.Request) -> web.Response:
    """Check the caller, read the body, act, answer."""
    if _foreign(request):
        return _json({"error": "pages of other origins may not control the simulator"}, 403)
    text = await request.text()
    try:
        answer = action(sim, request, json.loads(text) if text else {})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)
    except ApiError as error:
        return _json({"error": str(error)}, 400)
    return _json(answer, 200)


def _foreign(request: web.Request) -> bool:
    """Whether a page of another origin makes the request."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in {"none", "same-origin"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and (origin == "null" or URL(origin) != request.url.origin())


def _json(body: Any, status: int) -> web.Response:
    return web.json_response(body, status=status, dumps=partial(json.dumps, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"cannot answer {type(value).__name__}")


def _summary(sim: Simulator, _request: web.Request, _body: Obj) -> Obj:
    state = sim.state
    return {
        "account": state.account_id,
        "now": state.clock.now(),
        "seed": sim.seed,
        "counts": {
            "customers": len(state.customers),
            "payment_methods": len(state.payment_methods),
            "payment_intents": len(state.payment_intents),
            "setup_intents": len(state.setup_intents),
            "charges": len(state.charges),
            "refunds": len(state.refunds),
            "events": len(state.events),
            "webhook_endpoints": len(state.webhook_endpoints),
        },
        "charged": dict(_totals(sim)),
        "switches": asdict(state.switches),
        "latency_ms": sim.faults.latency_ms,
        "faults": [asdict(fault) for fault in sim.faults.active()],
        "mishaps": [asdict(rule) for rule in sim.webhooks.plan.active()],
        "challenges": len(state.challenges),
    }


def _connection(sim: Simulator, _request: web.Request, _body: Obj) -> Obj:
    return sim.announcement()


def _totals(sim: Simulator) -> Counter[str]:
    """Sum of succeeded charges per currency, in minor units."""
    totals: Counter[str] = Counter()
    for charge in sim.state.charges.values():
        if charge["status"] == "succeeded" and charge["captured"]:
            totals[charge["currency"]] += charge["amount_captured"]
    return totals


def _charges(sim: Simulator, request: web.Request, _body: Obj) -> Obj:
    """Succeeded charges; with `metadata`, how many each value of that key has."""
    customer = request.query.get("customer")
    made = [
        charge
        for charge in sim.state.charges.values()
        if charge["status"] == "succeeded" and customer in {None, charge["customer"]}
    ]
    key = request.query.get("metadata")
    if key is not None:
        return {"per_value": dict(Counter(c["metadata"].get(key, "") for c in made))}
    shown = ("id", "amount", "currency", "customer", "payment_intent", "metadata", "created")
    return {"charges": [{name: charge[name] for name in shown} for charge in made]}


def _add_faults(sim: Simulator, _request: web.Request, body: Any) -> Obj:
    for fault in _rules(body, Fault, FaultKind):
        sim.faults.add(fault)
    return {"faults": [asdict(fault) for fault in sim.faults.active()]}


def _clear_faults(sim: Simulator, _request: web.Request, _body: Obj) -> Obj:
    sim.faults.clear()
    return {"faults": []}


def _set_latency(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    sim.faults.latency_ms = max(0, int(body["ms"]))
    return {"latency_ms": sim.faults.latency_ms}


def _add_mishaps(sim: Simulator, _request: web.Request, body: Any) -> Obj:
    for rule in _rules(body, MishapRule, Mishap):
        sim.webhooks.plan.add(rule)
    return {"mishaps": [asdict(rule) for rule in sim.webhooks.plan.active()]}


def _clear_mishaps(sim: Simulator, _request: web.Request, _body: Obj) -> Obj:
    sim.webhooks.plan.clear()
    return {"mishaps": []}


def _rules(body: Any, rule: type[_Rule], kinds: type[Enum]) -> list[_Rule]:
    """Rules from one JSON object or a list of them.

    Raises:
        ValueError: For an unknown kind.
        TypeError: For an unknown member.
    """
    given = body if isinstance(body, list) else [body]
    return [rule(**{**entry, "kind": kinds(entry["kind"])}) for entry in given]


def _add_endpoint(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    params = {"enabled_events": ["*"], **body}
    return webhooks.add_endpoint(sim, params, sim.webhook_secret)


def _advance(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    sim.state.clock.advance(int(body["advance_s"]))
    return {"now": sim.state.clock.now()}


def _switch(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    state = sim.state
    kinds = {each.name: type(getattr(state.switches, each.name)) for each in fields(state.switches)}
    for name, value in body.items():
        if type(value) is not kinds.get(name):
            raise ValueError(f"no switch {name!r} takes {value!r}")
    state.switches = replace(state.switches, **body)
    return asdict(state.switches)


def _challenges(sim: Simulator, _request: web.Request, _body: Obj) -> Obj:
    shown = ("id", "intent", "kind", "amount", "currency", "method", "return_url")
    waiting = sim.state.challenges.values()
    return {"challenges": [{name: getattr(c, name) for name in shown} for c in waiting]}


def _answer_challenge(sim: Simulator, request: web.Request, body: Obj) -> Obj:
    wanted, ok = request.match_info["id"], body["ok"]
    if not isinstance(ok, bool):
        raise TypeError("ok must be true or false")
    found = [c for c in sim.state.challenges.values() if wanted in {c.id, c.intent}]
    if not found:
        raise KeyError(wanted)
    for challenge in found:
        challenge.finish(ok)
    return {"answered": [challenge.id for challenge in found]}


def _issue_key(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    return {"key": sim.keys.issue_restricted(*body["permissions"])}


def _revoke_key(sim: Simulator, _request: web.Request, body: Obj) -> Obj:
    revoked = body["revoked"]
    if not isinstance(revoked, bool):
        raise TypeError("revoked must be true or false")
    sim.keys.revoke_secret_key(revoked=revoked)
    return {"revoked": revoked}


def _reset(sim: Simulator, request: web.Request, body: Obj) -> Obj:
    sim.reset()
    return _summary(sim, request, body)
