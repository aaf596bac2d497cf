"""The browser profile: nothing on disk, nothing granted, nothing fetched beyond the rules."""

from __future__ import annotations

import json
import logging
from typing import Final

from PySide6.QtCore import QFile, QIODevice, QLocale, QObject
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

from pos_app.domain.overriding import override
from pos_app.ui.web.rules import PageRules, host_of

_log = logging.getLogger(__name__)

_Setting = QWebEngineSettings.WebAttribute
_ON: Final = (
    _Setting.JavascriptEnabled,
    _Setting.LocalStorageEnabled,
    _Setting.WebRTCPublicInterfacesOnly,
    _Setting.PlaybackRequiresUserGesture,
)
_OFF: Final = (
    _Setting.JavascriptCanAccessClipboard,
    _Setting.JavascriptCanPaste,
    _Setting.JavascriptCanOpenWindows,
    _Setting.LocalContentCanAccessFileUrls,
    _Setting.LocalContentCanAccessRemoteUrls,
    _Setting.PluginsEnabled,
    _Setting.PdfViewerEnabled,
    _Setting.FullScreenSupportEnabled,
    _Setting.ScreenCaptureEnabled,
    _Setting.ErrorPageEnabled,
    _Setting.HyperlinkAuditingEnabled,
    _Setting.AllowRunningInsecureContent,
    _Setting.AllowGeolocationOnInsecureOrigins,
    _Setting.AutoLoadIconsForPage,
    _Setting.TouchIconsEnabled,
    _Setting.NavigateOnDropEnabled,
    _Setting.DnsPrefetchEnabled,
    _Setting.FocusOnNavigationEnabled,
    _Setting.PrintElementBackgrounds,
)

# Runs in a JavaScript world of its own, which page scripts cannot see. A frame or another site that
# is shown later gets no channel, because its origin differs.
_BRIDGE_SCRIPT: Final = """
(function () {
  'use strict';
  if (location.origin !== %(origin)s) return;
  var waiting = [];
  var send = function (text) { waiting.push(text); };
  document.addEventListener('pos-app:message', function (event) {
    if (typeof event.detail === 'string') send(event.detail);
  });
  new QWebChannel(qt.webChannelTransport, function (channel) {
    send = function (text) { channel.objects.bridge.receive(text); };
    waiting.splice(0).forEach(send);
  });
})();
"""


def make_profile(rules: PageRules, parent: QObject) -> QWebEngineProfile:
    """Return a new off-the-record profile; ``parent`` must outlive every page of it."""
    profile = QWebEngineProfile(parent)
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
    profile.setPersistentCookiesPolicy(
        QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies
    )
    profile.setPersistentPermissionsPolicy(
        QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
    )
    profile.setSpellCheckEnabled(False)
    profile.setPushServiceEnabled(False)
    speak(profile, QLocale.system().name())
    settings = profile.settings()
    for attributes, on in ((_ON, True), (_OFF, False)):
        for attribute in attributes:
            settings.setAttribute(attribute, on)
    profile.downloadRequested.connect(_refuse_download)
    profile.setUrlRequestInterceptor(_Gate(rules, profile))
    profile.scripts().insert(_bridge_script(rules.origin))
    return profile


def speak(profile: QWebEngineProfile, locale: str) -> None:
    """Ask pages, the bank's too, for a language; ``locale`` is like ``de`` or ``de_DE``."""
    language = locale.partition("_")[0].lower()
    wanted = language if language in {"de", "en"} else "en"
    tail = ",en;q=0.8" if wanted != "en" else ""
    profile.setHttpAcceptLanguage(f"{wanted}{tail}")


class _Gate(QWebEngineUrlRequestInterceptor):
    """Blocks what the rules do not allow."""

    def __init__(self, rules: PageRules, parent: QObject) -> None:
        super().__init__(parent)
        self._rules = rules

    @override
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl().toString()
        whole_page = (
            info.resourceType() == QWebEngineUrlRequestInfo.ResourceType.ResourceTypeMainFrame
        )
        initiator = info.initiator().toString()
        if not self._rules.may_fetch(url, initiator=initiator, whole_page=whole_page):
            _log.info("Blocked a request of the page to %s", host_of(url))
            info.block(True)  # noqa: FBT003  # Qt knows it by position only


def _refuse_download(request: QWebEngineDownloadRequest) -> None:
    _log.info("Refused a download from %s", request.url().host())
    request.cancel()


def _bridge_script(origin: str) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName("pos-app-bridge")
    script.setWorldId(QWebEngineScript.ScriptWorldId.ApplicationWorld.value)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setRunsOnSubFrames(False)
    script.setSourceCode(_channel_source() + _BRIDGE_SCRIPT % {"origin": json.dumps(origin)})
    return script


def _channel_source() -> str:
    """Qt's own client side of QWebChannel, which ships inside the library."""
    file = QFile(":/qtwebchannel/qwebchannel.js")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise RuntimeError("Qt's qwebchannel.js is missing from this installation")
    try:
        return bytes(file.readAll().data()).decode()
    finally:
        file.close()
