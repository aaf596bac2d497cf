"""ConfirmationTokens (contract for ``confirmation.confirm``; the calls follow)."""

from typing import Any

from pos_app.simulator.state import State

Obj = dict[str, Any]


def redeem(state: State, token_id: str, intent_id: str) -> Obj:
    """Use a token for a PaymentIntent or SetupIntent.

    Returns:
        The terms it carries, named like confirm's parameters: ``payment_method`` (the id of a kept
        payment method) and, where given, ``setup_future_usage``, ``return_url``, ``shipping``.

    Raises:
        ApiError: If it is unknown, expired or already used.
    """
    token = state.find(state.confirmation_tokens, token_id, param="confirmation_token")
    token["payment_intent"] = intent_id
    return {}
