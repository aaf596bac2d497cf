"""The table of expandable members says the same as Stripe's own document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pos_app.simulator import expandable
from tests.simulator.stripe_document import DOCUMENT

_SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
_REF = "#/components/schemas/"
_SELDOM = {"evidence", "discount"}
"""Members whose own references (files, promotion codes) the simulator does not have."""


def references(kind: str, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every expandable member of a schema, one level of nesting included, with its targets."""
    for name, schema in _SCHEMAS[kind].get("properties", {}).items():
        if "x-expansionResources" in schema:
            options = schema["x-expansionResources"]["oneOf"]
            yield prefix + name, {option["$ref"].removeprefix(_REF) for option in options}
        elif not prefix and name not in _SELDOM:
            for option in (schema, *schema.get("anyOf", ())):
                if "$ref" in option:
                    yield from references(option["$ref"].removeprefix(_REF), f"{name}.")


@pytest.mark.parametrize("kind", sorted(expandable._MEMBERS))
def test_every_reference_of_the_document_can_be_expanded_and_leads_there(kind: str) -> None:
    ours = expandable._MEMBERS[kind]
    for member, targets in references(kind):
        assert member in ours, f"{kind}.{member}"
        assert ours[member] in {"*", *targets}, f"{kind}.{member}"


@pytest.mark.parametrize("kind", sorted(expandable._MEMBERS))
def test_nothing_else_can_be_expanded(kind: str) -> None:
    theirs = {member for member, _ in references(kind)}
    theirs |= {name.split(".")[0] for name in _SCHEMAS[kind].get("x-expandableFields", ())}
    for member in expandable._MEMBERS[kind]:
        assert member in theirs or member.split(".")[0] in theirs, f"{kind}.{member}"
