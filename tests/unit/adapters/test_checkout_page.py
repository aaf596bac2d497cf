"""The rendered checkout page: whole, small, bound to one mode, free of secrets."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pos_app.adapters.checkout_page import render_checkout
from pos_app.domain.modes import STRIPE_API, ForbiddenPairingError, Mode

RESOURCES = Path(__file__).parents[3] / "resources"
LIVE: dict[str, Any] = {
    "mode": Mode.LIVE,
    "script_url": "https://js.stripe.com/endive/stripe.js",
    "api_origin": STRIPE_API,
    "locale": "de",
}
TRAINING: dict[str, Any] = {
    "mode": Mode.TRAINING,
    "script_url": "http://127.0.0.1:4711/js/endive/stripe.js",
    "api_origin": "http://127.0.0.1:4711",
    "locale": "en",
}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def policy(self) -> dict[str, list[str]]:
        [text] = [a["content"] for tag, a in self.tags if a.get("http-equiv")]
        rules = [rule.split() for rule in str(text).split(";")]
        return {name: values for name, *values in rules}


def test_live_page_trusts_stripes_hosts_as_its_guide_says() -> None:
    policy = _Reader(render_checkout(RESOURCES, **LIVE)).policy()
    stripe = ["https://js.stripe.com", "https://*.js.stripe.com"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"][1:] == stripe
    assert policy["frame-src"] == [*stripe, "https://hooks.stripe.com"]
    assert policy["connect-src"] == ["https://api.stripe.com"]


def test_training_page_trusts_the_simulator_alone() -> None:
    page = render_checkout(RESOURCES, **TRAINING)
    policy = _Reader(page).policy()
    simulator = ["http://127.0.0.1:4711", "http://localhost:4711"]
    assert policy["script-src"][1:] == policy["frame-src"] == policy["connect-src"] == simulator
    assert "stripe.com" not in str(policy)


@pytest.mark.parametrize("world", [LIVE, TRAINING])
def test_only_our_own_inline_script_may_run(world: dict[str, Any]) -> None:
    page = render_checkout(RESOURCES, **world)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert _Reader(page).policy()["script-src"][0] == f"'sha256-{digest}'"
    assert "unsafe-inline" not in str(_Reader(page).policy()["script-src"])


@pytest.mark.parametrize("world", [LIVE, TRAINING])
def test_page_is_whole_and_loads_one_script(world: dict[str, Any]) -> None:
    page = render_checkout(RESOURCES, **world)
    assert re.search(r"\{\{\w+\}\}", page) is None
    tags = _Reader(page).tags
    assert [a["src"] for tag, a in tags if tag == "script" and "src" in a] == [world["script_url"]]
    assert ("html", {"lang": world["locale"]}) in tags


def test_unknown_language_falls_back_to_english() -> None:
    page = render_checkout(RESOURCES, **(TRAINING | {"locale": '"><script>'}))
    assert ("html", {"lang": "en"}) in _Reader(page).tags


@pytest.mark.parametrize(
    "mixed",
    [
        LIVE | {"script_url": TRAINING["script_url"]},
        LIVE | {"api_origin": TRAINING["api_origin"]},
        LIVE | {"script_url": "https://js.stripe.com.evil.example/endive/stripe.js"},
        LIVE | {"script_url": "http://js.stripe.com/endive/stripe.js"},
        TRAINING | {"script_url": LIVE["script_url"]},
        TRAINING | {"api_origin": STRIPE_API},
        TRAINING | {"mode": Mode.TEST},
    ],
)
def test_scripts_and_hosts_of_another_mode_are_refused(mixed: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenPairingError):
        render_checkout(RESOURCES, **mixed)
