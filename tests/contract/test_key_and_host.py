"""A real key and a foreign host never meet, nor a training key and Stripe; nothing is even sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters.stripe_gateway.client import open_client
from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.adapters.stripe_gateway.probe import StripeProbe
from pos_app.domain.modes import ForbiddenPairingError, Mode
from pos_app.domain.secret import Secret
from tests.contract.canned_stripe import TRAINING_KEY, CannedStripe, intent, says

REAL_KEYS = {
    "sk_live_0123456789": Mode.LIVE,
    "rk_live_0123456789": Mode.LIVE,
    "sk_test_0123456789": Mode.TEST,
    "rk_test_0123456789": Mode.TEST,
}
FOREIGN_HOSTS = [
    "http://127.0.0.1:4242",
    "http://localhost",
    "http://api.stripe.com",
    "https://api.stripe.com.example.com",
    "https://api.stripe.com@example.com",
    "https://example.com/api.stripe.com",
    "https://api.stripe.com:8443",
    "https://user@api.stripe.com",
]


@pytest.mark.parametrize("url", FOREIGN_HOSTS)
@pytest.mark.parametrize("key", REAL_KEYS)
def test_a_real_key_goes_to_stripe_alone(key: str, url: str) -> None:
    with pytest.raises(ForbiddenPairingError) as refused:
        StripeGateway(Secret(key), mode=REAL_KEYS[key], api_url=url)
    assert key not in str(refused.value)


@given(st.sampled_from(sorted(REAL_KEYS)), st.text(max_size=30).filter(bool))
def test_a_real_key_goes_to_no_host_that_anyone_can_think_of(key: str, host: str) -> None:
    with pytest.raises((ForbiddenPairingError, ValueError)):
        open_client(Secret(key), api_url=f"https://{host}")


@pytest.mark.parametrize(
    "url",
    [None, "https://api.stripe.com", "http://192.168.1.4", "https://127.0.0.1", "http://a@localhost"],
)  # fmt: skip
def test_a_training_key_stays_on_this_machine(url: str | None) -> None:
    with pytest.raises(ForbiddenPairingError) as refused:
        StripeGateway(Secret(TRAINING_KEY), mode=Mode.TRAINING, api_url=url)
    assert TRAINING_KEY not in str(refused.value)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("key", [*REAL_KEYS, TRAINING_KEY])
def test_a_key_works_in_its_own_mode_only(key: str, mode: Mode) -> None:
    own = REAL_KEYS.get(key, Mode.TRAINING)
    url = "http://127.0.0.1:9" if own is Mode.TRAINING else None
    if mode is own:
        StripeGateway(Secret(key), mode=mode, api_url=url)
    else:
        with pytest.raises(ForbiddenPairingError):
            StripeGateway(Secret(key), mode=mode, api_url=url)


@pytest.mark.parametrize(
    "text", ["", "pk_test_0123456789", "whsec_0123456789abcdef", "sk_org_0123456789", "hello"]
)
def test_what_is_no_secret_key_opens_nothing(text: str) -> None:
    with pytest.raises(ForbiddenPairingError):
        StripeGateway(Secret(text), mode=Mode.TEST)


@pytest.mark.asyncio
async def test_the_probe_sends_no_real_key_to_a_simulator() -> None:
    stripe = CannedStripe([says(intent())])
    await stripe.start()
    probe = StripeProbe(api_url=stripe.url)
    for key in REAL_KEYS:
        with pytest.raises(ForbiddenPairingError):
            await probe.account(Secret(key))
        with pytest.raises(ForbiddenPairingError):
            await probe.permissions(Secret(key))
    with pytest.raises(ForbiddenPairingError):
        await probe.same_account(Secret(TRAINING_KEY), "pk_live_0123456789")
    await probe.close()
    await stripe.stop()
    assert stripe.asked == []


def test_a_training_key_cannot_reach_stripe_by_any_of_the_sdks_addresses() -> None:
    client = open_client(Secret(TRAINING_KEY), api_url="http://127.0.0.1:9/")
    addresses = client.sdk._requestor.base_addresses
    assert set(addresses.values()) == {"http://127.0.0.1:9"}
    assert len(addresses) == 4


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "all_proxy"])
def test_training_never_goes_through_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://proxy.example.com:3128")
    client = open_client(Secret(TRAINING_KEY), api_url="http://127.0.0.1:9", proxy="http://p:1")
    assert client.transport.proxy is None


def test_a_real_key_uses_the_chosen_proxy_before_the_systems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = Secret("sk_test_0123456789")
    assert open_client(key).transport.proxy is None
    monkeypatch.setenv("https_proxy", "http://system.example.com:3128")
    assert open_client(key).transport.proxy == "http://system.example.com:3128"
    chosen = open_client(key, proxy="http://chosen.example.com:8080")
    assert chosen.transport.proxy == "http://chosen.example.com:8080"
    monkeypatch.setenv("no_proxy", "api.stripe.com")
    assert open_client(key).transport.proxy is None


@pytest.mark.parametrize("key", REAL_KEYS)
def test_a_real_key_goes_to_stripe_without_being_told(key: str) -> None:
    client = open_client(Secret(key))
    assert client.sdk._requestor.base_addresses["api"] == "https://api.stripe.com"
    assert client.livemode is (REAL_KEYS[key] is Mode.LIVE)
