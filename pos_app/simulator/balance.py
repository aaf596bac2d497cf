"""The balance and its transactions, always in the account's own currency."""

from typing import Any

from pos_app.simulator.money_rules import SETTLEMENT
from pos_app.simulator.pagination import page
from pos_app.simulator.params import LIST, Created, Param, Str
from pos_app.simulator.routing import Call, Route

Obj = dict[str, Any]


def routes() -> list[Route]:
    """Balance; balance transactions: retrieve, list."""
    base = "/v1/balance_transactions"
    listed: dict[str, Param] = {
        **LIST,
        "created": Created(),
        "currency": Str(),
        "payout": Str(),
        "source": Str(),
        "type": Str(),
    }
    return [
        Route("GET", "/v1/balance", balance, {}, "balance"),
        Route("GET", base, list_, listed, "balance"),
        Route("GET", f"{base}/{{id}}", retrieve, {}, "balance"),
    ]


def balance(call: Call) -> Obj:
    """GET /v1/balance."""
    sums = {"available": 0, "pending": 0}
    for entry in call.state.balance_transactions.values():
        sums[entry["status"]] += entry["net"]
    parts = {
        name: [{"amount": amount, "currency": SETTLEMENT, "source_types": {"card": amount}}]
        for name, amount in sums.items()
    }
    return {"object": "balance", "livemode": False, **parts}


def retrieve(call: Call) -> Obj:
    """GET /v1/balance_transactions/{id}."""
    return call.state.find(call.state.balance_transactions, call.path["id"])


def list_(call: Call) -> Obj:
    """GET /v1/balance_transactions; there are no payouts, so none belongs to one."""
    entries, params = call.state.balance_transactions, call.params
    wanted = {name: params[name] for name in ("currency", "type") if name in params}
    within: list[str] | None = None
    if "payout" in params:
        within = []
    elif "source" in params:
        within = entries.where("source", params["source"])
    return page(
        entries,
        params,
        url="/v1/balance_transactions",
        keep=lambda obj: all(obj[name] == value for name, value in wanted.items()),
        within=within,
    )
