"""Shows the checkout page with a live key and prints what became of it; run as a program.

Chromium reads its switches once per process, so the test of the live path starts this in a process
of its own. Every name of stripe.com leads to the test's own server, every other name nowhere.

Usage: live_page.py PORT CERTIFICATE_DIGEST [ORIGIN]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app.adapters.checkout_page import render_checkout
from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.modes import STRIPE_API, Mode
from pos_app.domain.money import Money
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementFailed,
    ElementReady,
    MountRequest,
    PageEvent,
)
from pos_app.ui.web.chromium import prepare_environment
from pos_app.ui.web.element_view import ElementView

RESOURCES = Path(__file__).parents[2] / "resources"


def main() -> int:
    port, digest = sys.argv[1:3]
    origin = sys.argv[3] if len(sys.argv) > 3 else "https://pay.shop.example"
    prepare_environment(root=getattr(os, "geteuid", lambda: 1)() == 0)
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] += (
        f' --host-resolver-rules="MAP *.stripe.com 127.0.0.1:{port}, MAP * ~NOTFOUND"'
        f" --ignore-certificate-errors-spki-list={digest}"
    )
    app = QApplication([])
    script = Settings().stripe_js
    html = render_checkout(
        RESOURCES, mode=Mode.LIVE, script_url=script, api_origin=STRIPE_API, locale="de"
    )
    view = ElementView()
    view.serve(
        html=html,
        origin=origin,
        script_origin="https://js.stripe.com",
        mode=Mode.LIVE,
        publishable_key="pk_live_0123456789",
    )
    told: list[str] = []

    def listen(event: PageEvent) -> None:
        told.append(type(event).__name__)
        if isinstance(event, ElementReady):
            view.confirm()
        if isinstance(event, ConfirmReported | ElementFailed):
            sys.stdout.write(json.dumps({"told": told, "last": repr(event)}) + "\n")
            QTimer.singleShot(0, app.quit)

    view.subscribe(listen)
    view.show()
    view.mount(
        MountRequest(
            PaymentIntentId("pi_1"),
            Secret("pi_1_secret_succeed"),
            Secret("cuss_secret_1"),
            Money(4850, "EUR"),
            "de",
            {"theme": "stripe"},
            f"{origin}/return",
            {},
        )
    )
    app.exec()
    view.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
