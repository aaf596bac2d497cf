"""TypeScript's compiler as the judge of what a file makes of Stripe's own type definitions."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

_PACKAGES: Final = Path(os.environ["POS_APP_NODE_MODULES"])
_COMPILER: Final = _PACKAGES / "typescript" / "bin" / "tsc"

needs_compiler = [
    pytest.mark.node,
    pytest.mark.skipif(not _COMPILER.exists(), reason="the npm development packages are absent"),
]


def complaints(file: Path, **options: Any) -> list[str]:
    """Check a file strictly against ``@stripe/stripe-js``; what the compiler has to say.

    Args:
        file: in a folder of its own, which gets the settings.
        options: further options of the compiler.
    """
    settings = {
        "compilerOptions": {
            "strict": True,
            "noEmit": True,
            "target": "es2022",
            "module": "esnext",
            "moduleResolution": "bundler",
            "types": [],
            "paths": {"@stripe/stripe-js": [str(_PACKAGES / "@stripe" / "stripe-js")]},
            **options,
        },
        "files": [file.name],
    }
    (file.parent / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        ["node", str(_COMPILER), "-p", str(file.parent), "--pretty", "false"],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if ": error " in line]
    assert found or done.returncode == 0, done.stdout + done.stderr
    return found
