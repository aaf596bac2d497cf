"""What checkout.js is told to do, as the JSON it reads."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor

from pos_app.domain.money import Money
from pos_app.ports.checkout_page import BankRequest, MountRequest, PrepareRequest


def prepare_order(number: int, request: PrepareRequest, paper: QColor) -> dict[str, object]:
    """Prepare the Element of this number; ``paper`` is the background if the look names none."""
    return {
        **money_order(number, request.money),
        "customerSession": request.customer_session.reveal(),
        "billing": _known(request.billing),
        **look_order(request.appearance, request.locale, paper),
    }


def mount_order(number: int, request: MountRequest, paper: QColor) -> dict[str, object]:
    """Mount the Element of this number for a PaymentIntent."""
    session = request.customer_session
    return {
        "sale": number,
        "clientSecret": request.client_secret.reveal(),
        "customerSession": session.reveal() if session else None,
        "billing": _known(request.billing),
        **look_order(request.appearance, request.locale, paper),
    }


def bank_order(number: int, request: BankRequest, paper: QColor) -> dict[str, object]:
    """Show the bank's question under this number."""
    return {
        "sale": number,
        "clientSecret": request.client_secret.reveal(),
        **look_order(request.appearance, request.locale, paper),
    }


def money_order(number: int, money: Money) -> dict[str, object]:
    """Let the prepared Element of this number know what is charged."""
    return {"sale": number, "money": {"amount": money.minor, "currency": money.code.lower()}}


def look_order(appearance: Mapping[str, object], locale: str, paper: QColor) -> dict[str, object]:
    """Look and speak like this."""
    return {
        "appearance": dict(appearance),
        "locale": locale,
        "background": (background(appearance) or paper).name(),
    }


def background(appearance: Mapping[str, object]) -> QColor | None:
    """The page's colour, if the Appearance names a valid one."""
    variables = appearance.get("variables")
    name = variables.get("colorBackground") if isinstance(variables, Mapping) else None
    colour = QColor(name) if isinstance(name, str) else QColor()
    return colour if colour.isValid() else None


def _known(billing: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in billing.items() if text}
