"""Names for the identifiers that travel through the app, so that none is passed for another."""

from __future__ import annotations

from typing import NewType

OpId = NewType("OpId", str)
"""Our own id of one intention (one sale); also in the PaymentIntent's metadata."""
IdempotencyKey = NewType("IdempotencyKey", str)
"""Sent with one money-moving request and with every repetition of it; never renewed."""
CustomerId = NewType("CustomerId", str)
"""Stripe's ``cus_...``."""
PaymentIntentId = NewType("PaymentIntentId", str)
"""Stripe's ``pi_...``."""
ChargeId = NewType("ChargeId", str)
"""Stripe's ``ch_...`` or ``py_...``."""
PaymentMethodId = NewType("PaymentMethodId", str)
"""Stripe's ``pm_...``."""
RefundId = NewType("RefundId", str)
"""Stripe's ``re_...`` or ``pyr_...``."""
DisputeId = NewType("DisputeId", str)
"""Stripe's ``du_...`` or ``dp_...``."""
EventId = NewType("EventId", str)
"""Stripe's ``evt_...``; the same for every delivery of one event."""
RegisterId = NewType("RegisterId", str)
"""The till's own short name, in metadata and on receipts."""
InstallationId = NewType("InstallationId", str)
"""Random, made once: tells one register from another, whatever they are called."""
OperatorId = NewType("OperatorId", str)
"""Who stands at the counter."""

METADATA_OPERATION = "pos_operation"
METADATA_REGISTER = "pos_register"
UNIDENTIFIED = InstallationId("")
"""No register's id: a sale of an earlier version."""

METADATA_INSTALLATION = "pos_installation"
METADATA_OPERATOR = "pos_operator"
METADATA_REFERENCE = "pos_reference"
