"""No key and no client secret leaves through a text, a log, a repr or an exception."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.adapters.stripe_gateway.transport import failure_cause
from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.modes import Mode
from pos_app.domain.outcomes import FailureCause, Refused, Unknown
from pos_app.domain.secret import Secret
from tests.contract.canned_stripe import TRAINING_KEY, CannedStripe, Pauses, intent, refuses, says

SECRETS = [
    "sk_live_" + "51AbCdEfGhIjKl",
    "rk_test_51AbCdEfGhIjKl",
    "pk_live_51AbCdEfGhIjKl",
    "sk_test_****************abcd",
    TRAINING_KEY,
    "whsec_abcdefgh",
    "pi_3Abc_secret_XyZ12",
    "cuss_secret_XyZ12",
    "Bearer abc.def",
    "4242 4242 4242 4242",
    "4242424242424242",
]


@pytest.mark.parametrize("secret", SECRETS)
@given(before=st.text(max_size=10), after=st.text(max_size=10))
def test_scrubbing_finds_secrets_anywhere(secret: str, before: str, after: str) -> None:
    told = scrub(f"{before} '{secret}' {after}")
    assert secret not in told
    assert "\n" not in told


def test_scrubbing_keeps_what_a_manager_needs() -> None:
    text = "No such payment_intent: 'pi_3Abc'; req_123 at 1790000000"
    assert scrub(text) == text


def test_scrubbing_hides_a_proxy_password() -> None:
    assert scrub("http://kim:hunter2@proxy:3128 refused") == "http://***@proxy:3128 refused"


@pytest.mark.asyncio
async def test_neither_answers_nor_errors_show_the_key_or_the_client_secret(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"Invalid API Key provided: {TRAINING_KEY} for pi_1_secret_abc"
    stripe = CannedStripe(
        [
            says(intent()),
            refuses(401, message=echo),
            refuses(400, message=echo, param=f"x[{TRAINING_KEY}]"),
            refuses(500, message=echo, type="api_error"),
        ]
    )
    await stripe.start()
    gateway = StripeGateway(
        Secret(TRAINING_KEY), mode=Mode.TRAINING, api_url=stripe.url, pause=Pauses()
    )
    told = [repr(gateway), repr(vars(gateway))]
    for _ in range(4):
        outcome = await gateway.payments.client_secret(PaymentIntentId("pi_1"))
        told.append(repr(outcome))
        if isinstance(outcome, Refused):
            told.append(outcome.message + outcome.param)
        elif isinstance(outcome, Unknown):
            told.append(outcome.detail)
    await gateway.close()
    await stripe.stop()
    told += [record.getMessage() for record in caplog.records]
    told += capfd.readouterr()
    for text in told:
        assert TRAINING_KEY not in text
        assert "secret_abc" not in text


def test_the_sdks_debug_log_stays_off_even_if_the_environment_asks_for_it() -> None:
    program = """
        import asyncio
        from pos_app.adapters.stripe_gateway.gateway import StripeGateway
        from pos_app.domain.ids import PaymentIntentId
        from pos_app.domain.modes import Mode
        from pos_app.domain.secret import Secret
        from tests.contract.canned_stripe import TRAINING_KEY, CannedStripe, intent, says

        async def main():
            stripe = CannedStripe([says(intent())])
            await stripe.start()
            gateway = StripeGateway(Secret(TRAINING_KEY), mode=Mode.TRAINING, api_url=stripe.url)
            print(await gateway.payments.client_secret(PaymentIntentId("pi_1")))
            await gateway.close()
            await stripe.stop()

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=os.environ | {"STRIPE_LOG": "debug", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "pi_1" in done.stdout
    assert "secret_abc" not in done.stdout + done.stderr
    assert TRAINING_KEY not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (TimeoutError(), FailureCause.TIMEOUT),
        (aiohttp.ServerTimeoutError(), FailureCause.TIMEOUT),
        (aiohttp.ClientPayloadError(), FailureCause.NETWORK),
        (aiohttp.ServerDisconnectedError(), FailureCause.NETWORK),
        (ConnectionResetError(), FailureCause.NETWORK),
    ],
)
def test_broken_connections_have_a_name(error: Exception, cause: FailureCause) -> None:
    assert failure_cause(error) is cause
