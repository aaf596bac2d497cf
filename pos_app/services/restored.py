"""Books under the note of a rebuild: a copy that was put back may be older than what was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from pos_app.domain.journal import JournalAction, JournalState
from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.store import Tx
from pos_app.services.records import Change, write

_SAID_UNTAKEN: Final = frozenset({PaymentState.INTENDED, PaymentState.OPEN})


def distrust(tx: Tx, now: dt.datetime) -> tuple[Change, ...]:
    """Take back what such books say by not knowing better; to be called before recovery reads them.

    A creation that was not sent may have been sent since, and a sale that nobody was told to
    confirm may have been confirmed. So the creation is sent again, which makes no second
    PaymentIntent, and the sale is in doubt until Stripe has shown it.
    """
    for entry in tx.journal.open_entries():
        if entry.action is JournalAction.CREATE_PAYMENT and entry.state is JournalState.INTENDED:
            sent = replace(entry, state=JournalState.UNKNOWN, at=now, detail="restored")
            tx.journal.append(sent)
    claimed = [sale for sale in tx.payments.unfinished() if sale.state in _SAID_UNTAKEN]
    return tuple(write(tx, sale, replace(sale, confirming=True)) for sale in claimed)


def never_reached_stripe(known: Payment) -> bool:
    """Whether the books say so; they are wrong where Stripe shows the sale."""
    return known.intent is None and known.state.terminal
