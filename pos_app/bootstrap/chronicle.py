"""What the log tells of a day: what the core announced, in ids, states and codes.

No name, address, amount or text that somebody typed: whoever helps gets this file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from pos_app.domain.events import (
    DatabaseReplaced,
    HealthChanged,
    HookGivenUp,
    ListenerChanged,
    PaymentFailedLater,
    PaymentUpdated,
    StripeSilent,
)
from pos_app.domain.masking import code_only
from pos_app.domain.set_aside import SetAside
from pos_app.domain.timeline import Fact, FactKind
from pos_app.services.event_bus import EventBus

_log: Final = logging.getLogger("pos_app.chronicle")
_WITH_CODE: Final = frozenset(
    {FactKind.CREATE_REFUSED, FactKind.CREATE_UNKNOWN, FactKind.DECLINED, FactKind.UNKNOWN}
)
"""Their detail is a code of Stripe's or of ours; that of others may be what a person wrote."""


def keep_chronicle(bus: EventBus) -> Callable[[], None]:
    """Write down at INFO what is announced; the returned function ends it."""
    ends = (
        bus.subscribe(PaymentUpdated, _sale),
        bus.subscribe(PaymentFailedLater, _bounced),
        bus.subscribe(HealthChanged, _health),
        bus.subscribe(StripeSilent, _silence),
        bus.subscribe(DatabaseReplaced, _replaced),
        bus.subscribe(ListenerChanged, _listener),
        bus.subscribe(HookGivenUp, _given_up),
    )

    def end() -> None:
        for stop in ends:
            stop()

    return end


def _sale(event: PaymentUpdated) -> None:
    sale = event.payment
    steps = ", ".join(map(_step, event.facts)) or "seen to"
    _log.info(
        "sale %s %s %s, taken %s: %s",
        sale.op,
        sale.intent or "(no PaymentIntent)",
        sale.state,
        sale.money_taken,
        steps,
    )


def _step(fact: Fact) -> str:
    code = f" {code_only(fact.detail)}" if fact.detail and fact.kind in _WITH_CODE else ""
    return f"{fact.kind}{code} ({fact.source})"


def _bounced(event: PaymentFailedLater) -> None:
    _log.info("sale %s bounced after the bank had accepted it", event.payment.op)


def _health(event: HealthChanged) -> None:
    if event.obstacle is None:
        _log.info("charging is possible")
    else:
        trouble = f" ({event.trouble})" if event.trouble else ""
        _log.info("nothing can be charged: %s%s", event.obstacle, trouble)


def _silence(event: StripeSilent) -> None:
    _log.info("Stripe is silent" if event.silent else "Stripe answers again")


def _replaced(event: DatabaseReplaced) -> None:
    _log.info(
        "sales read back after %s: %s%s",
        _what_was_lost(event.lost),
        event.found,
        ", all of them" if event.finished else "",
    )


def _what_was_lost(lost: SetAside) -> str:
    if lost.older:
        return "an older database was met"
    return f"{lost.file} was set aside" if lost.file else "the database was gone"


def _listener(event: ListenerChanged) -> None:
    _log.info("deliveries: %s, port %s", event.state, event.port)


def _given_up(event: HookGivenUp) -> None:
    _log.info("own program %s is told nothing any more", event.target)
