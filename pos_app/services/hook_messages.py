"""What the shop's own workflow is told; written down in the transaction that makes it true."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pos_app.domain.hooks import Hook, HookKind, HookMessage
from pos_app.domain.ids import OpId
from pos_app.domain.modes import Mode
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.store import Tx

VERSION: Final = 1
"""Of the JSON; members may be added to a version, none changes its meaning or is taken away."""
_NOTE: Final = "hooks"
_KINDS: Final = {
    FactKind.SUCCEEDED: HookKind.SALE_SUCCEEDED,
    FactKind.PROCESSING: HookKind.SALE_PROCESSING,
    FactKind.AUTHORISED: HookKind.SALE_AUTHORISED,
    FactKind.DECLINED: HookKind.SALE_FAILED,
    FactKind.CREATE_REFUSED: HookKind.SALE_FAILED,
    FactKind.CANCELED: HookKind.SALE_CANCELED,
    FactKind.REFUNDED: HookKind.REFUND_RECORDED,
    FactKind.REFUND_FAILED: HookKind.REFUND_FAILED,
    FactKind.DISPUTE_OPENED: HookKind.DISPUTE_OPENED,
    FactKind.DISPUTE_CLOSED: HookKind.DISPUTE_CLOSED,
}
_ABOUT_AN_OBJECT: Final = frozenset(
    {
        HookKind.REFUND_RECORDED,
        HookKind.REFUND_FAILED,
        HookKind.DISPUTE_OPENED,
        HookKind.DISPUTE_CLOSED,
    }
)
_ONCE: Final = frozenset({FactKind.SUCCEEDED, FactKind.AUTHORISED, FactKind.CANCELED})
"""Facts that a sale has once: their messages have the same id whoever learns of them, and when."""
_JUST_HEARD: Final = frozenset({FactSource.WEBHOOK, FactSource.API_CALL})


def enroll(tx: Tx, hooks: Sequence[Hook], mode: Mode, *, reading_back: bool = False) -> None:
    """Note who is told of what from now on.

    It lies in the database, because whoever writes a sale must know it inside the transaction.

    Args:
        tx: the transaction in force.
        hooks: whom to tell.
        mode: what the money is.
        reading_back: old sales are being read back from Stripe: their refunds and disputes, which
            look as if they had just been made, are told only if Stripe itself brings the news.
    """
    if not hooks:
        tx.notes.drop(_NOTE)
        return
    audience = {
        "mode": mode.value,
        "reading_back": reading_back,
        "hooks": {hook.name: [kind for kind in HookKind if hook.wants(kind)] for hook in hooks},
    }
    tx.notes.put(_NOTE, json.dumps(audience))


def tell(tx: Tx, payment: Payment, facts: Iterable[Fact]) -> None:
    """Put what these facts mean into the outbox, for everyone who wants it."""
    news = [(_KINDS[fact.kind], fact) for fact in facts if fact.kind in _KINDS]
    noted = tx.notes.get(_NOTE) if news else None
    if noted is None:
        return
    audience = json.loads(noted)
    reading_back = audience.get("reading_back", False)
    for kind, fact in news:
        if reading_back and kind in _ABOUT_AN_OBJECT and fact.source not in _JUST_HEARD:
            continue
        targets = [name for name, kinds in audience["hooks"].items() if kind in kinds]
        tx.outbox.add(_message(kind, payment, fact, Mode(audience["mode"])), targets)


def tell_again(tx: Tx, payment: Payment, facts: Iterable[Fact]) -> None:
    """Tell how a sale has ended of which nobody knows whether that was told before.

    A receiver who has heard of it knows the message's id.
    """
    tell(tx, payment, [fact for fact in facts if fact.kind in _ONCE])


def ping(at: dt.datetime, mode: Mode) -> HookMessage:
    """A message that tells of nothing, to try the wiring."""
    made = _id("ping", at.isoformat())
    body = _text({**_head(made, HookKind.PING, at, mode), "operation": None})
    return HookMessage(made, HookKind.PING, OpId(""), body, at)


def _message(kind: HookKind, payment: Payment, fact: Fact, mode: Mode) -> HookMessage:
    made = _id(payment.op, fact.kind, *(() if fact.kind in _ONCE else _which(fact)))
    body = _text({**_head(made, kind, fact.at, mode), **_sale(payment), **_detail(kind, fact)})
    return HookMessage(made, kind, payment.op, body, fact.at)


def _which(fact: Fact) -> tuple[str, str]:
    """Tells facts of one kind apart."""
    return fact.detail, fact.at.isoformat()


def _id(*parts: str) -> str:
    """The same fact gives the same id, so that a repeated transaction adds nothing."""
    return "hook_" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _head(made: str, kind: HookKind, at: dt.datetime, mode: Mode) -> dict[str, Any]:
    return {
        "version": VERSION,
        "id": made,
        "kind": kind,
        "created": at.isoformat(timespec="seconds"),
        "livemode": mode is Mode.LIVE,
        "training": mode is Mode.TRAINING,
    }


def _sale(payment: Payment) -> dict[str, Any]:
    order = payment.order
    return {
        "operation": payment.op,
        "payment_intent": payment.intent,
        "charge": payment.charge,
        "customer": {"id": order.customer, "title": order.customer_title},
        "amount": {"minor": order.money.minor, "currency": order.money.code},
        "refunded": {"minor": payment.amount_refunded, "currency": order.money.code},
        "status": payment.state,
        "money_taken": payment.money_taken,
        "register": order.register,
        "operator": order.operator,
        "reference": order.reference,
    }


def _detail(kind: HookKind, fact: Fact) -> dict[str, Any]:
    """Which refund or dispute, or why."""
    if kind in _ABOUT_AN_OBJECT:
        about, _, reason = fact.detail.partition(" ")
        return {"object": about, "reason": reason}
    told = kind in {HookKind.SALE_FAILED, HookKind.SALE_CANCELED}
    return {"object": None, "reason": fact.detail if told else ""}


def _text(members: dict[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))
