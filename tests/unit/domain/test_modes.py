"""Which keys and which hosts may meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.modes import (
    STRIPE_API,
    ForbiddenPairingError,
    KeyInfo,
    KeyKind,
    KeyProblem,
    Mode,
    host_allowed,
    read_key,
    require_host,
    script_allowed,
)

LIVE = KeyInfo(KeyKind.RESTRICTED, Mode.LIVE)
TRAINING = KeyInfo(KeyKind.SECRET, Mode.TRAINING)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("pk_test_" + "a1b2c3d4e5", KeyInfo(KeyKind.PUBLISHABLE, Mode.TEST)),
        ("rk_live_" + "a1b2c3d4e5", LIVE),
        ("sk_live_" + "a1b2c3d4e5", KeyInfo(KeyKind.SECRET, Mode.LIVE)),
        ("sk_test_training_" + "a1b2c3d4", TRAINING),
        ("sk_live_training_" + "a1b2c3d4", KeyProblem.NOT_A_KEY),
        ("sk_test_short", KeyProblem.TOO_SHORT),
        ("sk_test_training_ab", KeyProblem.TOO_SHORT),
        ("", KeyProblem.EMPTY),
        (" sk_test_a1b2c3d4e5", KeyProblem.NOT_A_KEY),
        ("sk_test_a1b2c3d4e5\n", KeyProblem.NOT_A_KEY),
        ("hello", KeyProblem.NOT_A_KEY),
        ("whsec_a1b2c3d4e5", KeyProblem.WEBHOOK_SECRET),
        ("sk_org_live_a1b2c3d4", KeyProblem.ORGANIZATION_KEY),
        ("uk_a1b2c3d4e5", KeyProblem.USER_KEY),
    ],
)
def test_keys_are_read_by_their_prefix(text, read) -> None:
    assert read_key(text) == read


@given(st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    assert isinstance(read_key(text), (KeyInfo, KeyProblem))


@pytest.mark.parametrize(
    ("mode", "url", "allowed"),
    [
        (Mode.LIVE, STRIPE_API, True),
        (Mode.TEST, STRIPE_API, True),
        (Mode.TRAINING, STRIPE_API, False),
        (Mode.TRAINING, "http://127.0.0.1:4711", True),
        (Mode.TRAINING, "http://localhost:4711/v1", True),
        (Mode.TRAINING, "http://[::1]:4711", True),
        (Mode.LIVE, "http://127.0.0.1:4711", False),
        (Mode.TEST, "https://127.0.0.1:4711", False),
        (Mode.LIVE, "http://api.stripe.com", False),
        (Mode.LIVE, "https://api.stripe.com.evil.example", False),
        (Mode.LIVE, "https://api.stripe.com@evil.example", False),
        (Mode.LIVE, "https://user:pw@api.stripe.com", False),
        (Mode.LIVE, "https://api.stripe.com:8443", False),
        (Mode.TRAINING, "http://127.0.0.1.evil.example", False),
        (Mode.TRAINING, "http://127.0.0.1@evil.example", False),
        (Mode.TRAINING, "http://me@127.0.0.1:4711", False),
        (Mode.TRAINING, "https://127.0.0.1:4711", False),
        (Mode.TRAINING, "http://[::1", False),
        (Mode.LIVE, "https://[", False),
    ],
)
def test_a_key_meets_only_its_own_host(mode, url, allowed) -> None:
    assert host_allowed(mode, url) is allowed


@given(st.sampled_from(list(Mode)), st.text())
def test_any_address_gets_an_answer(mode: Mode, url: str) -> None:
    assert host_allowed(mode, url) is False
    assert script_allowed(mode, url) is False


@pytest.mark.parametrize(
    ("mode", "url", "allowed"),
    [
        (Mode.LIVE, "https://js.stripe.com/v3/", True),
        (Mode.TEST, "https://js.stripe.com/endive/stripe.js", True),
        (Mode.LIVE, "http://js.stripe.com/v3/", False),
        (Mode.LIVE, "https://js.stripe.com.evil.example/v3/", False),
        (Mode.LIVE, "http://127.0.0.1:4711/stripe.js", False),
        (Mode.TRAINING, "http://127.0.0.1:4711/stripe.js", True),
        (Mode.TRAINING, "https://js.stripe.com/v3/", False),
    ],
)
def test_a_page_loads_only_its_own_script(mode, url, allowed) -> None:
    assert script_allowed(mode, url) is allowed


@pytest.mark.parametrize(
    ("key", "url", "host"),
    [
        (LIVE, "http://127.0.0.1:4711", "127.0.0.1"),
        (TRAINING, STRIPE_API, "api.stripe.com"),
        (LIVE, "https://[", "an unreadable address"),
    ],
)
def test_a_forbidden_pairing_stops_the_app(key, url, host) -> None:
    with pytest.raises(ForbiddenPairingError, match=f"must not be sent to {host}"):
        require_host(key, url)


def test_an_allowed_pairing_goes_on() -> None:
    require_host(LIVE, STRIPE_API)
    require_host(TRAINING, "http://127.0.0.1:4711")
