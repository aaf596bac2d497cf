"""The checks that docs/hooks.md prints accept our signatures, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from pos_app.adapters.hooks.signature import signature
from pos_app.domain.secret import Secret

PAGE = Path(__file__).parents[3] / "docs" / "hooks.md"
BODY = '{"title":"Zoë $HOME `id`"}\n'.encode()
SECRET = "a secret, with 'quotes' and $ signs"


def printed(language: str) -> str:
    """The last block of a language on the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[-1]  # type: ignore[no-any-return]


def now() -> int:
    return time.time_ns() // 1_000_000_000


def by_python(header: str, body: bytes, _folder: Path) -> bool:
    made: dict[str, Any] = {}
    exec(printed("python"), made)  # noqa: S102 - the page's own example
    return bool(made["is_genuine"](header, body, SECRET))


def by_shell(header: str, body: bytes, folder: Path) -> bool:
    shell, openssl = shutil.which("sh"), shutil.which("openssl")
    if shell is None or openssl is None:
        pytest.skip("needs sh and openssl")
    (folder / "body").write_bytes(body)
    done = subprocess.run(
        [shell, "-c", printed("sh")],
        cwd=folder,
        env={"HEADER": header, "SECRET": SECRET, "PATH": "/usr/bin:/bin:/usr/local/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    return done.stdout == "genuine\n"


@pytest.mark.parametrize("check", [by_python, by_shell])
def test_the_printed_check_tells_genuine_from_forged(check: Any, tmp_path: Path) -> None:
    header = signature(Secret(SECRET), now(), BODY)
    assert check(header, BODY, tmp_path)
    assert not check(header, BODY + b" ", tmp_path)
    assert not check(signature(Secret("another"), now(), BODY), BODY, tmp_path)
    assert not check(signature(Secret(SECRET), now() - 3600, BODY), BODY, tmp_path)
    assert not check("", BODY, tmp_path)
