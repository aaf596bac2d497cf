"""Where the simulator knowingly differs from the OpenAPI document of 2026-05-27.dahlia.

The simulator speaks 2026-10-28.endive, the version stripe-python 16.1 asks for.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Final

from pos_app.simulator.routing import Route

_FLAG: Final = {"enum": ["true", "false"]}

_OWN_PATHS: Final = (
    "/v1/confirmation_tokens",
    "/v1/elements/*",
    "/v1/events/*/retry",
    "/v1/stripecli/*",
)


def own_path(path: str) -> bool:
    """Whether only Stripe's own clients (Stripe.js, the CLI) call the address."""
    return any(fnmatchcase(path, pattern) for pattern in _OWN_PATHS)


_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
_MOTO: Final = ("payment_method_options", "card", "moto")

REQUEST_MEMBERS: Final[dict[str, dict[tuple[str, ...], Any]]] = {
    "POST /v1/customers": {("validate",): _FLAG},
    "POST /v1/payment_intents": {("allowed_payment_method_types",): _TEXTS, _MOTO: _FLAG},
    "POST /v1/payment_intents/{intent}": {("allowed_payment_method_types",): _TEXTS},
    "POST /v1/payment_intents/{intent}/confirm": {
        ("allowed_payment_method_types",): _TEXTS,
        _MOTO: _FLAG,
    },
    "POST /v1/setup_intents": {("allowed_payment_method_types",): _TEXTS, _MOTO: _FLAG},
    "POST /v1/setup_intents/{intent}/confirm": {_MOTO: _FLAG},
}
"""Parameters that endive accepts and dahlia does not: operation -> path of names -> form schema."""

ANSWER_MEMBERS: Final[dict[str, tuple[str, ...]]] = {"payment_method_details_card": ("moto",)}
"""Members that endive answers and dahlia does not: schema -> names."""

_ABSENT: Final[dict[str, frozenset[str]]] = {
    # Answered only when expanded, or for accounts that use Accounts v2.
    "customer": frozenset({"cash_balance", "customer_account"}),
    "charge": frozenset({"refunds"}),
}


def absent(kind: str) -> frozenset[str]:
    """Nullable members that Stripe leaves out when the feature behind them is not in use."""
    return _ABSENT.get(kind, frozenset())


UNDOCUMENTED_PARAMETERS: Final = frozenset(
    {
        # New in endive.
        "[allowed_payment_method_types]",
        "[payment_method_options][card][moto]",
        "[payment_method_options][card][setup_credential_usage]",
        "[payment_method_options][card][stored_credential_usage]",
        "[validate]",
        # Only pages send cards this way; the document leaves it out on purpose.
        "[payment_method_data][card]",
        "[payment_method_data][type]=card",
        # One of two shapes of `card`; the other one has all the members.
        "[card][token]",
    }
)
"""Parameters that routes accept although the document does not name them."""


def private_route(route: Route) -> bool:
    """Whether a route of a documented address serves only Stripe.js."""
    return (route.method, route.path) in {("POST", "/v1/tokens")}
