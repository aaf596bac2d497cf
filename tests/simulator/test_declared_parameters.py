"""What the simulator accepts is what Stripe documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pos_app.simulator import params as p
from pos_app.simulator import registry
from pos_app.simulator.routing import Route
from tests.simulator import deviations
from tests.simulator.openapi import form_schema

ROUTES = [
    route
    for routes in registry.RESOURCES
    for route in routes()
    if not deviations.own_path(route.path) and not deviations.private_route(route)
]


def _objects(schema: Any) -> dict[str, Any]:
    """The members of an object schema, also of one that may be emptied."""
    for option in schema.get("anyOf", [schema]):
        if "properties" in option:
            members: dict[str, Any] = option["properties"]
            return members
    return {}


def _unknown(declared: p.Params, schema: Any, place: str) -> Iterator[str]:
    documented = _objects(schema)
    for name, param in declared.items():
        here = f"{place}[{name}]"
        if name not in documented:
            yield here
        elif isinstance(param, p.Nested) and param.members:
            yield from _unknown(param.members, documented[name], here)
        elif isinstance(param, p.Enum):
            words = _words(documented[name])
            yield from (f"{here}={word}" for word in param.words if words and word not in words)


def _words(schema: Any) -> set[str]:
    """The words that a parameter may be; empty if any text will do."""
    options = schema.get("anyOf", [schema])
    words = {word for option in options for word in option.get("enum", [])}
    flags = any(option.get("type") == "boolean" for option in options)
    return words | {"true", "false"} if flags else words


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_only_documented_parameters_are_accepted(route: Route) -> None:
    schema = form_schema(route.method, route.path)
    unknown = set(_unknown(route.params, schema, ""))
    assert unknown <= deviations.UNDOCUMENTED_PARAMETERS
    required = {name for name, param in route.params.items() if param.required}
    assert required >= set(schema.get("required", []))
