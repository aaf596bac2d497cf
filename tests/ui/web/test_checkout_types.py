"""checkout.js uses Stripe.js as Stripe's own type definitions describe it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "resources" / "checkout" / "checkout.js"
PACKAGES = Path(os.environ.get("POS_APP_NODE_MODULES", ROOT / ".cache" / "node" / "node_modules"))
COMPILER = PACKAGES / "typescript" / "bin" / "tsc"

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not COMPILER.exists(), reason="the npm development packages are absent"),
]


def _check(folder: Path, script: str) -> list[str]:
    """Type-check a script as strictly as TypeScript can; returns its complaints."""
    (folder / "checkout.js").write_text(script, encoding="utf-8")
    settings = {
        "compilerOptions": {
            "strict": True,
            "allowJs": True,
            "checkJs": True,
            "noEmit": True,
            "noImplicitReturns": True,
            "noUnusedLocals": True,
            "target": "es2022",
            "lib": ["es2022", "dom", "dom.iterable"],
            "module": "esnext",
            "moduleResolution": "bundler",
            "types": [],
            "paths": {"@stripe/stripe-js": [str(PACKAGES / "@stripe" / "stripe-js")]},
        },
        "files": ["checkout.js"],
    }
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        ["node", str(COMPILER), "-p", str(folder), "--pretty", "false"],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if ": error " in line]


def test_checkout_script_keeps_to_stripes_types(tmp_path: Path) -> None:
    assert _check(tmp_path, SCRIPT.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("redirect: 'if_required'", "redirect: 'if_needed'"),
        ("applePay: 'never'", "applePay: 'off'"),
        ("value.payment_method?.id", "value.paymentMethod?.id"),
        ("handleNextAction({ clientSecret })", "handleNextAction({ secret: clientSecret })"),
        ("payment.on('ready'", "payment.on('loaded'"),
    ],
)
def test_the_check_notices_what_stripe_does_not_know(
    tmp_path: Path, right: str, wrong: str
) -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert right in script
    assert _check(tmp_path, script.replace(right, wrong)) != []
