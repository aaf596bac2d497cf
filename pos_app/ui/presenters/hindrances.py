"""What keeps the register from charging, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.ui.states.common import Tone
from pos_app.ui.states.shell import Banner
from pos_app.ui.texts import Texts
from pos_app.ui.texts.safety import Hindrance

_MENDED_BY_OPENING: Final = frozenset({StoreTrouble.DAMAGED, StoreTrouble.NOT_MIGRATED})
ALL_WELL = HealthChanged(None)


def hindrance(texts: Texts, health: HealthChanged, simulator: str = "") -> Hindrance | None:
    """The obstacle in words, or ``None`` if there is none.

    Args:
        texts: what the screen can say.
        health: what keeps the register from charging.
        simulator: address of the simulator on this computer that stands for Stripe.
    """
    if health.obstacle is None:
        return None
    if health.obstacle is Obstacle.STORE and health.trouble is not None:
        return texts.safety.store[health.trouble]
    if simulator and health.obstacle is Obstacle.NETWORK:
        said, port = texts.safety.no_simulator, urlsplit(simulator).port
        return replace(
            said,
            happened=said.happened.format(url=simulator),
            next_step=said.next_step.format(port=port),
        )
    return texts.safety.obstacles[health.obstacle]


def banner(texts: Texts, health: HealthChanged, simulator: str = "") -> Banner | None:
    """The bar below the header: what happened, what it means, what helps."""
    words = hindrance(texts, health, simulator)
    if words is None:
        return None
    lasts = health.trouble is not None and not health.trouble.may_pass
    return Banner(
        tone=Tone.NEUTRAL,
        icon="wifi-off",
        title=words.word,
        text=f"{words.happened} {words.next_step}",
        detail=texts.safety.lasting if lasts else texts.safety.consequence,
        actions=(("open_again", texts.safety.open_again),)
        if health.trouble in _MENDED_BY_OPENING
        else (),
    )
