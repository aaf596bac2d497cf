"""What the PaymentIntent calls accept.

Source: https://docs.stripe.com/api/payment_intents, API version 2026-10-28.endive.
"""

from dataclasses import replace

from pos_app.simulator.method_data import METHOD_DATA
from pos_app.simulator.params import (
    ADDRESS,
    LIST,
    SEARCH,
    Array,
    Bool,
    Created,
    Email,
    Enum,
    Int,
    Metadata,
    Nested,
    Param,
    Str,
)

_USAGE = Enum("off_session", "on_session", nullable=True)
_CAPTURE = Enum("automatic", "automatic_async", "manual")
_EXTRAS = Enum("if_available", "never")
_CARD_OPTIONS = Nested(
    {
        "capture_method": Enum("manual", nullable=True),
        "cvc_token": Str(),
        "installments": Param(),
        "mandate_options": Param(),
        "moto": Bool(),
        "network": Str(),
        "request_extended_authorization": _EXTRAS,
        "request_incremental_authorization": _EXTRAS,
        "request_multicapture": _EXTRAS,
        "request_overcapture": _EXTRAS,
        "request_three_d_secure": Enum("any", "automatic", "challenge"),
        "require_cvc_recollection": Bool(),
        "setup_credential_usage": Str(),
        "setup_future_usage": Enum("none", "off_session", "on_session", nullable=True),
        "statement_descriptor_suffix_kana": Str(nullable=True),
        "statement_descriptor_suffix_kanji": Str(nullable=True),
        "stored_credential_usage": Str(),
        "three_d_secure": Param(),
    },
    nullable=True,
)
_OFF_SESSION = Enum("none", "off_session", nullable=True)
_ANY_USAGE = Enum("none", "off_session", "on_session", nullable=True)
_OPTIONS = Nested(
    {
        "card": _CARD_OPTIONS,
        "bancontact": Nested(
            {
                "preferred_language": Enum("de", "en", "fr", "nl"),
                "setup_future_usage": _OFF_SESSION,
            },
            nullable=True,
        ),
        "ideal": Nested({"setup_future_usage": _OFF_SESSION}, nullable=True),
        "link": Nested({"setup_future_usage": _OFF_SESSION}, nullable=True),
        "sepa_debit": Nested(
            {"mandate_options": Param(), "setup_future_usage": _ANY_USAGE}, nullable=True
        ),
        "us_bank_account": Nested(
            {
                "mandate_options": Param(),
                "setup_future_usage": _ANY_USAGE,
                "verification_method": Enum("automatic", "instant", "microdeposits"),
            },
            nullable=True,
        ),
    }
)
_SHIPPING = Nested(
    {
        "address": replace(ADDRESS, required=True, nullable=False),
        "carrier": Str(),
        "name": Str(required=True),
        "phone": Str(),
        "tracking_number": Str(),
    },
    nullable=True,
)
_DETAILS: dict[str, Param] = {
    "amount_details": Param(nullable=True),
    "payment_details": Nested(
        {
            "customer_reference": Str(nullable=True, max_length=25),
            "order_reference": Str(nullable=True, max_length=25),
        },
        nullable=True,
    ),
    "excluded_payment_method_types": Array(nullable=True),
    "allowed_payment_method_types": Array(nullable=True),
    "payment_method_types": Array(),
    "payment_method": Str(),
    "payment_method_data": Nested(METHOD_DATA),
    "payment_method_options": _OPTIONS,
    "receipt_email": Email(nullable=True),
    "setup_future_usage": _USAGE,
    "shipping": _SHIPPING,
    "capture_method": _CAPTURE,
    "hooks": Param(),
}
"""What create, update and confirm share."""

CONFIRM_ONLY: dict[str, Param] = {
    "confirmation_token": Str(),
    "error_on_requires_action": Bool(),
    "mandate": Str(),
    "mandate_data": Param(nullable=True),
    "off_session": Enum("true", "false", "one_off", "recurring"),
    "return_url": Str(),
    "use_stripe_sdk": Bool(),
}
"""What makes sense only while confirming."""

_RADAR: dict[str, Param] = {"radar_options": Nested({"session": Str()})}
_ORDER: dict[str, Param] = {
    "amount": Int(minimum=1),
    "application_fee_amount": Int(minimum=0),
    "currency": Str(),
    "customer": Str(),
    "customer_account": Str(),
    "description": Str(max_length=1000, nullable=True),
    "metadata": Metadata(),
    "payment_method_configuration": Str(max_length=100),
    "statement_descriptor": Str(max_length=22, nullable=True),
    "statement_descriptor_suffix": Str(max_length=22, nullable=True),
    "transfer_group": Str(),
}

CREATE: dict[str, Param] = {
    **_ORDER,
    **_DETAILS,
    **CONFIRM_ONLY,
    **_RADAR,
    "amount": Int(required=True, minimum=1),
    "currency": Str(required=True),
    "automatic_payment_methods": Nested(
        {"allow_redirects": Enum("always", "never"), "enabled": Bool(required=True)}
    ),
    "confirm": Bool(),
    "confirmation_method": Enum("automatic", "manual"),
}
UPDATE: dict[str, Param] = {**_ORDER, **_DETAILS}
CONFIRM: dict[str, Param] = {
    **_DETAILS,
    **CONFIRM_ONLY,
    **_RADAR,
    "amount_to_confirm": Int(minimum=1),
    "client_secret": Str(),
}
CAPTURE: dict[str, Param] = {
    "amount_details": Param(nullable=True),
    "amount_to_capture": Int(minimum=1),
    "application_fee_amount": Int(minimum=0),
    "final_capture": Bool(),
    "metadata": Metadata(),
    "payment_details": Param(nullable=True),
    "statement_descriptor": Str(max_length=22),
    "statement_descriptor_suffix": Str(max_length=22),
}
CANCEL: dict[str, Param] = {
    "cancellation_reason": Enum("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
}
RETRIEVE: dict[str, Param] = {"client_secret": Str()}
LISTED: dict[str, Param] = {**LIST, "created": Created(), "customer": Str()}
SEARCHED: dict[str, Param] = dict(SEARCH)
