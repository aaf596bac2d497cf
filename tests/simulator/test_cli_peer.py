"""Stripe's own command-line client cannot tell the simulator from Stripe.

It is the most independent client there is: written in Go, by Stripe, sharing nothing with the SDK.
Every exchange is also held against the OpenAPI document by the ``sim`` fixture.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.simulator.cli_peer import CommandLine, program
from tests.simulator.conftest import CheckedSimulator
from tests.simulator.helpers import MARIA, MARIA_VISA

_PROGRAM = program()
pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(_PROGRAM is None, reason="the Stripe command-line client is not installed"),
]

_COUNTER = (
    *("-d", "automatic_payment_methods[enabled]=true"),
    *("-d", "automatic_payment_methods[allow_redirects]=never"),
)
_BEFORE_ENDIVE = "2026-05-27.dahlia"
"""``trigger`` of 1.52 still sends ``payment_method_types``, which endive refuses."""


@pytest.fixture
def cli(sim: CheckedSimulator, tmp_path: Path) -> CommandLine:
    assert _PROGRAM is not None
    return CommandLine(_PROGRAM, sim, tmp_path)


def _sale(amount: str = "4850") -> tuple[str, ...]:
    """The words that make a PaymentIntent as the counter does."""
    return (
        *("payment_intents", "create", "--amount", amount, "--currency", "eur"),
        *("--customer", MARIA, "--payment-method", MARIA_VISA),
        *_COUNTER,
    )


def _charges(sim: CheckedSimulator) -> Iterable[int]:
    return [charge["amount"] for charge in sim.state.charges.values()]


@pytest.mark.asyncio
async def test_customers_are_created_read_changed_and_deleted(cli: CommandLine) -> None:
    made = await cli.json(
        *("customers", "create", "--name", "Zoë Bäcker", "--email", "zoe@example.com"),
        *("-d", "metadata[member]=M-7", "-d", "address[country]=DE"),
    )
    assert (made["name"], made["metadata"]) == ("Zoë Bäcker", {"member": "M-7"})
    where = f"/v1/customers/{made['id']}"
    await cli.json("post", where, "-d", "phone=+49 30 23125000")
    read = await cli.json("get", where)
    assert (read["phone"], read["address"]["country"]) == ("+49 30 23125000", "DE")
    gone = await cli.json("delete", where, "--confirm")
    assert gone == {"id": made["id"], "object": "customer", "deleted": True}
    assert (await cli.json("customers", "retrieve", made["id"]))["deleted"] is True


@pytest.mark.asyncio
async def test_lists_are_paged_without_gap_or_repetition(cli: CommandLine) -> None:
    first = await cli.json("customers", "list", "--limit", "3")
    assert first["has_more"] is True
    last = first["data"][-1]["id"]
    second = await cli.json("get", "/v1/customers", "-l", "3", "-a", last)
    back = await cli.json("get", "/v1/customers", "-l", "3", "-b", second["data"][0]["id"])
    assert len({c["id"] for c in (*first["data"], *second["data"])}) == 6
    assert [c["id"] for c in back["data"]] == [c["id"] for c in first["data"]]


@pytest.mark.asyncio
async def test_customers_are_searched_with_the_query_language(cli: CommandLine) -> None:
    found = await cli.json("customers", "search", "--query", "name~'maria' AND phone~'231250'")
    assert [customer["id"] for customer in found["data"]] == [MARIA]
    assert found["object"] == "search_result"


@pytest.mark.asyncio
async def test_a_sale_is_created_confirmed_and_read_back_expanded(
    cli: CommandLine, sim: CheckedSimulator
) -> None:
    made = await cli.json(*_sale())
    assert made["status"] == "requires_confirmation"
    paid = await cli.json("payment_intents", "confirm", made["id"])
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 4850)
    read = await cli.json(
        *("get", f"/v1/payment_intents/{made['id']}"),
        *("--expand", "latest_charge", "--expand", "customer"),
    )
    assert read["customer"]["id"] == MARIA
    assert read["latest_charge"]["payment_method_details"]["card"]["last4"] == "4242"
    assert _charges(sim) == [4850]


@pytest.mark.asyncio
async def test_a_held_amount_is_captured_in_part_and_another_released(cli: CommandLine) -> None:
    held = await cli.json(*_sale("9000"), "--capture-method", "manual", "--confirm=true")
    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 9000)
    taken = await cli.json("payment_intents", "capture", held["id"], "--amount-to-capture", "6500")
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 6500)
    other = await cli.json(*_sale("700"), "--capture-method", "manual", "--confirm=true")
    freed = await cli.json(
        *("payment_intents", "cancel", other["id"]),
        *("--cancellation-reason", "requested_by_customer"),
    )
    assert (freed["status"], freed["amount_capturable"]) == ("canceled", 0)


@pytest.mark.asyncio
async def test_the_same_idempotency_key_charges_once(
    cli: CommandLine, sim: CheckedSimulator
) -> None:
    words = (*_sale(), "--confirm=true", "-i", "till-1-sale-1")
    first, again = await cli.json(*words), await cli.json(*words)
    assert first == again
    assert _charges(sim) == [4850]
    other = await cli.run(*_sale("9900"), "--confirm=true", "-i", "till-1-sale-1")
    assert other.error["type"] == "idempotency_error"
    assert _charges(sim) == [4850]


@pytest.mark.asyncio
async def test_a_declined_card_answers_as_the_documents_say(
    cli: CommandLine, sim: CheckedSimulator
) -> None:
    refused = await cli.run(
        *("payment_intents", "create", "--amount", "4850", "--currency", "eur", "--confirm=true"),
        *("--payment-method", "pm_card_visa_chargeDeclinedInsufficientFunds", *_COUNTER),
    )
    error = refused.error
    assert (error["type"], error["code"]) == ("card_error", "card_declined")
    assert error["decline_code"] == "insufficient_funds"
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert not any(charge["captured"] for charge in sim.state.charges.values())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("words", "code", "param"),
    [
        (("customers", "retrieve", "cus_nobody"), "resource_missing", "id"),
        (("post", "/v1/customers", "-d", "colour=red"), "parameter_unknown", "colour"),
        (
            ("post", "/v1/payment_intents", "-d", "amount=1", "-d", "currency=eur"),
            "amount_too_small",
            "amount",
        ),
    ],
)
async def test_what_stripe_refuses_is_refused(
    cli: CommandLine, words: tuple[str, ...], code: str, param: str
) -> None:
    error = (await cli.run(*words)).error
    assert error["type"] == "invalid_request_error"
    assert (error["code"], error["param"]) == (code, param)


@pytest.mark.asyncio
async def test_a_wrong_key_is_not_let_in(cli: CommandLine) -> None:
    answer = await cli.run("balance", "retrieve", key="sk_test_training_wrongwrong")
    assert answer.code == 1
    assert "status=401" in answer.err
    assert "Invalid API Key" in answer.error["message"]


@pytest.mark.asyncio
async def test_the_version_asked_for_is_the_version_spoken(cli: CommandLine) -> None:
    answer = await cli.run("get", "/v1/balance", "--show-headers", "-v", _BEFORE_ENDIVE)
    assert f"Stripe-Version: {_BEFORE_ENDIVE}" in answer.out + answer.err
    assert "Request-Id: req_" in answer.out + answer.err


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "event", ["payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded"]
)
async def test_the_clients_own_scenarios_run_and_leave_their_event(
    cli: CommandLine, event: str
) -> None:
    answer = await cli.run("trigger", event, "--api-version", _BEFORE_ENDIVE)
    assert "Trigger succeeded" in answer.out, answer.out + answer.err
    listed = await cli.json("events", "list", "-d", f"types[0]={event}")
    assert [each["type"] for each in listed["data"]] == [event]
