"""The log holds no secret and no card number, however they get there."""

import faulthandler
import logging
import stat
import sys
import threading
from pathlib import Path

import pytest

from pos_app.bootstrap.crash import CrashHooks
from pos_app.bootstrap.logs import start_logging, stop_logging, tell_unwritten
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


FULL = Path("/dev/full")


def _fails(error: OSError) -> None:
    raise error


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
    handler = start_logging(tmp_path, _fails)
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


@pytest.mark.parametrize("in_the_way", ["logs", "logs/pos-app.log/in it"])
def test_what_cannot_go_to_the_file_goes_to_stderr_masked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], in_the_way: str
) -> None:
    (tmp_path / in_the_way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / in_the_way).touch()
    said: list[OSError] = []
    handler = start_logging(tmp_path / "logs", said.append)
    try:
        logging.getLogger("pos_app.test").info("argument %s", SECRETS[0])
    finally:
        stop_logging(handler)
    assert [Path(error.filename).relative_to(tmp_path).parts[0] for error in said] == ["logs"]
    shown = capsys.readouterr().err
    assert "argument" in shown
    assert SECRETS[0] not in shown


def test_a_window_without_a_console_works_without_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pos-app.log").mkdir()
    monkeypatch.setattr(sys, "stderr", None)
    said: list[OSError] = []
    handler = start_logging(tmp_path, said.append)
    logging.getLogger("pos_app.test").info("to nobody")
    stop_logging(handler)
    tell_unwritten(said[0])
    assert len(said) == 1


@pytest.mark.skipif(not FULL.exists(), reason="a disk that is full at will is Linux's")
def test_a_disk_that_fills_up_is_told_once_and_without_what_was_to_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pos-app.log").symlink_to(FULL)
    handler = start_logging(tmp_path, _fails)
    for _ in range(3):
        logging.getLogger("pos_app.test").info("argument %s", SECRETS[0])
    stop_logging(handler)
    shown = capsys.readouterr().err
    assert shown.splitlines() == [
        "pos-app: the log cannot be written: [Errno 28] No space left on device"
    ]


@pytest.mark.expects_log("unexpected error in a test")
def test_a_crash_is_reported_without_a_file_for_native_stacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sys, threading):  # the hooks put Python's own back, not the test runner's
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    (tmp_path / "fault.log").mkdir()
    said: list[OSError] = []
    told: list[str] = []
    enabled = faulthandler.is_enabled()
    hooks = CrashHooks(tmp_path, said.append)
    hooks.install()
    hooks.listen(lambda where, _error: told.append(where))
    hooks.report("a test", ValueError())
    hooks.remove()
    assert (told, len(said)) == (["a test"], 1)
    assert faulthandler.is_enabled() == enabled
