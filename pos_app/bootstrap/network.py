"""The shop's proxy for the web view; the SDK is given the same one by itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory

from pos_app.domain.modes import Mode


def use_proxy(address: str, mode: Mode) -> None:
    """Send the web view's requests through a proxy; call before the web engine starts.

    Args:
        address: ``http://host:port``; empty follows the system.
        mode: training speaks to this machine only, which no proxy can reach.
    """
    if mode is Mode.TRAINING:
        QNetworkProxyFactory.setUseSystemConfiguration(False)
        QNetworkProxy.setApplicationProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))
    elif address:
        parts = urlsplit(address)
        QNetworkProxy.setApplicationProxy(
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, parts.hostname or "", parts.port or 0)
        )
    else:
        QNetworkProxyFactory.setUseSystemConfiguration(True)
