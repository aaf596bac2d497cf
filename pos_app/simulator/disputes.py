"""Disputes that follow the charges of certain test cards, and early fraud warnings.

Source: https://docs.stripe.com/disputes, https://docs.stripe.com/testing#disputes.
"""

from typing import Any, Final

from pos_app.simulator.bank_rules import BankRule
from pos_app.simulator.card_table import CardRule
from pos_app.simulator.charge_objects import book
from pos_app.simulator.errors import invalid
from pos_app.simulator.pagination import page
from pos_app.simulator.params import (
    LIST,
    Bool,
    Created,
    Metadata,
    Nested,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.payment_method_shapes import rule_of
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State

Obj = dict[str, Any]

AFTER: Final = 20
"""Simulated seconds from the charge to its dispute."""
_DUE: Final = 7 * 86_400
_OPEN: Final = frozenset({"needs_response", "warning_needs_response"})

_TEXTS: Final = (
    *("access_activity_log", "billing_address", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "duplicate_charge_explanation", "duplicate_charge_id"),
    *("product_description", "refund_policy_disclosure", "refund_refusal_explanation"),
    *("service_date", "shipping_address", "shipping_carrier", "shipping_date"),
    *("shipping_tracking_number", "uncategorized_text"),
)
_FILES: Final = (
    *("cancellation_policy", "customer_communication", "customer_signature"),
    *("duplicate_charge_documentation", "receipt", "refund_policy", "service_documentation"),
    *("shipping_documentation", "uncategorized_file"),
)


def routes() -> list[Route]:
    """Retrieve, list, update with evidence, close."""
    listed: dict[str, Param] = {
        **LIST,
        "charge": Str(),
        "created": Created(),
        "payment_intent": Str(),
    }
    evidence = Nested({name: Str(nullable=True, max_length=150_000) for name in _TEXTS})
    changed: dict[str, Param] = {
        "evidence": evidence,
        "metadata": Metadata(),
        "submit": Bool(),
    }
    one, permission = "/v1/disputes/{id}", "dispute"
    return [
        Route("GET", "/v1/disputes", list_, listed, permission),
        Route("GET", one, retrieve, {}, permission),
        Route("POST", one, update, changed, permission),
        Route("POST", f"{one}/close", close, {}, permission),
    ]


def retrieve(call: Call) -> Obj:
    """GET /v1/disputes/{id}."""
    return call.state.find(call.state.disputes, call.path["id"])


def list_(call: Call) -> Obj:
    """GET /v1/disputes."""
    wanted = {k: call.params[k] for k in ("charge", "payment_intent") if k in call.params}
    return page(
        call.state.disputes,
        call.params,
        url="/v1/disputes",
        keep=lambda obj: all(obj[name] == value for name, value in wanted.items()),
    )


def update(call: Call) -> Obj:
    """POST /v1/disputes/{id}: the published evidence texts win or lose at once."""
    dispute = retrieve(call)
    _check_open(dispute)
    evidence = call.params.get("evidence", {})
    dispute["evidence"].update(evidence)
    if "metadata" in call.params:
        dispute["metadata"] = merge_metadata(dispute["metadata"], call.params["metadata"])
    dispute["evidence_details"]["has_evidence"] |= bool(evidence)
    if call.params.get("submit", bool(evidence)):
        dispute["evidence_details"]["submission_count"] += 1
        _decide(call.state, dispute)
    call.state.emit("charge.dispute.updated", dispute)
    return dispute


def close(call: Call) -> Obj:
    """POST /v1/disputes/{id}/close: accept that it is lost."""
    dispute = retrieve(call)
    _check_open(dispute)
    _end(call.state, dispute, "lost")
    return dispute


def plan(state: State, charge: Obj) -> None:
    """Arrange what the account holder does after a successful charge."""
    method = state.payment_methods.view(charge["payment_method"])
    rule = rule_of(method) if method else None
    kind: str | None = None
    if isinstance(rule, CardRule):
        kind = rule.dispute
    elif isinstance(rule, BankRule) and rule.disputed:
        kind = "debit_not_authorized"
    if kind == "early_fraud_warning":
        state.clock.after(AFTER, lambda: _warn(state, charge))
    elif kind is not None:
        reason = kind
        state.clock.after(AFTER, lambda: _open(state, charge, reason))


def _open(state: State, charge: Obj, kind: str) -> None:
    inquiry = kind == "inquiry"
    dispute = state.disputes.insert(_new(state, charge, kind))
    charge["disputed"] = True
    state.emit("charge.dispute.created", dispute)
    if not inquiry:
        entry = book(state, dispute, -dispute["amount"], "adjustment")
        dispute["balance_transactions"].append(entry)
        state.emit("charge.dispute.funds_withdrawn", dispute)


def _warn(state: State, charge: Obj) -> None:
    state.emit(
        "radar.early_fraud_warning.created",
        {
            "id": state.new_id("issfr", 24),
            "object": "radar.early_fraud_warning",
            "actionable": True,
            "charge": charge["id"],
            "created": state.clock.now(),
            "fraud_type": "made_with_stolen_card",
            "livemode": False,
            "payment_intent": charge["payment_intent"],
        },
    )


def _new(state: State, charge: Obj, kind: str) -> Obj:
    inquiry = kind == "inquiry"
    dispute: Obj = {
        "id": state.new_id("du", 24),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": state.clock.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys((*_TEXTS, *_FILES)), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": state.clock.now() + _DUE,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent" if inquiry else kind,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
    card = charge["payment_method_details"].get("card")
    if card is not None:
        dispute["payment_method_details"] = {
            "card": {
                "brand": card["brand"],
                "case_type": "inquiry" if inquiry else "chargeback",
                "network_reason_code": "83",
            },
            "type": "card",
        }
    return dispute


def _decide(state: State, dispute: Obj) -> None:
    warning = dispute["status"].startswith("warning")
    match dispute["evidence"]["uncategorized_text"]:
        case "winning_evidence":
            _end(state, dispute, "warning_closed" if warning else "won")
        case "losing_evidence":
            _end(state, dispute, "lost")
        case _:
            dispute["status"] = "warning_under_review" if warning else "under_review"


def _end(state: State, dispute: Obj, status: str) -> None:
    dispute["status"] = status
    if status == "won":
        entry = book(state, dispute, dispute["amount"], "adjustment")
        dispute["balance_transactions"].append(entry)
        state.emit("charge.dispute.funds_reinstated", dispute)
    state.emit("charge.dispute.closed", dispute)


def _check_open(dispute: Obj) -> None:
    if dispute["status"] not in _OPEN:
        raise invalid("This dispute is already closed.")
