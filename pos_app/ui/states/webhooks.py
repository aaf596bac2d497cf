"""The page about Stripe's deliveries."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ui.states.common import Notice, Tone


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One line of how it is going."""

    name: str
    value: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class WebhooksState:
    """Everything but what is being typed.

    Attributes:
        url: where deliveries are taken; empty while none are.
        command: forwards them there; empty in training.
        training: the simulator delivers by itself.
    """

    url: str
    command: str
    training: bool
    rows: tuple[HealthRow, ...]
    notice: Notice | None = None
