"""Renders the embedded checkout page into one HTML text: no secrets, no files fetched later."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pos_app.domain.modes import ForbiddenPairingError, Mode, host_allowed, script_allowed

_LANGUAGES: Final = frozenset({"en", "de"})
_LARGEST: Final = 500_000
"""Bytes; Qt percent-encodes the page into a data: URL, of which Chromium takes at most 2 MiB."""


def render_checkout(
    resources: Path, *, mode: Mode, script_url: str, api_origin: str, locale: str
) -> str:
    """Return the checkout page for one mode.

    Args:
        resources: the folder that holds ``checkout/``.
        mode: decides which addresses are allowed.
        script_url: where the page loads stripe.js from.
        api_origin: where stripe.js sends its requests: ``https://api.stripe.com`` or the simulator.
        locale: ``en`` or ``de``.

    Raises:
        ForbiddenPairingError: script or API address do not belong to the mode.
        OSError: the resources are not there.
    """
    if not script_allowed(mode, script_url):
        raise ForbiddenPairingError(f"{mode}: stripe.js must not come from {_host(script_url)}")
    if not host_allowed(mode, api_origin):
        raise ForbiddenPairingError(f"{mode}: the page must not speak to {_host(api_origin)}")
    folder = resources / "checkout"
    script = (folder / "checkout.js").read_text(encoding="utf-8")
    page = _fill(
        (folder / "checkout.html").read_text(encoding="utf-8"),
        {
            "language": locale if locale in _LANGUAGES else "en",
            "policy": content_policy(mode, script_url, api_origin, script),
            "style": (folder / "checkout.css").read_text(encoding="utf-8"),
            "stripe_js": script_url,
            "script": script,
        },
    )
    if len(page.encode()) > _LARGEST:
        raise ValueError("the checkout page is too large for setHtml")
    return page


def content_policy(mode: Mode, script_url: str, api_origin: str, inline_script: str) -> str:
    """Return the page's Content-Security-Policy.

    The sources for test and live mode are those of https://docs.stripe.com/security/guide. Frames
    nested inside Stripe's own, such as a bank's 3-D Secure page, are not bound by it.
    """
    if mode is Mode.TRAINING:
        ours = _loopback_origins(script_url, api_origin)
        scripts = frames = connects = images = ours
    else:
        scripts = "https://js.stripe.com https://*.js.stripe.com"
        frames = f"{scripts} https://hooks.stripe.com"
        connects = "https://api.stripe.com"
        images = "https://*.stripe.com"
    digest = base64.b64encode(hashlib.sha256(inline_script.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{digest}' {scripts}",
            f"frame-src {frames}",
            f"connect-src {connects}",
            f"img-src data: {images}",
            "style-src 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _loopback_origins(*urls: str) -> str:
    """The simulator under both of its names; its bank pages use the other one."""
    ports = sorted({urlsplit(url).port or 80 for url in urls})
    names = ("127.0.0.1", "localhost")
    return " ".join(f"http://{name}:{port}" for port in ports for name in names)


def _fill(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{{" + name + "}}", value)
    return template


def _host(url: str) -> str | None:
    return urlsplit(url).hostname
