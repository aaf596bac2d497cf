"""What the checkout page holds: an Element, prepared or of a sale, or the question of a bank."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import BankRequest, MountRequest, PrepareRequest


@dataclass(slots=True)
class Prepared:
    """An Element without a sale, or one that waits for a warm page."""

    number: int
    request: PrepareRequest
    on_page: bool = False


@dataclass(slots=True)
class OnShow:
    """One sale.

    Attributes:
        number: messages under another one are of something that is over.
        request: its Element, or the question of its bank, which is there without one.
        bound: the CustomerSession its Element was prepared with, if it was.
    """

    number: int
    request: MountRequest | BankRequest
    bound: Secret | None = None
    ready: bool = False
    confirming: bool = False
