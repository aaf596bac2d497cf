"""One Element's life in the real web engine, against a stub script that does what it is told."""

from __future__ import annotations

from pos_app.domain.ids import PaymentMethodId
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    LeftForBank,
    PageCrashed,
    ReturnedFromRedirect,
    SavedMethodsChanged,
)
from tests.ui.web.conftest import Checkout


def test_element_becomes_ready_and_says_which_saved_method_is_chosen(checkout: Checkout) -> None:
    checkout.mount()
    assert checkout.wait_for(ElementReady).intent == "pi_1"
    changed = checkout.wait_for(ElementChanged)
    assert (changed.complete, changed.type) == (True, "card")
    assert changed.saved == PaymentMethodId("pm_stub")
