"""What the page about Stripe's deliveries says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebhookTexts:
    """The page about deliveries.

    Attributes:
        states: by ``ListenerState``.
        refusals: by ``Refusal``.
        problems: by ``SecretsProblem``.
    """

    button: str
    title: str
    lead: str
    training: str
    address: str
    command: str
    command_hint: str
    copy: str
    copied: str
    port: str
    port_hint: str
    save_port: str
    bad_port: str
    secrets: str
    secrets_hint: str
    keep_secrets: str
    forget_secrets: str
    kept: str
    forgotten: str
    port_saved: str
    health: str
    state: str
    states: Mapping[str, str]
    stored_secrets: str
    no_secrets: str
    some_secrets: str
    last: str
    never: str
    accepted: str
    counts: str
    refused: str
    none_refused: str
    refusals: Mapping[str, str]
    problems: Mapping[str, str]
    taken_title: str
    taken_hint: str
