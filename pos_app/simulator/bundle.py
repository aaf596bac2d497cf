"""Puts the files of ``resources/simulator`` together: no build step, one request each.

The sources stay small files; the script and each frame are joined once, when the server starts.
"""

import hashlib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_SHARED: Final = ("shared/peer.js",)
SCRIPT_FILES: Final = _SHARED + tuple(
    f"stripe/{name}.js"
    for name in (
        "values", "emitter", "framelink", "checks", "challenge", "element", "elements", "actions",
        "stripe",
    )
)  # fmt: skip
FRAME_FILES: Final = _SHARED + tuple(
    f"frame/{name}.js"
    for name in (
        "rules", "texts", "api", "appearance", "dom", "fields", "forms", "choices", "picker",
        "confirmation", "saved", "payment", "controller", "main",
    )
)  # fmt: skip
MODAL_FILES: Final = (*_SHARED, "frame/texts.js", "frame/api.js", "challenge/modal.js")

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Page:
    """A document and the inline script that its content policy must allow."""

    html: str
    script: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that is served, ready to send.

    Attributes:
        script: The stand-in stripe.js.
        frame: The document of Element and controller.
        modal: The document around a bank's question.
        bank_html, bank_style, acs_script: Template and parts of the bank's pages.
    """

    script: str
    frame: Page
    modal: Page
    bank_html: str
    bank_style: str
    acs_script: str


@cache
def bundle() -> Bundle:
    """Read and join the files.

    Raises:
        FileNotFoundError: If the installation lacks them.
    """
    frame = _page("frame/frame.html", "frame/frame.css", FRAME_FILES)
    modal = _page("challenge/modal.html", "challenge/modal.css", MODAL_FILES)
    build = hashlib.sha256((frame.html + modal.html).encode()).hexdigest()[:12]
    return Bundle(
        script=_script(build),
        frame=frame,
        modal=modal,
        bank_html=_read("challenge/bank.html"),
        bank_style=_read("challenge/bank.css"),
        acs_script=_read("challenge/acs.js"),
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace each ``{{name}}``; the values must be safe HTML already."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], template)


def _script(build: str) -> str:
    """One function around all parts: nothing but ``window.Stripe`` becomes visible to the page.

    A second script tag must not replace the first one's object.
    """
    return (
        "(function () {\n'use strict';\nif (window.Stripe) return;\n"
        f"const BUILD = '{build}';\n{_join(SCRIPT_FILES)}\n}})();\n"
    )


def _page(template: str, style: str, scripts: tuple[str, ...]) -> Page:
    script = _join(scripts)
    return Page(fill(_read(template), {"style": _read(style), "script": script}), script)


def _join(names: tuple[str, ...]) -> str:
    return "\n".join(_read(name) for name in names)


def _read(name: str) -> str:
    return (_home() / name).read_text(encoding="utf-8")


def _home() -> Path:
    """The folder in a frozen build, a wheel or a checkout."""
    package = Path(__file__).resolve().parents[1]
    frozen = Path(getattr(sys, "_MEIPASS", package)) / "resources"
    for place in (frozen, package / "_resources", package.parent / "resources"):
        if (place / "simulator" / "frame").is_dir():
            return place / "simulator"
    raise FileNotFoundError("pos_app's resources are missing: the installation is incomplete")
