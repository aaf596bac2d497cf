"""One intention of the journal at a time: who sends it, and what its answers prove."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeVar

from pos_app.domain.ids import OpId
from pos_app.domain.journal import KEY_LIFETIME, JournalAction, JournalEntry, JournalState
from pos_app.domain.outcomes import Outcome, RefusalKind, Refused, Unknown
from pos_app.ports.store import Tx
from pos_app.services.common import Common

T = TypeVar("T")
_AT_THE_DOOR: Final = frozenset(
    {RefusalKind.KEY_REJECTED, RefusalKind.NOT_PERMITTED, RefusalKind.WRONG_MODE}
)
"""They say nothing of the first request with this key, which may well have been executed."""


class JournalBook:
    """Moves intentions from INTENDED over SENT to an end, each step committed before the next."""

    def __init__(self, common: Common) -> None:
        self._common = common
        self._locks: dict[tuple[OpId, JournalAction], asyncio.Lock] = {}

    def alone(self, op: OpId, action: JournalAction) -> asyncio.Lock:
        """Hold it while sending, so that two tries never overlap."""
        return self._locks.setdefault((op, action), asyncio.Lock())

    def expired(self, entry: JournalEntry) -> bool:
        """Whether Stripe may have forgotten the key, so that it must not be sent again."""
        return self._common.clock.now() - entry.first_at >= KEY_LIFETIME

    async def send(
        self,
        entry: JournalEntry,
        call: Callable[[], Awaitable[Outcome[T]]],
        doubt: Callable[[Tx, JournalEntry], object],
    ) -> Outcome[T]:
        """Write SENT, then call; an interrupted call leaves ``doubt`` behind, never nothing.

        Args:
            entry: the intention as it stands.
            call: the request with the entry's key and stored parameters.
            doubt: writes down that there is no answer.
        """
        if entry.state is JournalState.INTENDED:
            sent = self.moved(entry, JournalState.SENT)
            await self._common.store.transact(lambda tx: tx.journal.append(sent))
        try:
            return await self._common.reach.hear(call())
        except BaseException:
            unknown = self.moved(entry, JournalState.UNKNOWN, "interrupted")
            await self._common.store.transact(lambda tx: doubt(tx, unknown))
            raise

    def moved(self, entry: JournalEntry, state: JournalState, detail: str = "") -> JournalEntry:
        """The entry's next state, now."""
        return replace(entry, state=state, at=self._common.clock.now(), detail=detail)


def first_entry(
    op: OpId, action: JournalAction, common: Common, request: str, turn: int = 1, age: str = ""
) -> JournalEntry:
    """A new intention; its key is decided by sale, action and turn, never by chance.

    Args:
        op: the sale.
        action: what is intended.
        common: where keys and time come from.
        request: the parameters as canonical JSON.
        turn: counts intentions of this kind in one sale, because Stripe repeats a stored refusal
            for ever when a refused key is sent again.
        age: of the books; those that were lost have counted the same turns before.
    """
    name = "_".join([action, *([str(turn)] if turn > 1 else []), *([age] if age else [])])
    now: dt.datetime = common.clock.now()
    key = common.ids.key(op, name)
    return JournalEntry(op, action, key, JournalState.INTENDED, request, now, now)


def open_cancellation(tx: Tx, op: OpId) -> JournalEntry | None:
    """The cancellation of this sale to which Stripe has not answered, if there is one."""
    cancellations = (e for e in tx.journal.latest(op) if e.action is JournalAction.CANCEL_PAYMENT)
    return next((entry for entry in cancellations if not entry.state.settled), None)


def proves_refusal(entry: JournalEntry, refused: Refused) -> bool:
    """Whether this refusal means that nothing happened, the tries before included."""
    return entry.state is JournalState.INTENDED or judges(refused)


def judges(refused: Refused) -> bool:
    """Whether Stripe has looked at what was asked for; refused at the door, it has not."""
    return refused.kind not in _AT_THE_DOOR


def why(outcome: Refused | Unknown) -> str:
    """A word for the timeline and the journal."""
    if isinstance(outcome, Unknown):
        return outcome.cause
    return outcome.decline_code or outcome.code or outcome.kind
