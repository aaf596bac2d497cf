"""What the SetupIntent calls accept.

Source: https://docs.stripe.com/api/setup_intents, API version 2026-10-28.endive.
"""

from __future__ import annotations

from typing import Final

from pos_app.simulator.method_data import METHOD_DATA
from pos_app.simulator.params import (
    LIST,
    Array,
    Bool,
    Created,
    Enum,
    Metadata,
    Nested,
    Param,
    Str,
)

_OPTIONS: Final = Nested(
    {
        "card": Nested(
            {
                "mandate_options": Param(),
                "moto": Bool(),
                "network": Str(),
                "request_three_d_secure": Enum("any", "automatic", "challenge"),
                "three_d_secure": Param(),
            }
        ),
        "link": Nested({}),
        "sepa_debit": Nested({"mandate_options": Param()}),
        "us_bank_account": Nested(
            {
                "mandate_options": Param(),
                "verification_method": Enum("automatic", "instant", "microdeposits"),
            }
        ),
    }
)
CONFIRM_ONLY: Final[dict[str, Param]] = {
    "confirmation_token": Str(),
    "mandate_data": Param(nullable=True),
    "return_url": Str(),
    "use_stripe_sdk": Bool(),
}
UPDATE: Final[dict[str, Param]] = {
    "customer": Str(),
    "description": Str(max_length=1000, nullable=True),
    "excluded_payment_method_types": Array(nullable=True),
    "metadata": Metadata(),
    "payment_method": Str(),
    "payment_method_configuration": Str(max_length=100),
    "payment_method_data": Nested(METHOD_DATA),
    "payment_method_options": _OPTIONS,
    "payment_method_types": Array(),
}
CREATE: Final[dict[str, Param]] = {
    **UPDATE,
    **CONFIRM_ONLY,
    "allowed_payment_method_types": Array(),
    "automatic_payment_methods": Nested(
        {"allow_redirects": Enum("always", "never"), "enabled": Bool(required=True)}
    ),
    "confirm": Bool(),
    "usage": Enum("off_session", "on_session"),
}
CONFIRM: Final[dict[str, Param]] = {
    **CONFIRM_ONLY,
    "payment_method": Str(),
    "payment_method_data": Nested(METHOD_DATA),
    "payment_method_options": _OPTIONS,
    "client_secret": Str(),
}
RETRIEVE: Final[dict[str, Param]] = {"client_secret": Str()}
CANCEL: Final[dict[str, Param]] = {
    "cancellation_reason": Enum("abandoned", "duplicate", "requested_by_customer")
}
LISTED: Final[dict[str, Param]] = {
    **LIST,
    "created": Created(),
    "customer": Str(),
    "payment_method": Str(),
}
