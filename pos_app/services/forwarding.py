"""The command that lets Stripe's own tool deliver to this register."""

from __future__ import annotations

from pos_app.domain.event_kinds import ACTED_ON


def listen_command(url: str, *, livemode: bool) -> str:
    """What to type where the Stripe CLI is installed (https://docs.stripe.com/cli/listen).

    Only events that are acted on are asked for; there is no blank inside any part.
    """
    words = ["stripe", "listen"]
    if livemode:
        words.append("--live")
    return " ".join([*words, "--forward-to", url, "--events", ",".join(sorted(ACTED_ON))])
