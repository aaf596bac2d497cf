"""A web page that stays where it may be, asks nothing of the operator and logs no secret."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)

from pos_app.domain.masking import MASK, mask_all
from pos_app.domain.overriding import override
from pos_app.ui.web.rules import PageRules, Verdict, host_of

_log = logging.getLogger(__name__)
_console = logging.getLogger(f"{__name__}.console")

_LEVELS: Final = {
    QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel: logging.DEBUG,
    QWebEnginePage.JavaScriptConsoleMessageLevel.WarningMessageLevel: logging.DEBUG,
    QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel: logging.INFO,
}
_QUERY: Final = re.compile(r"\?[^\s'\"<>]*")
_LONG_NUMBER: Final = re.compile(r"\d(?:[ -]?\d){11,18}")
_LONGEST_LINE: Final = 400


def scrub(text: str) -> str:
    """Shorten a line of a page and mask what may be a secret, a card number or a URL's query."""
    text = mask_all(_QUERY.sub(MASK, text))
    return _LONG_NUMBER.sub(MASK, text)[:_LONGEST_LINE]


class GuardedPage(QWebEnginePage):
    """What the checkout page and a bank's pop-up have in common.

    Attributes:
        confirming: a confirmation runs, so the page may leave for a bank or open a window.
        return_url: where redirect methods come back to; trapped, never loaded.

    Signals:
        came_back: the return URL with its query was asked for.
        left_for: the whole page goes to this host.
    """

    came_back = Signal(str)
    left_for = Signal(str)

    def __init__(self, profile: QWebEngineProfile, rules: PageRules, parent: QObject) -> None:
        super().__init__(profile, parent)
        self._rules = rules
        self._own_load = False
        self._confirming = False
        self.return_url = ""
        self.permissionRequested.connect(_deny)
        self.certificateError.connect(_reject)

    @property
    def confirming(self) -> bool:
        """Whether the page may leave."""
        return self._confirming

    @confirming.setter
    def confirming(self, running: bool) -> None:
        self._confirming = running
        # The confirm command is no click, so a method that opens a window needs this.
        self.settings().setAttribute(
            QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows, running
        )

    def show_own(self, html: str, base: QUrl) -> None:
        """Show our own HTML under an https address of the shop."""
        self._own_load = True
        self.setHtml(html, base)

    @override
    def acceptNavigationRequest(
        self, url: QUrl | str, type: QWebEnginePage.NavigationType, isMainFrame: bool
    ) -> bool:
        address = QUrl(url).toString()
        if isMainFrame and self._own_load and QUrl(url).scheme() == "data":
            self._own_load = False
            return True
        verdict = self._rules.judge(
            address,
            main_frame=isMainFrame,
            confirming=self._confirming,
            return_url=self.return_url,
        )
        if verdict is Verdict.RETURN:
            self.came_back.emit(address)
        elif verdict is Verdict.ALLOW and isMainFrame:
            self.left_for.emit(host_of(address))
        elif verdict is Verdict.REFUSE and QUrl(url).scheme() != "data":
            # Our own page shows as data:, and Qt wants to repeat it when the process is renewed.
            _log.info("Refused to go to %s", host_of(address) or QUrl(url).scheme())
        return verdict is Verdict.ALLOW

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        _console.log(_LEVELS[level], "%s (%s:%d)", scrub(message), host_of(sourceID), lineNumber)

    @override
    def javaScriptAlert(self, securityOrigin: QUrl | str, msg: str) -> None:
        _console.info("alert of %s: %s", QUrl(securityOrigin).host(), scrub(msg))

    @override
    def javaScriptConfirm(self, securityOrigin: QUrl | str, msg: str) -> bool:
        # Also asked by "beforeunload", which must never hold up the next sale.
        return True

    @override
    def javaScriptPrompt(
        self, securityOrigin: QUrl | str, msg: str, defaultValue: str
    ) -> tuple[bool, str]:
        return False, ""

    @override
    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        oldFiles: Sequence[str],
        acceptedMimeTypes: Sequence[str],
    ) -> list[str]:
        return []


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _reject(error: QWebEngineCertificateError) -> None:
    _log.warning("Refused the certificate of %s", error.url().host())
    error.rejectCertificate()
