"""The centre pane: who pays how much, and for what."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ui.states.common import Notice


@dataclass(frozen=True, slots=True)
class CustomerStrip:
    """The chosen customer, always visible during the sale.

    Attributes:
        shorter_methods: the same in fewer words, longest first, for where ``methods`` does not fit.
    """

    initials: str
    title: str
    facts: tuple[str, ...]
    methods: str = ""
    shorter_methods: tuple[str, ...] = ()
    notice: Notice | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class QuickAmount:
    """A button that fills in an amount.

    Attributes:
        minor: minor units of the chosen currency.
    """

    minor: int
    label: str


@dataclass(frozen=True, slots=True)
class ReceiptOffer:
    """A check box: a receipt by e-mail, with the address it would go to.

    Attributes:
        short: the same without the address, for small windows; the customer strip shows it, too.
        locked: the sale has begun.
    """

    words: str
    short: str
    wanted: bool
    locked: bool = False


@dataclass(frozen=True, slots=True)
class AmountState:
    """The amount, its currency and the reference.

    Attributes:
        amount: the amount as it will be charged, e.g. ``48.50``; ``0.00`` while nothing is typed.
        spoken: the same with its currency, for screen readers.
        currencies: ISO codes to choose from, likely ones first.
        separator: the decimal key's label, empty for currencies without decimals.
        receipt: ``None`` for a customer without an address.
        locked: the sale has begun; the amount can only be read.
        ready: ``proceed`` may be pressed.
        left_over: the amount was typed for another customer; the next figure takes its place.
    """

    currency: str
    amount: str
    spoken: str = ""
    empty: bool = True
    currencies: tuple[str, ...] = ()
    quick: tuple[QuickAmount, ...] = ()
    separator: str = "."
    title: str = ""
    notice: Notice | None = None
    reference: str = ""
    reference_label: str = ""
    reference_notice: Notice | None = None
    receipt: ReceiptOffer | None = None
    locked: bool = False
    ready: bool = False
    left_over: bool = False
    proceed: str = ""
    proceed_key: str = ""
