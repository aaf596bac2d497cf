"""``pos-app hooks`` shows what is told, makes secrets and tries the wiring."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from pathlib import Path

import pytest

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.bootstrap.hooks_command import run_hooks
from pos_app.bootstrap.options import HooksOptions, parse
from pos_app.domain.hooks import HookKind, HookMessage
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from pos_app.ports.store import Tx

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def configure(folder: Path, *, status: int = 0) -> Path:
    """Two hooks: a program that keeps what it is told, and an address nobody serves."""
    told = folder / "told"
    lines = f"import sys; open({str(told)!r}, 'w').write(sys.stdin.read()); sys.exit({status})"
    command = json.dumps([sys.executable, "-I", "-c", lines])
    (folder / "settings.toml").write_text(
        f'mode = "test"\n[[hooks]]\nname = "stock"\ncommand = {command}\n'
        '[[hooks]]\nname = "crm"\nurl = "http://127.0.0.1:1/"\nevents = ["sale.failed"]\n',
        encoding="utf-8",
    )
    return told


def ask(folder: Path, *words: str, keyring: MemorySecretStore | None = None) -> int:
    options = parse(["hooks", "--data-dir", str(folder), *words])
    assert isinstance(options, HooksOptions)
    return run_hooks(options, keyring or MemorySecretStore())


def test_a_program_takes_a_ping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = configure(tmp_path)
    assert ask(tmp_path, "test", "stock") == 0
    body = json.loads(told.read_text(encoding="utf-8"))
    assert (body["kind"], body["operation"], body["livemode"]) == ("ping", None, False)
    assert "taken" in capsys.readouterr().out


def test_why_a_ping_was_not_taken_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(tmp_path, status=3)
    assert ask(tmp_path, "test", "stock") == 1
    assert "exit 3" in capsys.readouterr().err
    assert ask(tmp_path, "test", "crm") == 1
    assert "no_secret" in capsys.readouterr().err
    keyring = MemorySecretStore()
    keyring.set("hook_crm", Secret("s3cret"))
    assert ask(tmp_path, "test", "crm", keyring=keyring) == 1
    said = capsys.readouterr().err
    assert "unreachable" in said
    assert "s3cret" not in said
    assert ask(tmp_path, "test", "nobody") == 1
    assert "nobody" in capsys.readouterr().err


def test_a_secret_is_kept_and_printed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(tmp_path)
    keyring = MemorySecretStore()
    assert ask(tmp_path, "secret", "crm", keyring=keyring) == 0
    printed = capsys.readouterr().out.strip()
    assert keyring.get("hook_crm") == Secret(printed)
    assert len(printed) >= 40
    assert ask(tmp_path, "secret", "stock", keyring=keyring) == 1
    assert "needs no secret" in capsys.readouterr().err


def test_the_list_shows_what_was_given_up_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(tmp_path) == 0
    assert "No hooks" in capsys.readouterr().out
    configure(tmp_path)
    assert ask(tmp_path) == 0  # nothing was sold yet
    assert "delivered 0" in capsys.readouterr().out

    def fill(tx: Tx) -> None:
        for number in range(3):
            message = HookMessage(f"hook_{number}", HookKind.SALE_FAILED, OpId("op"), "{}", NOW)
            tx.outbox.add(message, ["stock", "crm"])
        tx.outbox.delivered("hook_0", "stock", NOW)
        tx.outbox.give_up("hook_1", "crm", NOW, "status 500")

    async def sell() -> None:
        store = SqlStore.open(tmp_path / "test-default.db")
        await store.transact(fill)
        await store.close()

    asyncio.run(sell())
    assert ask(tmp_path) == 1
    said = capsys.readouterr().out
    assert "waiting 2, delivered 1, given up 0" in said
    assert "waiting 2, delivered 0, given up 1" in said
    assert "sale.failed given up: status 500" in said
    assert "told of sale.failed" in said


def test_a_broken_settings_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("mode = ", encoding="utf-8")
    assert ask(tmp_path) == 1
    assert "settings.toml" in capsys.readouterr().err
