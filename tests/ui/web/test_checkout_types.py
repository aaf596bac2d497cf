"""checkout.js uses Stripe.js as Stripe's own type definitions describe it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typescript import complaints, needs_compiler

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "resources" / "checkout" / "checkout.js"
pytestmark = needs_compiler


def _check(folder: Path, script: str) -> list[str]:
    """Type-check a script as strictly as TypeScript can; returns its complaints."""
    checked = folder / "checkout.js"
    checked.write_text(script, encoding="utf-8")
    return complaints(
        checked,
        allowJs=True,
        checkJs=True,
        noImplicitReturns=True,
        noUnusedLocals=True,
        lib=["es2022", "dom", "dom.iterable"],
    )


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
