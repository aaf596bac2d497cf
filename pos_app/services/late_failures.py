"""Sales that the bank refused after it had accepted them: kept until somebody has seen to it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactSource, bounced
from pos_app.ports.store import Tx

STILL_WATCHED: Final = dt.timedelta(minutes=1)
"""A refusal that comes sooner is seen on the screen, unless the sale has been left."""
_NOTE: Final = "failed_later"


def is_late_failure(before: Payment, after: Payment, at: dt.datetime, source: FactSource) -> bool:
    """Whether an accepted sale has come to nothing, and not by our own request."""
    if before.state is not PaymentState.PROCESSING or at - before.updated < STILL_WATCHED:
        return False
    canceled = after.state is PaymentState.CANCELED and source is not FactSource.API_CALL
    return after.state is PaymentState.OPEN or canceled


def remember(tx: Tx, op: OpId) -> None:
    """Keep it in mind, across restarts."""
    _write(tx, (*remembered(tx), op))


def remember_bounce(tx: Tx, op: OpId) -> Payment | None:
    """Keep a sale in mind whose last attempt its bank accepted and refused then, however soon.

    Returns:
        The sale if that is news; None if it did not bounce, or is kept already.
    """
    if not bounced(tx.payments.facts(op)) or op in remembered(tx):
        return None
    remember(tx, op)
    return tx.payments.get(op)


def forget(tx: Tx, op: OpId) -> None:
    """Somebody has seen to it."""
    _write(tx, tuple(known for known in remembered(tx) if known != op))


def remembered(tx: Tx) -> tuple[OpId, ...]:
    """Oldest first."""
    text = tx.notes.get(_NOTE)
    return tuple(OpId(op) for op in json.loads(text)) if text else ()


def _write(tx: Tx, ops: tuple[OpId, ...]) -> None:
    tx.notes.put(_NOTE, json.dumps(list(dict.fromkeys(ops))))
