"""Stripe's search query language: parser and evaluator.

A query is a list of clauses ``field operator value``, joined by AND (also by mere blanks) or by OR,
never by both, without parentheses. ``-`` negates a clause, ``:`` compares (case-insensitively),
``~`` finds a substring of at least three characters, ``> < >= <=`` compare numbers,
``metadata["key"]`` names a metadata value, ``null`` stands for a missing one.
Source: https://docs.stripe.com/search#search-query-language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

from pos_app.simulator.errors import ApiError

Operator = Literal[":", "~", ">", "<", ">=", "<="]

MAX_CLAUSES: Final = 10
MIN_SUBSTRING: Final = 3


class FieldType(Enum):
    """Which operators a field understands."""

    TEXT = "string"
    """Comparison and substring."""
    TOKEN = "token"  # noqa: S105 - a word of the query language
    """Comparison only."""
    NUMBER = "numeric"
    """Comparison and order."""


_COMMON: Final = {"created": FieldType.NUMBER}
_MONEY: Final = {
    **_COMMON,
    "amount": FieldType.NUMBER,
    "currency": FieldType.TOKEN,
    "customer": FieldType.TOKEN,
    "status": FieldType.TOKEN,
}
FIELDS: Final[dict[str, dict[str, FieldType]]] = {
    "customers": {
        **_COMMON,
        "email": FieldType.TEXT,
        "name": FieldType.TEXT,
        "phone": FieldType.TEXT,
    },
    "payment_intents": _MONEY,
    "charges": {
        **_MONEY,
        "billing_details.address.postal_code": FieldType.TOKEN,
        "disputed": FieldType.TOKEN,
        "refunded": FieldType.TOKEN,
        "payment_method_details.card.brand": FieldType.TOKEN,
        "payment_method_details.card.exp_month": FieldType.NUMBER,
        "payment_method_details.card.exp_year": FieldType.NUMBER,
        "payment_method_details.card.fingerprint": FieldType.TOKEN,
        "payment_method_details.card.last4": FieldType.TOKEN,
    },
}
"""The searchable fields of each resource, metadata aside."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition.

    Attributes:
        path: the members to follow from the object, e.g. ``("metadata", "order")``.
        operator: how the value is compared.
        value: text or number; None is the null of the language.
        negated: the clause holds where the comparison does not.
    """

    path: tuple[str, ...]
    operator: Operator
    value: str | int | None
    negated: bool

    def holds(self, obj: Mapping[str, Any]) -> bool:
        """Whether the object fulfils the clause."""
        return self._compares(_follow(obj, self.path)) is not self.negated

    def _compares(self, actual: Any) -> bool:
        if self.value is None or actual is None:
            return actual is None and self.value is None
        if isinstance(self.value, int):
            return isinstance(actual, int) and _ORDER[self.operator](actual, self.value)
        wanted, text = self.value.casefold(), _as_text(actual).casefold()
        return wanted in text if self.operator == "~" else wanted == text


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        clauses: at least one.
        any_of: joined by OR; otherwise all clauses must hold.
    """

    clauses: tuple[Clause, ...]
    any_of: bool = False

    def matches(self, obj: Mapping[str, Any]) -> bool:
        """Whether the object belongs to the result."""
        if self.any_of:
            return any(clause.holds(obj) for clause in self.clauses)
        return all(clause.holds(obj) for clause in self.clauses)

    def needles(self) -> tuple[str, ...] | None:
        """Casefolded texts of which each match contains at least one in a top-level text field.

        None when the query allows no such promise. An index uses it to skip most objects.
        """
        found = [
            c.value.casefold()
            for c in self.clauses
            if isinstance(c.value, str) and not c.negated and len(c.path) == 1
        ]
        if self.any_of:
            return tuple(found) if len(found) == len(self.clauses) else None
        return (max(found, key=len),) if found else None


_ORDER: Final[dict[str, Callable[[int, int], bool]]] = {
    ":": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
}

_BLANK: Final = re.compile(r"\s*")
_JOINT: Final = re.compile(r"(AND|OR)(?=\s)", re.IGNORECASE)
_QUOTED: Final = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CLAUSE: Final = re.compile(
    rf"""(?P<minus>-?)
         (?P<field>[A-Za-z_][A-Za-z0-9_.]*) (?:\[\s*(?P<key>{_QUOTED})\s*\])?
         \s*(?P<operator>>=|<=|[:~<>])\s*
         (?P<value>{_QUOTED}|[^\s"']+)(?=\s|$)""",
    re.VERBOSE | re.DOTALL,
)


def parse(query: str, resource: str) -> Query:
    """Read a query.

    Args:
        query: the text of the ``query`` parameter.
        resource: ``customers``, ``payment_intents`` or ``charges``.

    Raises:
        ApiError: 400 in Stripe's words for bad grammar, unknown fields, wrong operators.
    """
    clauses: list[Clause] = []
    joints: set[str] = set()
    at = _skip_blanks(query, 0)
    while at < len(query):
        if clauses:
            joint = _JOINT.match(query, at)
            joints.add(joint.group(1).upper() if joint else "AND")
            at = _skip_blanks(query, joint.end()) if joint else at
        found = _CLAUSE.match(query, at)
        if found is None:
            raise _unreadable()
        clauses.append(_clause(found, resource))
        at = _skip_blanks(query, found.end())
    if not clauses:
        raise _unreadable()
    if len(clauses) > MAX_CLAUSES:
        raise _refusal(f"You can only use up to {MAX_CLAUSES} clauses in a search query.")
    if len(joints) > 1:
        raise _refusal(
            "You cannot combine `AND` and `OR` in the same search query. "
            "Clauses separated by a space are combined with `AND`."
        )
    return Query(tuple(clauses), any_of=joints == {"OR"})


def quote(text: str) -> str:
    r"""A value with quotes around it and ``"`` and ``\`` escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _clause(found: re.Match[str], resource: str) -> Clause:
    field, key, operator = found["field"], found["key"], found["operator"]
    if field == "metadata" and key is not None:
        path: tuple[str, ...] = ("metadata", _unquoted(key))
        kind = FieldType.TEXT
        name = f"metadata[{key}]"
    else:
        kind = _field_type(field, resource, has_key=key is not None)
        path, name = tuple(field.split(".")), field
    value = _value(found["value"], kind, name)
    _check_operator(operator, kind, name, value)
    return Clause(path, operator, value, found["minus"] == "-")  # type: ignore[arg-type]


def _field_type(field: str, resource: str, *, has_key: bool) -> FieldType:
    kind = FIELDS[resource].get(field)
    if kind is None or has_key:
        raise _refusal(f"Field `{field}` is an unsupported search field for resource `{resource}`.")
    return kind


def _value(text: str, kind: FieldType, name: str) -> str | int | None:
    if text.lower() == "null":
        return None
    if kind is FieldType.NUMBER:
        digits = _unquoted(text) if text[0] in "\"'" else text
        if not re.fullmatch(r"-?[0-9]{1,18}", digits):
            raise _refusal(f"Field `{name}` requires a numeric value, but `{digits}` was provided.")
        return int(digits)
    if text[0] in "\"'":
        return _unquoted(text)
    if kind is FieldType.TOKEN and text.lower() in {"true", "false"}:
        return text.lower()
    raise _unreadable()


def _check_operator(operator: str, kind: FieldType, name: str, value: str | int | None) -> None:
    allowed = {
        FieldType.TEXT: {":", "~"},
        FieldType.TOKEN: {":"},
        FieldType.NUMBER: {":", ">", "<", ">=", "<="},
    }[kind]
    if operator not in allowed or (value is None and operator != ":"):
        raise _refusal(f"Operator `{operator}` is not supported for field `{name}`.")
    if operator == "~" and len(str(value)) < MIN_SUBSTRING:
        raise _refusal(
            f"Substring search on field `{name}` requires at least "
            f"{MIN_SUBSTRING} characters, but `{value}` was provided."
        )


def _follow(obj: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = obj
    for member in path:
        value = value.get(member) if isinstance(value, Mapping) else None
    return value


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _skip_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _unreadable() -> ApiError:
    return _refusal(
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` '
        'to query for metadata or key:"value" to query for other fields.'
    )


def _refusal(message: str) -> ApiError:
    return ApiError(400, message)
