"""The web view goes through the shop's proxy, and training through none."""

from collections.abc import Iterator

import pytest
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory

from pos_app.bootstrap.network import use_proxy
from pos_app.domain.modes import Mode


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = QNetworkProxy.applicationProxy()
    yield
    QNetworkProxyFactory.setUseSystemConfiguration(False)
    QNetworkProxy.setApplicationProxy(before)


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.LIVE])
def test_real_modes_use_the_proxy_of_the_settings(mode: Mode) -> None:
    use_proxy("http://proxy.shop.example:3128", mode)
    proxy = QNetworkProxy.applicationProxy()
    assert proxy.type() is QNetworkProxy.ProxyType.HttpProxy
    assert (proxy.hostName(), proxy.port()) == ("proxy.shop.example", 3128)


def test_without_a_setting_the_system_decides() -> None:
    use_proxy("", Mode.LIVE)
    assert QNetworkProxyFactory.usesSystemConfiguration()


def test_training_goes_through_no_proxy() -> None:
    use_proxy("http://proxy.shop.example:3128", Mode.TRAINING)
    assert not QNetworkProxyFactory.usesSystemConfiguration()
    assert QNetworkProxy.applicationProxy().type() is QNetworkProxy.ProxyType.NoProxy
