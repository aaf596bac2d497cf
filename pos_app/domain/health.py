"""What keeps a register from charging, each with its own remedy."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final

from pos_app.domain.outcomes import FailureCause, RefusalKind


class Obstacle(StrEnum):
    """Why nothing can be charged now; the gravest first, where there are several."""

    STORE = "store"
    """The database cannot be written, so that no sale can be written down before it is sent."""
    REBUILDING = "rebuilding"
    """The database was damaged; the sales are being read back from Stripe."""
    KEY_REJECTED = "key_rejected"
    """The API key is wrong, expired or revoked."""
    NOT_PERMITTED = "not_permitted"
    """The restricted key lacks the permission to take payments."""
    NETWORK = "network"
    DNS = "dns"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    STRIPE_DOWN = "stripe_down"
    CLOCK = "clock"
    """This computer's clock differs from Stripe's: the age of a key cannot be told any more."""


class StoreTrouble(StrEnum):
    """What is wrong with the database."""

    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    """The file or its folder cannot be written or opened."""
    LOCKED = "locked"
    """Another program holds the file."""
    DAMAGED = "damaged"
    """Its content is broken; the next start moves it aside and builds another one."""
    NEWER = "newer"
    """A newer version of pos_app wrote it."""
    NOT_MIGRATED = "not_migrated"
    """It could not be brought up to date; it is as it was."""
    OTHER = "other"

    @property
    def may_pass(self) -> bool:
        """Whether it can go away while the app runs."""
        return self not in {StoreTrouble.DAMAGED, StoreTrouble.NEWER, StoreTrouble.NOT_MIGRATED}


MOST_SKEW: Final = dt.timedelta(seconds=60)
"""More than this between Stripe's ``Date`` header and our clock is told."""
_OF_CAUSE: Final = {
    FailureCause.NETWORK: Obstacle.NETWORK,
    FailureCause.DNS: Obstacle.DNS,
    FailureCause.TLS: Obstacle.TLS,
    FailureCause.PROXY: Obstacle.PROXY,
    FailureCause.TIMEOUT: Obstacle.TIMEOUT,
    FailureCause.STRIPE_DOWN: Obstacle.STRIPE_DOWN,
}
_OF_REFUSAL: Final = {
    RefusalKind.KEY_REJECTED: Obstacle.KEY_REJECTED,
    RefusalKind.NOT_PERMITTED: Obstacle.NOT_PERMITTED,
}
_ORDER: Final = tuple(Obstacle)


def gravest(
    *,
    cause: FailureCause | None,
    refusal: RefusalKind | None,
    skewed: bool,
    stored: bool,
    rebuilding: bool = False,
) -> Obstacle | None:
    """The obstacle to name, or ``None`` if a register may charge.

    Args:
        cause: why Stripe could not be reached.
        refusal: why Stripe lets this key in no more.
        skewed: our clock is wrong.
        stored: the database takes what is written.
        rebuilding: the sales are not all back yet.
    """
    found = {
        None if stored else Obstacle.STORE,
        Obstacle.REBUILDING if rebuilding else None,
        _OF_REFUSAL.get(refusal) if refusal else None,
        _OF_CAUSE.get(cause) if cause else None,
        Obstacle.CLOCK if skewed else None,
    }
    return next((obstacle for obstacle in _ORDER if obstacle in found), None)
