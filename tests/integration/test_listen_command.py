"""``pos-app listen`` says what is there, what is missing, and what to do about it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.adapters.events.webhook_listener import WebhookListener
from pos_app.adapters.settings_file import SettingsFile
from pos_app.adapters.system_clock import SystemClock
from pos_app.bootstrap.listen import run_listen
from pos_app.bootstrap.options import ListenOptions
from pos_app.domain.intake import ListenerState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.domain.stripe_events import StripeEvent
from tests.support import webhook_mail as mail


def configure(folder: Path, **changes: object) -> ListenOptions:
    settings = replace(Settings(mode=Mode.TEST), **changes)  # type: ignore[arg-type]
    SettingsFile(folder / "settings.toml").save(settings)
    return ListenOptions(folder)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called ``stripe`` that says its version, and nothing else on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    if sys.platform == "win32":
        program = folder / "stripe.bat"
        program.write_text("@echo stripe version 1.52.0\n")
    else:
        program = folder / "stripe"
        program.write_text("#!/bin/sh\necho stripe version 1.52.0\necho You are up to date\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return program


@asynccontextmanager
async def app_at(port: int, *secrets: Secret) -> AsyncIterator[WebhookListener]:
    async def accept(_event: StripeEvent) -> bool:
        return True

    listener = WebhookListener(accept=accept, clock=SystemClock(), livemode=False)
    listener.use(secrets)
    assert await listener.start(port) is ListenerState.LISTENING
    try:
        yield listener
    finally:
        await listener.stop()


@pytest.mark.asyncio
async def test_everything_is_there(
    tmp_path: Path, client: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    options = configure(tmp_path, webhook_port=free_port)
    async with app_at(free_port, Secret(mail.SECRET)):
        assert await asyncio.to_thread(mail.deliver, free_port, mail.genuine(1)) == 200
        assert await asyncio.to_thread(run_listen, options) == 0
    said = capsys.readouterr().out
    assert said.count("[ok]") == 4
    assert "stripe version 1.52.0." in said
    assert "Taken since the start: 1, refused: 0" in said
    assert f"stripe listen --forward-to http://127.0.0.1:{free_port}/stripe/webhook" in said
    assert mail.SECRET not in said


@pytest.mark.asyncio
async def test_what_is_missing_is_named_with_its_remedy(
    tmp_path: Path,
    free_port: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    options = configure(tmp_path, webhook_port=free_port, mode=Mode.LIVE)
    assert run_listen(options) == 1
    nobody = capsys.readouterr().out
    assert "https://docs.stripe.com/stripe-cli/install" in nobody
    assert f"No pos_app takes deliveries at http://127.0.0.1:{free_port}" in nobody
    assert "stripe listen --live --forward-to" in nobody
    async with app_at(free_port):
        assert await asyncio.to_thread(run_listen, options) == 1
    open_without_secret = capsys.readouterr().out
    assert "pos_app takes deliveries" in open_without_secret
    assert "stripe listen --print-secret" in open_without_secret


@pytest.mark.asyncio
async def test_another_program_at_the_port_is_not_taken_for_the_app(
    tmp_path: Path, client: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"pos_app":true}')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", free_port)
    async with server:
        options = configure(tmp_path, webhook_port=free_port)
        assert await asyncio.to_thread(run_listen, options) == 1
    assert "No pos_app takes deliveries" in capsys.readouterr().out


def test_a_foreign_program_called_stripe_is_not_taken_for_the_client(
    tmp_path: Path, client: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    client.write_text(client.read_text().replace("stripe version", "striped cat"))
    run_listen(configure(tmp_path, webhook_port=free_port))
    assert "is not Stripe's command-line client" in capsys.readouterr().out


def test_in_training_there_is_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_listen(ListenOptions(tmp_path)) == 0
    assert run_listen(configure(tmp_path, mode=Mode.TRAINING)) == 0
    assert capsys.readouterr().out.count("nothing to set up") == 2


def test_switched_off_and_unreadable_settings_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_listen(configure(tmp_path, webhook_port=0)) == 1
    assert "switched off" in capsys.readouterr().out
    (tmp_path / "settings.toml").write_text("webhook_port = 'four'")
    assert run_listen(ListenOptions(tmp_path)) == 1
    assert "webhook_port" in capsys.readouterr().err
