"""CustomerSessions: what a page may do with a customer's saved methods, for half an hour.

Source: https://docs.stripe.com/api/customer_sessions and
https://docs.stripe.com/payments/existing-customers .
"""

from __future__ import annotations

from typing import Any, Final

from pos_app.simulator.customers import living
from pos_app.simulator.errors import invalid
from pos_app.simulator.params import Array, Bool, Enum, Int, Nested, Param, Str
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import clone

Obj = dict[str, Any]

LIFETIME: Final = 30 * 60
"""Seconds until a session expires; real ones differ, read `expires_at`."""

_SWITCH: Final = Enum("disabled", "enabled")
_FILTERS: Final = Array(of=Enum("always", "limited", "unspecified"))


def _component(features: dict[str, Param] | None = None) -> Nested:
    members: dict[str, Param] = {"enabled": Bool(required=True)}
    if features:
        members["features"] = Nested(features)
    return Nested(members)


_COMPONENTS: Final = Nested(
    {
        "buy_button": _component(),
        "customer_sheet": _component(
            {
                "payment_method_allow_redisplay_filters": _FILTERS,
                "payment_method_remove": _SWITCH,
            }
        ),
        "mobile_payment_element": _component(
            {
                "payment_method_allow_redisplay_filters": _FILTERS,
                "payment_method_redisplay": _SWITCH,
                "payment_method_remove": _SWITCH,
                "payment_method_save": _SWITCH,
                "payment_method_save_allow_redisplay_override": Enum(
                    "always", "limited", "unspecified"
                ),
            }
        ),
        "payment_element": _component(
            {
                "payment_method_allow_redisplay_filters": _FILTERS,
                "payment_method_redisplay": _SWITCH,
                "payment_method_redisplay_limit": Int(minimum=1, maximum=10),
                "payment_method_remove": _SWITCH,
                "payment_method_save": _SWITCH,
                "payment_method_save_usage": Enum("off_session", "on_session"),
            }
        ),
        "pricing_table": _component(),
    },
    required=True,
)

_DEFAULTS: Final[dict[str, Obj | None]] = {
    "buy_button": None,
    "customer_sheet": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_remove": "disabled",
    },
    "mobile_payment_element": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_redisplay": "disabled",
        "payment_method_remove": "disabled",
        "payment_method_save": "disabled",
        "payment_method_save_allow_redisplay_override": None,
    },
    "payment_element": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_redisplay": "disabled",
        "payment_method_redisplay_limit": 3,
        "payment_method_remove": "disabled",
        "payment_method_save": "disabled",
        "payment_method_save_usage": None,
    },
    "pricing_table": None,
}
"""Each component's features when it is enabled without any; None: it has none."""


def routes() -> list[Route]:
    """Create; there is nothing else."""
    return [
        Route(
            "POST",
            "/v1/customer_sessions",
            create,
            {"components": _COMPONENTS, "customer": Str(), "customer_account": Str()},
            "customer_session",
        )
    ]


def create(call: Call) -> Obj:
    """POST /v1/customer_sessions."""
    state, params = call.state, call.params
    if "customer" not in params:
        raise invalid("Missing required param: customer.", "customer", "parameter_missing")
    customer = living(state, params["customer"])
    components = {name: _filled(name, params["components"].get(name)) for name in _DEFAULTS}
    if not any(component["enabled"] for component in components.values()):
        raise invalid("You must enable at least one component.", "components")
    now = state.clock.now()
    session: Obj = {
        "object": "customer_session",
        "client_secret": state.new_id("cuss_secret", 40),
        "components": components,
        "created": now,
        "customer": customer["id"],
        "customer_account": None,
        "expires_at": now + LIFETIME,
        "livemode": False,
    }
    state.customer_sessions[session["client_secret"]] = session
    return session


def _filled(name: str, given: Obj | None) -> Obj:
    """A component in wire form: disabled, or enabled with all its features."""
    defaults = _DEFAULTS[name]
    enabled = bool(given and given["enabled"])
    component: Obj = {"enabled": enabled}
    if defaults is not None:
        features = {**clone(defaults), **(given or {}).get("features", {})} if enabled else None
        component["features"] = features
    return component
