"""The page that shows the Payment Element. What it reports is a hint, never proof of payment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.ids import PaymentIntentId, PaymentMethodId
from pos_app.domain.money import Money
from pos_app.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class PrepareRequest:
    """What the page needs to get an Element ready for a customer, before there is a sale.

    Attributes:
        customer_session: of that customer; the Element uses it up.
        money: what is likely to be charged; ``expect`` says what really is.
        locale: as in ``MountRequest``, like the two that follow.
    """

    customer_session: Secret
    money: Money
    locale: str
    appearance: Mapping[str, object]
    billing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MountRequest:
    """Everything the page needs for one sale.

    Attributes:
        money: amount and currency of the PaymentIntent, as Stripe showed it.
        appearance: Stripe's Appearance object (https://docs.stripe.com/elements/appearance-api).
        locale: ``en`` or ``de``.
        billing: default billing details (name, email, phone), empty where unknown.
        return_url: on the checkout origin; trapped by the app, never loaded.
    """

    intent: PaymentIntentId
    client_secret: Secret
    customer_session: Secret | None
    money: Money
    locale: str
    appearance: Mapping[str, object]
    return_url: str
    billing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BankRequest:
    """What the page needs to show the bank's question of a confirmed PaymentIntent again.

    Attributes:
        locale: as in ``MountRequest``, like the two that follow.
    """

    intent: PaymentIntentId
    client_secret: Secret
    locale: str
    appearance: Mapping[str, object]
    return_url: str


@dataclass(frozen=True, slots=True)
class ElementReady:
    """The Payment Element is on the screen and takes input."""

    intent: PaymentIntentId


@dataclass(frozen=True, slots=True)
class ElementChanged:
    """What is chosen or typed in the Element changed.

    Attributes:
        complete: the Element holds everything a confirmation needs.
        type: chosen method type (``card``), or empty.
        saved: the chosen saved method, or ``None`` when a new one is typed.
    """

    intent: PaymentIntentId
    complete: bool
    empty: bool
    type: str
    saved: PaymentMethodId | None


@dataclass(frozen=True, slots=True)
class ElementFailed:
    """stripe.js or the Element could not be loaded; no money can have moved through it.

    Attributes:
        stage: ``script``, ``element`` or ``timeout``.
    """

    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class PreparedLost:
    """A prepared Element cannot be used, and with it its CustomerSession; no sale depends on it.

    Attributes:
        customer_session: the one that is used up.
        reason: ``element``, ``script``, ``timeout``, ``crashed`` or another word for the log.
    """

    customer_session: Secret
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmReported:
    """The page says how its confirmation ended: a hint to refetch.

    Attributes:
        status: PaymentIntent status the page saw, or empty.
        error_type: Stripe.js error type (``validation_error``, ``card_error``...), or empty.
        message: Stripe.js's text for the customer; shown only for card and validation errors.
    """

    intent: PaymentIntentId
    status: str
    error_type: str = ""
    code: str = ""
    decline_code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedFromRedirect:
    """A redirect method came back to the return URL: a hint to refetch."""

    intent: PaymentIntentId
    redirect_status: str


@dataclass(frozen=True, slots=True)
class LeftForBank:
    """A redirect method shows the bank's page instead of ours."""

    host: str


@dataclass(frozen=True, slots=True)
class PageCrashed:
    """The page's process died or hangs; the payment goes on being watched."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeverTold:
    """The page was gone before it could be told to confirm: nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class SavedMethodsChanged:
    """A saved method was updated or removed in the Element."""

    intent: PaymentIntentId


PageEvent = (
    ElementReady
    | ElementChanged
    | ElementFailed
    | PreparedLost
    | ConfirmReported
    | ReturnedFromRedirect
    | LeftForBank
    | PageCrashed
    | NeverTold
    | SavedMethodsChanged
)


class CheckoutPage(Protocol):
    """The embedded page; all methods return at once, answers come as ``PageEvent``."""

    def subscribe(self, listener: Callable[[PageEvent], None]) -> None:
        """Send every event to ``listener``, in the GUI thread."""
        ...

    def prewarm(self) -> None:
        """Load the page and stripe.js before the first sale."""
        ...

    def prepare(self, request: PrepareRequest) -> None:
        """Get an Element ready, out of sight, in the place of one that is prepared already.

        Nothing happens while there is a sale. Ends in ``mount``, ``unmount`` or ``PreparedLost``.
        """
        ...

    def expect(self, money: Money) -> None:
        """Tell a prepared Element what will be charged, so that it is up to date when mounted."""
        ...

    def mount(self, request: MountRequest) -> None:
        """Show the Payment Element; ends in ``ElementReady`` or ``ElementFailed``.

        The prepared one is shown if it was prepared with the same CustomerSession. If it cannot be
        shown after all, that ends in ``PreparedLost``.
        """
        ...

    def restyle(self, appearance: Mapping[str, object], locale: str) -> None:
        """Follow a change of theme or language."""
        ...

    def confirm(self) -> None:
        """Run ``stripe.confirmPayment``; ends in a report, a redirect, a crash or ``NeverTold``."""
        ...

    def show_bank(self, request: BankRequest) -> None:
        """Run ``stripe.handleNextAction``, without an Element.

        Ends as ``confirm`` does, or in ``ElementFailed`` if the page cannot be loaded.
        """
        ...

    def unmount(self) -> None:
        """Destroy the Element, end a confirmation, and forget the secrets."""
        ...
