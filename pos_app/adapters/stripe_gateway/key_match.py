"""Do a publishable and a secret key belong together? Proven by an object both can see.

Stripe names no account for a publishable key. What it does answer is "may this publishable key read
that PaymentIntent, given its client secret", which Stripe.js asks all day
(https://docs.stripe.com/js/payment_intents/retrieve_payment_intent). So: take the newest
PaymentIntent the secret key sees, or, on an account that has none yet, create one that nobody
confirms and cancel it at once. Nothing is charged; a fresh account keeps one cancelled line in its
Dashboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.client import OpenClient
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.domain.outcomes import Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.domain.secret import Secret

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

_SAMPLE: Final[PaymentIntentCreateParams] = {
    # Above Stripe's minimum also after conversion to any settlement currency.
    "amount": 1000,
    "currency": "eur",
    "automatic_payment_methods": {"enabled": True},
    "description": "Connection check of the counter app: never confirmed, cancelled at once",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """A PaymentIntent of the secret key's account.

    Attributes:
        ours: created for the check, so to be cancelled.
    """

    id: str
    client_secret: Secret
    ours: bool


async def witness(private: OpenClient, calls: Calls) -> Outcome[Witness]:
    """Find or make a PaymentIntent whose client secret the secret key can read; it is left tidy."""
    intents = private.sdk.v1.payment_intents
    newest = await calls.ask(lambda: intents.list_async({"limit": 1}), _newest)
    if not isinstance(newest, Ok):
        return newest
    if newest.value is not None:
        return Ok(newest.value)
    made = await calls.ask(lambda: intents.create_async(_SAMPLE), _made)
    if isinstance(made, Ok):
        identity = made.value.id
        # Its client secret works on; if the cancel fails, it just stays unpaid.
        await calls.ask(
            lambda: intents.cancel_async(identity, {"cancellation_reason": "abandoned"}),
            lambda _: None,
        )
    return made


async def visible(public: OpenClient, calls: Calls, seen: Witness) -> Outcome[bool]:
    """Whether the publishable key can read the witness."""
    intents = public.sdk.v1.payment_intents
    outcome = await calls.ask(
        lambda: intents.retrieve_async(seen.id, {"client_secret": seen.client_secret.reveal()}),
        lambda found: found.need_text("id") == seen.id,
    )
    match outcome:
        case Refused(kind=RefusalKind.NOT_FOUND):
            return Ok(value=False)
        case Ok() | Refused() | Unknown():
            return outcome


def _newest(page: Fields) -> Witness | None:
    items = page.need_items("data")
    # A restricted key that may only read does not see client secrets; then one is made.
    return _witness(items[0], ours=False) if items and items[0].text("client_secret") else None


def _made(seen: Fields) -> Witness:
    return _witness(seen, ours=True)


def _witness(seen: Fields, *, ours: bool) -> Witness:
    return Witness(seen.need_text("id"), Secret(seen.need_text("client_secret")), ours)
