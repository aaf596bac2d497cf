"""The published test cards, one line each.

Source: https://docs.stripe.com/testing (cards by brand and country, declines, fraud, disputes,
refunds, balance, 3D Secure). The numbers belong to no account: they are safe to print.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from pos_app.simulator import declines
from pos_app.simulator.declines import Decline

Check = Literal["pass", "fail", "unavailable"]
Funding = Literal["credit", "debit", "prepaid"]
Dispute = Literal["fraudulent", "product_not_received", "inquiry", "early_fraud_warning"]
RefundBehaviour = Literal["succeeds", "pending_then_succeeds", "succeeds_then_fails"]
RiskLevel = Literal["normal", "elevated", "highest"]


class Authentication(Enum):
    """What the card's bank does when 3D Secure is asked for."""

    UNSUPPORTED = "unsupported"
    """The card cannot do 3D Secure; payments go ahead without it."""
    OPTIONAL = "optional"
    """A challenge is shown only when the shop requests one."""
    OPTIONAL_ERROR = "optional_error"
    """Not needed; when requested, the look-up fails and the payment goes ahead."""
    ALWAYS = "always"
    """Every payment needs a challenge, off-session ones are refused."""
    UNLESS_SET_UP = "unless_set_up"
    """Needs a challenge until the card was set up for future use."""
    ON_SESSION_ONLY = "on_session_only"
    """Already set up: off-session payments pass, on-session ones need a challenge."""
    REQUIRED_ERROR = "required_error"
    """Needed, but the look-up fails, so the payment is declined."""


@dataclass(frozen=True, slots=True)
class CardRule:
    """How one test card looks and behaves.

    Attributes:
        number: digits of the card.
        tokens: the `pm_card_*` names that stand for it.
        brand: Stripe's brand identifier.
        funding: where its money comes from.
        country: two-letter country of the bank.
        refused_on_attach: refuses to be attached to a customer (and to be charged).
        refused_on_charge: refuses to be charged, after a passed 3D Secure where one is needed.
        authentication: the 3D Secure behaviour.
        cvc_check: result once a CVC was given.
        line1_check: result once a first address line was given.
        postal_code_check: result once a postal code was given.
        risk_level: what the risk scoring answers.
        dispute: the dispute or warning that follows a successful charge.
        refund: how refunds of its charges end.
        available_at_once: the charge goes straight to the available balance.
    """

    number: str
    tokens: tuple[str, ...] = ()
    brand: str = "visa"
    funding: Funding = "credit"
    country: str = "US"
    refused_on_attach: Decline | None = None
    refused_on_charge: Decline | None = None
    authentication: Authentication = Authentication.OPTIONAL
    cvc_check: Check = "pass"
    line1_check: Check = "pass"
    postal_code_check: Check = "pass"
    risk_level: RiskLevel = "normal"
    dispute: Dispute | None = None
    refund: RefundBehaviour = "succeeds"
    available_at_once: bool = False

    @property
    def last4(self) -> str:
        """The four digits a receipt may show."""
        return self.number[-4:]


def _declining(number: str, decline: Decline, *tokens: str) -> CardRule:
    return CardRule(number, tokens, refused_on_attach=decline, refused_on_charge=decline)


_BRANDS: tuple[CardRule, ...] = (
    CardRule("4242424242424242", ("pm_card_visa", "pm_card_us")),
    CardRule("4000056655665556", ("pm_card_visa_debit",), funding="debit"),
    CardRule("5555555555554444", ("pm_card_mastercard",), "mastercard"),
    CardRule("2223003122003222", (), "mastercard"),
    CardRule("5200828282828210", ("pm_card_mastercard_debit",), "mastercard", "debit"),
    CardRule("5105105105105100", ("pm_card_mastercard_prepaid",), "mastercard", "prepaid"),
    CardRule(
        "378282246310005",
        ("pm_card_amex", "pm_card_amex_threeDSecureNotSupported"),
        "amex",
        authentication=Authentication.UNSUPPORTED,
    ),
    CardRule("371449635398431", (), "amex", authentication=Authentication.UNSUPPORTED),
    CardRule("6011111111111117", ("pm_card_discover",), "discover"),
    CardRule("6011000990139424", (), "discover"),
    CardRule("6011981111111113", (), "discover", "debit"),
    CardRule("3056930009020004", ("pm_card_diners",), "diners"),
    CardRule("36227206271667", (), "diners"),
    CardRule("6555900000604105", (), "discover"),
    CardRule("3566002020360505", ("pm_card_jcb",), "jcb", country="JP"),
    CardRule("6200000000000005", ("pm_card_unionpay",), "unionpay", country="CN"),
    CardRule("6200000000000047", (), "unionpay", "debit", "CN"),
    CardRule("6205500000000000004", (), "unionpay", country="CN"),
    CardRule("4000002500001001", ("pm_card_visa_cartesBancaires",), country="FR"),
    CardRule(
        "5555552500001001", ("pm_card_mastercard_cartesBancaires",), "mastercard", country="FR"
    ),
    CardRule("4000058260000005", ("pm_card_gb_debit",), funding="debit", country="GB"),
    CardRule("5555558265554449", ("pm_card_gb_mastercard",), "mastercard", country="GB"),
)

# Country of the bank -> number; the token is pm_card_<country>.
_BY_COUNTRY: tuple[tuple[str, str], ...] = (
    ("AR", "4000000320000021"),
    ("BR", "4000000760000002"),
    ("CA", "4000001240000000"),
    ("CL", "4000001520000001"),
    ("CO", "4000001700000003"),
    ("CR", "4000001880000005"),
    ("EC", "4000002180000000"),
    ("MX", "4000004840008001"),
    ("PA", "4000005910000000"),
    ("PY", "4000006000000066"),
    ("PE", "4000006040000068"),
    ("UY", "4000008580000003"),
    ("AE", "4000007840000001"),
    ("AT", "4000000400000008"),
    ("BE", "4000000560000004"),
    ("BG", "4000001000000000"),
    ("BY", "4000001120000005"),
    ("HR", "4000001910000009"),
    ("CY", "4000001960000008"),
    ("CZ", "4000002030000002"),
    ("DK", "4000002080000001"),
    ("EE", "4000002330000009"),
    ("FI", "4000002460000001"),
    ("FR", "4000002500000003"),
    ("DE", "4000002760000016"),
    ("GI", "4000002920000005"),
    ("GR", "4000003000000030"),
    ("HU", "4000003480000005"),
    ("IE", "4000003720000005"),
    ("IT", "4000003800000008"),
    ("LV", "4000004280000005"),
    ("LI", "4000004380000004"),
    ("LT", "4000004400000000"),
    ("LU", "4000004420000006"),
    ("MT", "4000004700000007"),
    ("NL", "4000005280000002"),
    ("NO", "4000005780000007"),
    ("PL", "4000006160000005"),
    ("PT", "4000006200000007"),
    ("RO", "4000006420000001"),
    ("SA", "4000006820000007"),
    ("SI", "4000007050000006"),
    ("SK", "4000007030000001"),
    ("ES", "4000007240000007"),
    ("SE", "4000007520000008"),
    ("CH", "4000007560000009"),
    ("GB", "4000008260000000"),
    ("AU", "4000000360000006"),
    ("CN", "4000001560000002"),
    ("HK", "4000003440000004"),
    ("IN", "4000003560000008"),
    ("JP", "4000003920000003"),
    ("MY", "4000004580000002"),
    ("NZ", "4000005540000008"),
    ("SG", "4000007020000003"),
    ("TW", "4000001580000008"),
    ("TH", "4000007640000003"),
)

_DECLINES: tuple[CardRule, ...] = (
    _declining(
        "4000000000000002",
        declines.GENERIC,
        "pm_card_visa_chargeDeclined",
        "pm_card_chargeDeclined",
    ),
    _declining(
        "4000000000009995",
        declines.INSUFFICIENT_FUNDS,
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "pm_card_chargeDeclinedInsufficientFunds",
    ),
    _declining("4000000000009987", declines.LOST_CARD, "pm_card_visa_chargeDeclinedLostCard"),
    _declining("4000000000009979", declines.STOLEN_CARD, "pm_card_visa_chargeDeclinedStolenCard"),
    _declining(
        "4000000000006975",
        declines.VELOCITY_EXCEEDED,
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    ),
    _declining("4000000000000069", declines.EXPIRED_CARD, "pm_card_chargeDeclinedExpiredCard"),
    _declining("4000000000000127", declines.INCORRECT_CVC, "pm_card_chargeDeclinedIncorrectCvc"),
    _declining(
        "4000000000000119", declines.PROCESSING_ERROR, "pm_card_chargeDeclinedProcessingError"
    ),
    _declining("4242424242424241", declines.INCORRECT_NUMBER),
    CardRule(
        "4000000000000341",
        ("pm_card_chargeCustomerFail",),
        refused_on_charge=declines.GENERIC,
    ),
)

_FRAUD: tuple[CardRule, ...] = (
    CardRule(
        "4100000000000019",
        ("pm_card_radarBlock",),
        refused_on_charge=declines.RADAR_BLOCKED,
        risk_level="highest",
    ),
    CardRule("4000000000004954", ("pm_card_riskLevelHighest",), risk_level="highest"),
    CardRule("4000000000009235", ("pm_card_riskLevelElevated",), risk_level="elevated"),
    CardRule("4000000000000101", ("pm_card_cvcCheckFail",), cvc_check="fail"),
    CardRule("4000000000000036", ("pm_card_avsZipFail",), postal_code_check="fail"),
    CardRule("4000000000000028", ("pm_card_avsLine1Fail",), line1_check="fail"),
    CardRule(
        "4000000000000010", ("pm_card_avsFail",), line1_check="fail", postal_code_check="fail"
    ),
    CardRule(
        "4000000000000044",
        ("pm_card_avsUnchecked",),
        line1_check="unavailable",
        postal_code_check="unavailable",
    ),
)

_AFTERMATH: tuple[CardRule, ...] = (
    CardRule("4000000000000259", ("pm_card_createDispute",), dispute="fraudulent"),
    CardRule(
        "4000000000002685",
        ("pm_card_createDisputeProductNotReceived",),
        dispute="product_not_received",
    ),
    CardRule("4000000000001976", ("pm_card_createDisputeInquiry",), dispute="inquiry"),
    CardRule(
        "4000000000005423", ("pm_card_createIssuerFraudRecord",), dispute="early_fraud_warning"
    ),
    CardRule("4000000000007726", ("pm_card_pendingRefund",), refund="pending_then_succeeds"),
    CardRule("4000000000005126", ("pm_card_refundFail",), refund="succeeds_then_fails"),
    CardRule("4000000000000077", ("pm_card_bypassPending",), available_at_once=True),
    CardRule(
        "4000003720000278",
        ("pm_card_bypassPendingInternational",),
        country="IE",
        available_at_once=True,
    ),
)

_THREE_D_SECURE: tuple[CardRule, ...] = (
    CardRule(
        "4000002500003155",
        ("pm_card_authenticationRequiredOnSetup",),
        country="FR",
        authentication=Authentication.UNLESS_SET_UP,
    ),
    CardRule(
        "4000002760003184",
        ("pm_card_authenticationRequired",),
        country="DE",
        authentication=Authentication.ALWAYS,
    ),
    CardRule(
        "4000003800000446",
        ("pm_card_authenticationRequiredSetupForOffSession",),
        country="IT",
        authentication=Authentication.ON_SESSION_ONLY,
    ),
    CardRule(
        "4000008260003178",
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
        country="GB",
        authentication=Authentication.ALWAYS,
        refused_on_charge=declines.INSUFFICIENT_FUNDS,
    ),
    CardRule(
        "4000000000003220",
        ("pm_card_threeDSecure2Required",),
        authentication=Authentication.ALWAYS,
    ),
    CardRule(
        "4000008400001629",
        ("pm_card_threeDSecureRequiredChargeDeclined",),
        authentication=Authentication.ALWAYS,
        refused_on_charge=declines.GENERIC,
    ),
    CardRule(
        "4000008400001280",
        ("pm_card_threeDSecureRequiredProcessingError",),
        authentication=Authentication.REQUIRED_ERROR,
    ),
    CardRule("4000000000003055", ("pm_card_threeDSecureOptional",)),
    CardRule(
        "4000000000003097",
        ("pm_card_threeDSecureOptionalProcessingError",),
        authentication=Authentication.OPTIONAL_ERROR,
    ),
)

CARDS: tuple[CardRule, ...] = (
    *_BRANDS,
    *(CardRule(number, (f"pm_card_{c.lower()}",), country=c) for c, number in _BY_COUNTRY),
    *_DECLINES,
    *_FRAUD,
    *_AFTERMATH,
    *_THREE_D_SECURE,
)
