"""The log holds no secret and no card number, however they get there."""

import logging
import stat
import sys
from pathlib import Path

import pytest

from pos_app.bootstrap.logs import start_logging, stop_logging
from pos_app.domain.masking import mask_all

SECRETS = [
    "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "rk_live_" + "51HqLyjWDarjtT1zdp7dcXyz",
    "sk_test_training_" + "abcdef0123456789",
    "whsec_" + "5WbX5kEWLlfzsGNjH64I8lOO",
    "pi_3MtwBwLkdIwHu7ix_secret_" + "YrKJUKribcBjcG8HVhfZluoGH",
    "seti_1Mm8s8_secret_NXDICkPqPeiBTAFqWmkbff09lRmSVXe",
    "cuss_secret_PBX1QfK5gGbZ8Yd0",
    "4242 4242 4242 4242",
    "5555-5555-5555-4444",
    "20261123 4242424242424242",
    "4242.4242.4242.4242",
    "4242%204242%204242%204242",
    "pi_9%5Fsecret%5FYrKJUKribcBjcG8H",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_masked(secret: str) -> None:
    masked = mask_all(f"before {secret}, after")
    assert secret not in masked
    assert secret[-8:] not in masked
    assert masked.startswith("before ")
    assert masked.endswith(", after")


@pytest.mark.parametrize(
    "text", ["pi_3MtwBwLkdIwHu7ix", "cus_NffrFeUfNV2Hib", "order 20261122-1", ""]
)
def test_what_the_log_is_for_stays_readable(text: str) -> None:
    assert mask_all(text) == text


@pytest.mark.expects_log("caught")
@pytest.mark.parametrize("secret", SECRETS)
def test_the_log_file_is_private_and_free_of_secrets(tmp_path: Path, secret: str) -> None:
    handler = start_logging(tmp_path)
    try:
        log = logging.getLogger("pos_app.test")
        log.info("argument %s", secret)
        try:
            raise ValueError(f"in an exception: {secret}")
        except ValueError:
            log.exception("caught")
    finally:
        stop_logging(handler)
    written = tmp_path / "pos-app.log"
    text = written.read_text()
    assert "argument" in text
    assert "in an exception" in text
    assert secret not in text
    if sys.platform != "win32":
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
