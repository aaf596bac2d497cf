"""The stand-in offers what Stripe's own type definitions describe, and nothing of its own."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pos_app.simulator.bundle import SCRIPT_FILES
from tests.support.typescript import complaints, needs_compiler

ROOT = Path(__file__).parents[3]
pytestmark = needs_compiler

_LOOK_INSIDE = """
const window = {}, BUILD = '';
const document = { currentScript: { src: 'http://127.0.0.1:1/stripe.js' } };
%s
const names = (type) => Object.getOwnPropertyNames(type.prototype)
  .filter((name) => name !== 'constructor' && !name.startsWith('_'));
console.log(JSON.stringify({
  stripe: names(StripeClient), elements: names(Elements), payment: names(PaymentElement),
  events: PAYMENT_EVENTS, options: PAYMENT_OPTIONS, updatable: UPDATABLE_OPTIONS,
  themes: THEMES, modes: MODES, layouts: LAYOUTS, radios: RADIOS,
}));
"""

_TYPES = """
import type {
  Appearance, LayoutObject, Stripe, StripeElements, StripeElementsOptionsMode,
  StripePaymentElement, StripePaymentElementOptions, StripePaymentElementUpdateOptions,
} from '@stripe/stripe-js';
export const stripe: (keyof Stripe)[] = %(stripe)s;
export const elements: Record<keyof StripeElements, true> = %(elements)s;
export const payment: Record<keyof StripePaymentElement, true> = %(payment)s;
export const options: Partial<Record<keyof StripePaymentElementOptions, true>> = %(options)s;
export const updatable: Partial<Record<keyof StripePaymentElementUpdateOptions, true>> =
  %(updatable)s;
export const themes: NonNullable<Appearance['theme']>[] = %(themes)s;
export const modes: NonNullable<StripeElementsOptionsMode['mode']>[] = %(modes)s;
export const layouts: LayoutObject['type'][] = %(layouts)s;
export const radios: NonNullable<LayoutObject['radios']>[] = %(radios)s;
declare const element: StripePaymentElement;
%(listeners)s
"""


def offered() -> dict[str, list[str]]:
    """Public names of the stand-in, as the script itself defines them."""
    home = ROOT / "resources" / "simulator"
    source = "\n".join((home / name).read_text(encoding="utf-8") for name in SCRIPT_FILES)
    done = subprocess.run(
        ["node", "-"],  # noqa: S607
        input=_LOOK_INSIDE % source,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    names: dict[str, list[str]] = json.loads(done.stdout)
    return names


def complaints_about(folder: Path, names: dict[str, list[str]]) -> list[str]:
    """What the compiler has to say about these names."""
    true = {name: dict.fromkeys(names[name], True) for name in names}
    fill: dict[str, Any] = {name: json.dumps(listed) for name, listed in names.items()}
    for name in ("elements", "payment", "options", "updatable"):
        fill[name] = json.dumps(true[name])
    fill["listeners"] = "\n".join(f"element.on('{name}', () => {{}});" for name in names["events"])
    offered_file = folder / "offered.ts"
    offered_file.write_text(_TYPES % fill, encoding="utf-8")
    return complaints(offered_file)


def test_everything_offered_is_in_stripes_types(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, offered()) == []


@pytest.mark.parametrize("kind", ["stripe", "elements", "payment", "options", "events", "themes"])
def test_the_check_notices_an_invented_name(tmp_path: Path, kind: str) -> None:
    names = offered()
    names[kind].append("inventedHere")
    assert complaints_about(tmp_path, names) != []


def test_the_check_notices_a_missing_method(tmp_path: Path) -> None:
    names = offered()
    names["payment"].remove("collapse")
    assert complaints_about(tmp_path, names) != []
