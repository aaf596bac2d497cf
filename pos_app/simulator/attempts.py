"""One attempt to pay a PaymentIntent with a payment method.

Cards go through 3D Secure where their rule says so, bank debits into ``processing``, redirect
methods to the bank's page.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pos_app.simulator import intent_outcomes as outcomes
from pos_app.simulator.bank_rules import BankRule
from pos_app.simulator.card_rules import (
    Step,
    authentication_step,
    refusal_of_authentication,
    refusal_of_charge,
)
from pos_app.simulator.card_table import CardRule
from pos_app.simulator.declines import AUTHENTICATION_REQUIRED, EXPIRED_CARD
from pos_app.simulator.payment_method_shapes import REDIRECT_TYPES, label, rule_of
from pos_app.simulator.state import Challenge, State

Obj = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a confirmation asks for.

    Attributes:
        state: The account.
        intent: The PaymentIntent, in a status that may be confirmed.
        method: A method that may be used for it.
        off_session: The customer is not there.
        moto: A mail or telephone order.
        return_url: Where a redirect comes back to.
        sdk: A page (or app) can handle ``use_stripe_sdk`` actions.
        error_on_action: Fail instead of ``requires_action``.
    """

    state: State
    intent: Obj
    method: Obj
    off_session: bool = False
    moto: bool = False
    return_url: str | None = None
    sdk: bool = True
    error_on_action: bool = False


def run(attempt: Attempt) -> None:
    """Carry the attempt as far as it gets without the customer or the clock.

    Raises:
        ApiError: If the bank refuses at once; the PaymentIntent has been changed by then.
    """
    outcomes.drop_challenges(attempt.state, attempt.intent)
    rule = rule_of(attempt.method)
    if isinstance(rule, BankRule):
        _debit(attempt, rule)
    elif attempt.method["type"] in REDIRECT_TYPES:
        _redirect(attempt)
    elif isinstance(rule, CardRule):
        _card(attempt, rule)
    else:
        outcomes.pay(attempt.state, attempt.intent, attempt.method)


def _card(attempt: Attempt, rule: CardRule) -> None:
    state, intent, method = attempt.state, attempt.intent, attempt.method
    if _expired(state, method["card"]):
        raise outcomes.refuse(state, intent, method, EXPIRED_CARD, moto=attempt.moto)
    options = intent["payment_method_options"].get("card", {})
    step = authentication_step(
        rule,
        off_session=attempt.off_session,
        set_up=method["id"] in state.set_up_methods,
        requested=options.get("request_three_d_secure") in {"any", "challenge"},
        moto=attempt.moto,
    )
    match step:
        case Step.AUTHORIZE:
            _authorize(attempt, rule, authenticated=False)
        case Step.DECLINE_AUTHENTICATION:
            refusal = refusal_of_authentication(rule)
            raise outcomes.refuse(state, intent, method, refusal, moto=attempt.moto)
        case Step.CHALLENGE if attempt.error_on_action:
            raise outcomes.refuse_authentication(state, intent, method, AUTHENTICATION_REQUIRED)
        case Step.CHALLENGE:
            _challenge(attempt, rule)


def _authorize(attempt: Attempt, rule: CardRule, *, authenticated: bool) -> None:
    state, intent, method = attempt.state, attempt.intent, attempt.method
    refusal = refusal_of_charge(rule)
    if refusal is not None:
        raise outcomes.refuse(state, intent, method, refusal, moto=attempt.moto)
    outcomes.pay(state, intent, method, authenticated=authenticated, moto=attempt.moto)


def _challenge(attempt: Attempt, rule: CardRule) -> None:
    """3D Secure: the page opens ``/3ds/{challenge}`` in a frame, or a server redirects there."""

    def finish(ok: bool) -> None:  # noqa: FBT001 - the answer of a Challenge
        if not ok:
            outcomes.refuse_authentication(attempt.state, attempt.intent, attempt.method)
            return
        refusal = refusal_of_charge(rule)
        if refusal is not None:
            outcomes.refuse(attempt.state, attempt.intent, attempt.method, refusal)
            return
        outcomes.pay(attempt.state, attempt.intent, attempt.method, authenticated=True)

    redirects = not attempt.sdk and attempt.return_url is not None
    challenge = _open(attempt, "three_d_secure", finish, attempt.return_url if redirects else None)
    url = f"{attempt.state.base_url}/3ds/{challenge.id}"
    if redirects:
        action: Obj = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": attempt.return_url, "url": url},
        }
    else:
        action = {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {
                "type": "three_d_secure_redirect",
                "stripe_js": url,
                "source": challenge.id,
            },
        }
    outcomes.await_customer(attempt.state, attempt.intent, attempt.method, action)


def _redirect(attempt: Attempt) -> None:
    """The customer leaves for ``/bank/{challenge}`` and comes back to ``return_url``."""
    state, intent, method = attempt.state, attempt.intent, attempt.method

    def finish(ok: bool) -> None:  # noqa: FBT001 - the answer of a Challenge
        if ok:
            outcomes.pay(state, intent, method)
        else:
            outcomes.refuse_authentication(state, intent, method)

    challenge = _open(attempt, "bank_redirect", finish, attempt.return_url)
    action = {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "return_url": attempt.return_url,
            "url": f"{state.base_url}/bank/{challenge.id}",
        },
    }
    outcomes.await_customer(state, intent, method, action)


def _debit(attempt: Attempt, rule: BankRule) -> None:
    state, intent = attempt.state, attempt.intent
    if rule.refused_at_once is not None:
        raise outcomes.refuse(state, intent, attempt.method, rule.refused_at_once)
    charge = outcomes.start_debit(state, intent, attempt.method)
    if rule.settles_after is None:
        return

    def arrive() -> None:
        if intent["status"] != "processing" or intent["latest_charge"] != charge["id"]:
            return
        if rule.failure is None:
            outcomes.settle(state, intent, charge)
        else:
            outcomes.bounce(state, intent, charge, rule.failure)

    state.clock.after(rule.settles_after, arrive)


def _open(attempt: Attempt, kind: str, finish: Any, return_url: str | None) -> Challenge:
    state, intent = attempt.state, attempt.intent
    challenge_id = state.new_id("src", 24)

    def once(ok: bool) -> None:  # noqa: FBT001 - the answer of a Challenge
        if state.challenges.pop(challenge_id, None) is not None:
            finish(ok)

    challenge = Challenge(
        challenge_id,
        intent["id"],
        kind,
        once,
        return_url,
        intent["amount"],
        intent["currency"],
        label(attempt.method),
    )
    state.challenges[challenge_id] = challenge
    return challenge


def _expired(state: State, card: Obj) -> bool:
    today = datetime.fromtimestamp(state.clock.now(), UTC)
    return bool((card["exp_year"], card["exp_month"]) < (today.year, today.month))
