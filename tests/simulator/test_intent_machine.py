"""Whatever is done to PaymentIntents, in whatever order: the books stay right."""

from __future__ import annotations

import functools
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from pos_app.simulator import payment_intents, refunds
from pos_app.simulator.auth import Key, KeyKind
from pos_app.simulator.errors import ApiError
from pos_app.simulator.routing import Call, Handler
from pos_app.simulator.server import Simulator
from pos_app.simulator.state import API_VERSION

Json = dict[str, Any]

METHODS = (
    "pm_card_visa",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "pm_card_pendingRefund",
    "pm_card_refundFail",
    "pm_card_createDispute",
    "pm_success_de",
    "pm_failed_de",
    "pm_successDelayed_de",
    "pm_exceedsWeeklyVolumeLimit_de",
    "pm_MariaWeber01Visa",
)
_FINAL = {"succeeded", "canceled"}


@functools.cache
def simulator() -> Simulator:
    return Simulator(customers=14)


class PaymentIntents(RuleBasedStateMachine):
    """A shop, its customers, their banks and time, all acting at random."""

    intents = Bundle("intents")

    def __init__(self) -> None:
        super().__init__()
        self.sim = simulator()
        self.sim.reset()
        self.seen: dict[str, str] = {}

    def call(self, handler: Handler, object_id: str = "", **params: Any) -> Json | None:
        """Run a call with the secret key; a refusal gives None and must not be a crash."""
        key = Key(self.sim.secret_key, KeyKind.SECRET)
        try:
            return handler(Call(self.sim, key, {"id": object_id}, params, {}, "req_1", API_VERSION))
        except ApiError:
            return None

    @rule(
        target=intents,
        amount=st.integers(50, 10_000),
        capture=st.sampled_from(["automatic", "automatic_async", "manual"]),
        usage=st.sampled_from([None, "off_session", "on_session"]),
        customer=st.booleans(),
    )
    def create(self, amount: int, capture: str, usage: str | None, *, customer: bool) -> str:
        terms: Json = {"customer": "cus_MariaWeber01"} if customer else {}
        if usage:
            terms["setup_future_usage"] = usage
        made = self.call(
            payment_intents.create,
            amount=amount,
            currency="eur",
            capture_method=capture,
            automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
            **terms,
        )
        assert made is not None
        return str(made["id"])

    @rule(intent=intents, method=st.sampled_from(METHODS), sdk=st.booleans())
    def confirm(self, intent: str, method: str, *, sdk: bool) -> None:
        terms: Json = {} if sdk else {"return_url": "https://shop.example/"}
        self.call(payment_intents.confirm_, intent, payment_method=method, **terms)

    @rule(intent=intents, amount=st.integers(50, 10_000))
    def change_amount(self, intent: str, amount: int) -> None:
        self.call(payment_intents.update, intent, amount=amount)

    @rule(intent=intents)
    def cancel(self, intent: str) -> None:
        self.call(payment_intents.cancel, intent)

    @rule(intent=intents, amount=st.integers(1, 10_000))
    def capture(self, intent: str, amount: int) -> None:
        self.call(payment_intents.capture, intent, amount_to_capture=amount)

    @rule(intent=intents, amount=st.integers(1, 10_000))
    def refund(self, intent: str, amount: int) -> None:
        self.call(refunds.create, payment_intent=intent, amount=amount)

    @rule(ok=st.booleans(), late=st.booleans())
    def answer_a_challenge(self, *, ok: bool, late: bool) -> None:
        challenges = list(self.sim.state.challenges.values())
        if challenges:
            challenges[-1 if late else 0].finish(ok)

    @rule(seconds=st.sampled_from([1, 40, 200, 86_400, 8 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.sim.state.clock.advance(seconds)

    @invariant()
    def a_final_status_stays(self) -> None:
        for intent in self.sim.state.payment_intents.values():
            before = self.seen.get(intent["id"])
            if before in _FINAL:
                assert intent["status"] == before
            self.seen[intent["id"]] = intent["status"]

    @invariant()
    def money_is_taken_once_and_never_more_than_asked(self) -> None:
        state = self.sim.state
        for intent in state.payment_intents.values():
            charges = [
                state.charges.view(i) or {}
                for i in state.charges.where("payment_intent", intent["id"])
            ]
            taken = [c for c in charges if c["status"] == "succeeded" and c["captured"]]
            assert len(taken) == (1 if intent["status"] == "succeeded" else 0)
            assert intent["amount_received"] == sum(c["amount_captured"] for c in taken)
            assert intent["amount_received"] <= intent["amount"]
            assert (intent["amount_capturable"] > 0) == (intent["status"] == "requires_capture")

    @invariant()
    def refunds_never_exceed_the_charge(self) -> None:
        state = self.sim.state
        for charge in state.charges.values():
            back = refunds.refunded_amount(state, charge)
            assert back <= charge["amount_captured"] or not charge["captured"]
            assert 0 <= charge["amount_refunded"] <= charge["amount"]
            assert charge["refunded"] == (charge["amount_refunded"] == charge["amount"])

    @invariant()
    def only_a_waiting_intent_has_something_to_do(self) -> None:
        state = self.sim.state
        waiting = {c.intent for c in state.challenges.values()}
        for intent in state.payment_intents.values():
            assert (intent["next_action"] is not None) == (intent["status"] == "requires_action")
            assert (intent["id"] in waiting) == (intent["status"] == "requires_action")

    def teardown(self) -> None:
        """Once everything has settled, each cent is in the balance exactly once."""
        state = self.sim.state
        state.clock.advance(30 * 86_400)
        booked = sum(
            e["amount"] for e in state.balance_transactions.values() if e["type"] != "adjustment"
        )
        taken = sum(i["amount_received"] for i in state.payment_intents.values())
        returned = sum(r["amount"] for r in state.refunds.values() if r["status"] != "failed")
        assert booked == taken - returned


PaymentIntents.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPaymentIntents = PaymentIntents.TestCase
