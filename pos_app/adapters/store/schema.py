"""The tables. Migrations create them; a test proves that both agree."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC datetime as whole microseconds since 1970: exact, and sorts as time does."""

    impl = BigInteger  # type: ignore[mutable-override]  # SQLAlchemy's own idiom
    cache_ok = True  # type: ignore[mutable-override]

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> int | None:
        """Python to database."""
        return None if value is None else as_number(value)

    def process_result_value(self, value: Any | None, dialect: Any) -> dt.datetime | None:
        """Database to Python."""
        return None if value is None else _EPOCH + int(value) * _MICROSECOND


def as_number(value: dt.datetime) -> int:
    """How an ``Instant`` is stored."""
    return (value - _EPOCH) // _MICROSECOND


metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


payments = Table(
    "payments",
    metadata,
    Column("op", Text, primary_key=True),
    Column("intent", Text, unique=True),
    _text("customer"),
    _text("customer_title"),
    _whole("minor"),
    _text("currency"),
    _text("reference"),
    _text("register"),
    _text("operator"),
    _text("state"),
    Column("charge", Text),
    _text("method_type"),
    _text("method_brand"),
    _text("method_last4"),
    Column("error_code", Text),
    Column("error_decline_code", Text),
    Column("error_advice_code", Text),
    Column("error_message", Text),
    _text("next_action"),
    Column("unknown_since", Instant),
    Column("confirming", Boolean, nullable=False),
    _whole("amount_received"),
    _whole("amount_refunded"),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    _text("receipt_email"),
    _text("installation"),
    _whole("seq"),
)

facts = Table(
    "facts",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("op", Text, ForeignKey("payments.op"), nullable=False),
    _text("kind"),
    _text("source"),
    Column("at", Instant, nullable=False),
    _text("detail"),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("op"),
    _text("action"),
    _text("key"),
    _text("state"),
    _text("request"),
    Column("first_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    _text("detail"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("kind"),
    _text("stripe_id"),
    _text("op"),
    _whole("minor"),
    _text("currency"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("kind", "stripe_id", name="one_row_per_stripe_object"),
)

customers = Table(
    "customers",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("name"),
    _text("email"),
    _text("phone"),
    _text("description"),
    _text("currency"),
    Column("created", Instant, nullable=False),
    Column("deleted", Boolean, nullable=False),
    _text("haystack"),
)

notes = Table(
    "notes",
    metadata,
    Column("name", Text, primary_key=True),
    _text("text"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Text, primary_key=True),
    _text("type"),
    Column("created", Instant, nullable=False),
    Column("livemode", Boolean, nullable=False),
    _text("object_id"),
    _text("object_kind"),
    Column("intent", Text),
    Column("customer", Text),
    _text("via"),
    Column("received", Instant, nullable=False),
    _text("state"),
    _whole("attempts"),
    Column("due", Instant, nullable=False),
    _text("detail"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("message"),
    _text("target"),
    _text("kind"),
    _text("op"),
    _text("body"),
    Column("created", Instant, nullable=False),
    _text("state"),
    _whole("attempts"),
    Column("due", Instant, nullable=False),
    _text("detail"),
    UniqueConstraint("message", "target", name="one_delivery_per_target"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("kind"),
    _text("op"),
    _text("customer"),
    _whole("minor"),
    _text("currency"),
    _text("by"),
    _text("reason"),
    Column("at", Instant, nullable=False),
)
